"""From printed time words to days: "the past six months", printed on 2019-02-22, begins on 2018-08-23.

The rules are the project's codebook. A period is resolved against the day of publication, never today;
both its ends are included. Whatever the rules do not cover is refused.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from reported.timewords import MONTHS, WEEKDAYS, spell

PRECISIONS = ("day", "week", "month", "quarter", "year")
DAY = timedelta(days=1)


class UnreadablePeriod(ValueError):
    """Time words that the codebook does not cover.

    ``wording`` is the text, ``reason`` the rule that refuses it, ``nearest`` the precision that it could
    have had, for the person who has to date it by hand.
    """

    def __init__(self, wording: str, reason: str, nearest: str) -> None:
        super().__init__(f"{wording!r} is not read: {reason} (nearest precision: {nearest})")
        self.wording, self.reason, self.nearest = wording, reason, nearest


class _Refused(Exception):
    """A rule's refusal, before the wording is known."""


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both included, and the calendar unit to which the words fix them."""

    start: date
    end: date
    precision: str


def read_period(text: str, published_on: date | str) -> Period:
    """Resolve time words, or an ISO 8601 date or interval, against a day of publication.

    Parameters
    ----------
    text : str
        The words as printed ("late on Sunday"), or an ISO day, week, month, quarter, year or start/end.
    published_on : date or str
        The day of publication. Where only its month is known ("2019-02"), words are read only if every
        day of that month gives the same period.

    Returns
    -------
    Period
        Days, both included, never after the day of publication: a unit that has begun is cut there.

    Raises
    ------
    UnreadablePeriod
        If the codebook does not cover the words, or refuses them: what looks ahead, events, seasons,
        decades, counts without a number ("recent weeks"), numeric days other than ISO.
    """
    try:
        days = _publication_days(published_on)
        found = {_resolve(spell(text), day) for day in days}
    except _Refused as refusal:
        raise UnreadablePeriod(text, str(refusal), _nearest(text)) from refusal
    if len(found) > 1:
        raise UnreadablePeriod(
            text, "the day of publication decides, and only its month is known", _nearest(text)
        )
    return found.pop()


def _publication_days(published_on: date | str) -> list[date]:
    """Return the day of publication, or every day of its month where the day is not known."""
    if isinstance(published_on, date):
        return [date(published_on.year, published_on.month, published_on.day)]
    try:
        if re.fullmatch(r"\d{4}-\d\d", published_on):
            first = date.fromisoformat(f"{published_on}-01")
            return [first.replace(day=day + 1) for day in range(monthrange(first.year, first.month)[1])]
        return [date.fromisoformat(published_on)]
    except ValueError as error:
        raise _Refused(f"the publication date {published_on!r} is no ISO day or month") from error


def _nearest(text: str) -> str:
    return next((unit for unit in reversed(PRECISIONS) if unit in text.casefold()), "day")


def _resolve(text: str, published: date) -> Period:
    for rule in (_iso, _stock, _since, _span_or_range):
        period = rule(text, published)
        if period:
            return _cut(period, published)
    raise _Refused("the rules do not cover these time words")


def _cut(period: Period, published: date) -> Period:
    """End a period that has begun on the day of publication; refuse one that has not."""
    if period.start > period.end:
        raise _Refused("the period ends before it begins")
    if period.start > published:
        raise _Refused("the period begins after the day of publication")
    return Period(period.start, min(period.end, published), period.precision)


# ------------------------------------------------------------------------------------- calendar units


def _day(year: int, month: int, day: int) -> Period:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise _Refused("there is no such day") from error
    return Period(found, found, "day")


def _months(year: int, first: int, last: int, precision: str) -> Period:
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]), precision)


def _week(year: int, week: int) -> Period:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError as error:
        raise _Refused("there is no such week") from error
    return Period(monday, monday + 6 * DAY, "week")


def _unit_holding(unit: str, day: date) -> Period:
    """Return the calendar week, month, quarter or year in which a day lies."""
    if unit == "day":
        return Period(day, day, "day")
    if unit == "week":
        return _week(*day.isocalendar()[:2])
    if unit == "month":
        return _months(day.year, day.month, day.month, "month")
    if unit == "quarter":
        first = day.month - (day.month - 1) % 3
        return _months(day.year, first, first + 2, "quarter")
    return _months(day.year, 1, 12, "year")


def _unit_before(unit: str, day: date) -> Period:
    return _unit_holding(unit, _unit_holding(unit, day).start - DAY)


def _units_to(end: date, count: int, unit: str) -> Period:
    """Return the span of exactly so many units that ends on a day; hours are rounded up to days back."""
    if not 0 < count < 1000:
        raise _Refused("no such number of units")
    if unit == "hour":
        return Period(end + -(-count // 24) * -DAY, end, "day")
    return Period(end - relativedelta(**{f"{unit}s": count}) + DAY, end, "day")


# ------------------------------------------------------------------------------------------- ISO 8601

_ISO = re.compile(r"(\d{4})(?:-(?:(\d\d)(?:-(\d\d))?|q([1-4])|w(\d\d)|h([12])))?")


def _iso(text: str, published: date) -> Period | None:
    parts = text.split("/")
    if len(parts) > 2 or not all(_ISO.fullmatch(part) for part in parts):
        return None
    if re.fullmatch(r"(\d{4})-(\d\d)", text) and not 1 <= int(text[5:]) <= 12:
        return None  # "2012-13" is two years
    return _joined([_iso_unit(part) for part in parts])


def _iso_unit(text: str) -> Period:
    year, month, day, quarter, week, half = (
        int(part) if part else None for part in _ISO.fullmatch(text).groups()
    )
    if not year:
        raise _Refused("there is no such year")
    if day:
        return _day(year, month, day)
    if quarter:
        return _months(year, 3 * quarter - 2, 3 * quarter, "quarter")
    if half:
        return _months(year, 6 * half - 5, 6 * half, "month")
    if week:
        return _week(year, week)
    if month is None:
        return _months(year, 1, 12, "year")
    if not 1 <= month <= 12 or day == 0:
        raise _Refused("there is no such month or day")
    return _months(year, month, month, "month")


def _joined(spans: list[Period]) -> Period:
    """Return the range from the first to the last span, in the coarser of their precisions."""
    precision = max((span.precision for span in spans), key=PRECISIONS.index)
    return Period(spans[0].start, spans[-1].end, precision)


# ----------------------------------------------------------------------- days, months, parts of a year

_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_YEAR = r"(?:(?:of |in |/|-)?(?P<year>(?:19|20)\d\d))?"
_PART = r"(?P<part>early|mid|late)"
_OF_YEAR = r"(?: ?(?:of |in |-)?(?:(?P<year>(?:19|20)\d\d)|(?P<the>the year)))?"
_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
_LEADING = (
    r"^(?:(?:in|on|during|over|throughout|for|at|late|early|last|this|overnight|earlier|the|night of|of) )*"
)


@dataclass(frozen=True, slots=True)
class _Calendar:
    """A span within some year: ``at`` gives it for a year, ``year`` is the printed one or None.

    ``whole`` is True where, without a year, the latest one that had ended is meant (quarters, halves,
    first months), False where the latest one that has begun is.
    """

    at: Callable[[int], Period]
    year: int | None
    whole: bool = False

    def resolve(self, published: date) -> Period:
        if self.year:
            return self.at(self.year)
        for year in range(published.year, published.year - 9, -1):
            try:
                span = self.at(year)
            except _Refused:  # 29 February
                continue
            if (span.end if self.whole else span.start) <= published:
                return span
        raise _Refused("there is no such day")


def _calendar(text: str) -> _Calendar | None:
    """Read a day, month, part of a month or year, quarter, half, or first or last months of a year."""
    for rule in (
        _calendar_day,
        _calendar_month,
        _calendar_quarter,
        _calendar_months,
        _calendar_year,
        _calendar_week,
    ):
        found = rule(text)
        if found:
            return found
    return None


def _year_of(match: re.Match) -> int | None:
    return int(match["year"]) if match["year"] else None


def _calendar_day(text: str) -> _Calendar | None:
    plain = re.sub(rf"{_LEADING}", "", text)
    plain = re.sub(rf"^{_WEEKDAY} (?:the )?(?:night |morning |evening |afternoon )?(?=.*\d)", "", plain)
    match = (
        re.fullmatch(rf"(?P<day>\d{{1,2}})[ -]{_MONTH} ?{_YEAR}", plain)
        or re.fullmatch(rf"{_MONTH} (?P<day>\d{{1,2}})(?: {_YEAR})?", plain)
    )  # fmt: skip
    if not match:
        return None
    month, day = MONTHS.index(match["month"]) + 1, int(match["day"])
    weekday = re.search(rf"\b{_WEEKDAY}\b", text)

    def at(year: int) -> Period:
        span = _day(year, month, day)
        if weekday and WEEKDAYS[span.start.weekday()] != weekday["weekday"]:
            raise _Refused("the weekday is not that of the date")
        return span

    return _Calendar(at, _year_of(match))


def _calendar_month(text: str) -> _Calendar | None:
    plain = re.sub(r"^(?:(?:in|during|over|throughout|for|the month of|the) )*", "", text)
    match = re.fullmatch(rf"(?:{_PART} )?{_MONTH}(?: ?{_YEAR})", plain)
    if match:
        month, part = MONTHS.index(match["month"]) + 1, match["part"]
    else:
        match = re.fullmatch(r"(?P<number>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)", plain)
        if not match:
            return None
        month, part = int(match["number"]), None

    def at(year: int) -> Period:
        if part:
            last = {"early": 10, "mid": 20, "late": monthrange(year, month)[1]}[part]
            first = {"early": 1, "mid": 11, "late": 21}[part]
            return Period(date(year, month, first), date(year, month, last), "day")
        return _months(year, month, month, "month")

    return _Calendar(at, _year_of(match))


def _calendar_quarter(text: str) -> _Calendar | None:
    plain = re.sub(r"^(?:(?:in|during|over|throughout|for|the) )*", "", text)
    quarter = r"(?:q(?P<q>[1-4])|(?P<nth>[1-4])(?:st|nd|rd|th) quarter|(?P<last>last) quarter)"
    match = re.fullmatch(rf"{quarter}{_OF_YEAR}", plain) or re.fullmatch(
        r"(?P<year>(?:19|20)\d\d)[ -]q(?P<q>[1-4])(?P<nth>)(?P<last>)(?P<the>)", plain
    )
    if match:
        if match["last"] and not match["year"] and not match["the"]:
            return None  # "last quarter" is the calendar quarter before
        number = 4 if match["last"] else int(match["q"] or match["nth"])
        return _Calendar(
            lambda year: _months(year, 3 * number - 2, 3 * number, "quarter"), _year_of(match), whole=True
        )
    half = r"(?:h(?P<h>[12])|(?P<nth>1st|2nd|last) half(?:[- ]year)?)"
    match = re.fullmatch(rf"{half}{_OF_YEAR}", plain) or re.fullmatch(
        r"(?P<year>(?:19|20)\d\d)[ -]h(?P<h>[12])(?P<nth>)(?P<the>)", plain
    )
    if not match:
        return None
    first = (match["h"] or {"1st": "1"}.get(match["nth"], "2")) == "1"
    return _Calendar(
        lambda year: _months(year, *((1, 6) if first else (7, 12)), "month"), _year_of(match), whole=True
    )


def _calendar_months(text: str) -> _Calendar | None:
    """Read "the first ten months of 2018", "the last three months of 2018", "the first 86 days of 2018"."""
    plain = re.sub(r"^(?:(?:in|during|over|throughout|for|the) )*", "", text)
    match = re.fullmatch(
        r"(?P<end>1st|last) (?P<count>\d+) (?P<unit>month|day)s (?:of|in) (?:(?P<year>(?:19|20)\d\d)|the year)",
        plain,
    )
    if not match:
        return None
    count, first = int(match["count"]), match["end"] == "1st"
    if not 0 < count <= (12 if match["unit"] == "month" else 365):
        raise _Refused("a year has not so many")

    def at(year: int) -> Period:
        if match["unit"] == "month":
            return _months(year, *((1, count) if first else (13 - count, 12)), "month")
        begin, end = date(year, 1, 1), date(year, 12, 31)
        return (
            Period(begin, begin + (count - 1) * DAY, "day")
            if first
            else Period(end - (count - 1) * DAY, end, "day")
        )

    return _Calendar(at, _year_of(match), whole=True)


def _calendar_year(text: str) -> _Calendar | None:
    plain = re.sub(r"^(?:(?:in|during|over|throughout|for|the) )*", "", text)
    match = re.fullmatch(rf"(?:{_PART} )?(?P<year>(?:19|20)\d\d)", plain)
    if not match:
        return None
    thirds = {
        "early": (1, 4, "month"),
        "mid": (5, 8, "month"),
        "late": (9, 12, "month"),
        None: (1, 12, "year"),
    }
    return _Calendar(lambda year: _months(year, *thirds[match["part"]]), int(match["year"]))


def _calendar_week(text: str) -> _Calendar | None:
    plain = re.sub(r"^(?:(?:in|during|over|for|the) )*", "", text)
    match = re.fullmatch(
        r"(?:(?:epidemiological|epi|iso|calendar) )?(?:week|w)[ -]?(?P<week>\d{1,2})"
        r"(?: (?:of |in )?(?P<year>(?:19|20)\d\d))?",
        plain,
    )
    if not match:
        return None
    return _Calendar(lambda year: _week(year, int(match["week"])), _year_of(match), whole=True)


# ------------------------------------------------------------------------------ relative to publication


def _relative(text: str, published: date) -> Period | None:
    """Read words that mean nothing without the day of publication."""
    plain = re.sub(r"^(?:(?:in|on|during|over|throughout|for|at) )+", "", text)
    for rule in (_near_day, _weekday, _calendar_unit, _last_month_name, _past_units, _ago):
        period = rule(plain, published)
        if period:
            return period
    if re.fullmatch(rf"in (?:the space of )?(?:a|an|\d+) {_UNIT}s?", text):
        return _past_units(f"past {text.split(' ', 1)[1]}", published)
    return None


_UNIT = r"(?P<unit>hour|day|week|month|year)"


def _near_day(text: str, published: date) -> Period | None:
    back = {
        "today": 0, "earlier today": 0, "this": 0, "this morning": 0, "this afternoon": 0, "this evening": 0,
        "yesterday": 1, "the previous day": 1, "previous day": 1, "last night": 1, "last evening": 1,
        "late yesterday": 1, "early yesterday": 1, "early today": 0, "late last night": 1, "overnight yesterday": 1,
        "the day before yesterday": 2, "day before yesterday": 2, "last": 1, "late last": 1,
    }.get(text)  # fmt: skip
    if back is not None:
        return _unit_holding("day", published - back * DAY)
    if re.fullmatch(r"(?:the |last |this |past |this past |last )*weekend", text):
        sunday = published - timedelta(days=(published.weekday() + 1) % 7)
        return Period(sunday - DAY, sunday, "day")
    return None


def _weekday(text: str, published: date) -> Period | None:
    match = re.fullmatch(
        rf"(?P<lead>(?:(?:late|early|earlier|overnight|the|night of|this|past|last|on) )*){_WEEKDAY}"
        r"(?: overnight)?(?: (?:of )?(?P<week>last|this) week)?",
        text,
    )
    if not match:
        return None
    number = WEEKDAYS.index(match["weekday"])
    if match["week"]:
        week = (
            _unit_holding("week", published) if match["week"] == "this" else _unit_before("week", published)
        )
        return _unit_holding("day", week.start + number * DAY)
    back = (published.weekday() - number) % 7
    if re.search(r"\b(?:last|past)\b", match["lead"]) and back == 0:
        back = 7
    return _unit_holding("day", published - back * DAY)


def _calendar_unit(text: str, published: date) -> Period | None:
    """Read "last week", "this month", "the previous year", "earlier this year", "so far this month"."""
    plain = re.sub(r"^(?:thus|so) far (?=this|in the)|^earlier (?=this|in the)", "sofar ", text)
    plain = re.sub(r" (?:so far|thus far|to date)$", "", plain)
    plain = "sofar " + plain if plain != text and not plain.startswith("sofar") else plain
    match = re.fullmatch(r"sofar (?:this|in the|the|in)? ?(?P<unit>week|month|year|quarter)", plain)
    if match:
        return Period(_unit_holding(match["unit"], published).start, published, "day")
    match = re.fullmatch(
        r"(?:early |late |mid )?(?P<which>last|this|the previous|previous|the preceding|the current|current) "
        r"(?P<unit>week|month|quarter|year)",
        text,
    )
    if not match:
        return None
    unit = match["unit"]
    if match["which"] in ("this", "the current", "current"):
        precision = "day" if unit == "year" else unit
        return Period(_unit_holding(unit, published).start, published, precision)
    return _unit_before(unit, published)


def _last_month_name(text: str, published: date) -> Period | None:
    """Read "last January": the latest one before the publication's own month."""
    match = re.fullmatch(rf"(?P<which>last|this|this past|past) {_MONTH}", text)
    if not match:
        return None
    month = MONTHS.index(match["month"]) + 1
    if match["which"] == "this":
        return _months(published.year, month, month, "month")
    year = published.year if month < published.month else published.year - 1
    return _months(year, month, month, "month")


