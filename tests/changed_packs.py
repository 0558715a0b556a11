"""Real chart packs, findings and claims in a folder of their own, and ways to change one thing in them."""

import csv
import json
import shutil
import subprocess
from pathlib import Path

from PIL import Image, ImageDraw

from reported.charts.pack import chart_checksum, sha256

ROOT = Path(__file__).parents[1]
CHARTS = ("crossings", "fighter-estimates", "hedging")
STORY = {"panel": "Iraq", "series": "AP", "x": "2019-02-22", "low": "5000", "high": "7000"}
FINDING = {
    "finding_id": "a-finding", "notebook": "05", "sentence": "It is 10.", "low": "10", "best": "10", "high": "10",
    "unit": "persons", "n_originators": "1", "originators": "AP", "strongest": "", "strongest_low": "",
    "strongest_best": "", "strongest_high": "", "without_low": "10", "without_high": "10", "n_claims": "1",
    "claim_ids": "c1",
}  # fmt: skip
CLAIM = {"claim_id": "c1", "originator": "AP", "wording": "5,000 to 7,000"}


def copy_project(folder, charts=CHARTS):
    """Copy some real chart packs; add a finding and a claim."""
    for slug in charts:
        shutil.copytree(ROOT / "figures" / slug, folder / "figures" / slug)
    write_table(folder / "data/processed/findings.csv", [FINDING])
    write_table(folder / "data/raw/claims.csv", [CLAIM])
    return folder


def write_table(path, rows):
    """Write rows, the columns of the first, as CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_table(path):
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def change_marks(pack, change):
    """Give the pack the marks that ``change`` makes of its own, and the checksums that go with them."""
    table = pack / f"{pack.name}.csv"
    write_table(table, change(read_table(table)))
    change_words(pack, data_sha256=sha256(table.read_bytes()))


def change_words(pack, **words):
    """Make the pack's JSON say that, with the checksum that goes with it."""
    path = pack / f"{pack.name}.json"
    said = json.loads(path.read_text("utf-8")) | words
    said["chart_sha256"] = chart_checksum(said)
    path.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", "utf-8")


def raise_story(marks):
    """Raise the upper bound of the story's estimate from 7,000 to 9,000."""
    (story,) = (mark for mark in marks if all(mark[name] == value for name, value in STORY.items()))
    story["high"] = "9000"
    return marks


def first_to(**cells):
    """Return a change that puts these cells into the first mark."""

    def change(marks):
        marks[0] |= cells
        return marks

    return change


def redraw(pack):
    """Paint a bar on the PNG and add to the PDF's drawing, as if another program had drawn them."""
    path = pack / f"{pack.name}.png"
    image = Image.open(path).convert("RGB")
    ImageDraw.Draw(image).rectangle((100, 100, 900, 140), fill="red")
    image.save(path)
    (pack / f"{pack.name}.pdf").write_bytes(b"%PDF-1.4\n%%EOF")


def git(folder, *arguments):
    """Run git as nobody in particular."""
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def commit(folder):
    """Commit all that is in the folder and return the commit's short name."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "A state")
    return git(folder, "rev-parse", "HEAD").strip()[:7]
