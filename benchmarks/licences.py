"""Write docs/licences.md: the licence of every package in requirements.lock, and of what stands in our outputs.

The licence is what the installed package says of itself (pip-licenses reads it); where it says nothing or
too little, what its licence file says stands in READ_BY_HAND. `make licences` writes the list anew.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/licences.md"
LONGEST = 60  # a longer "licence" is its whole text
# Packages whose metadata name no licence, or not that of what they bring along.
READ_BY_HAND = {
    "axe-playwright-python": "MIT; axe-core inside it: MPL-2.0",
    "pypandoc-binary": "MIT; the program pandoc inside it: GPL-2.0-or-later",
    "typst": "Apache-2.0; Libertinus, the typeface inside it: OFL-1.1",
    "xstatic-leaflet": "BSD-2-Clause, as Leaflet",
}
# Packages that not every system or Python needs; read in each one's own metadata, so that the page is the same
# wherever it is written.
ELSEWHERE = {
    "aiohappyeyeballs": "PSF-2.0",
    "aiohttp": "Apache-2.0 AND MIT",
    "aiosignal": "Apache-2.0",
    "appnope": "BSD-2-Clause",
    "colorama": "BSD License",
    "frozenlist": "Apache-2.0",
    "multidict": "Apache-2.0",
    "overrides": "Apache-2.0",
    "propcache": "Apache-2.0",
    "pywinpty": "MIT",
    "pyyaml-ft": "MIT",
    "yarl": "Apache-2.0",
}
SPDX = {  # other words for the same, where they leave no doubt
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 3-Clause": "BSD-3-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "2-clause BSD": "BSD-2-Clause",
    "ISC license": "ISC",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
}
SHIPPED = """\
| what | where it stands | licence |
|---|---|---|
| Leaflet | the incident map, inside the page | BSD-2-Clause |
| Sphinx, PyData Sphinx Theme, MyST-NB, Pygments: scripts, styles | `build/site/_static` | BSD-2-Clause, BSD-3-Clause |
| Bootstrap, through the theme | `build/site/_static` | MIT |
| Snowball's English stemmer, through Sphinx | `build/site/_static` | BSD-3-Clause |
| DejaVu Sans, through matplotlib | charts: outlines of letters, part of the typeface | Bitstream Vera's, Arev's |
| Libertinus Serif, through Typst | the briefing's PDF: part of the typeface | OFL-1.1 |
| pandoc's templates and Word styles | the briefing | BSD-3-Clause or GPL-2.0-or-later |
| Natural Earth's boundaries | the ledger, maps | public domain |
| points of GeoNames and UCDP GED | the ledger, maps | CC BY 4.0 |
"""


@dataclass(frozen=True)
class Pinned:
    """A package as the lock has it: name and version, where it is needed, and what needs it."""

    name: str
    version: str
    marker: str
    needed_by: tuple[str, ...]


def main() -> int:
    """Write the page; return 1 if a licence is unknown."""
    locked = read_lock((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    licences = known_licences()
    unknown = [package.name for package in locked if not licences.get(package.name)]
    if unknown:
        print(
            f"No licence is known of {', '.join(unknown)}: read it in the package's files and write it into "
            "READ_BY_HAND of benchmarks/licences.py, or ELSEWHERE if it is not installed here",
            file=sys.stderr,
        )
        return 1
    PAGE.write_text(page(locked, licences), encoding="utf-8")
    return 0


def read_lock(lock: str) -> list[Pinned]:
    """Return what a lock pins, sorted by name."""
    parts = re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)
    found = []
    for part in parts:
        if head := re.match(r"([\w.-]+)==([^\s;\\]+)(?: ; ([^\\\n]+?))? *\\?\n", part):
            _, _, via = part.partition("# via")
            needed_by = tuple(re.findall(r"^ *(?:#  )? *(\S+(?: \([\w.:]+\))?)$", via, re.MULTILINE))
            found.append(Pinned(plain(head[1]), head[2], head[3] or "", needed_by))
    return sorted(found, key=lambda package: package.name)


def run_time(locked: list[Pinned]) -> set[str]:
    """Return the names of the packages that a build needs, directly or through another one."""
    needs = {package.name: package.needed_by for package in locked}
    found = {name for name, by in needs.items() if "reported (pyproject.toml)" in by}
    while more := {name for name, by in needs.items() if found & set(by)} - found:
        found |= more
    return found


def known_licences() -> dict[str, str]:
    """Return the licence of each package installed here or known from elsewhere; empty if it is not known."""
    done = subprocess.run(
        [sys.executable, "-m", "piplicenses", "--format", "json", "--from", "all", "--with-system"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {plain(row["Name"]): licence(row) for row in json.loads(done.stdout)} | ELSEWHERE


def licence(row: dict[str, str]) -> str:
    """Choose the most exact of what a package says of its licence."""
    name = plain(row["Name"])
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    said = (row["License-Expression"], row["License-Metadata"], row["License-Classifier"])
    short = [text for text in said if text != "UNKNOWN" and len(text) <= LONGEST and "\n" not in text]
    return SPDX.get(short[0], short[0]) if short else ""


def page(locked: list[Pinned], licences: dict[str, str]) -> str:
    """Return the page in Markdown."""
    needed = run_time(locked)
    parts = [
        "# Licences",
        "Of what we use and what stands in our outputs. Our own code is under the MIT licence, our data and "
        "figures under CC BY 4.0.\nThis page is written by `make licences` from what the installed packages "
        "say of themselves; the words are theirs.",
        "## Inside our outputs",
        SHIPPED.rstrip(),
        f"## Packages that a build needs ({len(needed)})",
        table([package for package in locked if package.name in needed], licences),
        f"## Packages for tests, checks and maintenance ({len(locked) - len(needed)})",
        "None of these is part of an output.",
        table([package for package in locked if package.name not in needed], licences),
    ]
    return "\n\n".join(parts) + "\n"


def table(packages: list[Pinned], licences: dict[str, str]) -> str:
    """Return a table of packages; of one that not every system needs, with the condition."""
    rows = ["| package | version | licence |", "|---|---|---|"]
    for package in packages:
        where = f"; only where `{package.marker}`" if package.name in ELSEWHERE else ""
        rows.append(f"| {package.name} | {package.version} | {licences[package.name]}{where} |")
    return "\n".join(rows)


def plain(name: str) -> str:
    """Return a package's name as the lock writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