def _past_units(text: str, published: date) -> Period | None:
    match = re.fullmatch(
        rf"(?:the |these |this )?(?:past|last|previous|preceding) (?P<count>\d+|a|an) {_UNIT}s?", text
    ) or re.fullmatch(rf"(?:(?:the|this) (?:past|last)|past) (?P<count>){_UNIT}", text)
    if not match:
        return None
    count = int(match["count"]) if match["count"].isdigit() else 1
    if match["unit"] == "day" and not match["count"]:
        return None
    return _units_to(published, count, match["unit"])


def _ago(text: str, published: date) -> Period | None:
    hedge = (
        r"(?:(?:about|around|some|roughly|nearly|almost|over|more than|just over|less than|approximately|"
        r"at least|only|just) )*"
    )
    match = re.fullmatch(rf"{hedge}(?P<count>\d+|a|an) (?P<unit>day|week|month|year)s? ago", text)
    if not match:
        return None
    count = int(match["count"]) if match["count"].isdigit() else 1
    if count > 999:
        raise _Refused("no such number of units")
    day = published - relativedelta(**{f"{match['unit']}s": count})
    return _unit_holding("day" if match["unit"] == "week" else match["unit"], day)


# ----------------------------------------------------------------------------- stocks, since, and ranges


def _with_years(text: str, published: date) -> str:
    """Put the number of the year or month for "last year", "this month" where another unit stands before."""
    before = r"(?<=[a-z\d]) (?:of |in |from )?"
    year = published.year
    text = (
        re.sub(rf"{before}(?:last|the previous|the past) year$", f" {year - 1}", text)
        if _within(text)
        else text
    )
    text = re.sub(rf"{before}(?:this|the current) year$", f" {year}", text) if _within(text) else text
    last = published.replace(day=1) - DAY
    if _within(text):
        text = re.sub(rf"{before}last month$", f" {MONTHS[last.month - 1]} {last.year}", text)
        text = re.sub(rf"{before}this month$", f" {MONTHS[published.month - 1]} {year}", text)
    return text


