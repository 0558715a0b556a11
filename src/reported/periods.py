"""From printed time words to days: "the past six months", printed on 22 February 2019, begins on 23 August 2018.

The rules are those of docs/codebook.md. A wording is brought into one spelling, then the rules of `RULES` are tried
on the whole of it. A rule that leaves a word over does not match, and what no rule matches is refused.
Month arithmetic is dateutil's (a 31st clamps to the month's last day).

Where the codebook is silent, this module decides as follows.

- Read, because only ruled parts are put together: "the 15th of last month", "late last month", "Friday of last
  week", "the first week of January" (as "the first N units"), "the six months to June 2018" (six whole months),
  "from A to now", "since A until B", "from A onwards" (as "since A"), a "fortnight" (two weeks), "the day before
  yesterday" (two days ago), "the month before" (the previous month).
- Read: "this Sunday" as "on Sunday", since "this weekend" is ruled so; "this January" only of this year; "the last
  week" with its article, and "this past week", as "the past week".
- A range without a year is the latest one whose last month or part had begun ("between January and March": of this
  year if printed on 15 March, and cut there; of last year if printed in February); a range of days
  of one month is the latest one whose first day had come ("5-7 June" printed on the 6th is cut there).
- A year printed once serves both ends; where that would turn the range around, the range crosses the new year
  ("between November and January 2019"), but one of more than half a year is refused ("October to August 2018").
- "2006-07" with a hyphen is ISO 8601 (July 2006); with an en dash it is years, as "2012-13" is.
- Refused, because two readings are possible: "at the start of 2018", "the second week of January", "the first half
  of January", "the week of 11 February", "Sunday or Monday", "June and August" (not one span), "over six months"
  (during, or more than), "so far in 2018" printed in 2019, hours ago, a weekday that the date does not fall on.
- Refused, because they count from another event: "a year earlier", "that month", "before 2014", "after January".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from dateutil.relativedelta import relativedelta

PRECISIONS = ("day", "week", "month", "quarter", "year")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ONE_DAY = timedelta(days=1)
LEAP_CYCLE = 8  # years between two 29 Februaries at most
LONGEST_DASHED_YEARS = 20  # "2012-13" to "2000-20"; "2014-99" names no years
LONGEST_CROSSING = 6  # months that a range with one printed year may take across the new year


class UnreadablePeriod(ValueError):
    """A time wording that the codebook does not cover, or refuses.

    ``wording`` is the text, ``reason`` the rule that refuses it, ``nearest`` the precision that it could
    have had, for the person who has to date it by hand.
    """

    def __init__(self, wording: str, reason: str, nearest: str) -> None:
        super().__init__(f"{wording!r} is not read: {reason} (nearest precision: {nearest})")
        self.wording, self.reason, self.nearest = wording, reason, nearest


class _Refused(Exception):
    """A rule's refusal, before the wording is known."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _RelativeToUnknown(_Refused):
    """A refusal for want of the publication day."""

    def __init__(self) -> None:
        super().__init__("it is relative to the day of publication, which is not known")


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a time wording names, both ends included, and the unit it was printed in.

    ``precision`` is one of `PRECISIONS`. It says how finely the page dated the figure: a period of month
    precision still ends within a month where the page was published before the month was over.
    """

    start: date
    end: date
    precision: str

    def __post_init__(self) -> None:
        """Refuse days out of order and unknown precisions: every consumer relies on them."""
        if self.start > self.end or self.precision not in PRECISIONS:
            raise ValueError(
                f"a period needs start <= end and a precision of {', '.join(PRECISIONS)}: {self}"
            )


@dataclass(frozen=True, slots=True)
class _Page:
    """What is known of the page: its day of publication, or None."""

    published: date | None

    @property
    def day(self) -> date:
        if self.published is None:
            raise _RelativeToUnknown
        return self.published


def read_period(text: str, published_on: date | str) -> Period:
    """Resolve one time wording against the day on which the page was published, never against today.

    Parameters
    ----------
    text : str
        The page's time words ("the past six months", "late on Sunday"), or an ISO 8601 day, week (2019-W07),
        month, quarter (2018-Q3) or year, or two of them joined by ``/``.
    published_on : date or str
        Day of publication, or ISO 8601 text. Where the text is only a month or a year, absolute wordings are
        read and cut at its last day; relative ones are read if all days of it on which they can be read give
        the same period ("in October" printed in November). With any other text the day is unknown: absolute wordings
        are read without a cut, relative ones are refused.

    Returns
    -------
    Period
        First and last day, both included, not after publication, with the precision of the wording.

    Raises
    ------
    UnreadablePeriod
        If the codebook does not cover the wording, or covers it by refusing it (words that look ahead,
        events, seasons, decades, uncounted units, numeric days other than ISO 8601 ...).

    Notes
    -----
    The period is what the wording takes in, not when the figure was collected.
    """
    try:
        if not isinstance(text, str):
            raise _Refused("it is not text")
        return _read_between(_one_spelling(text), _publication_days(published_on))
    except _Refused as error:
        raise UnreadablePeriod(text, error.reason, _nearest(text)) from error
    except (ValueError, OverflowError) as error:
        raise UnreadablePeriod(text, "there is no such day", _nearest(text)) from error


def _publication_days(published_on: date | str) -> tuple[date, date] | None:
    """Return the first and the last day on which the page can have been published; None if nothing says."""
    try:
        if isinstance(published_on, datetime):
            published_on = published_on.date()
        span = _iso_span(str(published_on).strip())
    except ValueError:  # not a day of the calendar, or pandas' NaT
        return None
    return (span.start, span.end) if span else None


def _read_between(text: str, days: tuple[date, date] | None) -> Period:
    if days is None:
        return _read(text, _Page(None))
    first, last = days
    if first == last:
        return _read(text, _Page(first))
    try:
        return _cut(_read(text, _Page(None)), _Page(last))
    except _RelativeToUnknown:
        each = (first + timedelta(days=count) for count in range((last - first).days + 1))
        readings = {period for day in each if (period := _read_or_none(text, _Page(day)))}
    if len(readings) != 1:
        raise _RelativeToUnknown
    return readings.pop()


def _read_or_none(text: str, page: _Page) -> Period | None:
    try:
        return _read(text, page)
    except (_Refused, ValueError, OverflowError):
        return None


def _read(text: str, page: _Page) -> Period:
    period = _first_match(RULES, _without_commas(text), page) or _list(text, page)
    if period is None:
        raise _Refused(_why_not(text))
    return _cut(period, page)


def _without_commas(text: str) -> str:
    """Take out commas, but for those that group digits: "2,014" is a count and no year."""
    return re.sub(r"\s+", " ", re.sub(r",(?!\d{3}\b)", " ", text))


def _cut(period: Period, page: _Page) -> Period:
    """End a period that runs past the day of publication on that day."""
    if page.published is None or period.end <= page.published:
        return period
    if period.start > page.published:
        raise _Refused("it looks ahead of the day of publication")
    return replace(period, end=page.published)


# --- One spelling -------------------------------------------------------------------------------------------------

_MONTH = "|".join(MONTHS)
_WEEKDAY = "|".join(WEEKDAYS)
_UNIT = "hour|day|week|fortnight|month|quarter|year"
_YEAR = r"(?:18|19|20)\d\d"

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SMALL = (
    *_ONES, "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# Time words need only small whole numbers; larger ones are printed in digits.
_NUMBERS = (
    {word: value for value, word in enumerate(_SMALL, start=1)}
    | {word: 10 * value for value, word in enumerate(_TENS, start=2)}
    | {
        f"{ten} {one}": 10 * i + j
        for i, ten in enumerate(_TENS, start=2)
        for j, one in enumerate(_ONES, start=1)
    }
    | {"a hundred": 100, "one hundred": 100, "hundred": 100}
    | {"half a dozen": 6, "a half dozen": 6, "half dozen": 6, "a dozen": 12, "dozen": 12, "two dozen": 24}
    | {"a couple of": 2, "couple of": 2, "a couple": 2, "couple": 2}
)
_ORDINAL_WORDS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
_ORDINALS = (
    {word: value for value, word in enumerate(_ORDINAL_WORDS, start=1)}
    | {f"twenty {word}": 20 + value for value, word in enumerate(_ORDINAL_WORDS[:9], start=1)}
    | {"thirtieth": 30, "thirty first": 31}
)


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern that prefers the longest wording and takes a hyphen for a space."""
    return "|".join(word.replace(" ", "[- ]") for word in sorted(words, key=len, reverse=True))


