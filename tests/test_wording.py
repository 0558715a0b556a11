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
    "her son": (1, 1, 1, "exact"),
    "their leader": (1, 1, 1, "exact"),
    "its leader": (1, 1, 1, "exact"),
    "this man": (1, 1, 1, "exact"),
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
    "20 through 30": (20, None, 30, "range"),
    "20 until 30": (20, None, 30, "range"),
    "20 till 30": (20, None, 30, "range"),
    "between 20 & 30": (20, None, 30, "range"),
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
    # one thing, with what is said about it
    "a police officer": (1, 1, 1, "exact"),
    "a militia commander": (1, 1, 1, "exact"),
    "the witness": (1, 1, 1, "exact"),
    "the campus": (1, 1, 1, "exact"),
    "an eighth man": (1, 1, 1, "exact"),
    "in an attack": (1, 1, 1, "exact"),
    # fractions, dozens and multipliers
    "half a dozen to a dozen": (6, None, 12, "range"),
    "about a dozen": (6, 12, 18, "approximate"),
    "about half a score": (5, 10, 15, "approximate"),
    "half-dozen": (6, 6, 6, "exact"),
    "a half dozen": (6, 6, 6, "exact"),
    "three quarters of a million": (750_000, 750_000, 750_000, "exact"),
    "about three-quarters of a million": (745_000, 750_000, 755_000, "approximate"),
    "one quarter of a million": (250_000, 250_000, 250_000, "exact"),
    "a lakh": (100_000, 100_000, 100_000, "exact"),
    "a crore": (10_000_000, 10_000_000, 10_000_000, "exact"),
    "40-million": (40_000_000, 40_000_000, 40_000_000, "exact"),
    "3 hundred thousand": (300_000, 300_000, 300_000, "exact"),
    "a couple of hundred": (200, None, 200, "magnitude"),
    "couple-hundred": (200, None, 200, "magnitude"),
    "the low hundreds": (100, None, 999, "magnitude"),
    "at least low hundreds": (100, None, None, "at_least"),
    "at least high hundreds": (100, None, None, "at_least"),
    "at least many hundreds": (100, None, None, "at_least"),
    "half-a-million": (500_000, 500_000, 500_000, "exact"),
    "3 bn": (3_000_000_000, 3_000_000_000, 3_000_000_000, "exact"),
    "tens of billions": (10_000_000_000, None, 99_999_999_999, "magnitude"),
    "four to five hundred": (400, None, 500, "range"),
    "four to five thousand": (4000, None, 5000, "range"),
    "four to five million": (4_000_000, None, 5_000_000, "range"),
    "four to five billion": (4_000_000_000, None, 5_000_000_000, "range"),
    "one to two trillion": (1_000_000_000_000, None, 2_000_000_000_000, "range"),
    "a trillion": (1_000_000_000_000, 1_000_000_000_000, 1_000_000_000_000, "exact"),
    "5-7,000,000": (5_000_000, None, 7_000_000, "range"),
    "200-300,000": (200_000, None, 300_000, "range"),
    "100-100,000": (100, None, 100_000, "range"),
    "1.234 million": (1_234_000, 1_234_000, 1_234_000, "exact"),
    "1.234m": (1_234_000, 1_234_000, 1_234_000, "exact"),
    "est. 40 mln.": (35_000_000, 40_000_000, 45_000_000, "approximate"),
    "3 m": (3, 3, 3, "exact"),
    # signs and quotation marks
    "2\u00bd million": (2_500_000, 2_500_000, 2_500_000, "exact"),
    "\u00bd million": (500_000, 500_000, 500_000, "exact"),
    "1\u00bc million": (1_250_000, 1_250_000, 1_250_000, "exact"),
    "\u0661\u060c\u0662\u0663\u0664": (1234, 1234, 1234, "exact"),
    "12\u066b5": (12.5, 12.5, 12.5, "exact"),
    "at least\u2026 36": (36, None, None, "at_least"),
    "\u2265 40": (40, None, None, "at_least"),
    "\u2264 40": (None, None, 40, "at_most"),
    "\u2248 40": (35, 40, 45, "approximate"),
    "\u223c 40": (35, 40, 45, "approximate"),
    "\u00b1 40": (35, 40, 45, "approximate"),
    "\u201840\u2019": (40, 40, 40, "exact"),
    "at \u201cleast 40\u201d": (40, None, None, "at_least"),
    "8 of Iraq\u2019s 18": (8, 8, 8, "exact"),
    "8 of Iraq\u00b4s 18": (8, 8, 8, "exact"),
    # hedges on both sides of the number
    "some 12 or more": (12, None, None, "at_least"),
    "nearly 40 or so": (35, None, 40, "nearly"),
    "at least 40 or so": (40, None, None, "at_least"),
    "up to 40 or fewer": (None, None, 40, "at_most"),
    "300 at least over two days": (300, None, None, "at_least"),
    "20-odd to 30": (20, None, 30, "range"),
    # two numbers
    "40 up to 60": (40, None, 60, "range"),
    "40 to 40": (40, None, 40, "range"),
    "between 40 to 60": (40, None, 60, "range"),
    "between 40 or 60": (40, None, 60, "range"),
    "between 40 people and 60 people": (40, None, 60, "range"),
    "from 40 people to 60 people": (40, None, 60, "range"),
    "from 40 or so to 60": (40, None, 60, "range"),
    "at least between 40 and 60": (40, None, None, "at_least"),
    "at least from 40 to 60": (40, None, None, "at_least"),
    "more than 40 or fewer than 60": (40, None, 60, "range"),
    "at least 40 and at most 40": (40, None, 40, "range"),
    "at least 40, at most 60": (40, None, 60, "range"),
    "at least 40 people and at most 60 people": (40, None, 60, "range"),
    "at least 40 people and at most 60": (40, None, 60, "range"),
    "rose, likely from 40 to 60": (60, 60, 60, "exact"),
    "rose sharply from about 40 to about 60": (55, 60, 65, "approximate"),
    "grew steadily from 40 - 60": (40, None, 60, "range"),
    "rose by 20 to 60": (60, 60, 60, "exact"),
    "rose to about 60 from 40": (55, 60, 65, "approximate"),
    "about 60, up from 40": (55, 60, 65, "approximate"),
    # asides, ages and time spans beside the count
    "40 fighters (including 12 foreigners)": (40, 40, 40, "exact"),
    "two (likely) or three (likely)": (2, None, 3, "range"),
    "3 boys aged 12 to 14": (3, 3, 3, "exact"),
    "in the past six months 40 attacks": (40, 40, 40, "exact"),
    "40 in a 2-day period": (40, 40, 40, "exact"),
    "40 attacks in three other months": (40, 40, 40, "exact"),
    "in 3 days 40": (40, 40, 40, "exact"),
    "held for three days": (3, 3, 3, "exact"),
    "three policemen and": (3, 3, 3, "exact"),
    "and 40 others": (40, 40, 40, "exact"),
    "40 (2018) killed": (40, 40, 40, "exact"),
    # none
    "none of the 40 villages": (0, 0, 0, "none"),
    "not one attack in 12 months": (0, 0, 0, "none"),
    "zero.": (0, 0, 0, "none"),
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
    ("no number that the rules cover", "magnitude"): (
        "no. 40",
        "the fighters",
        "the policemen",
        "the tribespeople",
        "the traffic police",
        "a majority of",
    ),
    ("what is left out is counted, not what is there", "exact"): ("all but two",),
    ("a number that says which, not how many", "exact"): (
        "phase two",
        "the third of four attacks",
        "the sixth of eight",
        "the 5th of 12",
    ),
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
        "three civilians and an officer",
        "three civilians and another",
        "three civilians and one policeman",
        "a policeman and three civilians",
        "an officer and three civilians",
        "another and three civilians",
        "him and three civilians",
        "his wife and three civilians",
        "her and three civilians",
        "him and at least three others",
        "a man and the three others",
        "a policeman & soldier",
        "the mukhtar or sheikh",
        "12 soldiers, at least another six",
        "12 of Mosul 18",
        "between 40 men, and 60",
        "from 40, to 60",
        "from 40 60",
        "at least 40 and 60",
        "at least dozens and at most 60",
        "40-odd million",
        "two policemen and five civilians",
        "the policeman and civilians",
    ),
    ("a part of a count that is not given", "exact"): ("including three children",),
    ("number words of another language", "exact"): ("mindestens 16",),
    ("one end of a range or change without the other", "range"): ("between 40", "surged from 40"),
    ("a range whose first number is the larger", "range"): ("30 to 20",),
    ("a range of bare plurals", "magnitude"): ("hundreds to thousands", "hundreds to 2,000"),
    ("a hedge on the second number of a range", "range"): (
        "from 30 to at least 40",
        "at most 40 to at most 60",
    ),
    ("a shortened range whose first number is not below the second's first digits", "range"): ("9-7,000",),
    ("hedges that contradict each other", "at_least"): ("at least 40 at most",),
    ("hedges that contradict each other", "at_most"): ("at most 40 at least",),
    ("the hedge 'fewer' stands apart from the number", "less_than"): ("200 fewer attacks",),
    ("the hedge 'at least' stands apart from the number", "at_least"): ("dropped at least from 60 to 40",),
    ("the hedge 'more than' stands apart from the number", "more_than"): ("40 more than expected",),
    ("a hedge on a single thing", "approximate"): ("about a policeman",),
    ("a hedge on a single thing", "at_least"): ("at least more than a policeman",),
    ("no number and no single singular noun", "magnitude"): (
        "",
        "a policeman, a soldier",
        "5th",
        "score",
        "killed in a blast",
    ),
    ("no noun that could be counted", "magnitude"): ("a",),
    ("a group of unknown size", "magnitude"): ("a group of fighters",),
    ("the digits are not grouped in a way that can be read", "exact"): ("350,0000", "10:30"),
    (
        "a dot before three digits parts decimals in English and groups thousands elsewhere",
        "exact",
    ): ("10.000", "1.234 people"),
    ("letters are joined to the number: '40xyz'", "exact"): ("40xyz",),
    ('no rule for "hundreds of dozens"', "exact"): ("hundreds of dozens",),
    ("the number words are not one number: 'thousand thousand'", "exact"): ("a thousand thousand",),
    ("more parentheses than a figure has", "exact"): ("40 people" + " (x)" * 11, "40 people" + " [x]" * 480),
    ("the text was broken by a wrong encoding", "exact"): ("\u00c2\u00a340", "\u00d8\u00b9 40"),
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


