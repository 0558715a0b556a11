"""The differences as one page that needs nothing else: pictures side by side, the largest change first."""

from __future__ import annotations

import base64
from collections.abc import Collection, Sequence
from html import escape
from pathlib import Path

from reported.comparison.differences import ChartDifference, Differences
from reported.comparison.rows import CLAIMS, VALUE, Change, Row
from reported.comparison.words import (
    ARROW,
    changed_claims,
    chart_words,
    claims_phrase,
    label,
    percent,
    plain,
    value_of,
    what_happened,
)
from reported.files import write_whole
from reported.prose import counted

STYLE = Path(__file__).with_name("page.css")
NOTHING_ELSE = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
OPEN_ROWS = 12  # a longer table is folded
COLUMNS = ("Before", "After", "Change", "Claims behind")
CLAIMS_NAMED = 8
PNG = b"\x89PNG"


def report_html(differences: Differences) -> str:
    """Return the page: an overview, findings, each chart before and after with its marks, and the claims."""
    title = f"What changed: {differences.old} {ARROW} {differences.new}"
    changed = changed_claims(differences)
    parts = [
        f"<h1>{_safe(title)}</h1>",
        *(f'<p class="soft">{_safe(note)}.</p>' for note in differences.notes),
        _overview(differences),
    ]
    if differences.findings:
        parts += ['<h2 id="findings">Findings</h2>', _table(differences.findings, "Finding", changed)]
    parts += [_chart(chart, changed) for chart in differences.charts]
    if differences.claims:
        parts += ['<h2 id="claims">Claims</h2>', _table(differences.claims, "Claim", set())]
    if differences.same:
        same = counted(len(differences.same), "chart")
        parts.append(f'<h2>Unchanged</h2><p class="soft">{same}: {_safe(", ".join(differences.same))}.</p>')
    return _page(title, "\n".join(parts))


def write_html(differences: Differences, path: Path) -> Path:
    """Write the page, and its folder; it appears whole or not at all. Raises OSError where it cannot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_whole(path, report_html(differences).encode("utf-8"))


def _page(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{NOTHING_ELSE}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_safe(title)}</title>\n<style>\n{STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _overview(differences: Differences) -> str:
    if not differences:
        return "<p>Nothing changed.</p>"
    links = []
    if differences.findings:
        links.append(f'<a href="#findings">Findings</a>: {len(differences.findings):,} differ')
    links += [
        f'<a href="#chart-{_safe(chart.slug)}">{_safe(chart.slug)}</a>: {_safe(chart_words(chart))}'
        for chart in differences.charts
    ]
    if differences.claims:
        links.append(f'<a href="#claims">Claims</a>: {len(differences.claims):,} differ')
    return f"<ul>{''.join(f'<li>{link}</li>' for link in links)}</ul>"


def _chart(chart: ChartDifference, changed: Collection[str]) -> str:
    words = [
        f'<p>{_safe(name.replace("_", " ")).capitalize()}: <span class="was">{_safe(old or "(none)")}</span> '
        f'{ARROW} <span class="is">{_safe(new or "(none)")}</span></p>'
        for name, (old, new) in chart.words.items()
    ]
    return "\n".join(
        [
            f'<section><h2 id="chart-{_safe(chart.slug)}">{_safe(chart.slug)}</h2>',
            f'<p>{_safe(chart.title)}</p><p class="soft">{_safe(chart_words(chart))}</p>',
            '<div class="pair">',
            _picture("before", chart.old_picture, chart.alt_texts[0]),
            _picture("after", chart.new_picture, chart.alt_texts[1]),
            "</div>",
            _folded(
                _table(chart.marks, "Mark", changed), counted(len(chart.marks), "mark"), len(chart.marks)
            ),
            _folded("".join(words), counted(len(words), "changed text"), len(words), open_to=2),
            "</section>",
        ]
    )


def _picture(side: str, content: bytes, alt_text: str) -> str:
    if content:
        kind = "png" if content.startswith(PNG) else "svg+xml"
        data = base64.b64encode(content).decode("ascii")
        shown = f'<img alt="{_safe(alt_text)}" src="data:image/{kind};base64,{data}">'
    else:
        shown = '<p class="none">No chart of this name.</p>'
    return f'<figure class="{side}"><figcaption>{side.capitalize()}</figcaption>{shown}</figure>'


def _folded(content: str, what: str, count: int, open_to: int = OPEN_ROWS) -> str:
    if not count:
        return ""
    state = " open" if count <= open_to else ""
    return f"<details{state}><summary>{what}</summary>{content}</details>"


def _table(changes: Sequence[Change], what: str, changed: Collection[str]) -> str:
    if not changes:
        return ""
    head = "".join(
        f'<th scope="col">{name}</th>' for name in (what, "Before", "After", "Change", "Claims behind")
    )
    rows = "\n".join(_row(change, changed) for change in changes)
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>"


def _row(change: Change, changed: Collection[str]) -> str:
    renamed = change.key if change.old_key == change.key else f"{change.old_key} {ARROW} {change.key}"
    under = "" if label(change) == renamed else renamed
    if change.row.get("sentence") and "sentence" not in change.columns:
        under = change.row["sentence"]
    name = f'{_safe(label(change))}<span class="soft">{_safe(under)}</span>'
    before, after = _sides(change)
    claims = claims_phrase(change, changed, most=CLAIMS_NAMED) if change.claims else ""
    cells = zip(COLUMNS, (before, after, _safe(_told(change)), _safe(claims)), strict=True)
    shown = (
        f'<td data-label="{column}" class="{column.split()[0].lower()}-cell">{cell}</td>'
        for column, cell in cells
    )
    return f'<tr><th scope="row">{name}</th>{"".join(shown)}</tr>'


def _sides(change: Change) -> tuple[str, str]:
    """Return what stood there before and what stands there now, each as lines of HTML."""
    names = [name for name in change.columns if name not in (*VALUE, CLAIMS)]
    valued = change.kind in ("new", "gone") or set(VALUE) & set(change.columns)
    sides = []
    for row in (change.old, change.new):
        if row is None:
            sides.append("")
            continue
        lines = [value_of(row) or row.get("wording", "")] if valued else []
        lines += [_cell(name, row) for name in names]
        sides.append("<br>".join(_safe(line) for line in lines))
    return sides[0], sides[1]


def _cell(name: str, row: Row) -> str:
    text = row.get(name) or "(empty)"
    return text if name == "sentence" else f"{name.replace('_', ' ')}: {text}"


def _told(change: Change) -> str:
    if change.kind in ("new", "gone"):
        return change.kind
    if change.shift > 0:
        return percent(change)
    return what_happened(change) if change.columns == (CLAIMS,) else change.kind


def _safe(text: object) -> str:
    return escape(plain(text))
