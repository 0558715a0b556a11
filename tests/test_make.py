"""The Makefile: what is out of date runs, and nothing else; what failed leaves the rest as it was."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from small_project import PARAMETERS, SAVE, contents, make_project, published, write_notebook

ROOT = Path(__file__).parents[1]
CHART, TABLE, SECOND = "figures/first/first.csv", "data/processed/table.csv", "figures/second/second.csv"
READ = "claims = Path(root, ledger, 'claims.csv').read_text()"
ALL = ["01_a", "02_cleaning", "03_time_series"]
# Each run is told in a log, so that what has run can be counted.
LOG = "with Path(root, 'log').open('a') as log: print({name!r}, file=log)"


def write_three(project):
    """Write a chart from the ledger, a table from the ledger, and a chart from that table."""
    write_notebook(project, "01_a", SAVE, LOG.format(name="01_a"), READ, f"save({CHART!r}, claims)")
    write_notebook(
        project, "02_cleaning", SAVE, LOG.format(name="02_cleaning"), READ, f"save({TABLE!r}, claims.upper())"
    )
    write_notebook(
        project,
        "03_time_series",
        SAVE,
        LOG.format(name="03_time_series"),
        f"save({SECOND!r}, Path(root, processed, 'table.csv').read_text() * 2)",
        parameters=f'{PARAMETERS}\nprocessed = "data/processed"\nsize = "page"',
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A small project with the real Makefile and package, built once; not to be written to."""
    project = make_project(tmp_path_factory.mktemp("make") / "project")
    shutil.copy(ROOT / "Makefile", project)
    shutil.copytree(ROOT / "src", project / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (project / "data/raw/claims.csv").write_text("one ")
    write_three(project)
    done = make(project, "all")
    assert done.returncode == 0, done.stderr
    assert sorted(ran(project)) == ALL
    return project


@pytest.fixture
def project(built, tmp_path):
    """A copy of the built project with the times of its files, to be changed."""
    copy = Path(shutil.copytree(built, tmp_path / "project"))
    (copy / "log").unlink()
    return copy


def make(project, *arguments):
    """Run make with this interpreter and the project's own package."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    # plain kernels: these notebooks need no library, and loading them all would take longer than the rest
    given = {**clean, "PYTHONPATH": str(project / "src"), "KERNELS": "plain"}
    command = ["make", f"PY={sys.executable}", "JOBS=2", *arguments]
    return subprocess.run(command, cwd=project, env=given, capture_output=True, text=True, check=False)


def ran(project):
    """Return the notebooks that have run since the project was copied, in order."""
    log = project / "log"
    return log.read_text().split() if log.exists() else []


def would_run(project, *arguments):
    """Return the notebooks that make would run now, without running them."""
    return sorted(
        re.findall(r"run notebooks/(\w+)\.ipynb", make(project, "--dry-run", "all", *arguments).stdout)
    )


def change(path):
    """Change a file now."""
    path.write_text(path.read_text() + "\n")


class TestOutOfDate:
    def test_nothing_changed_prints_nothing_and_runs_nothing(self, project):
        done = make(project, "all")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert ran(project) == []

    @pytest.mark.parametrize(
        "file", ["data/raw/claims.csv", "src/reported/wording.py", "src/reported/ledger/rules.py"]
    )
    def test_a_changed_file_of_ledger_or_package_reruns_all(self, project, file):
        change(project / file)
        assert would_run(project) == ALL

    def test_a_changed_notebook_reruns_with_what_depends_on_it(self, project):
        change(project / "notebooks/02_cleaning.ipynb")
        assert would_run(project) == ["02_cleaning", "03_time_series"]
        change(project / "notebooks/01_a.ipynb")
        assert would_run(project) == ALL

    def test_a_deleted_chart_reruns_its_notebook_alone(self, project):
        before = published(project)
        (project / CHART).unlink()
        assert make(project, "all").returncode == 0
        assert ran(project) == ["01_a"]
        assert published(project) == before

    def test_a_deleted_table_is_made_again_before_what_reads_it(self, project):
        before = contents(project, "build/notebooks", "data", "figures")
        shutil.rmtree(project / "data/processed")
        assert make(project, "all").returncode == 0
        assert ran(project) == ["02_cleaning", "03_time_series"]
        assert contents(project, "build/notebooks", "data", "figures") == before

    def test_a_ledger_that_changes_during_a_run_is_read_again(self, project):
        write_notebook(
            project,
            "01_a",
            SAVE,
            READ,
            f"save({CHART!r}, claims)",
            "Path(root, ledger, 'claims.csv').write_text('two ')",
        )
        assert make(project, "build/notebooks/01_a.ipynb").returncode == 0
        assert "01_a" in would_run(project)

    def test_times_alone_decide_nothing(self, project):
        # A clock that was set back dates an edit before the outputs; so is an older copy that is put in place.
        claims = project / "data/raw/claims.csv"
        times = claims.stat()
        claims.write_text("two ")
        os.utime(claims, ns=(times.st_atime_ns, times.st_mtime_ns - 3600 * 10**9))
        assert make(project, "all").returncode == 0
        assert sorted(ran(project)) == ALL
        assert published(project) == {CHART: b"two ", TABLE: b"TWO ", SECOND: b"TWO TWO "}
        assert would_run(project) == []

    def test_a_notebook_edited_under_a_clock_set_back_reruns_with_what_depends_on_it(self, project):
        for path in project.rglob("*"):  # as they appear from an hour before
            os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 3600 * 10**9))
        change(project / "notebooks/02_cleaning.ipynb")
        assert make(project, "all").returncode == 0
        assert ran(project) == ["02_cleaning", "03_time_series"]

    def test_an_edit_in_the_tick_in_which_the_run_began_is_seen(self, project):
        began = (project / "build/notebooks/02_cleaning.ipynb").stat().st_mtime_ns
        notebook = project / "notebooks/02_cleaning.ipynb"
        change(notebook)
        os.utime(notebook, ns=(began, began))
        assert would_run(project) == ["02_cleaning", "03_time_series"]

    @pytest.mark.parametrize("file", ["data/raw/claims.csv", "src/reported/wording.py"])
    def test_a_file_that_was_removed_reruns_all(self, project, file):
        (project / file).unlink()
        assert would_run(project) == ALL

    def test_two_ledgers_of_one_name_are_told_apart(self, project):
        for name in ("a", "b"):
            (project / name / "mine").mkdir(parents=True)
            (project / name / "mine/claims.csv").write_text(name)
            os.utime(project / name / "mine/claims.csv", (1, 1))
        assert make(project, "build/mine/notebooks/01_a.ipynb", "LEDGER=a/mine").returncode == 0
        assert would_run(project, "LEDGER=a/mine") == ["02_cleaning", "03_time_series"]
        assert would_run(project, "LEDGER=b/mine") == ALL

    def test_a_run_by_hand_is_made_again_because_its_parameters_are_not_known(self, project):
        command = [sys.executable, "-m", "reported", "run", "notebooks/01_a.ipynb", "-p", "ledger", "data"]
        (project / "data/claims.csv").write_text("by hand ")
        given = {**os.environ, "PYTHONPATH": str(project / "src")}
        subprocess.run(command, cwd=project, env=given, check=True, capture_output=True)
        assert published(project)[CHART] == b"by hand "
        assert would_run(project) == ["01_a"]


class TestFailure:
    def test_a_failing_notebook_fails_the_build_and_leaves_the_rest(self, project):
        before = published(project)
        write_notebook(project, "02_cleaning", SAVE, f"save({TABLE!r}, 'half')", "1 / 0")
        executed = project / "build/notebooks/02_cleaning.ipynb"
        earlier = executed.read_bytes()
        done = make(project, "all", "--keep-going")
        assert done.returncode != 0
        assert "02_cleaning.ipynb: cell 5 failed\n    1 / 0\n  ZeroDivisionError" in done.stderr
        assert "Traceback" not in done.stderr
        assert published(project) == before
        assert executed.read_bytes() == earlier
        assert ran(project) == []
        assert would_run(project) == ["02_cleaning", "03_time_series"]


class TestAnotherLedger:
    def test_its_outputs_go_to_build_and_the_own_ones_stay(self, project):
        before = contents(project, "data", "figures", "build/notebooks")
        other = project.parent / "other"
        other.mkdir()
        (other / "claims.csv").write_text("two ")
        done = make(project, "all", f"LEDGER={other}/")
        assert done.returncode == 0, done.stderr
        assert sorted(ran(project)) == ALL
        assert contents(project, "data", "figures", "build/notebooks") == before
        made = contents(project / "build/other", "data", "figures", "notebooks")
        assert [made[name] for name in (CHART, TABLE, SECOND)] == [b"two ", b"TWO ", b"TWO TWO "]
        assert str(other).encode() not in b"".join(made.values())
        assert would_run(project, f"LEDGER={other}/") == would_run(project) == []


class TestNamesWithBlanks:
    def test_project_and_interpreter_may_lie_in_such_folders(self, project, tmp_path):
        odd = project.rename(tmp_path / "Größe, 2 Ordner — عراق")
        python = tmp_path / "my tools" / "python"
        python.parent.mkdir()
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        python.chmod(0o755)
        before = published(odd)
        (odd / CHART).unlink()
        done = make(odd, "all", f"PY={python}")
        assert (done.returncode, done.stderr) == (0, "")
        assert ran(odd) == ["01_a"]
        assert published(odd) == before

    @pytest.mark.parametrize("locale", ["C", "xx_XX.UTF-8"])
    def test_python_reads_paths_in_any_letters_whatever_the_locale(self, project, monkeypatch, locale):
        """Before 3.13 it reads our own package's folder, in .venv, in the locale's letters, and stops at others."""
        python = project / "python"
        python.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" -c "import locale; print(locale.getencoding())"\n'
        )
        python.chmod(0o755)
        monkeypatch.setenv("LC_ALL", locale)
        assert make(project, "check", f"PY={python}").stdout.lower() == "utf-8\n"

    def test_such_a_ledger_is_refused_with_what_to_do(self, project):
        done = make(project, "all", "LEDGER=my ledger")
        assert done.returncode == 2
        assert "LEDGER is no plain name, without blanks and signs: give a link to the folder" in done.stderr
        assert ran(project) == []


class TestHelp:
    def test_every_target_with_a_comment_is_listed(self, built):
        listed = re.findall(r"^make ([\w-]+) +\S", make(built, "help").stdout, re.MULTILINE)
        targets = re.findall(
            r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
        )
        assert len(targets) > 5
        assert sorted(listed) == sorted(["all", *targets])