# Each hedge of the vocabulary by the kind that it makes, so that none is lost or changes sides unseen.
BEFORE = {
    "more_than": "more than, over, above, upwards of, upward of, in excess of, exceeding, exceed, exceeds, exceeded, "
    "surpassing, surpass, surpasses, surpassed, topping, top, tops, topped, passing, passed, passes, pass, north of, "
    "greater than, higher than, larger than, beyond, crossed, crossing, crosses, >, well over, far more than, "
    "just over, slightly more than, a little over, a bit over, little more than, much more than, many more than, "
    "considerably over, significantly over, substantially over, somewhat over, marginally over, way over, "
    "quite over, easily over, comfortably over, fractionally over, barely over",
    "less_than": "fewer than, less than, under, below, lower than, smaller than, fewer, <, well under, far fewer than, "
    "little under, much less than, many fewer than, considerably under, significantly under, substantially below, "
    "somewhat under, way under, quite under, easily under, comfortably under",
    "at_least": "at least, at the least, at the very least, at minimum, at a minimum, no fewer than, not fewer than, "
    "no less than, not less than, no lower than, not lower than, not below, not under, as few as, as little as, "
    "as low as, a minimum of, minimum of, the minimum of, minimum, a minimum, at or exceeding, at or above, "
    "at or over, equal to or more than, equal or more than, equal to or greater than, "
    "equal to or exceeding, equal to or above, "
    "equalling or exceeding, at or more than, greater than or equal to, more than or equal to, >=",
    "at_most": "up to, as many as, as much as, as high as, as large as, at most, at the most, at the very most, "
    "no more than, not more than, no greater than, not greater than, no higher than, not higher than, no larger than, "
    "not over, not above, not exceeding, not exceed, does not exceed, did not exceed, not to exceed, a maximum of, "
    "maximum of, the maximum of, maximum, a maximum, at maximum, at a maximum, at or below, at or under, "
    "never more than, never over, never above, less than or equal to, fewer than or equal to, <=",
    "approximate": "about, around, some, roughly, approximately, approx, an estimated, estimated, estimated at, "
    "estimated to be, estimated to number, estimated to total, an estimate of, est, circa, ca, c, ~, in the region of, "
    "on the order of, somewhere in the region of, in the order of, of the order of, in the neighbourhood of, "
    "in the neighborhood of, in the vicinity of, nearer, nearer to, closer to, somewhere around, something like, "
    "round about, hovered around, an approximate, approximate, more or less",
    "nearly": "nearly, almost, close to, just short of, short of, just shy of, shy of, approaching, nearing, "
    "not quite, near, near to, nigh on, just under, slightly under, a little under, a bit below, marginally below, "
    "fractionally below, barely under",
}
BEHIND = {
    "at_least": "or more, or over, or above, or higher, or greater, or upwards, or even more, and more, and above, "
    "and up, and over, or slightly more, or many more, or far more, or much more, or a little more, at least, "
    "at the least, at the very least, at minimum, at a minimum, minimum, min, plus, +",
    "at_most": "or fewer, or less, or under, or below, or lower, or even fewer, or even less, or slightly fewer, "
    "or slightly less, at most, at the most, at the very most, maximum, at maximum, at a maximum, max, tops",
    "approximate": "or so, or thereabouts, give or take, more or less, approximately, roughly, approx, est, odd, some, "
    "something, ish",
}
CERTAINTY = (
    "likely possibly probably reportedly allegedly apparently perhaps maybe believed thought unconfirmed unverified "
    "presumably potentially purportedly supposedly"
)
# Words between a hedge and its number that change neither.
FILLERS = (
    "a an the only just alone exactly precisely mere merely another additional further other extra total all his her "
    "their its our these those as be is are was were at have combined hardly scarcely barely overall also even "
    "now still"
)


