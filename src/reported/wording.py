"""From the printed number words to an interval: "more than 1,000 fighters" is at least 1,000, open above.

The rules are those of docs/codebook.md. A wording is split into tokens, the tokens into *items* (hedges,
quantities, joiners, certainty words, other words), and the items are read as one figure. Whatever the
rules do not cover is refused: a reader that guesses would put invented numbers under a source's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from reported import hedges
from reported.hedges import LOWER, UPPER, VAGUE
from reported.intervals import Interval, Number
from reported.quantities import BadNumber, Quantity, Token, plain_text, quantity_at, tokens

MOST_ASIDES = (
    10  # in parentheses; no page has more than one, and each is read anew: 500 of them would take 12 seconds
)
KINDS = (
    "exact",
    "range",
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "approximate",
    "nearly",
    "magnitude",
    "none",
)


class UnreadableWording(ValueError):
    """A wording that the codebook does not cover.

    ``wording`` is the text, ``reason`` the rule that refuses it, ``nearest`` the kind that it could
    have been, for the person who has to code it by hand.
    """

    def __init__(self, wording: str, reason: str, nearest: str) -> None:
        super().__init__(f"{wording!r} is not read: {reason} (nearest kind: {nearest})")
        self.wording, self.reason, self.nearest = wording, reason, nearest


class _Refused(Exception):
    """A rule's refusal, before the wording is known."""

    def __init__(self, reason: str, nearest: str = "exact") -> None:
        super().__init__(reason)
        self.reason, self.nearest = reason, nearest


@dataclass(frozen=True, slots=True)
class Figure:
    """What one wording supports: bounds and point value (None where it gives none), kind, certainty.

    ``certainty`` is the word that casts doubt on the figure ("likely"), or None; it changes no bound.
    """

    low: Number | None
    best: Number | None
    high: Number | None
    kind: str
    certainty: str | None = None

    @property
    def interval(self) -> Interval:
        """The figure's low, best and high."""
        return Interval(self.low, self.best, self.high)


def read_figure(text: str) -> Figure:
    """Read the number words of one figure.

    Parameters
    ----------
    text : str
        The number words as printed, with the hedge that governs them: "likely more than 1,000".

    Returns
    -------
    Figure
        Bounds in the unit of the wording, whole numbers as int; see the codebook for each kind.

    Raises
    ------
    UnreadableWording
        If the codebook does not cover the wording, or covers it by refusing it (percentages, ratios,
        ordinals, dates, two counts in one wording ...).
    """
    try:
        return _read(hedges.plain_phrases(plain_text(text)))
    except BadNumber as error:
        raise UnreadableWording(text, str(error), "exact") from error
    except _Refused as error:
        raise UnreadableWording(text, error.reason, error.nearest) from error


def _read(plain: str) -> Figure:
    _refuse_outright(plain)
    plain = _without_dates(_without_asides(plain))
    items = _end_of_change(_without_durations(_items(tokens(plain))))
    certainty = next((item.text for item in items if item.role == "certainty"), None)
    clear = " ".join(item.text for item in items if item.role not in ("hedge", "after"))
    empty = hedges.EMPTY.search(clear)
    count = sum(item.role == "quantity" for item in items)
    if empty and (
        count == 0
        or re.match(r" (?:one )?of\b", clear[empty.end() :])
        or empty.group() in ("not one", "no one")
    ):
        return _empty(clear, certainty)
    if hedges.NEGATIONS.search(clear) or empty:
        raise _Refused("a negation, condition or comparison that the rules do not cover")
    if count == 0:
        return _hedged(_singular(plain, certainty), [item.kind for item in items if item.role == "hedge"])
    if count > 2:
        raise _Refused("several counts in one wording")
    reading = _one(items) if count == 1 else _two(items)
    return Figure(*reading, certainty)


def _refuse_outright(plain: str) -> None:
    if hedges.FOREIGN.search(plain):
        raise _Refused("number words of another language")
    for pattern, reason, nearest in hedges.REFUSALS:
        if re.search(pattern, plain):
            raise _Refused(reason, nearest)


