"""The vocabulary of the wording reader: hedges, certainty words, and what must not be read as a count.

Each hedge maps a phrase, as a tuple of lower-case words, to the kind of figure it makes.
"""

from __future__ import annotations

import re

LOWER, UPPER, VAGUE = ("at_least", "more_than"), ("at_most", "less_than"), ("approximate", "nearly")

Phrases = dict[tuple[str, ...], str]


def _phrases(kind: str, text: str) -> Phrases:
    return {tuple(phrase.split()): kind for phrase in text.split(", ")}


_MORE = (
    "more than, over, above, upwards of, upward of, in excess of, exceeding, exceed, exceeds, exceeded, surpassing, "
    "surpass, surpasses, surpassed, topping, top, tops, topped, passing, passed, passes, pass, north of, greater than, "
    "higher than, larger than, beyond, crossed, crossing, crosses"
)
_LESS = "fewer than, less than, under, below, lower than"
_DEGREES = (
    "well, far, just, slightly, a little, a bit, little, much, many, considerably, significantly, substantially, "
    "somewhat, marginally, way, quite, easily, comfortably, fractionally, barely"
)
_SMALL_DEGREES = ("just", "slightly", "a little", "a bit", "marginally", "fractionally", "barely")
_AT_LEAST = (
    "at least, at the least, at the very least, at minimum, at a minimum, no fewer than, not fewer than, no less than, "
    "not less than, no lower than, not lower than, not below, not under, as few as, as little as, as low as, "
    "a minimum of, minimum of, the minimum of, minimum, a minimum, at or exceeding, at or above, at or over, "
    "equal to or more than, equal or more than, equal to or greater than, equal to or exceeding, equal to or above, "
    "equalling or exceeding, at or more than, greater than or equal to, more than or equal to, >="
)
_AT_MOST = (
    "up to, as many as, as much as, as high as, as large as, at most, at the most, at the very most, no more than, "
    "not more than, no greater than, not greater than, no higher than, not higher than, no larger than, not over, "
    "not above, not exceeding, not exceed, does not exceed, did not exceed, not to exceed, a maximum of, maximum of, "
    "the maximum of, maximum, a maximum, at maximum, at a maximum, at or below, at or under, never more than, "
    "never over, never above, less than or equal to, fewer than or equal to, <="
)
_APPROXIMATE = (
    "about, around, some, roughly, approximately, approx, an estimated, estimated, estimated at, estimated to be, "
    "estimated to number, estimated to total, an estimate of, est, circa, ca, c, ~, in the region of, on the order of, "
    "somewhere in the region of, in the order of, of the order of, in the neighbourhood of, in the neighborhood of, "
    "in the vicinity of, nearer, nearer to, closer to, somewhere around, something like, round about, hovered around, "
    "an approximate, approximate, more or less"
)
_NEARLY = (
    "nearly, almost, close to, just short of, short of, just shy of, shy of, approaching, nearing, not quite, "
    "near, near to, nigh on"
)


def _before() -> Phrases:
    table = _phrases("more_than", f"{_MORE}, >") | _phrases("less_than", f"{_LESS}, smaller than, fewer, <")
    for degree in _DEGREES.split(", "):
        small = degree in _SMALL_DEGREES
        table |= _phrases("more_than", ", ".join(f"{degree} {phrase}" for phrase in _MORE.split(", ")))
        table |= _phrases(
            "nearly" if small else "less_than",
            ", ".join(f"{degree} {phrase}" for phrase in _LESS.split(", ")),
        )
    table |= _phrases("at_least", _AT_LEAST) | _phrases("at_most", _AT_MOST)
    return table | _phrases("approximate", _APPROXIMATE) | _phrases("nearly", _NEARLY)