def _within(text: str) -> bool:
    """True where the year or month at the end holds a smaller unit: "August last year", "early last month"."""
    unit = rf"(?:{'|'.join(MONTHS)}|\d|quarter|half|half-year|months|days|early|mid|late|end|start|beginning|year)"
    return bool(re.search(rf"\b{unit}\b (?:of |in |from )?(?:last|this|the) ", text)) or bool(
        re.search(r"\d (?:of )?(?:last|this) month$", text)
    )


def _single(text: str, published: date) -> Period | None:
    """Read one span, absolute or relative."""
    text = _with_years(text, published)
    if re.fullmatch(r"(?:late|early|mid) (?:last|this) week", text):
        text = text.split(" ", 1)[1]
    calendar = _calendar(text)
    if calendar:
        return calendar.resolve(published)
    return _relative(text, published)


_NOW = (
    r"(?:now|currently|at present|presently|at the moment|to date|so far|thus far|to this point|until now|up to now|"
    r"as at today|as of today|as of now|to the present|today)"
)


def _stock(text: str, published: date) -> Period | None:
    """Read "at the end of 2018", "as of 1 May", "currently", "by 28 August"."""
    if re.fullmatch(_NOW, text):
        return _unit_holding("day", published)
    match = re.fullmatch(r"(?:as (?:of|at)|by|until|till|through|up to|up until) (?P<rest>.+)", text)
    rest = match["rest"] if match else text
    end = re.fullmatch(
        r"(?:at |by |in |around )?(?:the )?(?:very )?(?:end of|end-|year-end|end) ?(?P<rest>.+)", rest
    )
    if end:
        span = _single(end["rest"], published)
        if span is None and re.fullmatch(r"the (?:week|month|quarter|year)", end["rest"]):
            raise _Refused("the words look ahead")
        return None if span is None else _unit_holding("day", _uncut_end(end["rest"], span, published))
    if not match:
        return None
    span = _single(rest, published)
    if span is None or span.start > published:
        return None
    if not text.startswith("as") and span.end > published:
        raise _Refused("the words look ahead")
    return span