# ---------------------------------------------------------------------------------------------- items


@dataclass(frozen=True, slots=True)
class _Item:
    """A piece of a wording: ``kind`` is a hedge's kind, ``value`` what an item of role quantity says.

    Roles: hedge, after (a hedge behind its number), quantity, certainty, filler, change, the joiners
    (to, or, and, between, from, by, of, but), and word, number, dash, comma, ellipsis, mark.
    """

    role: str
    text: str = ""
    kind: str = ""
    value: Quantity | None = None

    @property
    def quantity(self) -> Quantity:
        """The value of an item whose role is quantity; no other has one."""
        assert self.value is not None, f"{self.role} {self.text!r} is no quantity"
        return self.value


def _items(pieces: list[Token]) -> list[_Item]:
    """Turn tokens into items: the longest hedge first, then a quantity, then a single word."""
    found: list[_Item] = []
    position = 0
    while position < len(pieces):
        item, end = _hedge_at(pieces, position, found) or _other_at(pieces, position)
        if item.role == "after" and found[-1].role == "dash":
            found.pop()  # the dash of "twenty-odd" joins no range
        found.append(item)
        position = end
    return found


def _hedge_at(pieces: list[Token], position: int, before: list[_Item]) -> tuple[_Item, int] | None:
    roles = [item.role for item in before]
    right_behind = roles[-1:] == ["quantity"] or roles[-2:] == ["quantity", "dash"]
    for table, role, allowed in (
        (hedges.ATTACHED, "after", right_behind),
        (hedges.AFTER, "after", "quantity" in roles and not _quantity_follows(pieces, position)),
        (hedges.BEFORE, "hedge", True),
    ):
        phrase = _longest(pieces, position, table) if allowed else ()
        if phrase:
            return _Item(role, " ".join(phrase), table[phrase]), position + len(phrase)
    return None


def _quantity_follows(pieces: list[Token], position: int) -> bool:
    """True where a hedge at this position stands before a number of its own."""
    phrase = _longest(pieces, position, hedges.BEFORE)
    end = position + len(phrase)
    while (
        phrase
        and end < len(pieces)
        and (pieces[end].text in hedges.FILLERS or pieces[end].text in hedges.CERTAINTY)
    ):
        end += 1
    return bool(phrase) and end < len(pieces) and quantity_at(pieces, end) is not None


def _longest(pieces: list[Token], position: int, table: hedges.Phrases) -> tuple[str, ...]:
    """Return the longest phrase of a table at a position; () where there is none."""
    for count in range(6, 0, -1):
        phrase = _texts(pieces, position, count)
        following = _texts(pieces, position + count, 1)
        goes_on = following == ("than",) or (phrase[-1:] == ("up",) and following == ("to",))
        if phrase in table and not goes_on:
            return phrase
    return ()


def _texts(pieces: list[Token], position: int, count: int) -> tuple[str, ...]:
    """Return the words of some tokens; a number stands as a digit that no phrase holds."""
    return tuple(
        "0" if piece.kind == "number" else piece.text.rstrip(".")
        for piece in pieces[position : position + count]
    )


def _other_at(pieces: list[Token], position: int) -> tuple[_Item, int]:
    for phrase in hedges.FILLER_PHRASES:
        if _texts(pieces, position, len(phrase)) == phrase:
            return _Item("filler", " ".join(phrase)), position + len(phrase)
    found = quantity_at(pieces, position)
    if found:
        quantity, end = found
        return _Item("quantity", " ".join(piece.text for piece in pieces[position:end]), value=quantity), end
    piece = pieces[position]
    return _Item(_role(piece), piece.text.rstrip(".")), position + 1


def _role(piece: Token) -> str:
    word = piece.text.rstrip(".")
    if word in hedges.JOINERS:
        return hedges.JOINERS[word]
    if piece.kind != "word":
        return piece.kind
    if word in hedges.CERTAINTY:
        return "certainty"
    if word in hedges.FILLERS:
        return "filler"
    return "change" if hedges.CHANGE.fullmatch(word) else "word"