BEFORE = _before()
AFTER = (
    _phrases(
        "at_least",
        "or more, or over, or above, or higher, or greater, or upwards, or even more, and more, and above, and up, "
        "and over, or slightly more, or many more, or far more, or much more, or a little more, at least, "
        "at the least, at the very least, at minimum, at a minimum, minimum, min",
    )
    | _phrases(
        "at_most",
        "or fewer, or less, or under, or below, or lower, or even fewer, or even less, or slightly fewer, "
        "or slightly less, at most, at the most, at the very most, maximum, at maximum, at a maximum, max",
    )
    | _phrases(
        "approximate",
        "or so, or thereabouts, give or take, more or less, approximately, roughly, approx, est",
    )
)
# These stand only right behind the number, with or without a dash: "100-plus", "twenty-odd".
ATTACHED = (
    _phrases("at_least", "plus, +")
    | _phrases("at_most", "tops")
    | _phrases("approximate", "odd, some, something, ish")
)
# As words of their own these are prepositions, verbs or determiners as often as hedges: away from a
# number they say nothing about it. Any other hedge away from a number makes the wording unreadable.
LOOSE = frozenset(
    "over above under below about around some near pass passed passes passing top tops topped beyond crossed crossing "
    "crosses exceed exceeds exceeded exceeding c ca est approaching nearing minimum maximum nearer".split()
) | {"close to", "near to"}
CERTAINTY = frozenset(
    "likely possibly probably reportedly allegedly apparently perhaps maybe believed thought unconfirmed unverified "
    "presumably potentially purportedly supposedly".split()
)
# Words that may stand between a hedge and its number without changing either.
FILLERS = frozenset(
    "a an the only just alone exactly precisely mere merely another additional further other extra total all his her "
    "their its our these those as be is are was were at have number combined hardly scarcely barely overall also even "
    "now still".split()
)
FILLER_PHRASES = tuple(
    (noun, "of") for noun in "total sum average population strength force membership high low peak".split()
)
JOINERS = {
    "to": "to",
    "through": "to",
    "until": "to",
    "till": "to",
    "or": "or",
    "and": "and",
    "&": "and",
    "between": "between",
    "from": "from",
    "by": "by",
    "of": "of",
    "but": "but",
}
CHANGE = re.compile(
    r"(?:up|down|rise|rose|risen|rising|fall|fell|climb|drop|increas|decreas|declin|grow|grew|surg|jump|soar|plung|"
    r"plummet|doubl|tripl|quadrupl|shrink|shrank|shrunk|dwindl|reduc|swell|swelled|swollen|slump|tumbl|spik|slid|sank|sunk|balloon|slipp|"
    r"dipp|expand|lower|went|gone|going|revis|chang|mov|shot)(?:s|es|e|ed|d|n|en|ing|ping|ped)?"
)
TIME_UNITS = frozenset(
    f"{unit}{s}" for unit in "minute hour day night week month year quarter".split() for s in ("", "s")
)
TIME_PREPOSITIONS = frozenset(
    "in over within during for past last previous first next every after before since".split()
)

