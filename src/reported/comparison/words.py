"""The differences in words: lines for the terminal, and the phrases that the page shares with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from reported.charts.mark_words import interval_words, number_words
from reported.comparison.differences import ChartDifference, Differences
from reported.comparison.rows import CLAIMS, VALUE, Change, Row, number, shift_of
from reported.prose import counted, listed

ARROW = "→"
MOST_ROWS = 8  # of one table in the terminal; the page has them all
CLAIMS_NAMED = 3
CELL = 60
NAN = float("nan")
KINDS = ("moved", "changed", "new", "gone")
CHART_KINDS = {"words": "in words alone", "drawing": "in the drawing alone", "new": "new", "gone": "gone"}


def report_text(differences: Differences) -> str:
    """Return what changed, for a terminal: counts, and the first rows of each part, the largest change first."""
    head = f"{differences.old} {ARROW} {differences.new}"
    lines = [head, *(f"note: {note}" for note in differences.notes)]
    if not differences:
        same = counted(len(differences.same), "chart")
        return "\n".join(
            plain(line) for line in [*lines, f"Nothing changed: {same}, findings and claims are alike."]
        )
    changed = changed_claims(differences)
    if differences.findings:
        lines += ["", f"Findings: {_counts(differences.findings)}"]
        lines += _rows(differences.findings, changed)
    if differences.claims:
        lines += ["", f"Claims: {_counts(differences.claims)}"]
        lines += _rows(differences.claims, set())
    total = len(differences.charts) + len(differences.same)
    lines += ["", f"Charts: {len(differences.charts)} of {total} differ"]
    for chart in differences.charts:
        lines += [f"  {chart.slug}: {chart_words(chart)}", *_rows(chart.marks, changed, indent=4)]
    return "\n".join(plain(line) for line in lines)


def change_lines(change: Change, changed: Collection[str] = ()) -> list[str]:
    """Return what happened to a mark, a finding or a claim, then the claims behind it.

    ``changed`` are the ids of claims that changed themselves; they are named first.
    """
    lines = [f"{label(change)}: {what_happened(change) or 'its sentence'}"]
    if change.row.get("sentence"):
        lines.append(f"  {change.row['sentence']}")
    if change.claims:
        lines.append(f"  claims: {claims_phrase(change, changed)}")
    return lines


def changed_claims(differences: Differences) -> set[str]:
    """Return the ids of the claims that changed, came or went."""
    return {claim.key for claim in differences.claims}


def chart_words(chart: ChartDifference) -> str:
    """Say what of a chart differs: "1 mark moved, 2 new; also title, caption"."""
    if chart.kind != "data":
        names = f" ({listed([name.replace('_', ' ') for name in chart.words])})" if chart.words else ""
        return f"{CHART_KINDS[chart.kind]}{names}"
    words = listed([name.replace("_", " ") for name in chart.words]) if chart.words else ""
    return f"{_counts(chart.marks, 'mark')}{f'; also its {words}' if words else ''}"


def label(change: Change) -> str:
    """Name a row for a reader: a mark by panel, series and x, anything else by its id."""
    row = change.row
    if "mark_id" not in row:
        return change.key
    series, name = row.get("series", ""), row.get("name", "")
    said = dict.fromkeys(
        filter(None, (row.get("panel", ""), series, name, row.get("period") or row.get("x", "")))
    )
    return ", ".join(said)


def what_happened(change: Change) -> str:
    """Say from what to what: "5,000–7,000 → 5,000–9,000 persons (+29 %)", then the other columns."""
    if change.kind in ("new", "gone"):
        value = value_of(change.row) or change.row.get("wording", "")
        return f"{change.kind}{f', {value}' if value else ''}"
    said = []
    old, new = change.sides
    if set(VALUE) & set(change.columns):
        unit = new.get("unit", "")
        before, after = value_of(old, unit=False), value_of(new, unit=False)
        said.append(f"{before} {ARROW} {after}{f' {unit}' if unit else ''} ({percent(change)})")
    others = [name for name in change.columns if name not in (*VALUE, CLAIMS, "sentence")]
    if "finding_id" in change.row and others:  # what follows from the value, or carries it
        said.append(f"also its {listed(others)}")
    else:
        said += [f"{name} {_cell(old.get(name))} {ARROW} {_cell(new.get(name))}" for name in others]
    if CLAIMS in change.columns:
        signed = (("+", change.claims_added), ("−", change.claims_dropped))
        said.append(" ".join(f"{sign}{counted(len(claims), 'claim')}" for sign, claims in signed if claims))
    return "; ".join(said)


def value_of(row: Row, *, unit: bool = True) -> str:
    """Return a row's value in words, with its unit; nothing where it has none."""
    bounds = [number(row.get(column, "")) for column in VALUE]
    if all(bound is None for bound in bounds):
        return "" if unit else "no figure"
    words = interval_words(*(NAN if bound is None else bound for bound in bounds))
    return f"{words} {row['unit']}" if unit and row.get("unit") else words