def _uncut_end(rest: str, span: Period, published: date) -> date:
    """Return the last day of a unit that "this week" or "this month" has cut at publication."""
    match = re.fullmatch(r"(?:this|the current) (?P<unit>week|month|quarter|year)", rest)
    return _unit_holding(match["unit"], published).end if match else span.end


def _since(text: str, published: date) -> Period | None:
    match = re.fullmatch(
        r"(?:ever )?since (?:at least )?(?:(?:the )?(?:very )?(?P<edge>start|beginning|end) of )?(?P<rest>.+)",
        text,
    )
    if not match:
        return _so_far_in(text, published)
    rest = re.sub(r"^(?:in|on) ", "", match["rest"])
    rest = {"the year": "this year", "the month": "this month", "the week": "this week"}.get(rest, rest)
    span = _single(rest, published)
    if span is None:
        return None
    if match["edge"] == "end":
        return Period(_uncut_end(rest, span, published), published, "day")
    return Period(span.start, published, "day")


def _so_far_in(text: str, published: date) -> Period | None:
    """Read "so far in October", "thus far in 2019", "the year to date"."""
    if re.fullmatch(r"(?:the )?(?:year|month|week)[- ]to[- ]date", text):
        return Period(_unit_holding(re.search("year|month|week", text)[0], published).start, published, "day")
    match = re.fullmatch(r"(?:so|thus) far in (?P<rest>.+)|in (?P<other>.+) (?:so|thus) far", text)
    calendar = _calendar(match["rest"] or match["other"]) if match else None
    span = calendar.resolve(published) if calendar else None
    if span is None or span.precision not in ("month", "year"):
        return None
    if span.end < published:
        raise _Refused("the words look to the publication day, the unit ends before it")
    return Period(span.start, published, "day")