_MONTHS = (
    "january|february|march|april|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_YEAR = r"(?:19|20)\d\d(?![\d,.]*\d)"
DATE = re.compile(
    rf"\b(?:(?:on|since|by|until|from|of|in)\s)?(?:"
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTHS}|may(?=,?\s{_YEAR}))\b\.?(?:,?\s{_YEAR})?"
    rf"|(?:{_MONTHS}|may)\.?,?\s{_YEAR}"
    rf"|(?:{_MONTHS})\.?\s\d{{1,2}}(?:st|nd|rd|th)?\b(?![,.]\d)(?:,?\s{_YEAR})?)"
    rf"|\b(?:in|since|during|throughout|until|through|early|late|mid|(?:end|start|beginning|half|months|quarter) of)\s"
    rf"{_YEAR}|\({_YEAR}\)|\b(?:in |during )?[qh][1-4]\s{_YEAR}"
)
AGE = re.compile(r"\b(?:aged?\s\d+(?:\s?(?:to|and|-)\s?\d+)?\b|\d+[-\s]years?[-\s]old(?:s\b)?)")
ASIDE = re.compile(
    r"\b(?:including|include|includes|included|among them|among whom|among those|of whom|excluding|not including|"
    r"not counting|other than|inclusive of|(?:at least |mostly )?(?:some|many|most|several|half|all|none) of "
    r"(?:them|whom|which))\b|, (?:\w+ )?\w+ of (?:them|whom)\b"
)
ORDINAL = re.compile(
    r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+(?:teenth|tieth|[-\s]first)"
    r"|\d+(?:st|nd|rd|th)"
)
_DIGIT = "one|two|three|four|five|six|seven|eight|nine"
_LARGE = "hundred|thousand|million|billion|dozen|score|lakh|crore"
_PARTS = "third|quarter|fifth|sixth|seventh|eighth|ninth|tenth"
# Pattern, why it is refused, and the kind that a person may find in it.
REFUSALS = (
    (r"%|\bper ?-?cent|\bpct\b|\bpercent|٪", "a percentage is not a count", "exact"),
    (
        r"\w*fold\b|\b(?:doubled?|tripled?|quadrupled?)\b(?! (?:(?:from|to)\b))|\b(?:twice|thrice|once)\b"
        r"|\btimes (?:as|more|higher|larger|greater|bigger|the|that|fewer|less)\b|\bhalf times\b",
        "a multiple is not a count",
        "exact",
    ),
    (
        rf"\b(?:one|two|three|four|five|six|seven|eight|nine)[- ](?:{_PARTS})s?\b(?! of an? (?:million|billion))"
        rf"|\ba (?:{_PARTS}) of\b(?! a (?:million|billion))|\d/\d"
        r"|\b(?:third|fifth|sixth|eighth|tenth)s? of an? \w*illion"
        r"|(?<!first )(?<!second )(?<!last )(?<!latter )\bhalf (?:of|the|its|their|as)\b(?! a (?:million|dozen))"
        rf"|^\D*(?<!and )\b(?:a|one) (?:quarter|half)\b(?! (?:of )?an? (?:{_LARGE})|[- ](?:{_LARGE}))"
        rf"|\bhalf an? (?!(?:{_LARGE})\b)|\bone[- ]half\b",
        "a fraction is not a count",
        "exact",
    ),
    (
        rf"\bout of (?:every|10+|ten|a hundred|a thousand)\b|\b(?:in|for) every\b|(?<![\d,.-])\b(?:{_DIGIT}|\d) in "
        rf"(?:a hundred|(?:{_DIGIT}|ten|\d|10+)\b(?! or\b))|\bper (?:\d|hundred|thousand|million|one|ten)\b"
        rf"|\bscores? of \d|\bevery (?:other|few|{_DIGIT}|ten|\d+) (?:minute|hour|day|night|week|month)s?\b",
        "a ratio or a result is not a count",
        "exact",
    ),
    (
        r"\b(?:some|most|many|much|part|majority|percentage|share|fraction|portion|bulk) of"
        r" (?:the |his |their |its )?\d",
        "a part of unknown size",
        "at_most",
    ),
    (
        r"\bno\. ?\d|\b(?:numerous|countless|unknown|unspecified|innumerable|untold)\b"
        r"|\b(?:single|double|triple|three|four|five|six|seven)[- ](?:digits?|figures?)\b",
        "no number that the rules cover",
        "magnitude",
    ),
    (
        r"\b(?:along|together) with\b|\bas well as\b|\bin addition to\b|\band (?:his|her|their)\b",
        "two counts in one wording",
        "exact",
    ),
    (
        r"\ball but\b|^(?:except|excluding|apart from|other than)\b",
        "what is left out is counted, not what is there",
        "exact",
    ),
    (
        r"(?<!estimated to )\b(?:day|phase|stage|number|chapter|section|article|resolution) "
        rf"(?:{_DIGIT}|ten|\d+)\b(?!,\d)"
        rf"|\b(?:first|second|{_PARTS}|fourth|last|\d+(?:st|nd|rd|th)) of (?:the |his |their )?(?:{_DIGIT}|ten|\d+)\b",
        "a number that says which, not how many",
        "exact",
    ),
)
# Looked for after the hedges ("not more than") are taken out.
NEGATIONS = re.compile(
    r"\b(?:not|never|unlikely|if|versus|vs|compared|minus|neither|nor|counting|than|least)\b|n't\b"
)
FOREIGN = re.compile(
    r"\b(?:mindestens|bis|etwa|rund|ungefähr|fast(?=\s\d)|über|höchstens|tausend|almeno|oltre|più|quasi|al menos|más|"
    r"casi|unos|hasta|mil|plus de|au moins|environ|près|jusqu|minstens|ongeveer|bijna|tot|apie|en az|yaklaşık|fazla|"
    r"lebih|sekitar|hampir|ribu|juta)\b|ألف|الف|آلاف|الاف|مئ|مائ|مليون|عشرات|نحو|حوالي|أكثر|اكثر|أقل|بين|[万千百約约多余至]"
)
# What follows "no" where it is not a count of zero: "no figures", "no immediate reports of casualties".
NOT_A_ZERO = re.compile(
    r"\bno(?: \w+)? (?:figures?|numbers?|information|data|estimates?|details?|word|claims?|records?|total|count|"
    r"tolls?|breakdown|confirmation|doubt|comment|reports?|longer|change|increase|decrease|decline|signs?|evidence|"
    r"indications?|shortage|more)\b|\bno longer\b|\bnone other\b"
)
EMPTY = re.compile(
    r"\b(?:none|nobody|nil|no one|no-one|not a single|not one)\b|\b(?:not|nor|without)\b.*\bany\b|\bno\b"
)
DETERMINERS = frozenset("a an another the his her their its this".split())
PREPOSITIONS = frozenset(
    "of in at near from on by with for to outside inside during after before since into among against".split()
)
NOUN_ENDS = PREPOSITIONS | frozenset(
    "was were had has have is are been be who that which when while killed wounded injured dead died missing abducted "
    "kidnapped arrested captured detained displaced also later so and or &".split()
)
NOT_SINGULAR = frozenset(
    "people police men women children personnel military militia staff troops forces public media others number total "
    "toll figure majority minority rest remainder remaining lot bulk percentage share amount fraction portion average "
    "half handful many several more most same deal range variety host string series spate wave flurry quantity "
    "proportion crowd upsurge influx surge rise decline lull uptick drop increase decrease fall record spike high "
    "low".split()
)
COLLECTIVES = frozenset(
    "group crowd team band mass array bunch pack plethora multitude slew trickle stream influx family pair trio batch "
    "cluster myriad raft".split()
)
_SINGULAR_IN_S = frozenset("isis hamas crisis basis analysis bus gas corps base boss".split())


