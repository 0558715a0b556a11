"""Time words in one spelling, so that the period rules see "6 january 2019" however a page printed it."""

from __future__ import annotations

import re
import unicodedata

from text_to_num import text2num

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS = ("hour", "day", "week", "month", "year")

_ABBREVIATIONS = {name[:3]: name for name in MONTHS} | {"sept": "september"}
_ABBREVIATIONS |= {name[:3]: name for name in WEEKDAYS}
_ABBREVIATIONS |= {"tues": "tuesday", "weds": "wednesday", "thur": "thursday", "thurs": "thursday"}
_ORDINALS = {"first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "final": "last"}
_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)"
)
_NAMES = "|".join(MONTHS)
_DAY_PARTS = (
    r"(?:morning|evening|night|afternoon|dawn|dusk|noon|midday|midnight|daybreak|nightfall|sunrise|sunset)"
)
_REWRITES = (
    (r"[,()\[\]]", " "),
    (r"(?<=[a-z])\.|\.$", " "),
    (r"'s\b", ""),
    (rf"\b(\d{{1,2}})(?:st|nd|rd|th)(?= (?:of )?(?:{_NAMES})\b)", r"\1"),
    (rf"\b({_NAMES}) (?:the )?(\d{{1,2}})(?:st|nd|rd|th)\b", r"\1 \2"),
    (rf"\b(\d{{1,2}}) of (?=(?:{_NAMES})\b)", r"\1 "),
    (r"\b(?:a|1) couple (?:of )?|\bcouple of ", "2 "),
    (r"\ba dozen\b|\bdozen\b", "12"),
    (r"\b(early|mid|late)-(?=[a-z\d])", r"\1 "),
    (r"\bmid(?=january|february|march|april|june|july)", "mid "),
    (r"\b(?:the )?middle of (?:the )?", "mid "),
    (r"\b(early|late|mid) in (?:the )?", r"\1 "),
    (r"\b(?:early|late|small|first)? ?hours (?:of|on) ", ""),
    (rf"\b(?:in |at |on )?(?:the )?(?:early |late )?{_DAY_PARTS} (?:(?:of |on )|(?={'|'.join(WEEKDAYS)}))", ""),
    (r"\b(\d+)[- ](hour|day|week|month|year)\b(?!s)", r"\1 \2"),
    (r"\bfortnight\b", "2 weeks"),
    (r"\b(?:throughout|during|in|over|on|at|for|across) (?=(?:the )?(?:whole|entire|course|month|year|all)\b)", ""),
    (r"\b(?:the )?(?:whole|entire) (?:of )?|\ball of |\b(?:the )?course of ", ""),
    (r"\b(?:the )?(?:month|calendar year|year) of (?=[a-z\d])|\b(?:the )?(?:calendar )?year (?=\d{4}\b)", ""),
    (r" (?:alone|only)$", ""),
    (r"\b(?:the )?1st half[- ]year\b", "1st half"),
    (r"\b(?:the )?2nd half[- ]year\b", "2nd half"),
)  # fmt: skip


def spell(text: str) -> str:
    """Return time words in lower case, with plain dashes, full names of months and days, and digits.

    "Early hours of Sunday, Jan. 6th" becomes "sunday january 6"; parts of a day are left out.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    text = re.sub("[‐‑‒–—―−]", "-", text)
    text = re.sub("[‘’‛′`´]", "'", text)
    text = re.sub(r'[“”„"«»]', " ", text)
    text = re.sub(r"\b(\w+)\.(?=\s|-|/|\d|$)", r"\1 ", text)
    text = re.sub(
        r"[a-z]+", lambda match: _ABBREVIATIONS.get(match[0], _ORDINALS.get(match[0], match[0])), text
    )
    text = re.sub(rf"\b{_NUMBER_WORD}(?:[- ](?:and )?{_NUMBER_WORD})*\b", _digits, text)
    for pattern, replacement in _REWRITES:
        text = re.sub(pattern, replacement, _tidy(text))
    return _tidy(re.sub(rf" {_DAY_PARTS}(?: hours)?$", "", _tidy(text)))


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _digits(match: re.Match) -> str:
    try:
        return str(text2num(match[0], "en"))
    except ValueError:
        return match[0]