# Hedges that away from a number are prepositions, verbs or names: "near the town, 40 were killed".
LOOSE = (
    "over, above, under, below, about, around, some, near, pass, passed, passes, passing, top, tops, topped, beyond, "
    "crossed, crossing, crosses, exceed, exceeds, exceeded, exceeding, c, ca, est, approaching, nearing, minimum, "
    "maximum, nearer, close to, near to"
)


@pytest.mark.parametrize("kind", BEFORE)
def test_every_hedge_before_a_number_makes_its_kind(kind):
    others = {hedge: read_figure(f"{hedge} 40").kind for hedge in BEFORE[kind].split(", ")}
    assert {hedge: read for hedge, read in others.items() if read != kind} == {}


@pytest.mark.parametrize("kind", BEHIND)
def test_every_hedge_behind_a_number_makes_its_kind(kind):
    others = {hedge: read_figure(f"40 {hedge}").kind for hedge in BEHIND[kind].split(", ")}
    assert {hedge: read for hedge, read in others.items() if read != kind} == {}


def test_a_preposition_or_verb_away_from_the_number_says_nothing_about_it():
    others = {word: read_figure(f"{word} the town, 40 were killed") for word in LOOSE.split(", ")}
    assert {word: figure for word, figure in others.items() if figure != Figure(40, 40, 40, "exact")} == {}