def _number(found: re.Match) -> str:
    return str(_NUMBERS[found.group().replace("-", " ")])


def _ordinal(found: re.Match) -> str:
    return f"{_ORDINALS[found.group().replace('-', ' ')]}th"


def _full_name(found: re.Match) -> str:
    return next(name for name in MONTHS + WEEKDAYS if name.startswith(found.group()[:3]))


# Applied in this order to lower-case text with plain spaces, dashes and quotes. Every ordinal becomes "Nth".
_SPELLINGS = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        (r"(?<=[a-z])\.", ""),
        (r"[()\[\]\"]", " "),
        (rf"(?<=\d),(?=\d{{3}}[- ](?:{_UNIT})s?\b)", ""),
        (r"\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b", _full_name),
        (r"\b(?:mon|tues?|weds?|thu|thurs?|fri|sat|sun)\b", _full_name),
        (rf"\b(?:{_any_of(_ORDINALS)})\b", _ordinal),
        (r"\b(\d+)(?:st|nd|rd|th)\b", r"\1th"),
        (rf"\b({_UNIT})s\b", r"\1"),
        (r"\b(24|48|72)\s?h\b|\b(\d+)\s?hrs?\b", r"\1\2 hour"),
        (rf"\b(?:{_any_of(_NUMBERS)})(?=[- ](?:{_UNIT})\b)", _number),
        (rf"(?:(?<=\bweek )|(?<=\bquarter ))(?:{_any_of(_SMALL)})\b", _number),
        (rf"\b(\d+)-(?={_UNIT}\b)", r"\1 "),
        (rf"\b(mid|early|late|end)-(?=\d|{_MONTH}|to[- ])", r"\1 "),
        (r"\b(early|mid)[ -]to[ -](mid|late)\b", r"\1 to \2"),
        (r"\bmiddle of\b", "mid"),
        (r"\b(early|late) (?:on )?in\b", r"\1"),
        (r"\b(year|month|week)-to-date\b", r"\1 to date"),
        (r"\bytd\b", "year to date"),
        (r"\s?&\s?", " and "),
        (r"\*", ""),
        (
            r"\b(?:the )?period (?:from |of )?(?=.+(?:-| to | and | until | through ))|(?<=[a-z\d]) period$",
            "",
        ),
        (r"^(?:just|only) (?=(?:last|in) )|(?<=^in )(?:just|only) (?=the )", ""),
        (rf"\byear-end (?={_YEAR})|\bend (?=(?:{_MONTH}|{_YEAR})\b)", "end of "),
        (r"\bbeginning of\b", "start of"),
        (r"\bhalf-year\b", "half year"),
        (r"(?<=\dth)-(?=quarter|half)", " "),
        (rf"\b({_YEAR}|last year|this year|the year)'s (\w.*)$", r"\2 of \1"),
        (rf"\b(?:the )?(?:calendar )?months? of (?=(?:{_MONTH})\b)", ""),
        (rf"(?<!fiscal )(?<!financial )\b(?:the )?(?:calendar )?year (?={_YEAR}\b)", ""),
        (rf"\b(\d\d?)-({_MONTH})-({_YEAR})\b", r"\1 \2 \3"),
        (rf"\b({_MONTH})[/-]({_YEAR})\b", r"\1 \2"),
        (rf"\b(?:last|final|closing) quarter (?=of (?!(?:{_MONTH})\b)|{_YEAR})", "4th quarter "),
        (rf"\b(?:last|final|latter) half (?=of |{_YEAR})", "2th half "),
        (r"\b([1-4])th (and|to|through|until) (?:the )?([1-4])th quarter\b", r"\1th quarter \2 \3th quarter"),
        (r"\bweek (\d+)\s?(and|to|through|until|-)\s?(\d+)\b", r"week \1 \2 week \3"),
        (r"\s+", " "),
    )
)
# Units in the plural of which no number is given: "the past weeks", "the first months of the year".
_PLURAL = r"(?:days|weeks|fortnights|months|quarters|years|hours)\b"
_UNCOUNTED = re.compile(
    rf"\b(?:past|last|previous|preceding|prior|first|final|closing|opening|these|those) (?:calendar )?{_PLURAL}"
    rf"|\bthe {_PLURAL}(?! of (?:{_MONTH})\b| \d)"
)
_DASHED_YEARS = re.compile(r"\b((?:19|20)\d\d)([-–—])(\d\d)(?![\d-]|\s?[a-z])")


