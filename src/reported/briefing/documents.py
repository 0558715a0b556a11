"""The briefing paper as Word, PDF, LaTeX and one HTML file, by pandoc and typst from installed packages."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pypandoc
import typst

from reported.briefing.references import bibliography
from reported.briefing.text import BriefingError, assemble

NAME = "briefing"
EPOCH = (
    "1550793600"  # 22 February 2019, the day of the story: a date that a file wants and that never changes
)
# Word and typst take pictures of points, a browser and LaTeX keep lines.
PICTURES = {"docx": "png", "pdf": "png", "html": "svg", "tex": "pdf"}
READER = "markdown-smart"
ALT_TEXT = Path(__file__).with_name("typst_alt.lua")


def write_briefing(  # noqa: PLR0913, what a paper is made of
    template: Path,
    folder: Path,
    *,
    findings: pd.DataFrame,
    figures: Path,
    sources: pd.DataFrame,
    ledger_checksum: str,
) -> list[Path]:
    """Write the paper in four formats and return the files: .docx, .pdf, .html, .tex.

    Parameters
    ----------
    template : Path
        The text, ``briefing.md``; beside it may lie ``reference.docx`` (styles for Word), ``paper.typ`` (the PDF's
        layout), ``paper.css`` and ``paper.tex``.
    folder : Path
        Where the files go; it is made.
    findings, figures, sources
        See `assemble` and `bibliography`.
    ledger_checksum : str
        Names the version of the ledger on the paper.

    Raises
    ------
    BriefingError
        If pandoc or typst cannot make a file; the message has what they said.
    """
    text = template.read_text(encoding="utf-8")
    entries = bibliography(text, sources)
    given = {"ledger": ledger_checksum[:12]}
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as aside:
        Path(aside, "references.json").write_text(json.dumps(entries), encoding="utf-8")
        made = []
        for kind, picture in PICTURES.items():
            markdown = assemble(text, findings=findings, figures=figures, picture=picture, given=given)
            source = Path(aside, f"{NAME}.md")
            source.write_text(markdown, encoding="utf-8")
            options = ["--standalone", f"--from={READER}", "--citeproc", "--bibliography=references.json"]
            options += [f"--resource-path={figures.resolve()}", *_options(kind, template.parent.resolve())]
            target = folder.resolve() / f"{NAME}.{kind}"
            if kind == "pdf":
                _pdf(source, target, options, figures, Path(aside))
            else:
                _pandoc([source.name, *options, f"--output={target}"], Path(aside))
            made.append(target)
    return made


def _options(kind: str, folder: Path) -> list[str]:
    return {
        "docx": [f"--reference-doc={folder / 'reference.docx'}"],
        "pdf": [f"--template={folder / 'paper.typ'}", f"--lua-filter={ALT_TEXT}", "--to=typst"],
        "html": [
            "--embed-resources",
            f"--css={folder / 'paper.css'}",
            "--section-divs",
            "--shift-heading-level-by=1",
        ],
        "tex": [f"--include-in-header={folder / 'paper.tex'}", "--variable=papersize:a4"],
    }[kind]


def _pandoc(arguments: Sequence[str], aside: Path) -> None:
    """Run pandoc in the folder aside, for it writes the names of what it reads into a Word file's properties."""
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=aside,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
    )
    if done.returncode or done.stderr.strip():  # a warning is a picture or a citation that is not there
        raise BriefingError(f"pandoc: {done.stderr.strip()}")


def _pdf(source: Path, target: Path, options: Sequence[str], figures: Path, aside: Path) -> None:
    """Set the paper with typst, in whose fonts alone it is set, whatever the machine has."""
    layout = aside / f"{NAME}.typ"
    _pandoc([source.name, *options, f"--output={layout}"], aside)
    (aside / "figures").symlink_to(figures.resolve(), target_is_directory=True)
    try:
        typst.compile(
            layout,
            target,
            root=Path(figures.resolve().anchor),
            ignore_system_fonts=True,
            timestamp=int(EPOCH),
        )
    except typst.TypstError as error:
        raise BriefingError(f"typst: {error}") from error