def _count(text: str) -> list[Quantity]:
    return [item.quantity for item in _items(tokens(text)) if item.role == "quantity"]


# ---------------------------------------------------------------------- what does not belong to the count


def _without_asides(plain: str) -> str:
    """Take out parentheses that add no other number, and "including ..." clauses."""
    asides = re.findall(r"[(\[][^()\[\]]*[)\]]", plain)
    if len(asides) > MOST_ASIDES:
        raise _Refused("more parentheses than a figure has")
    for inner in asides:
        outer = plain.replace(inner, " ", 1)
        if not _count(outer) or _is_hedge(inner[1:-1]):
            plain = plain.replace(inner, f" {inner[1:-1]} ", 1)
        elif _adds_no_count(inner, outer):
            plain = outer
        else:
            raise _Refused("two counts in one wording")
    aside = hedges.ASIDE.search(plain)
    if aside and aside.start() == 0 and aside.group() == "including":
        raise _Refused("a part of a count that is not given")
    if aside and _count(plain[: aside.start()]):
        plain = plain[: aside.start()]
    return re.sub(r"\s+", " ", plain).strip(" ,")


def _is_hedge(inner: str) -> bool:
    """True for "or more", "at least" and "likely", as they stand in parentheses."""
    words = tuple(inner.split())
    return (
        words in hedges.AFTER or words in hedges.BEFORE or (len(words) == 1 and words[0] in hedges.CERTAINTY)
    )


def _adds_no_count(inner: str, outer: str) -> bool:
    """True for a parenthesis without a number, with a date or an aside, or with the same number again."""
    numbers = {number.low for number in _count(inner[1:-1])}
    aside = hedges.ASIDE.match(inner[1:-1].strip()) or hedges.DATE.fullmatch(inner)
    return not numbers or bool(aside) or numbers == {number.low for number in _count(outer)}


def _without_dates(plain: str) -> str:
    """Take out dates and ages beside a number; a date alone is no figure."""
    plain = hedges.AGE.sub(" ", plain)
    cut = hedges.DATE.sub(" ", plain)
    if cut == plain:
        return plain
    if not _count(cut):
        raise _Refused("a date is no quantity")
    return cut


def _without_durations(items: list[_Item]) -> list[_Item]:
    """Take out "in the past six months" where another number is the count."""
    quantities = [index for index, item in enumerate(items) if item.role == "quantity"]
    for index in quantities:
        if len(quantities) > 1 and _is_duration(items, index):
            quantities = [other for other in quantities if other != index]
            items = [*items[:index], _Item("word", items[index].text), *items[index + 1 :]]
    return items


def _end_of_change(items: list[_Item]) -> list[_Item]:
    """Take out where a change began: "fell from a high of 70,000 to around 20,000" ends at around 20,000."""
    roles = [item.role for item in items]
    for start, item in enumerate(items):
        before = [role for role in roles[:start] if role not in ("filler", "certainty", "hedge", "after")]
        if item.role != "from" or before[-1:] != ["change"]:
            continue
        for end in range(start + 1, len(items)):
            if roles[end] == "to" and "quantity" in roles[start:end] and "quantity" in roles[end:]:
                return items[:start] + items[end:]
    return items


def _is_duration(items: list[_Item], index: int) -> bool:
    after = next((item.text for item in items[index + 1 :] if item.role not in ("dash", "filler")), "")
    before = [item.text for item in items[max(0, index - 3) : index]]
    return after in hedges.TIME_UNITS and any(word in hedges.TIME_PREPOSITIONS for word in before)


# --------------------------------------------------------------------------------------------- reading

Reading = tuple[Number | None, Number | None, Number | None, str]