_RANGES = (
    r"between (?P<a>.+?) and (?P<b>.+)",
    r"(?:from |starting |beginning )(?P<a>.+?) (?:to|until|till|through|up to|up until|thru) (?P<b>.+)",
    r"(?P<a>.+?) (?:to|until|till|through|up to|thru|into) (?P<b>.+)",
    r"(?P<a>.+?) ?- ?(?P<b>.+)",
    r"(?P<a>.+?) (?:and|&) (?P<b>.+)",
)
_ENDING = re.compile(
    rf"(?:in |over |during )?(?:the |a )?(?P<count>\d+ )?{_UNIT}s? "
    r"(?:to|ending|ended|ending on|ended on|up to|through|until) (?P<end>.+)"
)


def _span_or_range(text: str, published: date) -> Period | None:
    ending = _ENDING.fullmatch(text)
    if ending:
        last = _single(re.sub(r"^(?:on|in) ", "", ending["end"]), published)
        return last and _units_to(last.end, int(ending["count"] or 1), ending["unit"])
    span = _single(text, published)
    if span:
        return span
    plain = re.sub(
        r"^(?:(?:in|on|during|over|overnight|the|night|nights|days|of|weeks?) )*(?=from|between|\d|[a-z])",
        "",
        text,
    )
    for candidate in dict.fromkeys((text, plain)):
        for pattern in _RANGES:
            match = re.fullmatch(pattern, candidate)
            found = match and _range(match["a"].strip(), match["b"].strip(), published)
            if found:
                return found
    return None


