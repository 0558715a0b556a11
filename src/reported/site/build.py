"""Build the site: prepare the sources, run Sphinx, add the small pages, and put the whole in place at once."""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import logging
import os
import shutil
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reported.site.inputs import Inputs, SiteError
from reported.site.swap import recover, swap_in

STAMP = "inputs.sha256"
NAMED_WARNINGS = 5
EPOCH = "1550793600"  # 22 February 2019, the day of the story: for files that want a date


@dataclass(frozen=True)
class Built:
    """What a build has done: where the site is, its pages, whether it was made anew, and in how many seconds."""

    folder: Path
    pages: int
    anew: bool
    seconds: float


def build_site(
    root: str | Path,
    out: str | Path | None = None,
    *,
    ledger: str | Path | None = None,
    made: str | Path | None = None,
    base_url: str = "",
) -> Built:
    """Build the static site, unless the one that is there was made from the same inputs.

    Parameters
    ----------
    root : path
        The project's folder.
    out : path, optional
        Where the site goes; build/site if not given.
    ledger, made : path, optional
        The ledger, and the folder with data/processed and figures: data/raw and root itself if not
        given. Executed notebooks are taken from build/notebooks below root, or notebooks/ below ``made``.
    base_url : str
        Address under which the site will be published, for the sitemap and social previews; relative
        addresses if empty.

    Raises
    ------
    SiteError
        If an input is missing or Sphinx warns of something; the earlier site is untouched.
    """
    began = time.monotonic()
    root = Path(root).resolve()
    out = Path(out).resolve() if out else root / "build" / "site"
    inputs = Inputs(
        root,
        Path(ledger).resolve() if ledger else root / "data" / "raw",
        Path(made).resolve() if made else root,
        (Path(made).resolve() if made else root / "build") / "notebooks",
        out,
    )
    base_url = f"{base_url.rstrip('/')}/" if base_url else ""
    out.parent.mkdir(parents=True, exist_ok=True)
    recover(out)
    checksum = inputs.checksum(base_url)
    stamp = out / STAMP
    anew = not (stamp.is_file() and stamp.read_text(encoding="ascii").strip() == checksum)
    if anew:
        with _staging(out) as staging:
            _make(inputs, staging, base_url)
            (staging / "html" / STAMP).write_text(f"{checksum}\n", encoding="ascii")
            swap_in(staging / "html", out)
    return Built(out, sum(1 for _ in out.rglob("*.html")), anew, time.monotonic() - began)


@contextlib.contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """A folder beside the site, on the same disk, removed at the end; what a killed build left there goes first.

    A second build of the same site waits for the first.
    """
    folder = out.with_name(f".{out.name}-staging")
    with out.with_name(f".{out.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _make(inputs: Inputs, staging: Path, base_url: str) -> None:
    """Make the whole site in ``staging/html``."""
    from reported.site.chart_pages import copy_packs, put_live_parts
    from reported.site.content import read_content
    from reported.site.entry_pages import write_entries
    from reported.site.finish import finish
    from reported.site.pages import write_sources
    from reported.site.searching import search_words

    content = read_content(inputs, base_url)
    html = staging / "html"
    write_sources(content, staging / "source")
    words = staging / "search.json"
    words.write_text(json.dumps(search_words(content.entries)), encoding="utf-8")
    _run_sphinx(inputs.site, staging, words, base_url)
    write_entries(content.entries, html, content.templates, base_url)
    copy_packs(html, content.charts, year=content.year, licence=inputs.words("data/LICENSE"))
    put_live_parts(html, content.charts, content.templates)
    finish(content, html)


def _run_sphinx(configuration: Path, staging: Path, words: Path, base_url: str) -> None:
    """Let Sphinx make its pages; a warning is a fault, because it is a broken link or a lost word."""
    from reported.ledger.package import load_jsonschema

    load_jsonschema()  # without the grammars of addresses, a second of reading that nothing here needs

    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    told = io.StringIO()
    settings = {"reported_search_words": str(words), "html_baseurl": base_url, "ogp_site_url": base_url}
    with _epoch(), _quiet(), patch_docutils(), docutils_namespace():
        app = Sphinx(
            srcdir=staging / "source",
            confdir=configuration,
            outdir=staging / "html",
            doctreedir=staging / "doctrees",
            buildername="html",
            confoverrides=settings,
            status=None,
            warning=told,
            freshenv=True,
        )
        app.build(force_all=True)
    told_lines = [line.replace(f"{staging}/", "") for line in told.getvalue().splitlines() if line.strip()]
    if app.statuscode or told_lines:
        shown = "\n".join(told_lines[:NAMED_WARNINGS])
        raise SiteError(
            f"Sphinx warns {len(told_lines)} times; the earlier site is untouched. First:\n{shown}"
        )


@contextlib.contextmanager
def _epoch() -> Iterator[None]:
    """Set the day that Sphinx writes, and take it back."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Leave the program's own logging as it was, and keep to itself which of Sphinx' names MyST should not use."""
    logger = logging.getLogger("sphinx")
    handlers = list(logger.handlers)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.simplefilter("ignore", PendingDeprecationWarning)
            yield
    finally:
        logger.handlers = handlers
