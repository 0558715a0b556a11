"""Each wording becomes the interval that the codebook gives it, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reported.wording import KINDS, Figure, UnreadableWording, read_figure

READ = {
    # exact
    "12": (12, 12, 12, "exact"),
    "1,294 were killed or found dead": (1294, 1294, 1294, "exact"),
    "a total of 357 incidents": (357, 357, 357, "exact"),
    "exactly 40": (40, 40, 40, "exact"),
    "all four officers": (4, 4, 4, "exact"),
    "the two": (2, 2, 2, "exact"),
    "another six": (6, 6, 6, "exact"),
    "the remaining 30 families": (30, 30, 30, "exact"),
    "just one season a year": (1, 1, 1, "exact"),
    "barely 40": (40, 40, 40, "exact"),
    "a mere 12": (12, 12, 12, "exact"),
    "rose to three": (3, 3, 3, "exact"),
    "stood at 1,131": (1131, 1131, 1131, "exact"),
    "reached 40": (40, 40, 40, "exact"),
    "a dozen": (12, 12, 12, "exact"),
    "two dozen people": (24, 24, 24, "exact"),
    "half a dozen": (6, 6, 6, "exact"),
    "a score": (20, 20, 20, "exact"),
    "a hundred": (100, 100, 100, "exact"),
    "half a million": (500_000, 500_000, 500_000, "exact"),
    "a quarter of a million": (250_000, 250_000, 250_000, "exact"),
    "one and a half million": (1_500_000, 1_500_000, 1_500_000, "exact"),
    "511.5 a quarter": (511.5, 511.5, 511.5, "exact"),
    "0.3 incidents per day": (0.3, 0.3, 0.3, "exact"),
    "four of the 12 hostages": (4, 4, 4, "exact"),
    "five out of eight": (5, 5, 5, "exact"),
    "15 people, including four children": (15, 15, 15, "exact"),
    "Nine members including a leader": (9, 9, 9, "exact"),
    "civilians killed (not including police) was 411": (411, 411, 411, "exact"),
    "three (thalatha)": (3, 3, 3, "exact"),
    "600-Kilometer border": (600, 600, 600, "exact"),
    "20 to be exact": (20, 20, 20, "exact"),
    "a policeman": (1, 1, 1, "exact"),
    "the mukhtar": (1, 1, 1, "exact"),
    "another": (1, 1, 1, "exact"),
    "a US military official": (1, 1, 1, "exact"),
    "his son": (1, 1, 1, "exact"),
    "a third man": (1, 1, 1, "exact"),
    # numbers in all their spellings
    "1.2 million": (1_200_000, 1_200_000, 1_200_000, "exact"),
    "5.5k": (5500, 5500, 5500, "exact"),
    "$3bn": (3_000_000_000, 3_000_000_000, 3_000_000_000, "exact"),
    "2 lakh": (200_000, 200_000, 200_000, "exact"),
    "1.5 crore": (15_000_000, 15_000_000, 15_000_000, "exact"),
    "1,25,000": (125_000, 125_000, 125_000, "exact"),
    "20 000 displaced": (20_000, 20_000, 20_000, "exact"),
    "20\u2009000": (20_000, 20_000, 20_000, "exact"),
    "20\u00a0000": (20_000, 20_000, 20_000, "exact"),
    "1, 250": (1250, 1250, 1250, "exact"),
    "twenty-five": (25, 25, 25, "exact"),
    "three hundred and fifty": (350, 350, 350, "exact"),
    "twelve hundred": (1200, 1200, 1200, "exact"),
    "\u0661\u066c\u0662\u0663\u0664": (1234, 1234, 1234, "exact"),
    "\u06f1\u06f2": (12, 12, 12, "exact"),
    # ranges
    "between 5,000 and 7,000": (5000, None, 7000, "range"),
    "between 15-16": (15, None, 16, "range"),
    "20 to 30": (20, None, 30, "range"),
    "from 20 to 30": (20, None, 30, "range"),
    "14,000\u201318,000": (14_000, None, 18_000, "range"),
    "two or three": (2, None, 3, "range"),
    "2-3 million": (2_000_000, None, 3_000_000, "range"),
    "two to three dozen": (24, None, 36, "range"),
    "500,000 to 1 million": (500_000, None, 1_000_000, "range"),
    "5-7,000": (5000, None, 7000, "range"),
    "500-1,000": (500, None, 1000, "range"),
    "about 25,000 to 30,000": (25_000, None, 30_000, "range"),
    "nearly 200 to 300": (200, None, 300, "range"),
    "between one hundred and two hundred": (100, None, 200, "range"),
    "at least 40 and perhaps as many as 60": (40, None, 60, "range"),
    "more than 40 but fewer than 60": (40, None, 60, "range"),
    "up to 60 but at least 40": (40, None, 60, "range"),
    # open ends
    "at least 12": (12, None, None, "at_least"),
    "no fewer than 12": (12, None, None, "at_least"),
    "not less than 12": (12, None, None, "at_least"),
    "12 or more": (12, None, None, "at_least"),
    "a minimum of 26,172": (26_172, None, None, "at_least"),
    "40+": (40, None, None, "at_least"),
    "40-plus": (40, None, None, "at_least"),
    ">= 40": (40, None, None, "at_least"),
    "as few as 40": (40, None, None, "at_least"),
    "at or exceeding 40": (40, None, None, "at_least"),
    "40 people at least": (40, None, None, "at_least"),
    "at least ... 36 security personnel": (36, None, None, "at_least"),
    "at least 30-40": (30, None, None, "at_least"),
    "at least a further 20": (20, None, None, "at_least"),
    "more than 1,000 fighters": (1000, None, None, "more_than"),
    "well over 100": (100, None, None, "more_than"),
    "just over 100": (100, None, None, "more_than"),
    "upwards of 100": (100, None, None, "more_than"),
    "surpassed 100": (100, None, None, "more_than"),
    "crossed 100": (100, None, None, "more_than"),
    "north of 100": (100, None, None, "more_than"),
    "reached more than 40": (40, None, None, "more_than"),
    "more than a dozen": (12, None, None, "more_than"),
    "up to 7,000": (None, None, 7000, "at_most"),
    "as many as 25": (None, None, 25, "at_most"),
    "as many as about 40,000": (None, None, 40_000, "at_most"),
    "no more than 40": (None, None, 40, "at_most"),
    "a maximum of 40": (None, None, 40, "at_most"),
    "40 or fewer": (None, None, 40, "at_most"),
    "up to 30-40": (None, None, 40, "at_most"),
    "fewer than 3,000 ISIS fighters": (None, None, 3000, "less_than"),
    "dropped below 3,000": (None, None, 3000, "less_than"),
    "less than one square Kilometer": (None, None, 1, "less_than"),
    # rounding
    "about 400": (350, 400, 450, "approximate"),
    "around 2,500": (2450, 2500, 2550, "approximate"),
    "some 90": (85, 90, 95, "approximate"),
    "roughly 12": (11, 12, 13, "approximate"),
    "an estimated 31,000": (30_500, 31_000, 31_500, "approximate"),
    "about 1,000": (500, 1000, 1500, "approximate"),
    "around 1.3 million people": (1_250_000, 1_300_000, 1_350_000, "approximate"),
    "about 2.5": (2.45, 2.5, 2.55, "approximate"),
    "about two dozen": (18, 24, 30, "approximate"),
    "about half a dozen": (3, 6, 9, "approximate"),
    "twenty-odd": (15, 20, 25, "approximate"),
    "300 or so": (250, 300, 350, "approximate"),
    "~40": (35, 40, 45, "approximate"),
    "nearly 30,000 fighters": (25_000, None, 30_000, "nearly"),
    "just under 300 airstrikes": (250, None, 300, "nearly"),
    "nearly three dozen": (30, None, 36, "nearly"),
    "just short of 40": (35, None, 40, "nearly"),
    # bare plurals
    "a couple": (2, None, 2, "magnitude"),
    "several policemen": (3, None, 9, "magnitude"),
    "few": (3, None, 9, "magnitude"),
    "a handful of": (3, None, 9, "magnitude"),
    "tens": (10, None, 99, "magnitude"),
    "dozens": (12, None, 99, "magnitude"),
    "scores": (20, None, 99, "magnitude"),
    "Hundreds": (100, None, 999, "magnitude"),
    "thousands": (1000, None, 9999, "magnitude"),
    "tens of thousands": (10_000, None, 99_999, "magnitude"),
    "hundreds of thousands": (100_000, None, 999_999, "magnitude"),
    "millions": (1_000_000, None, 9_999_999, "magnitude"),
    "tens of millions": (10_000_000, None, 99_999_999, "magnitude"),
    "a few hundred": (300, None, 999, "magnitude"),
    "several thousand": (3000, None, 9999, "magnitude"),
    "several dozen": (36, None, 119, "magnitude"),
    "low hundreds": (100, None, 999, "magnitude"),
    "at least dozens": (12, None, None, "at_least"),
    "more than hundreds of fighters": (100, None, None, "more_than"),
    "up to hundreds": (None, None, 999, "at_most"),
    "about hundreds": (100, None, 999, "approximate"),
    # change
    "rose from 40 to 60": (60, 60, 60, "exact"),
    "fell from 60 to 40": (40, 40, 40, "exact"),
    # a number before a hedge, hedges behind the number, ranges with the unit on both sides
    "at least 60 over two days": (60, None, None, "at_least"),
    "300 crossed the border": (300, 300, 300, "exact"),
    "40 top commanders": (40, 40, 40, "exact"),
    "300 under arrest": (300, 300, 300, "exact"),
    "60 at least": (60, None, None, "at_least"),
    "100 at most": (None, None, 100, "at_most"),
    "20-30 or so": (20, None, 30, "range"),
    "20 to 30 at most": (None, None, 30, "at_most"),
    "three to five or fewer": (None, None, 5, "at_most"),
    "from 300 up to 400": (300, None, 400, "range"),
    "between 20 and as many as 30": (20, None, 30, "range"),
    "at least 100 and up to 150": (100, None, 150, "range"),
    "30 or slightly more": (30, None, None, "at_least"),
    "30 or possibly fewer": (None, None, 30, "at_most"),
    "300 people (or more)": (300, None, None, "at_least"),
    "300, perhaps more": (300, None, None, "at_least"),
    "$40 million-$50 million": (40_000_000, None, 50_000_000, "range"),
    "2 million\u20133 million": (2_000_000, None, 3_000_000, "range"),
    "\u00a310,000-\u00a315,000": (10_000, None, 15_000, "range"),
    "a low of 12 to a high of 40": (12, None, 40, "range"),
    "two-to-three dozen": (24, None, 36, "range"),
    "an estimated population of 70,000": (65_000, 70_000, 75_000, "approximate"),
    "at least a policeman": (1, None, None, "at_least"),
    "at least ...36 fighters": (36, None, None, "at_least"),
    "equal to or exceeding 50": (50, None, None, "at_least"),
    "never more than 10": (None, None, 10, "at_most"),
    # what stands around a number and is no other count
    "in four attacks": (4, 4, 4, "exact"),
    "12 in Q3 2018": (12, 12, 12, "exact"),
    "30 fast boats": (30, 30, 30, "exact"),
    "8 of Iraq's 18 provinces": (8, 8, 8, "exact"),
    "every one of the 14": (14, 14, 14, "exact"),
    "several of the 40 villages": (3, None, 9, "magnitude"),
    "12 people, at least some of them children": (12, 12, 12, "exact"),
    "up to now 300": (300, 300, 300, "exact"),
    "several hundreds of thousands": (300_000, None, 999_999, "magnitude"),
    "3 bln": (3_000_000_000, 3_000_000_000, 3_000_000_000, "exact"),
    "two and a half": (2.5, 2.5, 2.5, "exact"),
    "100s of fighters": (100, None, 999, "magnitude"),
    # the end of a change
    "went up to 62": (62, 62, 62, "exact"),
    "rose to 60 from 40": (60, 60, 60, "exact"),
    "rose from 40 to 50-60": (50, None, 60, "range"),
    "rose from 12 to 30 or more": (30, None, None, "at_least"),
    "fell from a high of 70,000 to around 20,000": (15_000, 20_000, 25_000, "approximate"),
    "doubled to 40": (40, 40, 40, "exact"),
    # none
    "no one was killed": (0, 0, 0, "none"),
    "no casualties reported": (0, 0, 0, "none"),
    "not a single attack": (0, 0, 0, "none"),
    "zero": (0, 0, 0, "none"),
    "did not suffer any fatalities": (0, 0, 0, "none"),
}


@pytest.mark.parametrize("wording", READ)
def test_a_wording_has_the_interval_of_its_rule(wording):
    figure = read_figure(wording)
    assert (figure.low, figure.best, figure.high, figure.kind) == READ[wording]


REFUSED = [
    "",
    "a significant number",
    "many",
    "a number of fishermen",
    "5%",
    "ten percent",
    "one in five",
    "nine out of 10",
    "three per 1,000",
    "one-third of the territory",
    "up fivefold over last year",
    "a score of 3 to 1",
    "two policemen and five civilians",
    "three civilians and a policeman",
    "hundreds, possibly thousands",
    "40 - possibly 60",
    "surged from 40",
    "30 to 20",
    "9-7,000",
    "350,0000",
    "10.000",
    "December 2017",
    "the seventh",
    "the fighters",
    "Â£40 â€“ 60",
    "at least 40 killed and up to 60 wounded",
    "no figures",
    "up to 100 or more",
    "mindestens 16 weitere",
    "600-kilometer (370-mile) border",
    "300 nearly 40 of them women",
    "200 fewer attacks",
    "a quarter",
    "more than a quarter",
    "half a village",
    "a third of a million",
    "one and a half times",
    "all but two",
    "except 12",
    "none other than the mayor",
    "no shortage of attacks",
    "no sign of survivors",
    "a roadside bomb every three days",
    "the third of four attacks",
    "phase two",
    "moved 40 detainees to two prisons",
    "a low of 20 and a high of 60",
    "a large quantity of weapons",
    "a surge",
    "including three children",
    "about a policeman",
    "\u00e2\u201a\u00ac400 million",
]


@pytest.mark.parametrize("wording", REFUSED)
def test_what_the_rules_do_not_cover_is_refused(wording):
    with pytest.raises(UnreadableWording):
        read_figure(wording)


# The reason that a person reads, the kind that the wording may have, and the wordings that are refused for it.
REASONS = {
    ("a percentage is not a count", "exact"): ("5%", "ten percent"),
    ("a multiple is not a count", "exact"): ("twice as many",),
    ("a fraction is not a count", "exact"): ("half a village", "3/4 of 12"),
    ("a ratio or a result is not a count", "exact"): ("one in five",),
    ("a part of unknown size", "at_most"): ("some of the 40",),
    ("no number that the rules cover", "magnitude"): ("no. 40", "the fighters", "a majority of"),
    ("what is left out is counted, not what is there", "exact"): ("all but two",),
    ("a number that says which, not how many", "exact"): ("phase two",),
    ("an ordinal says which, not how many", "exact"): ("the seventh", "a seventh", "the third man"),
    ("a date is no quantity", "exact"): ("December 2017",),
    ("a negative number", "exact"): ("-40",),
    ("zero cannot be rounded", "approximate"): ("about 0",),
    ("zero cannot be rounded", "nearly"): ("nearly zero",),
    ("what is missing is the information, not the count", "none"): ("no figures", "no sign of survivors"),
    ("a negation, condition or comparison that the rules do not cover", "exact"): ("not 40", "if 40"),
    ("several counts in one wording", "exact"): ("12, 15 and 20",),
    ("two counts in one wording", "exact"): (
        "600-kilometer (370-mile) border",
        "along with 40",
        "30 and at least 40",
        "three civilians and a policeman",
        "a policeman and three civilians",
        "two policemen and five civilians",
        "the policeman and civilians",
    ),
    ("a part of a count that is not given", "exact"): ("including three children",),
    ("number words of another language", "exact"): ("mindestens 16",),
    ("one end of a range or change without the other", "range"): ("between 40", "surged from 40"),
    ("a range whose first number is the larger", "range"): ("30 to 20",),
    ("a range of bare plurals", "magnitude"): ("hundreds to thousands",),
    ("a hedge on the second number of a range", "range"): ("from 30 to at least 40",),
    ("a shortened range whose first number is not below the second's first digits", "range"): ("9-7,000",),
    ("hedges that contradict each other", "at_least"): ("at least 40 at most",),
    ("hedges that contradict each other", "at_most"): ("at most 40 at least",),
    ("the hedge 'fewer' stands apart from the number", "less_than"): ("200 fewer attacks",),
    ("a hedge on a single thing", "approximate"): ("about a policeman",),
    ("no number and no single singular noun", "magnitude"): ("", "a policeman, a soldier"),
    ("no noun that could be counted", "magnitude"): ("a",),
    ("a group of unknown size", "magnitude"): ("a group of fighters",),
    ("the digits are not grouped in a way that can be read", "exact"): ("350,0000", "10:30"),
    (
        "a dot before three digits parts decimals in English and groups thousands elsewhere",
        "exact",
    ): ("10.000", "1.234 people"),
    ("letters are joined to the number: '40xyz'", "exact"): ("40xyz",),
    ('no rule for "hundreds of dozens"', "exact"): ("hundreds of dozens",),
    ("the text was broken by a wrong encoding", "exact"): ("\u00c2\u00a340",),
}


@pytest.mark.parametrize(
    ("wording", "reason", "nearest"),
    [(wording, *why) for why, wordings in REASONS.items() for wording in wordings],
)
def test_a_refusal_says_which_rule_refuses_and_which_kind_is_nearest(wording, reason, nearest):
    with pytest.raises(UnreadableWording) as caught:
        read_figure(wording)
    assert str(caught.value) == f"{wording!r} is not read: {reason} (nearest kind: {nearest})"
    assert (caught.value.wording, caught.value.reason, caught.value.nearest) == (wording, reason, nearest)


@pytest.mark.parametrize("word", ["likely", "possibly", "reportedly", "perhaps", "believed"])
def test_a_certainty_word_is_kept_and_changes_no_bound(word):
    assert read_figure(f"{word} more than 1,000") == Figure(1000, None, None, "more_than", word)


def test_a_certainty_word_loses_its_article():
    assert read_figure("an unconfirmed 12").certainty == "unconfirmed"


@pytest.mark.parametrize("wording", ["12", "1.2 million", "about 12", "2-3 million", "5.5k"])
def test_counts_are_whole_numbers(wording):
    figure = read_figure(wording)
    assert all(isinstance(value, int) for value in (figure.low, figure.high))


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        figure = read_figure(text)
    except UnreadableWording:
        return
    assert figure.kind in KINDS
    assert not figure.interval.is_empty


@given(st.integers(1, 10**12), st.sampled_from(["about", "some", "nearly", "at least", "up to", "more than"]))
def test_an_interval_holds_the_number_it_was_printed_with(number, hedge):
    interval = read_figure(f"{hedge} {number:,} people").interval
    assert interval.low is None or interval.low <= number
    assert interval.high is None or number <= interval.high