def _range(first: str, last: str, published: date) -> Period | None:
    """Read a range from its two ends; a month or year printed once serves both."""
    last = re.sub(r"^(?:in|on|the) ", "", _with_years(last, published))
    first = re.sub(r"^(?:in|on|the) ", "", _with_years(first, published))
    if re.fullmatch(r"(?:19|20)\d\d", first) and re.fullmatch(r"\d\d", last):
        last = first[:2] + last
    first, last = _share_month(first, last)
    if re.fullmatch(_NOW, last) or last in ("present", "date"):
        begin = _single(first, published)
        return begin and _joined([begin, _unit_holding("day", published)])
    one, two = _calendar(first), _calendar(last)
    if one and two:
        return _calendar_range(one, two, published)
    return _weekday_range(first, last, published)


def _share_month(first: str, last: str) -> tuple[str, str]:
    """Give "5" in "5 to 7 June" its month, and "7" in "June 5 to 7" as well."""
    names = "|".join(MONTHS)
    if re.fullmatch(r"\d{1,2}", first):
        month = re.fullmatch(rf"\d{{1,2}} ({names})(?: \d{{4}})?", last)
        return (f"{first} {month[1]}", last) if month else (first, last)
    day = re.fullmatch(r"(\d{1,2})((?: \d{4})?)", last)
    month = re.fullmatch(rf"({names}) \d{{1,2}}", first)
    return (first, f"{month[1]} {day[1]}{day[2]}") if day and month else (first, last)


