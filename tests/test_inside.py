"""Nothing that a person or a notebook gives as a name, a value or a folder is written outside the project."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from reported import cli
from reported import run as runner
from reported.run import NotStarted, Places, RunError, run_notebook
from small_project import PARAMETERS, contents, make_project, write_notebook

ROOT = Path(__file__).parents[1]
LEDGER = {"ledger": "data/raw"}
TABLE = "data/processed/table.csv"
STRANGE = [
    "..", "../x", "../../x", "/tmp/x", "~/x", "{root}", "{0}", "{{out}}", "build/../../x", "build/..",
    "build/../build/x", "$(touch x)", "`touch x`", "x; touch y", "a b", "'; import os #", '"""', "\\",
    "s3://x/y", "file:///tmp/x", "-", "%s", "x\ny", "(" * 500, "-" * 20_000 + "1", "9" * 5_000, "x" * 300,
    "\u202ex", "con", "",
]  # fmt: skip


@pytest.fixture
def project(tmp_path):
    """A project with one notebook, and a file beside it that must stay as it is."""
    (tmp_path / "beside.txt").write_text("kept")
    made = make_project(tmp_path / "project", a=["1 + 1"])
    write_notebook(
        made, "a", "1 + 1", parameters=f'{PARAMETERS}\nstart = "2018-01"\nprocessed = "data/processed"'
    )
    return made


@pytest.fixture
def writes(monkeypatch):
    """Let a run write a table, or do something else in its folder of outputs, without any kernel."""

    def set_deed(deed=lambda out: None):
        def papermill(source, part, parameters, *_):
            out = source.parents[1] / parameters["out"]
            (out / TABLE).parent.mkdir(parents=True)
            (out / TABLE).write_text("new")
            deed(out)
            part.write_bytes(source.read_bytes())

        monkeypatch.setattr(runner, "_papermill", papermill)

    set_deed()
    return set_deed


def outside(project):
    """Return every file and folder beside the project, with the bytes of files."""
    paths = sorted(path for path in project.parent.rglob("*") if not path.is_relative_to(project))
    return {path: path.read_bytes() if path.is_file() else None for path in paths}


def run(project, *options, name="a"):
    """Run a notebook by the command line and return its exit code."""
    ledger = str(project / "data/raw")
    return cli.main(["run", str(project / f"notebooks/{name}.ipynb"), "--ledger", ledger, *options])


class TestValues:
    @pytest.mark.parametrize(
        "given, value",
        [(given, value) for given in ("start", "--out") for value in STRANGE]
        + [(given, value) for given in ("processed", "out", "root") for value in STRANGE[:8]],
        ids=lambda text: repr(text[:20]),
    )
    def test_no_value_leads_out_of_the_project(self, project, writes, monkeypatch, given, value):
        monkeypatch.chdir(project.parent)
        before = outside(project)
        options = [f"--out={value}"] if given == "--out" else ["-p", given, value]
        assert run(project, *options) in (0, 2)
        assert outside(project) == before
        kept = contents(project)
        assert {name.split("/")[0] for name in kept} <= {"build", "data", "notebooks"}

    @pytest.mark.parametrize("out", ["build/..", "build/x/..", "build/../build/x", "./build/../."])
    def test_a_folder_named_by_way_of_its_parent_is_refused(self, project, out):
        with pytest.raises(NotStarted, match="give a folder below build/"):
            Places(project, out)

    @pytest.mark.parametrize("name", [".", "..", ".hidden", ".publish"])
    def test_a_notebook_whose_name_is_part_of_a_path_is_refused(self, project, writes, name, capsys):
        write_notebook(project, name)
        before = contents(project)
        assert run(project, name=name) == 2
        assert "rename it" in capsys.readouterr().err
        assert contents(project) == before

    @pytest.mark.parametrize("name", ["a{b}", "a$(touch x)", "a'b", "-p", "a;b", "é"])
    def test_a_strange_name_of_a_notebook_stays_inside(self, project, writes, name):
        write_notebook(project, name)
        before = outside(project)
        assert run(project, name=name) == 0
        assert outside(project) == before
        assert (project / "build/notebooks" / f"{name}.ipynb").is_file()