@pytest.mark.parametrize("word", FILLERS.split())
def test_a_filler_between_hedge_and_number_changes_nothing(word):
    assert read_figure(f"at least {word} 40") == Figure(40, None, None, "at_least")


@pytest.mark.parametrize("unit", "minute hour day night week month year".split())
def test_a_time_span_beside_the_count_is_no_second_count(unit):
    assert read_figure(f"40 killed in three {unit}s") == Figure(40, 40, 40, "exact")
    assert read_figure(f"40 killed in one {unit}") == Figure(40, 40, 40, "exact")


@pytest.mark.parametrize(
    "word", "in over within during for past last previous first next after before since".split()
)
def test_a_word_of_time_before_a_time_span_marks_it(word):
    assert read_figure(f"40 killed {word} two weeks") == Figure(40, 40, 40, "exact")


@pytest.mark.parametrize(
    "noun", "total sum average population strength force membership high low peak".split()
)
def test_what_the_number_is_of_stands_between_hedge_and_number_too(noun):
    assert read_figure(f"at least a {noun} of 40") == Figure(40, None, None, "at_least")


@pytest.mark.parametrize("word", CERTAINTY.split())
def test_a_certainty_word_is_kept_and_changes_no_bound(word):
    assert read_figure(f"{word} more than 1,000") == Figure(1000, None, None, "more_than", word)


def test_a_certainty_word_loses_its_article():
    assert read_figure("an unconfirmed 12").certainty == "unconfirmed"


def test_a_certainty_word_is_kept_where_nothing_is_counted():
    assert read_figure("reportedly no casualties") == Figure(0, 0, 0, "none", "reportedly")
    assert read_figure("reportedly a policeman") == Figure(1, 1, 1, "exact", "reportedly")
    assert read_figure("likely at least a policeman") == Figure(1, None, None, "at_least", "likely")
    assert read_figure("more than likely 40") == Figure(40, 40, 40, "exact", "likely")
    assert read_figure("40 (likely)") == Figure(40, 40, 40, "exact", "likely")


@pytest.mark.parametrize("wording", ["12", "1.2 million", "about 12", "2-3 million", "5.5k", "forty."])
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
