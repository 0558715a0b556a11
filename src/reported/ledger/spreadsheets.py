"""What a spreadsheet has made of a date, an id or a number, and what must have stood there."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

# Excel counts days from here: its day 60 is a 29 February 1900 that never was.
SERIAL_DAY_ZERO = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 36526, 54789  # the years 2000 to 2049: other five-digit numbers are no days
SERIAL_DAY = re.compile(r"[0-9]{5}(\.[0-9]+)?")
NUMERIC_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: .*)?")
DAY_FORMATS = (
    "%d-%b-%y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%Y/%m/%d",
    "%Y-%m-%d %H:%M:%S",
)
MONTH_FORMATS = ("%b-%y", "%b-%Y", "%B-%y", "%b %Y", "%B %Y", "%Y/%m")
FROM_OLDER_COPY = "take it from an older copy, and import such columns as text"
NUMBER_FOR_ID = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?")


def iso_days(value: str) -> list[str]:
    """Return the ISO 8601 days or months that a rewritten date can have been; empty where it is none.

    ``2/22/2019`` and ``43518`` are one day each; ``3/4/2019`` is two, month first and day first.
    """
    if found := NUMERIC_DAY.fullmatch(value):
        one, two, year = (int(part) for part in found.groups())
        days = [_day(year, one, two), _day(year, two, one)]
        return list(dict.fromkeys(day for day in days if day))
    if SERIAL_DAY.fullmatch(value) and FIRST_SERIAL <= float(value) <= LAST_SERIAL:
        return [(SERIAL_DAY_ZERO + timedelta(days=int(float(value)))).isoformat()]
    for forms, length in ((DAY_FORMATS, 10), (MONTH_FORMATS, 7)):
        for form in forms:
            try:
                return [datetime.strptime(value, form).date().isoformat()[:length]]
            except ValueError:
                continue
    return []


def date_remedy(value: str) -> str:
    """Say which ISO date to write for a cell that holds none."""
    days = iso_days(value)
    if not days:
        return "write an ISO 8601 date: 2019-02-22, or where allowed 2019-02, 2018-Q3, 2018 or start/end"
    if len(days) == 2:
        meant = f"write {days[0]} if the month stood first, {days[1]} if the day did"
    else:
        meant = f"write {days[0]}"
    return f"a spreadsheet has rewritten the date: {meant}; import such columns as text"


def id_remedy(value: str) -> str:
    """Say what to write for a cell that holds no id."""
    if NUMBER_FOR_ID.fullmatch(value):
        return f"a spreadsheet has turned the id into a number: {FROM_OLDER_COPY}"
    if iso_days(value):
        return f"a spreadsheet has turned the id into a date: {FROM_OLDER_COPY}"
    return "write small letters a to z, digits and plain hyphens only"


def number_remedy(value: str) -> str:
    """Say what to write for a cell that holds no number."""
    if re.fullmatch(r"[0-9]{1,3}([, ][0-9]{3})+", value):
        return f"write {re.sub('[, ]', '', value)}, without marks between thousands"
    if re.fullmatch(r"[0-9]+,[0-9]+", value):
        return f"write {value.replace(',', '.')}, with a dot"
    if iso_days(value):
        return "a spreadsheet has turned the number into a date: take it from an older copy"
    return "write digits, with a dot before decimals, or leave the cell empty"


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