def is_plural_noun(word: str) -> bool:
    """True for a noun in the plural, as far as its ending tells: "soldiers", "policemen", "Iraqis"."""
    if word in NOT_SINGULAR or word.endswith(("men", "people")):
        return True
    return word.endswith("s") and not word.endswith(("ss", "us")) and word not in _SINGULAR_IN_S


# Phrases that say the same in other words, rewritten before a wording is split.
_SAME = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        (r"\.\.\.(?=\S)", "... "),
        (r"-(to|or|and)-", r" \1 "),
        (r"\bat-(least|most)\b", r"at \1"),
        (r"(?<!\w)'|'(?!\w)", " "),
        (r"\b10s\b", "tens"),
        (r"\b100s\b", "hundreds"),
        (r"\b1,?000s\b", "thousands"),
        (r"\b(tens|dozens|scores|hundreds|thousands) (?:upon|and) \1\b", r"\1"),
        (r"\b(?:(?:more than|nearly|almost) )?(?:doubled|tripled|quadrupled)(?= (?:from|to) )", "rose"),
        (r"^up to (?=\S+ from )", "rose to "),
        (r"\bmore than (likely|probably)\b", r"\1"),
        (r"\bup to now\b|\bso far\b|\bto date\b", " "),
        (r"\b(?:every|each)(?: single)? one of (?:the )?", "all "),
        (
            r",? (?:or|and|if not)?,? ?(possibly|perhaps|likely|maybe|probably|potentially) "
            r"(more|fewer|less|higher|lower)\b(?! than)",
            r" or \2 \1",
        ),
        (r",? if not more\b(?! than)", " or more"),
        (
            r"\b(went|gone|goes|going|climb\w*|rose|risen|rises?|rising|shot|"
            r"moved|edged|crept|jumped|built|added?|adds|adding) (?:back )?up to\b",
            r"\1 to",
        ),
        (r"\b(climb\w*|rose|risen|went|gone|goes|shot|soared|jumped|surged) past\b", "more than"),
        (r"\s+", " "),
    )
)


def plain_phrases(plain: str) -> str:
    """Return a wording in lower case with roundabout phrases put plainly: "or perhaps more" is "or more perhaps"."""
    for pattern, into in _SAME:
        plain = pattern.sub(into, plain)
    return plain.strip()