def _one_spelling(text: str) -> str:
    """Return the wording in lower case, with plain marks, full names and digits, and units in the singular."""
    text = "".join(char for char in text.lower() if unicodedata.category(char) != "Cf")
    text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    text = re.sub(r"\s+", " ", re.sub("[‐‑−]", "-", text))
    text = _DASHED_YEARS.sub(_full_years, text)
    text = re.sub("[‒–—―]", "-", text)
    text = re.sub("[‘’‛′`´]", "'", text)
    text = re.sub(r'[“”„«»"\s]+', " ", text).strip(" .,;:!'")
    if _UNCOUNTED.search(text):
        raise _Refused("how many units it takes in is not said")
    for pattern, into in _SPELLINGS:
        text = pattern.sub(into, text)
    return re.sub(r"'s$| (?:alone|as a whole)$", "", text.strip(" .,;:"))


def _full_years(found: re.Match) -> str:
    """Write "2012-13" as two years, unless a hyphen makes it an ISO 8601 month or the years do not rise."""
    first, dash, last = found.groups()
    is_month = dash == "-" and 1 <= int(last) <= 12
    rises = 0 < int(last) - int(first[2:]) <= LONGEST_DASHED_YEARS
    return found.group() if is_month or not rises else f"{first} - {first[:2]}{last}"


# --- Calendar spans, which may lack their year --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Calendar:
    """A span of the calendar: ``build`` gives its days in a year, ``year`` is that year or None.

    ``printed`` says that the year stands in digits, and so serves the other end of a range too. Without a year
    the span is the latest one that has begun or, if ``had_ended``, the latest one that had ended. ``edge``
    keeps only its first or last day. ``month`` is set for a day, ``is_year`` for a whole year.
    """

    build: Callable[[int], Period]
    year: int | None = None
    printed: bool = False
    had_ended: bool = False
    month: int | None = None
    is_year: bool = False
    edge: str = ""

    def at(self, year: int) -> Period:
        """Return the days in one year."""
        return _edge_day(self.build(year), self.edge)

    def resolve(self, page: _Page) -> Period:
        """Return the days, in the printed year or the latest one that fits the page."""
        return self.at(self.latest_year(page) if self.year is None else self.year)

    def latest_year(self, page: _Page) -> int:
        """Return the latest year in which the span had begun or, if it must have, ended."""
        for year in range(page.day.year, page.day.year - LEAP_CYCLE - 1, -1):
            try:
                period = self.build(year)
            except ValueError:  # 29 February, week 53: not in every year
                continue
            if (period.end if self.had_ended else period.start) <= page.day:
                return year
        raise _Refused("there is no such day")


@dataclass(frozen=True, slots=True)
class _DayNumber:
    """The day of a month that is printed only at the other end of the range: the 5 of "5-7 June"."""

    day: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class _Weekday:
    """A weekday in a range: 0 is Monday."""

    number: int


def _edge_day(period: Period, edge: str) -> Period:
    if not edge:
        return period
    day = period.start if edge == "start" else period.end
    return Period(day, day, "day")


def _day(month: int, day: int, weekday: str | None, year: int) -> Period:
    found = date(year, month, day)
    if weekday and WEEKDAYS[found.weekday()] != weekday:
        raise _Refused(f"{found} is a {WEEKDAYS[found.weekday()].title()}")
    return Period(found, found, "day")


def _months(first: int, count: int, precision: str, year: int) -> Period:
    """Return ``count`` whole months from month ``first`` of a year."""
    start = date(year, first, 1)
    return Period(start, start + relativedelta(months=count) - ONE_DAY, precision)


def _month_parts(first: int, last: int, month: int, year: int) -> Period:
    """Return thirds of a month: 0 is its days 1 to 10, 2 begins on the 21st and ends with the month."""
    whole = _months(month, 1, "month", year)
    end = whole.end if last == 2 else date(year, month, 10 * (last + 1))
    return Period(date(year, month, 10 * first + 1), end, "day")


def _year_parts(first: int, last: int, year: int) -> Period:
    """Return thirds of a year, each of four months."""
    return _months(4 * first + 1, 4 * (last - first + 1), "month", year)


def _iso_week(number: int, year: int) -> Period:
    monday = date.fromisocalendar(year, number, 1)
    return Period(monday, monday + timedelta(days=6), "week")


def _units_of(count: int, unit: str, edge: str, whole: Callable[[int], Period], year: int) -> Period:
    """Return the first or last N units of a month or year."""
    span, length = whole(year), _length(count, unit)
    if edge == "first":
        start, end = span.start, span.start + length - ONE_DAY
    else:
        start, end = span.end + ONE_DAY - length, span.end
    if start < span.start or end > span.end:
        raise _Refused(f"there are not so many {unit}s in it")
    return Period(start, end, unit if unit in ("month", "quarter") else "day")


