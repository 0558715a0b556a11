"""Words that came from a ledger, made safe to stand on a page: as text, or as the few tags that tables need."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

TAGS = frozenset(
    "table thead tbody tfoot tr th td caption div span p small br b i em strong code pre ul ol li hr".split()
)
VOID = frozenset({"br", "hr"})
DROPPED = frozenset({"style", "script"})  # with all that is in them
ATTRIBUTES = frozenset({"colspan", "rowspan", "scope", "class"})
PLAIN_VALUE = re.compile(r"[\w -]*")
WEB = re.compile(r"https?://[^\s/\x00-\x1f][^\s\x00-\x1f]*", re.IGNORECASE)
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
CODE = re.compile(r"(?<!\\)`([^`]+)`")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def safe_link(url: str) -> str:
    """Return the address if it is one of the web, else nothing: ``javascript:`` and ``data:`` are no links."""
    return url if WEB.fullmatch(url) else ""


def markdown_text(words: str) -> str:
    """Return words as one line of Markdown that shows them and does nothing else."""
    return PUNCTUATION.sub(r"\\\1", " ".join(words.split()))


def raw_block(html: str) -> str:
    """Return a MyST block that puts the HTML on the page as it is; no line of it can end the block."""
    longest = max(map(len, re.findall("`+", html)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{{raw}} html\n<!-- -->\n{html}\n{fence}\n"


def sentences(markdown: str) -> str:
    """Return a notebook's computed sentences as HTML: paragraphs, code and ``<small>``, all else as text."""
    paragraphs = []
    for part in re.split(r"\n\s*\n", markdown.strip()):
        small = part.startswith("<small>") and part.endswith("</small>")
        words = part.removeprefix("<small>").removesuffix("</small>") if small else part
        html = ESCAPED.sub(r"\1", CODE.sub(r"<code>\1</code>", escape(words, quote=False)))
        paragraphs.append(f'<p class="finding-note">{html}</p>' if small else f"<p>{html}</p>")
    return "\n".join(paragraphs)


def table_html(html: str) -> str:
    """Return HTML with the tags of tables and plain text; every other tag is shown as text or left out."""
    cleaner = _Cleaner()
    cleaner.feed(html)
    cleaner.close()
    return "".join(cleaner.parts)


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._open: list[str] = []
        self._dropping = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._dropping:
            return
        if tag in DROPPED:
            self._dropping = tag
        elif tag in TAGS:
            kept = [
                f' {name}="{value}"'
                for name, value in attrs
                if name in ATTRIBUTES and value and PLAIN_VALUE.fullmatch(value)
            ]
            self.parts.append(f"<{tag}{''.join(kept)}>")
            if tag not in VOID:
                self._open.append(tag)
        else:
            self.parts.append(escape(self.get_starttag_text() or "", quote=False))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._dropping:
            self._dropping = ""
        elif tag in self._open:
            while self._open:
                last = self._open.pop()
                self.parts.append(f"</{last}>")
                if last == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self.parts.append(escape(data, quote=False))

    def close(self) -> None:
        super().close()
        self.parts += [f"</{tag}>" for tag in reversed(self._open)]
