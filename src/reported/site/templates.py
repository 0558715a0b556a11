"""The templates of the site: HTML with everything escaped, and hand-written Markdown with numbers filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reported.site.clean_html import markdown_text, raw_block


def environment(folder: Path) -> Environment:
    """Return the environment of the templates in a folder; whatever is filled in is escaped."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    made.globals["example"] = example
    return made


def macro(templates: Environment, file: str, name: str) -> Callable[..., str]:
    """Return a macro of a template, as a function that returns plain text, to which nothing is escaped."""
    made = getattr(templates.get_template(file).module, name)
    return lambda *values: str(made(*values))


def filled(markdown: str, numbers: Mapping[str, int]) -> str:
    """Return hand-written Markdown with its ``{{ number }}`` filled in; only numbers may be."""
    words = {name: f"{int(value):,}" for name, value in numbers.items()}
    return (
        Environment(undefined=StrictUndefined, keep_trailing_newline=True).from_string(markdown).render(words)
    )


def page(title: str, *parts: str, meta: Mapping[str, str] | None = None) -> str:
    """Return a MyST page: front matter, a title that is only words, and its parts."""
    return f"{front_matter(meta or {})}# {markdown_text(title)}\n\n" + "\n\n".join(parts) + "\n"


def section(title: str, html: str) -> str:
    """Return a section of a MyST page whose content is HTML."""
    return f"## {markdown_text(title)}\n\n{raw_block(html)}"


def front_matter(meta: Mapping[str, str]) -> str:
    """Return YAML front matter; JSON strings are YAML strings, whatever stands in them."""
    import json

    lines = [f"{json.dumps(name)}: {json.dumps(' '.join(value.split()))}" for name, value in meta.items()]
    return "---\n" + "\n".join(lines) + "\n---\n" if lines else ""


def example(low: str, best: str, high: str) -> str:
    """Return an interval of the codebook's table in words: "1000 or more", "350 to 450, best 400"."""
    if not (low or best or high):
        return "refused"
    if low == high:
        return low
    bounds = f"{low} to {high}" if low and high else (f"{low} or more" if low else f"{high} or fewer")
    return f"{bounds}, best {best}" if best else bounds
