"""Numbers as pages print them: digits, number words, multipliers, dozens and bare plurals.

`tokens` splits a wording; `quantity_at` reads the one quantity that begins at a token. Spelled-out
numbers go through `text2num`, which refuses what is not one well-formed number. Everything else
(grouping, fractions of a multiplier, dozens, bare plurals) follows the project's codebook.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from text_to_num import text2num

MULTIPLIERS = {
    "hundred": 100,
    "thousand": 1_000,
    "k": 1_000,
    "lakh": 100_000,
    "million": 1_000_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "mln": 1_000_000,
    "crore": 10_000_000,
    "billion": 1_000_000_000,
    "mio": 1_000_000,
    "bn": 1_000_000_000,
    "bln": 1_000_000_000,
    "b": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "tn": 1_000_000_000_000,
    "dozen": 12,
    "score": 20,
}
COLLECTIVES = {"dozen": 12, "score": 20}  # round by half of the unit, not by place value
# Floor and ceiling of a bare plural. Tens, dozens and hundreds have ACLED's floors for vague reports
# of deaths (its codebook takes the most conservative value); the others follow the same pattern.
PLURALS = {
    "tens": (10, 99),
    "dozens": (12, 99),
    "scores": (20, 99),
    "hundreds": (100, 999),
    "thousands": (1_000, 9_999),
    "millions": (1_000_000, 9_999_999),
    "billions": (1_000_000_000, 9_999_999_999),
}
FEW, MANY = 3, 9  # "a few", "several", "a handful"
FRACTIONS = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "quarters": Decimal("0.25")}
ORDINAL_ENDINGS = ("st", "nd", "rd", "th")

_SPELLED = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand "
    "million billion".split()
)
_SPELLED_SCALES = frozenset("hundred thousand million billion".split())  # text2num knows no "trillion"
_ATTACHED_SUFFIXES = ("k", "m", "mn", "mln", "mio", "bn", "bln", "b", "tn", "thousand", "million", "billion")
_NO_NAME = "hundred|thousand|million|billion|trillion|lakh|crore|dozen|mn|mln|mio|bn|bln|[kmb]"
_ATTACHED_UNITS = ("km", "km2", "kg", "kms", "sq", "mi", "ft", "ha", "kilometers", "kilometres")

_GROUPED = r"[1-9]\d{0,2}(?:(?:,\s?|\ )\d{3}(?!\d))+|[1-9]\d?(?:,\d{2})+,\d{3}(?!\d)"
_TOKEN = re.compile(
    rf"""
      (?P<number>(?<![\w.])(?:{_GROUPED}|\d+)(?:\.\d+)?|(?<![\w.])\.\d+)(?P<attached>[^\W\d_][^\W_]*)?
    | (?P<word>(?!(?:{_NO_NAME})-)[^\W\d_]+-\d+\w*|[^\W_][\w']*(?:\.(?=\s|\d|$))?)
    | (?P<ellipsis>\.\.\.+)
    | (?P<sign>>=|<=|[<>~=+])
    | (?P<dash>-+)
    | (?P<comma>[,;])
    | (?P<mark>[^\s])
    """,
    re.VERBOSE,
)


class BadNumber(ValueError):
    """Digits that cannot be read as one number without a guess."""


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a wording: ``kind`` is number, word, ellipsis, sign, dash, comma or mark."""

    kind: str
    text: str
    attached: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity: a number (low equals high) or a bare plural (floor and ceiling).

    ``half_step`` is half of the place value to which the number is printed, None for a plural.
    ``face`` and ``multiplier`` are its parts ("3 million": 3 and 1,000,000), so that the other end of
    a range can inherit the multiplier; ``printed`` is its first piece as printed.
    """

    low: Decimal
    high: Decimal
    half_step: Decimal | None
    face: Decimal
    multiplier: int = 1
    printed: str = ""

    @property
    def is_plural(self) -> bool:
        """True for "hundreds" and "a few": a floor and a ceiling, no number."""
        return self.half_step is None

    @property
    def is_decimal(self) -> bool:
        """True where the number itself is printed as a decimal and no multiplier makes it whole."""
        return self.low != self.low.to_integral_value() or ("." in self.printed and self.multiplier == 1)

    @property
    def is_plain_digits(self) -> bool:
        """True for digits without grouping, decimals or multiplier, as the 5 of "5-7,000"."""
        return self.multiplier == 1 and self.printed.isdigit()

    def times(self, multiplier: int) -> Quantity:
        """Return the number with the multiplier that stands at the other end of its range."""
        return number(self.face, multiplier=multiplier, printed=self.printed)


def number(face: Decimal, *, multiplier: int = 1, unit: int | None = None, printed: str = "") -> Quantity:
    """Build the quantity of one number; ``unit`` is the dozen or score that it was counted in."""
    value = face * multiplier
    if unit:
        half_step = Decimal(unit) / 2 if face >= 1 else Decimal(unit) / 4  # half a dozen rounds by 3
    elif value:
        half_step = Decimal(5).scaleb(_last_place(value) - 1)
    else:
        half_step = Decimal(0)
    return Quantity(value, value, half_step, face, multiplier, printed)


def _last_place(value: Decimal) -> int:
    """Return the power of ten of the last non-zero digit: 2,500 gives 2."""
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int), f"{value} has no last digit"
    return exponent


def plural(floor: int, ceiling: int) -> Quantity:
    """Build the quantity of a bare plural."""
    return Quantity(Decimal(floor), Decimal(ceiling), None, Decimal(floor))


def tokens(text: str) -> list[Token]:
    """Split a normalised wording into tokens.

    Raises
    ------
    BadNumber
        For broken digit groups ("350,0000"), letters joined to digits, and the like.
    """
    found = []
    for match in _TOKEN.finditer(text):
        kind = "number" if match["number"] else str(match.lastgroup)
        token = Token(kind, match["number"] or match.group(), match["attached"] or "")
        if kind == "number":
            _refuse_broken(token, text[match.end() :])
            if token.attached in ORDINAL_ENDINGS:
                token = Token("word", token.text + token.attached)
        found.append(token)
    return found


def _refuse_broken(token: Token, after: str) -> None:
    if re.match(r"[,.'/:*]\d", after):
        raise BadNumber("the digits are not grouped in a way that can be read")
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", token.text) and not _multiplier_follows(after, token.attached):
        raise BadNumber("a dot before three digits parts decimals in English and groups thousands elsewhere")
    if token.attached and token.attached not in (*_ATTACHED_SUFFIXES, *_ATTACHED_UNITS, *ORDINAL_ENDINGS):
        raise BadNumber(f"letters are joined to the number: {token.text + token.attached!r}")


def _multiplier_follows(after: str, attached: str) -> bool:
    words = re.match(r"\s*(?:thousand|million|billion|bn|mn|mln|trillion)", after)
    return attached in _ATTACHED_SUFFIXES or bool(words)


def quantity_at(items: list[Token], start: int) -> tuple[Quantity, int] | None:
    """Read the quantity that begins at token ``start``.

    Returns
    -------
    The quantity and the position after it, or None where no quantity begins here.
    """
    for reader in (_fraction_of, _few, _plural, _number):
        found = reader(items, start)
        if found:
            return found
    return None


def _word(items: list[Token], position: int) -> str:
    """Return the word at a position, or an empty text where there is none."""
    if 0 <= position < len(items) and items[position].kind == "word":
        return items[position].text.rstrip(".")
    return ""


def _skip(items: list[Token], start: int, *words: str) -> int:
    """Return the position after the given words (dashes skipped), or ``start`` if they do not stand there."""
    position = start
    for word in words:
        position += position < len(items) and items[position].kind == "dash"
        if _word(items, position) != word:
            return start
        position += 1
    return position


def _multiplier_at(items: list[Token], position: int) -> tuple[str, int]:
    """Return the multiplier word at a position and the position after it; "" where there is none."""
    if position < len(items) and items[position].kind == "dash" and _word(items, position + 1):
        position += 1
    word = _word(items, position)
    singular = word.removesuffix("s")
    if singular in MULTIPLIERS and len(singular) > 1:
        return singular, position + 1
    return "", position


def _fraction_of(items: list[Token], start: int) -> tuple[Quantity, int] | None:
    """Read "half a million", "a quarter of a million", "three quarters of a million", "half-dozen"."""
    position, count = start, 1
    if _word(items, position) in ("a", "one", "three"):
        count = 3 if _word(items, position) == "three" else 1
        position += 1
        position += position < len(items) and items[position].kind == "dash"
    share = FRACTIONS.get(_word(items, position))
    if share is None:
        return None
    position = _skip(items, position + 1, "of")
    position = _skip(items, position, "a")
    name, end = _multiplier_at(items, position)
    if not name:
        return None
    return number(share * count, multiplier=MULTIPLIERS[name], unit=COLLECTIVES.get(name)), end


def _few(items: list[Token], start: int) -> tuple[Quantity, int] | None:
    """Read "a few", "several", "a handful", "a couple", alone or before a multiplier."""
    position = start + (_word(items, start) in ("a", "the"))
    word = _word(items, position)
    if word not in ("few", "several", "handful", "couple"):
        return None
    position += 1
    name, end = _multiplier_at(items, _skip(items, position, "of"))
    unit = 1
    while name:  # "several hundred thousand", "several hundreds of thousands"
        unit *= MULTIPLIERS[name]
        position = end
        name, end = _multiplier_at(items, _skip(items, position, "of"))
    if word == "couple":
        return plural(2 * unit, 2 * unit), position
    return plural(FEW * unit, (MANY + 1) * unit - 1), position


def _plural(items: list[Token], start: int) -> tuple[Quantity, int] | None:
    """Read "hundreds", "the low thousands", "tens of millions"."""
    position = start
    while _word(items, position) in ("low", "high", "many"):
        position += 1
    word = _word(items, position)
    if word not in PLURALS:
        return None
    floor, ceiling = PLURALS[word]
    end = position + 1
    of_unit = _word(items, end + 1) if _word(items, end) == "of" else ""
    if of_unit in PLURALS:
        if word not in ("tens", "hundreds") or of_unit not in ("thousands", "millions", "billions"):
            raise BadNumber(f'no rule for "{word} of {of_unit}"')
        unit = PLURALS[of_unit][0]
        return plural(floor * unit, (ceiling + 1) * unit - 1), end + 2
    return plural(floor, ceiling), end


def _number(items: list[Token], start: int) -> tuple[Quantity, int] | None:
    """Read digits or number words with their multipliers: "1.2 million", "twenty-five", "a dozen"."""
    base = _digits(items, start) or _spelled(items, start) or _article(items, start)
    if base is None:
        return None
    face, multiplier, position = base
    face, position = _and_a_half(items, position, face)
    names = []
    name, end = _multiplier_at(items, position)
    while name:
        names.append(name)
        multiplier *= MULTIPLIERS[name]
        position = end
        name, end = _multiplier_at(items, position)
    if names:
        face, position = _and_a_half(items, position, face)
    unit = COLLECTIVES.get(names[-1]) if names else None
    return number(face, multiplier=multiplier, unit=unit, printed=items[start].text.rstrip(".")), position


def _digits(items: list[Token], start: int) -> tuple[Decimal, int, int] | None:
    """Read digits and the multiplier joined to them: face, multiplier, position after."""
    if start >= len(items) or items[start].kind != "number":
        return None
    face = Decimal(re.sub(r"[,\s]", "", items[start].text))
    return face, MULTIPLIERS.get(items[start].attached, 1), start + 1


def _spelled(items: list[Token], start: int) -> tuple[Decimal, int, int] | None:
    """Read the longest run of number words that is one number and stops short of another multiplier."""
    words, ends = _spelled_run(items, start)
    for count in range(len(words), 0, -1):
        if count < len(words) and words[count] in _SPELLED_SCALES:
            continue  # "one hundred and two | hundred" is two numbers
        try:
            value = text2num(" ".join(words[:count]), "en")
        except ValueError:
            continue
        return *_last_scale(value), ends[count - 1]
    if words:
        raise BadNumber(f"the number words are not one number: {' '.join(words)!r}")
    return None


def _spelled_run(items: list[Token], start: int) -> tuple[list[str], list[int]]:
    """Return the number words from a position on (dashes skipped), each with the position after it."""
    words: list[str] = []
    ends: list[int] = []
    for position in range(start, len(items)):
        word = _word(items, position)
        singular = word.removesuffix("s") if words else word  # "thousands" counts only after a number
        if words and items[position].kind == "dash" and _word(items, position + 1) in _SPELLED:
            continue
        if not (word in _SPELLED or singular in _SPELLED_SCALES or (words and word == "and")):
            break
        words.append(word if word in _SPELLED else singular)
        ends.append(position + 1)
    return words, ends


def _last_scale(value: int) -> tuple[Decimal, int]:
    """Split a number at its last multiplier, so that "two to three hundred" can inherit the hundred."""
    for scale in (10**12, 10**9, 10**6, 10**3, 10**2):
        if value and value % scale == 0 and value // scale < 1000:
            return Decimal(value // scale), scale
    return Decimal(value), 1


def _article(items: list[Token], start: int) -> tuple[Decimal, int, int] | None:
    """Read the article, or nothing, before a bare multiplier as one: "a dozen", "a hundred", "dozen"."""
    position = start + (_word(items, start) in ("a", "an"))
    word = _word(items, position)
    if position > start and word in _SPELLED_SCALES:
        return _spelled(items, position)
    if word not in ("dozen", "lakh", "crore", "trillion") and not (word == "score" and position > start):
        return None
    return Decimal(1), 1, position


def _and_a_half(items: list[Token], position: int, face: Decimal) -> tuple[Decimal, int]:
    """Add the half of "one and a half million" and "a million and a half", in the face's own unit."""
    end = _skip(items, position, "and", "a", "half")
    return (face + Decimal("0.5"), end) if end > position else (face, position)


def plain_text(text: str) -> str:
    """Return a wording in one spelling: lower case, ASCII digits, dashes, spaces and quotes.

    Raises
    ------
    BadNumber
        If the text was broken by a wrong encoding or holds control characters.
    """
    text = re.sub(r"(\d)\s*½", r"\1.5", text).replace("½", "half")
    text = re.sub(r"(\d)\s*¼", r"\1.25", text)
    text = text.replace("،", ",").replace("٬", ",").replace("٫", ".").replace("…", "...")
    text = text.replace("≥", ">=").replace("≤", "<=").replace("≈", "~").replace("∼", "~").replace("±", "~")
    text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    if re.search("[\ufffd\x00-\x08\x0e-\x1f\x7f-\x9f]|Ã|â[€‚‰]|Â|Ø[§-»]|Ù[\u0080-\u00bf]", text):
        raise BadNumber("the text was broken by a wrong encoding")
    text = re.sub("[‘’‛′`´]", "'", text)
    text = unicodedata.normalize("NFKC", text)
    text = re.sub("[‐‑‒–—―−﹘]", "-", text)
    text = re.sub('[“”„"«»]', " ", text)
    text = re.sub(
        r"(?:\b(?:us|usd|iqd|eur|gbp|rs)\s?)?[$€£¥₹]|\b(?:usd|iqd|eur|gbp|rs\.?)\s?(?=\d)",
        " ",
        text.casefold(),
    )
    return re.sub(r"\s+", " ", text).strip()
