"""How to cite a chart or the collection, and the code that puts a chart into other documents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType

COLLECTION = "The contributors of reported"
LATEX = MappingProxyType(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
        "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|!])")


def latex(words: str) -> str:
    """Return words for LaTeX, in one line, every special letter as a letter."""
    return "".join(LATEX.get(letter, letter) for letter in " ".join(words.split()))


def originators_of(said: Mapping) -> list[str]:
    """Return the originators of a chart, the one with most claims first."""
    return [source["originator"] for source in said["sources"]]


def bibtex(key: str, authors: Sequence[str], title: str, fields: Mapping[str, str]) -> str:
    """Return a BibTeX entry; each author is one body and stands whole."""
    names = " and ".join(f"{{{latex(name)}}}" for name in authors)
    lines = [f"author = {{{names}}}", f"title = {{{{{latex(title)}}}}}"]
    lines += [f"{name} = {{{latex(value)}}}" for name, value in fields.items() if value]
    return f"@misc{{{key},\n  " + ",\n  ".join(lines) + "\n}"


def ris(authors: Sequence[str], title: str, tags: Mapping[str, str]) -> str:
    """Return a RIS record of a dataset; line breaks in words cannot begin a new tag."""
    fields = [("TY", "DATA"), *(("AU", name) for name in authors), ("TI", title), *tags.items(), ("ER", "")]
    return "\n".join(
        f"{tag}  - {' '.join(value.split())}".rstrip() if tag != "ER" else "ER  - "
        for tag, value in fields
        if value or tag == "ER"
    )


def chart_citations(said: Mapping, year: str) -> dict[str, str]:
    """Return a chart's citation as BibTeX, RIS and plain text: the originators first, then the collection."""
    authors, slug = originators_of(said), said["slug"]
    ledger = f"ledger {said['ledger_checksum'][:12]}"
    compiled = f"Compiled in: reported, chart {slug}, {ledger}"
    licence = said["licence"]["name"]
    return {
        "BibTeX": bibtex(
            f"reported-{slug}",
            authors,
            said["title"],
            {"howpublished": compiled, "year": year, "note": f"Figures as reported. {licence}"},
        ),
        "RIS": ris(
            authors,
            said["title"],
            {"T2": f"reported, chart {slug}", "PY": year, "PB": COLLECTION, "N1": f"{compiled}. {licence}"},
        ),
        "Plain text": said["citation"],
    }


def collection_citations(cff: Mapping) -> dict[str, str]:
    """Return the collection's own citation, from CITATION.cff, in the same three forms."""
    authors = [author.get("name") or f"{author.get('given-names', '')} {author.get('family-names', '')}".strip()
               for author in cff["authors"]]  # fmt: skip
    year, version = str(cff["date-released"])[:4], str(cff["version"])
    title = cff["title"]
    licences = cff["license"] if isinstance(cff["license"], list) else [cff["license"]]
    plain = f"{'; '.join(authors)} ({year}): {title}. Version {version}. {', '.join(licences)}."
    fields = {"year": year, "version": version, "note": ", ".join(licences)}
    return {
        "BibTeX": bibtex("reported", authors, title, fields),
        "RIS": ris(authors, title, {"PY": year, "ET": version, "N1": ", ".join(licences)}),
        "Plain text": plain,
    }


def embed_codes(said: Mapping) -> dict[str, str]:
    """Return code that shows a chart on a web page, in LaTeX and in Markdown, with caption, source and alt text."""
    slug, title, alt = said["slug"], said["title"], said["alt_text"]
    source = said["citation"]
    width = said["size"]["width_mm"]
    return {
        "Web page": (
            f'<figure>\n  <object type="image/svg+xml" data="figures/{slug}/{slug}.svg"\n'
            f'    style="width:100%;max-width:{width:.0f}mm" aria-label="{escape(alt)}">\n'
            f'    <img src="figures/{slug}/{slug}.png" alt="{escape(alt)}">\n  </object>\n'
            f"  <figcaption>{escape(title)}. {escape(source)}</figcaption>\n</figure>"
        ),
        "LaTeX": (
            "\\begin{figure}\n  \\centering\n"
            f"  \\includegraphics[width={width:.0f}mm,alt={{{latex(alt)}}}]{{{slug}.pdf}}\n"
            f"  \\caption{{{latex(title)}. {latex(source)}}}\n  \\label{{fig:{slug}}}\n\\end{{figure}}"
        ),
        "Markdown": f"![{_markdown(alt)}]({slug}.png)\n\n*{_markdown(title)}.* {_markdown(source)}",
    }


def _markdown(words: str) -> str:
    return MARKDOWN.sub(r"\\\1", " ".join(words.split()))