def _one(items: list[_Item]) -> Reading:
    """Read a wording with one quantity."""
    at = next(index for index, item in enumerate(items) if item.role == "quantity")
    before, left = _hedges_before(items, at)
    opener = items[left].role if left >= 0 else ""
    if opener == "between" or (opener == "from" and left and items[left - 1].role == "change"):
        raise _Refused("one end of a range or change without the other", "range")
    if items[0].role == "dash" and at == 1:
        raise _Refused("a negative number")
    _refuse_second_noun(items, at)
    _refuse_loose(items, set(range(left + 1, at)))
    return _apply(_outer(before, _kinds_after(items[at + 1 :])), items[at].quantity)


def _hedges_before(items: list[_Item], at: int) -> tuple[list[str], int]:
    """Return the kinds of the hedges right before a position, outermost first, and what stands left of them."""
    kinds: list[str] = []
    left = at - 1
    while left >= 0 and items[left].role in ("hedge", "filler", "certainty", "ellipsis"):
        if items[left].role == "hedge":
            kinds.insert(0, items[left].kind)
        left -= 1
    return kinds, left


def _kinds_after(items: list[_Item]) -> list[str]:
    return [item.kind for item in items if item.role == "after"]


def _outer(before: list[str], after: list[str]) -> str:
    """Return the hedge that decides: the outermost, but an open one behind the number beats a vague one before it."""
    if not before or not after:
        return (before + after or [""])[0]
    if before[0] in VAGUE:
        return after[0] if after[0] not in VAGUE else before[0]
    if after[0] in VAGUE or (before[0] in LOWER) == (after[0] in LOWER):
        return before[0]
    raise _Refused("hedges that contradict each other", before[0])


def _refuse_loose(items: list[_Item], attached: set[int]) -> None:
    for index, item in enumerate(items):
        if item.role == "hedge" and index not in attached and item.text not in hedges.LOOSE:
            raise _Refused(f"the hedge {item.text!r} stands apart from the number", item.kind)


def _refuse_second_noun(items: list[_Item], at: int) -> None:
    """Refuse "three civilians and a policeman", "a policeman and three civilians"."""
    texts = [item.text for item in items]
    for index, item in enumerate(items):
        if item.role != "and":
            continue
        then = texts[index + 1] if index + 1 < len(items) else ""
        if at < index and then in ("a", "an", "another", "one"):
            raise _Refused("two counts in one wording")
        joined = at > index and all(other.role in ("filler", "hedge") for other in items[index + 1 : at])
        if joined and {"a", "an", "another", "him", "his", "her"} & set(texts[:index]):
            raise _Refused("two counts in one wording")


def _two(items: list[_Item]) -> Reading:
    """Read a wording with two quantities: a range, two bounds, a part of a whole, or a change."""
    first, second = (index for index, item in enumerate(items) if item.role == "quantity")
    before_first, left = _hedges_before(items, first)
    before_second, gap_end = _hedges_before(items, second)
    opener = items[left].role if left >= 0 else ""
    if opener in ("between", "from"):
        outside, left = _hedges_before(items, left)
        before_first = outside + before_first
    gap = [item for item in items[first + 1 : gap_end + 1] if item.role not in ("filler", "certainty")]
    behind = _kinds_after(items[second + 1 :])
    hedge_first = _outer(before_first, _kinds_after(gap))
    hedge_second = _outer(before_second, behind)
    roles = [item.role for item in gap if item.role != "after"]
    changes = _is_change(items, left, opener)
    one, two = items[first].quantity, items[second].quantity
    if _is_part_of_whole(gap) or roles[-2:] == ["change", "from"]:
        return _apply(hedge_first, one)
    if roles[-1:] == ["from"] and opener == "to" and any(item.role == "change" for item in items[:left]):
        return _apply(hedge_first, one)
    if changes and roles[-1:] == ["to"] and "word" not in roles:
        return _apply(hedge_second, two)
    if hedge_first in LOWER and hedge_second in UPPER and roles == ["or"]:
        return _two_bounds(items, (first, second), (hedge_first, hedge_second), ["and"])
    doubted = any(item.role == "certainty" for item in items[first:second])
    if _joins(roles, opener, before_second) and not (roles == ["dash"] and doubted):
        joiner = roles[-1] if roles and opener != "between" else "to"
        return _range(
            one,
            two,
            _outer(before_first + _kinds_after(gap), behind),
            _outer(before_second, []),
            joiner=joiner,
        )
    return _two_bounds(items, (first, second), (hedge_first, hedge_second), roles)


