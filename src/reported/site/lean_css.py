"""A style sheet without the rules that no page needs: a theme serves every site, a reader's phone only this one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CLASS_ATTRIBUTE = re.compile(r'class="([^"]*)"')
WORD = re.compile(r"[A-Za-z][\w-]*")
SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
NOT = re.compile(r":not\([^)]*\)")
STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
# Our pages draw their few icons themselves.
ICONS = re.compile(r"\.fa[srb]?\b|\.fa-|Font Awesome|FontAwesome")
HOLDS_RULES = ("@media", "@supports", "@layer", "@container")


def words_used(texts: Iterable[str]) -> set[str]:
    """Return the classes that pages name, and every word of scripts: each might be a class."""
    used: set[str] = set()
    for text in texts:
        is_page = text.lstrip()[:1] == "<"
        classes = CLASS_ATTRIBUTE.findall(text) if is_page else []
        scripts = SCRIPT.findall(text) if is_page else [text]
        used.update(word for value in classes for word in value.split())
        used.update(word for script in scripts for word in WORD.findall(script))
    return used


def leaner(css: str, used: set[str]) -> str:
    """Return the style sheet without comments and without rules for classes that are not used."""
    css = COMMENT.sub("", css).replace('@charset "UTF-8";', "")
    return '@charset "UTF-8";\n' + "".join(_kept(css, used))


def _kept(css: str, used: set[str]) -> Iterator[str]:
    for head, body in _blocks(css):
        if body is None:
            yield f"{head};"
        elif head.startswith(HOLDS_RULES):
            inner = "".join(_kept(body, used))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            if not ICONS.search(body) and not head.startswith("@keyframes fa"):
                yield f"{head}{{{body}}}"
        else:
            selectors = [selector for selector in _parts(head) if _is_used(selector, used)]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def _is_used(selector: str, used: set[str]) -> bool:
    if ICONS.search(selector):
        return False
    plain = STRING.sub("", NOT.sub("", selector))
    return all(name in used for name in CLASS.findall(plain))


def _parts(head: str) -> list[str]:
    """Return the selectors of a rule; a comma inside brackets does not part two."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(head):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append(head[start:place].strip())
            start = place + 1
    return [*parts, head[start:].strip()]


def _blocks(css: str) -> Iterator[tuple[str, str | None]]:
    """Go through the top-level rules: what stands before the braces, and in them; None for a statement."""
    start = place = 0
    while place < len(css):
        letter = css[place]
        if letter in "\"'":
            place = css.find(letter, place + 1)
            if place < 0:
                return
        elif letter == ";":
            yield css[start:place].strip(), None
            start = place + 1
        elif letter == "{":
            end = _closing(css, place)
            yield css[start:place].strip(), css[place + 1 : end]
            place, start = end, end + 1
        place += 1


def _closing(css: str, place: int) -> int:
    """Return where the brace that opens at ``place`` is closed."""
    depth, quote = 0, ""
    for at in range(place, len(css)):
        letter = css[at]
        if quote:
            quote = "" if letter == quote and css[at - 1] != "\\" else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "{":
            depth += 1
        elif letter == "}":
            depth -= 1
            if not depth:
                return at
    return len(css)