def _calendar_range(one: _Calendar, two: _Calendar, published: date) -> Period:
    if two.year:
        return _ends_in(one, two, two.year, own=one.year)
    if one.year:
        end = two.at(one.year)
        return _joined(
            [one.at(one.year), end if end.start >= one.at(one.year).start else two.at(one.year + 1)]
        )
    for year in range(published.year, published.year - 9, -1):
        try:
            found = _ends_in(one, two, year, own=None)
            if two.at(year).start <= published:
                return found
        except _Refused:  # 29 February
            continue
    raise _Refused("there is no such range")


def _ends_in(one: _Calendar, two: _Calendar, year: int, *, own: int | None) -> Period:
    end = two.at(year)
    begin = one.at(own or year)
    if begin.start > end.start and not own:
        begin = one.at(year - 1)
    return _joined([begin, end])


def _weekday_range(first: str, last: str, published: date) -> Period | None:
    """Read "Monday to Wednesday", "overnight Sunday to Monday": the last one on or before publication."""
    end = _relative(last, published)
    names = re.fullmatch(rf"(?:(?:late|early|overnight|from|on|the|night) )*{_WEEKDAY}", first)
    if not (end and names and re.search("|".join(WEEKDAYS), last)):
        return None
    back = (end.start.weekday() - WEEKDAYS.index(names["weekday"])) % 7
    return Period(end.start - back * DAY, end.end, "day")