def percent(change: Change) -> str:
    """Return by how much the value's most moved bound did: "+29 %", "now open", "from 0"."""
    moved = [name for name in change.measured if name in change.columns]
    before, after = change.sides
    name = max(moved, key=lambda name: shift_of(before.get(name, ""), after.get(name, "")))
    old, new = number(before.get(name, "")), number(after.get(name, ""))
    if old is None or new is None:
        told = (
            {"low": "low bound", "high": "high bound", "best": "best value"}[name] if name in VALUE else name
        )
        return f"the {told} {'came' if old is None else 'went'}"
    if 0 in (old, new):
        return "from 0" if old == 0 else "to 0"
    share = 100 * (new - old) / abs(old)
    return f"{share:+.0f} %" if abs(share) >= 1 else f"{share:+.1g} %"


def claims_phrase(change: Change, changed: Collection[str] = (), *, most: int = CLAIMS_NAMED) -> str:
    """Name the first claims behind a row, those first that changed, came or went; count the rest."""
    moved = [claim for claim in change.claims if claim in changed]
    came = [claim for claim in (*change.claims_added, *change.claims_dropped) if claim not in changed]
    ids = list(dict.fromkeys([*moved, *came, *change.claims]))
    signs = dict.fromkeys(moved, " (changed)")
    signs |= dict.fromkeys(change.claims_added, " (added)")
    signs |= dict.fromkeys(change.claims_dropped, " (dropped)")
    named = [f"{claim}{signs.get(claim, '')}" for claim in ids[:most]]
    rest = len(ids) - len(named)
    return ", ".join(named) + (f" and {rest:,} more" if rest else "")


def plain(text: object) -> str:
    """Return the text on one line, its indent kept, without anything that a terminal would obey."""
    words = str(text)
    indent = " " * (len(words) - len(words.lstrip(" ")))
    return indent + "".join(sign for sign in " ".join(words.split()) if sign.isprintable())


def _rows(changes: Sequence[Change], changed: Collection[str], indent: int = 2) -> list[str]:
    lines = [line for change in changes[:MOST_ROWS] for line in change_lines(change, changed)]
    rest = len(changes) - MOST_ROWS
    if rest > 0:
        lines.append(f"and {rest:,} more, on the page")
    return [" " * indent + line for line in lines]


def _counts(changes: Sequence[Change], noun: str = "") -> str:
    found = Counter(change.kind for change in changes)
    told = [(found[kind], kind) for kind in KINDS if found[kind]]
    first, *rest = told
    start = counted(first[0], noun) if noun else f"{first[0]:,}"
    return ", ".join([f"{start} {first[1]}", *(f"{count:,} {kind}" for count, kind in rest)])


def _cell(text: str | None) -> str:
    if not text:
        return "(empty)"
    if "." in text and (value := number(text)) is not None:
        return number_words(value)
    return text if len(text) <= CELL else f"{text[: CELL - 1]}…"