def _is_part_of_whole(gap: list[_Item]) -> bool:
    """True for "12 of the 15" and "8 of Iraq's 18"."""
    roles = [item.role for item in gap]
    if "of" not in roles:
        return False
    behind = gap[roles.index("of") + 1 :]
    return all(item.role == "word" and item.text.endswith("'s") for item in behind)


def _is_change(items: list[_Item], left: int, opener: str) -> bool:
    """True where a verb of change governs the first quantity: "rose from 40", "fell by 20"."""
    verbs = [index for index, item in enumerate(items) if item.role == "change"]
    if opener == "from":
        return any(index <= left for index in verbs)
    if left >= 1 and items[left].role == "by":
        left -= 1
    return left in verbs


def _joins(roles: list[str], opener: str, before_second: list[str]) -> bool:
    """True where the words between two quantities make them the ends of a range."""
    if opener == "between":
        return roles[-1:] in (["and"], ["to"], ["or"], ["dash"]) and set(roles[:-1]) <= {"word"}
    if opener == "from":
        return (roles[-1:] in (["to"], ["dash"]) and set(roles[:-1]) <= {"word"}) or (
            not roles and before_second == ["at_most"]
        )
    return roles in (["to"], ["dash"], ["or"]) or (not roles and before_second == ["at_most"])


def _range(one: Quantity, two: Quantity, outer: str, inner: str, *, joiner: str) -> Reading:
    """Read "A to B": an approximating hedge leaves it, an open one keeps its own end."""
    if one.is_plural or two.is_plural:
        raise _Refused("a range of bare plurals", "magnitude")
    one = _inherit(one, two, joiner)
    if one.low > two.low:
        raise _Refused("a range whose first number is the larger", "range")
    if inner in LOWER or (inner in UPPER and (joiner != "to" or outer in UPPER)):
        raise _Refused("a hedge on the second number of a range", "range")
    if inner in UPPER or outer in VAGUE or not outer:
        return _plain(one.low, one), None, _plain(two.high, two), "range"
    return _apply(outer, one if outer in LOWER else two)


def _inherit(one: Quantity, two: Quantity, joiner: str) -> Quantity:
    """Give the first number the multiplier of the second: "2-3 million", "5-7,000"."""
    if one.multiplier == 1 and two.multiplier > 1 and one.face < two.face:
        return one.times(two.multiplier)
    lead = re.match(r"(\d{1,3})[,\s]\d{3}", two.printed)
    if not (lead and one.is_plain_digits and len(one.printed) <= 3):
        return one
    if one.face < int(lead[1]):
        return one.times(1000 ** len(re.findall(r"[,\s]+", two.printed)))
    if joiner == "dash" and one.face < 100:
        raise _Refused("a shortened range whose first number is not below the second's first digits", "range")
    return one


def _two_bounds(items: list[_Item], at: tuple[int, int], kinds: tuple[str, str], roles: list[str]) -> Reading:
    """Read "at least 40 and perhaps as many as 60"; two counts of different things are refused."""
    (first, second), (one_kind, two_kind) = at, kinds
    one, two = items[first].quantity, items[second].quantity
    noun_first = [item.text for item in items[first + 1 : second] if item.role == "word"]
    noun_second = [item.text for item in items[second + 1 :] if item.role == "word"]
    same_thing = not noun_first or not noun_second or noun_first[0] == noun_second[0]
    if not (same_thing and set(roles) <= {"word", "comma", "and", "but"}) or one.is_plural or two.is_plural:
        raise _Refused("two counts in one wording")
    if one_kind in UPPER and two_kind in LOWER:
        one, two, one_kind, two_kind = two, one, two_kind, one_kind
    if one_kind not in LOWER or two_kind not in UPPER or one.low > two.low:
        raise _Refused("two counts in one wording")
    return _plain(one.low, one), None, _plain(two.high, two), "range"