def _length(count: int, unit: str) -> relativedelta:
    if count < 1:
        raise _Refused("it counts no unit")
    if unit == "hour":
        return relativedelta(days=-(-count // 24))
    if unit == "fortnight":
        return relativedelta(weeks=2 * count)
    if unit == "quarter":
        return relativedelta(months=3 * count)
    return relativedelta(**{f"{unit}s": count})


_PARTS = ("early", "mid", "late")
_PART = r"(?P<part>early|mid|late)(?:(?: to |-| )(?P<to_part>mid|late))?"
_OTHER_YEAR = r"(?:last|this|(?:the )?(?:previous|preceding|prior|current)) year"
_OF_YEAR = rf"(?: (?:of |in )?(?P<year>{_YEAR}|{_OTHER_YEAR}))?"
_OF_THE_YEAR = rf"(?:[ /-]?(?:of |in )?(?P<year>{_YEAR}|{_OTHER_YEAR}|the year))?"
_HOURS = (
    "morning|mid-?morning|afternoon|evening|night|night-?time|noon|midday|mid-day|midnight|dawn|dusk|daybreak|sunset|"
    "sunrise|lunchtime|overnight"
)
_ON = rf"(?:(?P<weekday>{_WEEKDAY}) (?:(?:{_HOURS}) )?(?:the |on )?)?"
_ON_AFTER = rf"(?: (?:a )?(?P<after>{_WEEKDAY}))?"
_DAY = r"(?P<day>\d\d?)(?:th)?"


def _forms(*patterns: str) -> tuple[re.Pattern, ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


_DAY_FORMS = _forms(
    rf"{_ON}{_DAY}(?: of)? (?P<month>{_MONTH}){_OF_YEAR}{_ON_AFTER}",
    rf"{_ON}(?P<month>{_MONTH}) (?:the )?{_DAY}{_OF_YEAR}{_ON_AFTER}",
    rf"(?:last|this past) (?P<month>{_MONTH}) {_DAY}",
    rf"(?:last|this past) {_DAY} (?P<month>{_MONTH})",
)
_MONTH_FORMS = _forms(
    rf"(?P<month>{_MONTH}){_OF_YEAR}",
    rf"(?P<year>{_YEAR}) (?P<month>{_MONTH})",
    rf"(?P<number>\d\d?)/(?P<year>{_YEAR})",
    rf"{_PART} (?P<month>{_MONTH}){_OF_YEAR}",
)
_YEAR_FORMS = _forms(rf"(?:{_PART} )?(?P<year>{_YEAR}|{_OTHER_YEAR})")
_QUARTER_FORMS = _forms(
    rf"(?:q(?P<q1>[1-4])|(?P<q2>[1-4])q|(?P<q3>[1-4])th quarter|quarter (?P<q4>[1-4])){_OF_THE_YEAR}",
    rf"(?P<year>{_YEAR})[ -]?q(?P<q1>[1-4])",
    rf"(?:h(?P<h1>[12])|(?P<h2>[12])h|(?P<h3>[12])th half(?: year)?){_OF_THE_YEAR}",
    rf"(?P<year>{_YEAR})[ -]?h(?P<h1>[12])",
)
_WEEK = r"(?:iso |epi ?|epidemiological )?week (?:no |number |#)?(?P<week>\d\d?)"
_WEEK_FORMS = _forms(
    rf"{_WEEK}{_OF_YEAR}",
    rf"(?P<year>{_YEAR}) {_WEEK}",
    rf"w(?P<week>\d\d?)[ -](?P<year>{_YEAR})",
)
_UNITS_OF_FORMS = _forms(
    rf"(?P<edge>1th|last|final) (?:(?P<count>\d{{1,3}}) )?(?P<unit>day|week|fortnight|month|quarter)(?: of| in)? "
    rf"(?:(?P<month>{_MONTH}){_OF_YEAR}|(?P<near>last|this) month|(?P<whole>{_YEAR}|{_OTHER_YEAR}|the year))"
)


# The named groups of a match. Any, as in a match itself: which of them may be None, the pattern says.
Groups = dict[str, str | Any]


def _full_match(forms: tuple[re.Pattern, ...], text: str) -> Groups | None:
    return next((found.groupdict() for form in forms if (found := form.fullmatch(text))), None)


def _calendar(text: str, page: _Page) -> _Calendar | None:
    """Read a day, month, quarter, half, week or year, or a part of one, with or without its year."""
    text = text.removeprefix("the ")
    return next((found for read in CALENDARS if (found := read(text, page))), None)


def _given_year(words: str | None, page: _Page) -> dict:
    """Return the year of "2018" or "last year" as arguments of `_Calendar`; none for "the year"."""
    if words is None or words == "the year":
        return {}
    if words.isdigit():
        return {"year": int(words), "printed": True}
    ago = 0 if re.search("this|current", words) else 1
    return {"year": page.day.year - ago}


def _calendar_day(text: str, page: _Page) -> _Calendar | None:
    found = _full_match(_DAY_FORMS, text)
    if not found:
        return None
    month, day = MONTHS.index(found["month"]) + 1, int(found["day"])
    build = partial(_day, month, day, found.get("weekday") or found.get("after"))
    return _Calendar(build, month=month, **_given_year(found.get("year"), page))


def _calendar_month(text: str, page: _Page) -> _Calendar | None:
    found = _full_match(_MONTH_FORMS, text)
    if not found:
        return None
    month = int(found["number"]) if found.get("number") else MONTHS.index(found["month"]) + 1
    build = partial(_months, month, 1, "month")
    if found.get("part"):
        build = partial(_month_parts, *_part_numbers(found), month)
    return _Calendar(build, **_given_year(found["year"], page))


def _part_numbers(found: Groups) -> tuple[int, int]:
    first = _PARTS.index(found["part"])
    last = _PARTS.index(found["to_part"] or found["part"])
    if last < first:
        raise _Refused("its parts are not in order")
    return first, last


def _calendar_year(text: str, page: _Page) -> _Calendar | None:
    found = _full_match(_YEAR_FORMS, text)
    if not found:
        return None
    build = partial(_months, 1, 12, "year")
    if found["part"]:
        build = partial(_year_parts, *_part_numbers(found))
    return _Calendar(build, is_year=not found["part"], **_given_year(found["year"], page))


def _calendar_quarter(text: str, page: _Page) -> _Calendar | None:
    """Read a quarter or a half."""
    found = _full_match(_QUARTER_FORMS, text)
    if not found:
        return None
    name, number = next((name, int(value)) for name, value in found.items() if name != "year" and value)
    length, precision = (3, "quarter") if name.startswith("q") else (6, "month")
    build = partial(_months, length * (number - 1) + 1, length, precision)
    return _Calendar(build, had_ended=True, **_given_year(found["year"], page))


def _calendar_week(text: str, page: _Page) -> _Calendar | None:
    found = _full_match(_WEEK_FORMS, text)
    if not found:
        return None
    return _Calendar(
        partial(_iso_week, int(found["week"])), had_ended=True, **_given_year(found["year"], page)
    )


def _calendar_units(text: str, page: _Page) -> _Calendar | None:
    """Read the first or last N units of a month or year."""
    found = _full_match(_UNITS_OF_FORMS, text)
    if not found:
        return None
    year = _given_year(found["year"] or found["whole"], page)
    whole = partial(_months, 1, 12, "year")
    if found["month"]:
        whole = partial(_months, MONTHS.index(found["month"]) + 1, 1, "month")
    if found["near"]:
        month = _unit_around(page.day, "month", found["near"] == "last").start
        whole, year = partial(_months, month.month, 1, "month"), {"year": month.year}
    edge = "first" if found["edge"] == "1th" else "last"
    build = partial(_units_of, int(found["count"] or 1), found["unit"], edge, whole)
    return _Calendar(build, had_ended=True, **year)


CALENDARS = (
    _calendar_day,
    _calendar_month,
    _calendar_year,
    _calendar_quarter,
    _calendar_week,
    _calendar_units,
)

# --- Single spans -------------------------------------------------------------------------------------------------

_ISO_FORMS = (
    (re.compile(r"(\d{4})-(\d\d)-(\d\d)"), lambda year, month, day: _day(month, day, None, year)),
    (re.compile(r"(\d{4})-(\d\d)"), lambda year, month: _months(month, 1, "month", year)),
    (re.compile(r"(\d{4})-?q([1-4])"), lambda year, quarter: _months(3 * quarter - 2, 3, "quarter", year)),
    (re.compile(r"(\d{4})-?w(\d\d)"), lambda year, week: _iso_week(week, year)),
    (re.compile(rf"({_YEAR})"), lambda year: _months(1, 12, "year", year)),
)


def _iso_span(text: str) -> Period | None:
    for form, build in _ISO_FORMS:
        found = form.fullmatch(text.lower())
        if found:
            return build(*map(int, found.groups()))
    return None


def _iso(text: str, page: _Page) -> Period | None:
    """2018-08-01, 2018-08, 2018-Q3, 2019-W07, 2018, and two of them joined by a slash."""
    parts = re.split(r"\s?/\s?", text)
    ends = [span for part in parts if (span := _iso_span(part))]
    return _join(ends[0], ends[-1]) if len(ends) == len(parts) <= 2 else None


_NOW = re.compile(
    r"now|right now|currently|at present|presently|at the moment|so far|thus far|to this point|up to this point|"
    r"to date|till date|today|tonight|(?:(?:early|earlier|late) )?this (?:morning|afternoon|evening)|"
    r"earlier in the day|at (?:the )?time of (?:writing|publication)"
)
_YESTERDAY = re.compile(
    r"yesterday|(?:(?:early|late) )?last (?:night|evening)|(?:the )?previous (?:day|night)"
)


def _near_day(text: str, page: _Page) -> Period | None:
    """Today, yesterday, and the stock words of the publication day."""
    if _NOW.fullmatch(text):
        return _days_back(page.day, 0)
    if _YESTERDAY.fullmatch(text):
        return _days_back(page.day, 1)
    if text == "day before yesterday":
        return _days_back(page.day, 2)
    return None


def _days_back(day: date, count: int) -> Period:
    return Period(day - timedelta(days=count), day - timedelta(days=count), "day")


def _weekday_on_or_before(day: date, number: int) -> date:
    return day - timedelta(days=(day.weekday() - number) % 7)


_ON_A_WEEKDAY = re.compile(rf"(?P<which>(?:this )?(?:last|past) |this )?(?P<name>{_WEEKDAY})")
_WEEKDAY_OF_WEEK = _forms(
    rf"(?P<name>{_WEEKDAY}) (?:of )?(?P<which>last|this) week",
    rf"(?P<which>last|this) week (?:on )?(?P<name>{_WEEKDAY})",
)


def _weekday(text: str, page: _Page) -> Period | None:
    """On Sunday, last Friday, Friday of last week."""
    found = _ON_A_WEEKDAY.fullmatch(text)
    if found:
        latest = page.day if found["which"] in (None, "this ") else page.day - ONE_DAY
        return _days_back(_weekday_on_or_before(latest, WEEKDAYS.index(found["name"])), 0)
    of_week = _full_match(_WEEKDAY_OF_WEEK, text)
    if not of_week:
        return None
    monday = _unit_around(page.day, "week", of_week["which"] == "last").start
    return _days_back(monday, -WEEKDAYS.index(of_week["name"]))


def _weekend(text: str, page: _Page) -> Period | None:
    """Over the weekend: the latest Saturday and Sunday of which both had begun."""
    if not re.fullmatch(r"(?:(?:this )?(?:last|past) |this )?weekend", text):
        return None
    sunday = _weekday_on_or_before(page.day, 6)
    return Period(sunday - ONE_DAY, sunday, "day")


def _unit_around(day: date, unit: str, ago: int) -> Period:
    """Return the calendar week, month, quarter or year that lies ``ago`` units before the day's own."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday() + 7 * ago)
        return Period(monday, monday + timedelta(days=6), "week")
    length = {"month": 1, "quarter": 3, "year": 12}[unit]
    start = date(day.year, day.month - (day.month - 1) % length, 1) - relativedelta(months=ago * length)
    return Period(start, start + relativedelta(months=length) - ONE_DAY, unit)


_NEAR_UNIT = _forms(
    r"(?:(?P<part>early|mid|late) )?(?P<which>last|this|current|previous|preceding|prior) (?:calendar )?"
    r"(?P<unit>week|month|quarter|year)",
    r"the (?P<unit>week|month|quarter|year) before",
)


def _near_unit(text: str, page: _Page) -> Period | None:
    """Last week, this month, the previous quarter, late last month, early this year."""
    found = _full_match(_NEAR_UNIT, text)
    if not found:
        return None
    unit, part = found["unit"], found.get("part")
    is_own = found.get("which") in ("this", "current")
    span = _unit_around(page.day, unit, 0 if is_own else 1)
    if part and unit == "month":
        number = _PARTS.index(part)
        return _month_parts(number, number, span.start.month, span.start.year)
    if part and unit == "year":
        return _year_parts(_PARTS.index(part), _PARTS.index(part), span.start.year)
    if part and unit == "quarter":
        return None
    return replace(span, precision="day") if unit == "year" and is_own else span


_NEAR_MONTH = re.compile(rf"(?P<which>last|this past|past|this) (?P<month>{_MONTH})")


def _near_month(text: str, page: _Page) -> Period | None:
    """Last January: the latest full one before the publication's own month; this January: this year's."""
    found = _NEAR_MONTH.fullmatch(text)
    if not found:
        return None
    month, own = MONTHS.index(found["month"]) + 1, page.day
    year = own.year if found["which"] == "this" or month < own.month else own.year - 1
    return _months(month, 1, "month", year)


def _day_of_near_month(text: str, page: _Page) -> Period | None:
    """The 15th of last month."""
    found = re.fullmatch(rf"{_DAY} of (?P<which>last|this) month", text)
    if not found:
        return None
    month = _unit_around(page.day, "month", found["which"] == "last").start
    return _day(month.month, int(found["day"]), None, month.year)


def _dated(text: str, page: _Page) -> Period | None:
    """Any span of the calendar."""
    found = _calendar(text, page)
    return found.resolve(page) if found else None


_HEDGE = (
    r"(?:about|around|roughly|approximately|some|nearly|almost|over|under|just|only|barely|exactly|at least|at most|"
    r"more than|less than|fewer than|no more than|no less than|no fewer than|not more than|close to|up to|well|far|"
    r"slightly|a little|a bit|as recently as|as long as|as far back as|as little as|as early as|as late as)"
)
_AGO = re.compile(
    rf"(?:{_HEDGE} )*(?P<count>an?|\d{{1,3}}) (?P<unit>day|week|fortnight|month|quarter|year) ago"
)


def _ago(text: str, page: _Page) -> Period | None:
    """Two weeks ago is a day, six months ago a month, six years ago a year; a hedge changes nothing."""
    found = _AGO.fullmatch(text)
    if not found:
        return None
    day = page.day - _length(_count(found["count"]), found["unit"])
    return (
        _unit_around(day, found["unit"], 0)
        if found["unit"] in ("month", "quarter", "year")
        else _days_back(day, 0)
    )


def _count(words: str | None) -> int:
    """Return the number of units; an article, or no word at all, is one."""
    return int(words) if words and words.isdigit() else 1


def _end_of(text: str, page: _Page) -> Period | None:
    """At the end of 2018: the last day, a stock."""
    found = _edge(text, page) if text.startswith("end of") else None
    return _alone(found, page) if found else None


_EDGE = re.compile(r"(?:the )?(?:very )?(?P<edge>start|end) of (?:the )?(?P<span>.+)")


def _edge(text: str, page: _Page) -> _Calendar | Period | None:
    """Read "the start of 2014" or "the end of last month", the span perhaps still without its year."""
    found = _EDGE.fullmatch(text)
    if not found or found["span"].startswith(_PARTS):
        return None
    edge, span = found["edge"], found["span"]
    near = _near_unit(f"this {span}" if span in ("week", "month", "quarter", "year") else span, page)
    if near:
        return _edge_day(near, edge)
    readers = (_calendar_month, _calendar_year, _calendar_quarter, _calendar_week)
    calendar = next((whole for read in readers if (whole := read(span, page))), None)
    return replace(calendar, edge=edge) if calendar else None


_CLOCK = r"(?:\d\d?(?:[:.]\d\d)? ?[ap]m|\d\d?:\d\d)"
_NEAR_HOUR = r"(?:at|around|about|before|after|shortly before|shortly after|in the|on the)"
_HOURS_BEFORE = re.compile(
    rf"(?:{_NEAR_HOUR} )?(?:the )?(?:very )?(?:early |late |mid )?"
    rf"(?:(?:pre-?dawn |small |wee |(?:{_HOURS}) )?hour|{_HOURS}|{_CLOCK})(?: of| on)? (?:the )?"
)
_HOURS_AFTER = re.compile(rf" (?:{_NEAR_HOUR} )?(?:very )?(?:early |late |mid )?(?:{_HOURS}|{_CLOCK})$")
_EARLY_ON = re.compile(rf"(?:very )?(?:early|late|earlier) (?:on )?(?!(?:{_MONTH})(?: {_YEAR})?$)")
_DAY_WORD = re.compile(rf"\b(?:{_WEEKDAY}|{_MONTH}|today|yesterday)\b")


def _without_hours(text: str) -> str:
    """Take the time of day from a day: it changes nothing."""
    before = _HOURS_BEFORE.match(text)
    shorter = text[before.end() :] if before else text
    shorter = _HOURS_AFTER.sub("", shorter)
    early = _EARLY_ON.match(shorter)
    shorter = shorter[early.end() :] if early else shorter
    if shorter == text or not _DAY_WORD.search(shorter):
        return text
    return re.sub("^(?:a|one) ", "", shorter)  # "a January evening"


def _at_hour(text: str, page: _Page) -> Period | None:
    """Sunday night, late on Friday, the early hours of 17 February, a January evening."""
    shorter = _without_hours(text)
    if shorter == text:
        return None
    period = _first_match((_near_day, _weekday, _dated, _at_hour), shorter, page)
    return period if period and period.precision in ("day", "month") else None


SINGLE_SPANS = (
    _iso,
    _near_day,
    _weekday,
    _weekend,
    _near_unit,
    _near_month,
    _day_of_near_month,
    _dated,
    _ago,
    _end_of,
    _at_hour,
)

# --- Spans that end on a given day --------------------------------------------------------------------------------

_PAST = re.compile(
    rf"(?:within )?(?P<the>(?:the|this|these|those) )?(?P<which>past|last|previous|preceding|prior) "
    rf"(?:(?P<count>\d{{1,3}}) )?(?P<unit>{_UNIT})(?: period)?"
)
_IN_UNITS = _forms(
    r"in (?:just |only |exactly )?(?P<count>an?|\d{1,3}) (?P<unit>hour|day|week|fortnight|month|year)",
    r"(?P<count>\d{1,3}) (?P<unit>hour)",
)
_UNITS_TO = re.compile(
    rf"(?:the |a )?(?:(?P<count>\d{{1,3}}) )?(?P<unit>{_UNIT})(?: period)? "
    r"(?:to|through|until|till|up to|(?:ending|ended)(?: on| in| at)?) (?P<end>.+)"
)


def _back_from(end: date, count: int, unit: str) -> Period:
    """Return the N units that end on a day: they begin one day after the same day N units earlier.

    Hours take in the day on which they began, so they begin a day sooner.
    """
    start = end - _length(count, unit)
    return Period(start if unit == "hour" else start + ONE_DAY, end, "day")


def _past(text: str, page: _Page) -> Period | None:
    """The past six months, the last 10 days, the past 24 hours, the past week.

    Without a number only "past" and "the last" count back; "last week" and "the previous month" are of the
    calendar, and so is "the last quarter".
    """
    found = _PAST.fullmatch(text)
    if not found:
        return None
    counts_back = found["which"] == "past" or found["unit"] == "fortnight"
    if found["which"] == "last" and found["the"] and found["unit"] != "quarter":
        counts_back = True
    return (
        _back_from(page.day, _count(found["count"]), found["unit"]) if found["count"] or counts_back else None
    )


def _in_units(text: str, page: _Page) -> Period | None:
    """In six months, 48 hours: past, since a word that looks ahead would be left over."""
    found = _full_match(_IN_UNITS, text)
    return _back_from(page.day, _count(found["count"]), found["unit"]) if found else None


def _units_to(text: str, page: _Page) -> Period | None:
    """The seven days to 11 May, the week ending on Sunday, the 12 months to June 2018."""
    found = _UNITS_TO.fullmatch(text)
    if not found:
        return None
    end = _first_match(SINGLE_SPANS, found["end"], page)
    if end is None:
        return None
    count, unit = _count(found["count"]), found["unit"]
    if end.start == end.end:
        return _back_from(end.end, count, unit)
    if (
        end.precision != "month"
        or unit not in ("month", "quarter", "year")
        or end.start.month != end.end.month
    ):
        raise _Refused("the day on which it ends is not known")
    return Period(end.end + ONE_DAY - _length(count, unit), end.end, "month")


_SINCE = re.compile(r"(?:ever )?since (?P<start>.+)|from (?P<from>.+) (?:onwards?|on)")


def _since(text: str, page: _Page) -> Period | None:
    """Since December 2017, since mid-January, since the beginning of the year: to the day of publication."""
    found = _SINCE.fullmatch(text)
    if not found:
        return None
    words = found["start"] or found["from"]
    opening = _edge(words, page) or _first_match(SINGLE_SPANS, words, page)
    if opening is None:
        return None
    start = _alone(opening, page).start
    if start > page.day:
        raise _Refused("it looks ahead of the day of publication")
    return Period(start, page.day, "day")


_SO_FAR = _forms(
    r"(?:so far|thus far|to date|earlier)(?: in| during)? (?:the )?(?P<span>.+)",
    r"(?:in |during |for )?(?:the )?(?P<span>.+?) (?P<after>so far|thus far|to date)",
)


def _so_far(text: str, page: _Page) -> Period | None:
    """So far this year, earlier this month, the month to date, so far in 2019: from its first day to publication."""
    found = _full_match(_SO_FAR, text)
    if not found:
        return None
    words = found["span"]
    span = _near_unit(f"this {words}" if words in ("week", "month", "quarter", "year") else words, page)
    span = span or _dated(words, page)
    if span is None or span.start == span.end:
        return None
    if span.start <= page.day <= span.end:
        return Period(span.start, page.day, "day")
    if found.get("after") == "to date":
        return None  # "2014 to date" is a range
    raise _Refused("it was over, or had not begun, on the day of publication")


_AS_OF = re.compile(
    r"(?:as (?:of|at|on)|through|thru|until|till|up (?:to|until)(?: and including)?|by) (?P<span>.+)"
)


def _as_of(text: str, page: _Page) -> Period | None:
    """As of January 2019, as at today, by the end of 2018, through 28 August: a stock."""
    found = _AS_OF.fullmatch(text)
    return _first_match(SINGLE_SPANS, found["span"], page) if found else None


# --- Ranges -------------------------------------------------------------------------------------------------------

_JOINER = re.compile(r" (?:to|through|thru|until|till|up to(?: and including)?|up until|into|and|-) |-")
_LEAD = re.compile(
    r"(?P<word>from|between|since) |(?:the )?(?:overnight|night)(?: of| from| between| on)? (?:the )?"
)


def _range(text: str, page: _Page) -> Period | None:
    """From A to B, between A and B, A-B, A and B where they adjoin, overnight A to B."""
    lead = _LEAD.match(text)
    word = lead["word"] if lead else None
    for left, joiner, right in _splits(text[lead.end() :] if lead else text):
        ends = _ends(left, right, page)
        if ends is None or (word == "since" and joiner in ("and", "-")):
            continue
        if joiner == "and" and word != "between" and ends[0].end + ONE_DAY != ends[1].start:
            raise _Refused("it names two spans that do not adjoin")
        period = _join(*ends)
        if joiner != "into" or period.precision == "day":  # "Sunday into Monday", not "2018 into 2019"
            return period
    return None


def _splits(text: str) -> Iterator[tuple[str, str, str]]:
    for found in _JOINER.finditer(text):
        yield text[: found.start()], found.group().strip(), text[found.end() :]


def _list(text: str, page: _Page) -> Period | None:
    """May, June and July 2018: spans that adjoin."""
    parts = re.split(r",? and |, ", text)
    ends = [both for part in parts[:-1] if (both := _ends(part, parts[-1], page))]
    if len(parts) < 3 or len(ends) < len(parts) - 1:
        return None
    spans = [first for first, _ in ends] + [ends[-1][1]]
    if any(one.end + ONE_DAY != other.start for one, other in pairwise(spans)):
        raise _Refused("it names spans that do not adjoin")
    return _join(spans[0], spans[-1])


def _join(first: Period, last: Period) -> Period:
    """Return the span from one to the other, in the coarser precision."""
    if first.start > last.start:
        raise _Refused("it ends before it begins")
    return Period(first.start, last.end, max(first.precision, last.precision, key=PRECISIONS.index))


def _ends(left: str, right: str, page: _Page) -> tuple[Period, Period] | None:
    """Read both ends of a range; a month or year printed once serves both."""
    one, other = _end(left, page), _end(right, page)
    first, last = _with_month_of(one, other), _with_month_of(other, one)
    if first is None or last is None:
        return None
    if isinstance(first, _Weekday) and isinstance(last, _Weekday):
        end = _weekday_on_or_before(page.day, last.number)
        return _days_back(_weekday_on_or_before(end - ONE_DAY, first.number), 0), _days_back(end, 0)
    if isinstance(first, _Calendar) and isinstance(last, _Calendar):
        return _calendar_ends(first, last, page)
    return _alone(first, page), _alone(last, page)


_End = _DayNumber | _Weekday | _Calendar | Period


def _end(text: str, page: _Page) -> _End | None:
    """Read one end of a range, which the other end may have to complete."""
    text = text.strip().removeprefix("the ")
    number = re.fullmatch(rf"{_DAY}(?: (?P<year>{_YEAR}))?", text)
    if number:
        return _DayNumber(int(number["day"]), int(number["year"]) if number["year"] else None)
    if text in ("date", "present", "present day"):
        return _days_back(page.day, 0)
    for words in (text, _without_hours(text)):
        if words in WEEKDAYS:
            return _Weekday(WEEKDAYS.index(words))
        found = _edge(words, page) or _calendar(words, page)
        if found:
            return found
    return _first_match(SINGLE_SPANS, text, page)


def _with_month_of(end: _End | None, other: _End | None) -> _Weekday | _Calendar | Period | None:
    """Complete the 5 of "5-7 June" with the month and year of the other end; without a month it is no end."""
    if not isinstance(end, _DayNumber):
        return end
    if not isinstance(other, _Calendar) or other.month is None:
        return None
    completed = replace(other, build=partial(_day, other.month, end.day, None))
    return completed if end.year is None else replace(completed, year=end.year, printed=True)


def _calendar_ends(first: _Calendar, last: _Calendar, page: _Page) -> tuple[Period, Period]:
    """Resolve two spans of the calendar together: in the printed year or years, else in the latest that fit."""
    if (first.is_year and last.year is None) or (last.is_year and first.year is None):
        raise _Refused("one of its ends lacks a year")
    if first.year is None and last.year is None and first.month is not None and first.month == last.month:
        year = first.latest_year(page)
        return _in_year_or_across(first, last, (year, year), (year, year), limited=False)
    if first.year is None:
        year = last.latest_year(page) if last.year is None else last.year
        return _in_year_or_across(first, last, (year, year), (year - 1, year), limited=last.year is not None)
    if last.year is None and first.printed:
        return _in_year_or_across(
            first, last, (first.year, first.year), (first.year, first.year + 1), limited=True
        )
    return first.resolve(page), last.resolve(page)


def _in_year_or_across(
    first: _Calendar, last: _Calendar, years: tuple[int, int], across: tuple[int, int], *, limited: bool
) -> tuple[Period, Period]:
    """Take both ends in the one year that is known or, where that turns them around, across the new year."""
    start, end = first.at(years[0]), last.at(years[1])
    if start.start <= end.start:
        return start, end
    start, end = first.at(across[0]), last.at(across[1])
    in_one_month = first.month is not None and first.month == last.month
    if in_one_month or (limited and end.end > start.start + relativedelta(months=LONGEST_CROSSING)):
        raise _Refused("it ends before it begins")
    return start, end


def _alone(end: _Weekday | _Calendar | Period, page: _Page) -> Period:
    if isinstance(end, _Weekday):
        return _days_back(_weekday_on_or_before(page.day, end.number), 0)
    return end.resolve(page) if isinstance(end, _Calendar) else end


# --- Trying the rules ---------------------------------------------------------------------------------------------

RULES = (_iso, _so_far, _past, _in_units, _since, _as_of, *SINGLE_SPANS, _range, _units_to)

# Words in front of a span that add nothing to it. "Over" goes too, but "six months" alone is still no span.
_FILLER = re.compile(
    r"(?:on|in|during|over|throughout|for|at|across|the|all of|all|(?:whole|course) of|entire|whole|full|back in|"
    r"only in|just in) "
)
_REASONS = (
    (
        r"\b(?:will|would|shall|next|coming|upcoming|forthcoming|future|following|scheduled|due|expected|planned|later|"
        r"ahead|within)\b|\btime$",
        "it looks ahead, or says only that something lies within a span",
    ),
    (r"\b(?:spring|summer|autumn|winter|season)\b", "seasons are not dated"),
    (r"\bdecades?\b|\b\d{3}0'?s\b|\bcentur", "decades and longer are not dated"),
    (r"\b(?:fiscal|financial)\b|\bfy ?\d", "fiscal years differ by country"),
    (
        r"\b(?:ramadan|eid|easter|christmas|new year|ashura|arbaeen|muharram)\b",
        "feasts and events are not dated",
    ),
    (
        r"\b(?:few|several|recent|recently|many|some)\b|\bor (?:so|more)\b",
        "how many units it takes in is not said",
    ),
    (r"\b(?:before|after|prior to|earlier|that|same|then)\b", "it counts from another event"),
    (r"\d+[/.]\d+[/.]\d+", "numeric days are read only as ISO 8601"),
    (r"^$", "it is empty"),
)


def _first_match(rules: tuple[Callable, ...], text: str, page: _Page) -> Period | None:
    """Return what the first matching rule reads, dropping fillers from the front until one matches."""
    while True:
        for rule in rules:
            period = rule(text, page)
            if period is not None:
                return period
        filler = _FILLER.match(text)
        if filler is None:
            return None
        text = text[filler.end() :]


def _why_not(text: str) -> str:
    """Name the ruling that refuses a wording which no rule matches."""
    return next(
        (reason for pattern, reason in _REASONS if re.search(pattern, text)),
        "no rule of the codebook covers it",
    )


def _nearest(text: str) -> str:
    """Name the unit that the wording itself names, as the precision that it could have had."""
    words = str(text).lower()
    return next((unit for unit in PRECISIONS[1:] if unit in words), "day")