class TestLinks:
    @pytest.mark.parametrize(
        "link", ["build", "build/staging", "build/notebooks", "data/processed", "data/processed/deep"]
    )
    def test_a_folder_that_is_a_link_out_of_the_project_is_refused(self, project, writes, link, capsys):
        elsewhere = project.parent / "elsewhere"
        (elsewhere / "a").mkdir(parents=True)
        (elsewhere / "a/kept.txt").write_text("kept")
        (project / link).parent.mkdir(parents=True, exist_ok=True)
        (project / link).symlink_to(elsewhere)
        writes(
            lambda out: [
                (out / "data/processed/deep").mkdir(),
                (out / "data/processed/deep/x.csv").write_text("x"),
            ]
        )
        before = outside(project)
        assert run(project) == 2
        assert f"{link} is a link out of the project" in capsys.readouterr().err
        assert outside(project) == before

    def test_a_link_that_stays_inside_is_followed(self, project, writes):
        (project / "data/kept").mkdir()
        (project / "data/processed").symlink_to("kept")
        assert run(project) == 0
        assert (project / "data/kept/table.csv").read_text() == "new"

    @pytest.mark.parametrize("target", ["/etc/passwd", "..", "nowhere", "table.csv"])
    def test_a_link_that_a_notebook_writes_is_not_published(self, project, writes, target):
        writes(lambda out: (out / "data/processed/link").symlink_to(target))
        with pytest.raises(RunError, match="wrote the link 'link'"):
            run_notebook(project / "notebooks/a.ipynb", Places(project), LEDGER)
        assert not (project / "data/processed").exists()

    def test_a_link_in_the_place_of_an_output_is_replaced_not_written_through(self, project, writes):
        beside = project.parent / "beside.txt"
        (project / TABLE).parent.mkdir()
        (project / TABLE).symlink_to(beside)
        assert run(project) == 0
        assert (beside.read_text(), (project / TABLE).is_symlink()) == ("kept", False)


NO_NAMES = [
    "x;touch y", "$(shell touch y)", "`touch y`", "x\ntouch y", "a b", "a'b", "x>y", "x&touch y", "~/x", "..", "x/..",
    ".",
]  # fmt: skip


class TestMake:
    @pytest.fixture
    def folder(self, tmp_path):
        """A folder with the Makefile and one notebook to be run, by a Python that only says what it was told."""
        project = make_project(tmp_path / "project")
        write_notebook(project, "01_ledger")
        shutil.copy(ROOT / "Makefile", project)
        for done in ("build/notebooks", "build/mine-slide/notebooks"):  # which the notebooks' runs would make
            (project / done).mkdir(parents=True)
        return project

    def make(self, folder, *arguments, **env):
        clean = {name: text for name, text in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
        command = ["make", "all", "PY=echo", "JOBS=1", *arguments]
        return subprocess.run(
            command, cwd=folder, env=clean | env, capture_output=True, text=True, check=False
        )

    @pytest.mark.parametrize("value", NO_NAMES, ids=repr)
    def test_a_ledger_that_is_no_plain_name_stops_make_before_the_shell(self, folder, value):
        for done in (self.make(folder, f"LEDGER={value}"), self.make(folder, LEDGER=value)):
            assert done.returncode == 2
            assert "LEDGER" in done.stderr and "name" in done.stderr
            assert not done.stdout
        assert "y" not in {path.name for path in folder.rglob("*")}

    def test_the_folder_of_outputs_cannot_be_given_to_make(self, folder):
        done = self.make(folder, "OUT=/tmp/x", "DONE=/tmp/x")
        assert done.returncode == 0, done.stderr
        assert "--out . " in done.stdout and "/tmp/x" not in done.stdout

    def test_another_ledger_goes_below_build(self, folder):
        done = self.make(folder, "LEDGER=/tmp/mine", "SIZE=slide")
        assert "--ledger /tmp/mine --out build/mine-slide --kernels forked -p size slide" in done.stdout