def _apply(kind: str, quantity: Quantity) -> Reading:
    """Turn a quantity and the hedge that decides into bounds, point value and kind."""
    low, high = _plain(quantity.low, quantity), _plain(quantity.high, quantity)
    if kind in LOWER:
        return low, None, None, kind
    if kind in UPPER:
        return None, None, high, kind
    if quantity.half_step is None:  # a bare plural
        return low, None, high, kind or "magnitude"
    if not kind:
        return low, low, high, "none" if quantity.printed == "zero" else "exact"
    if not quantity.low:
        raise _Refused("zero cannot be rounded", kind)
    below, above = quantity.low - quantity.half_step, quantity.high + quantity.half_step
    if not quantity.is_decimal:
        below, above = below.to_integral_value(ROUND_FLOOR), above.to_integral_value(ROUND_CEILING)
    if kind == "nearly":
        return _plain(below, quantity), None, high, kind
    return _plain(below, quantity), low, _plain(above, quantity), kind


def _plain(value: Decimal, quantity: Quantity) -> Number:
    return float(value) if quantity.is_decimal else int(value)


# ----------------------------------------------------------------------------------- without a number


def _empty(clear: str, certainty: str | None) -> Figure:
    if hedges.NOT_A_ZERO.search(clear):
        raise _Refused("what is missing is the information, not the count", "none")
    return Figure(0, 0, 0, "none", certainty)


def _singular(plain: str, certainty: str | None) -> Figure:
    """Read a singular noun with its article as one: "a policeman", "the mukhtar", "injured another"."""
    words = re.findall(r"[^\W\d_][\w'-]*|\d\S*|[,&]", plain)
    starts = [
        index
        for index, word in enumerate(words)
        if word in hedges.DETERMINERS
        and not (index and words[index - 1] in hedges.PREPOSITIONS and index > 1)
    ]
    if len(starts) != 1:
        raise _Refused("no number and no single singular noun", "magnitude")
    determiner, rest = words[starts[0]], words[starts[0] + 1 :]
    end = next(
        (index for index, word in enumerate(rest) if word in hedges.NOUN_ENDS or word == ","), len(rest)
    )
    noun, following = rest[:end], rest[end : end + 1]
    _refuse_vague_noun(determiner, noun, following)
    return Figure(1, 1, 1, "exact", certainty)


def _hedged(figure: Figure, kinds: list[str]) -> Figure:
    """Open the end that a hedge before a singular noun opens: "at least a policeman"."""
    if not kinds:
        return figure
    if len(kinds) > 1 or kinds[0] not in LOWER:
        raise _Refused("a hedge on a single thing", kinds[0])
    return Figure(figure.low, None, None, kinds[0], figure.certainty)


def _refuse_vague_noun(determiner: str, noun: list[str], following: list[str]) -> None:
    if following in (["and"], ["or"], ["&"]):
        raise _Refused("two counts in one wording")
    if not noun and determiner != "another":
        raise _Refused("no noun that could be counted", "magnitude")
    vague = (
        hedges.NOT_SINGULAR
        if following == ["of"]
        else hedges.NOT_SINGULAR - {"military", "police", "militia"}
    )
    if noun and (vague & set(noun) or hedges.is_plural_noun(noun[-1])):
        raise _Refused("no number that the rules cover", "magnitude")
    if noun and following == ["of"] and noun[-1] in hedges.COLLECTIVES:
        raise _Refused("a group of unknown size", "magnitude")
    ordinal = [word for word in noun if hedges.ORDINAL.fullmatch(word)]
    if ordinal and (determiner not in ("a", "an") or noun[-1] in ordinal):
        raise _Refused("an ordinal says which, not how many")
