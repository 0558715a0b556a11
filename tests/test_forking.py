"""Runs forked from a process with the libraries: the same as plain ones, with nothing left behind."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from reported import forking, run
from reported.run import NotStarted, Places, RunError
from small_project import SAVE, contents, make_project, published, rests, wait_until, write_notebook

ROOT = Path(__file__).parents[1]
LEDGER = {"ledger": "data/raw"}
TABLE = "data/processed/table.csv"
TELLING = [
    SAVE,
    f'save("{TABLE}", "new")',
    "import os, sys, warnings\nimport pandas as pd",
    "pd.DataFrame({f'column {n}': ['a long text in a wide table'] for n in range(30)})",
    "warnings.warn('careful'); print(sys.argv[0].rpartition('/')[2], sys.flags.hash_randomization, __name__)",
    "[os.environ.get(name) for name in ('TZ', 'PYTHONHASHSEED', 'MPLBACKEND', 'LC_ALL')], hash('a')",
    "pd.options.display.max_columns, sys.path[-1] == '', os.getsid(0) == os.getpid()",
]
SLOW = [SAVE, "Path(root, out, 'begun').write_text('')", "import time; time.sleep(30)"]
# The command line, by which the process with the libraries stays as long as in these tests. It heeds Ctrl-C, which a
# shell lets commands in the background ignore: the tests may be one.
STAYING = """
import signal, sys
from reported import cli, forking
signal.signal(signal.SIGINT, signal.default_int_handler)
forking.IDLE_SECONDS = 60
sys.exit(cli.main(sys.argv[1:]))
"""
FAILS = ["print('low')", "1 / 0"]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="runs are forked on Linux alone")


def command(project, name):
    return [
        *(sys.executable, "-c", STAYING, "run", "--kernels", "forked"),
        *(str(project / "notebooks" / f"{name}.ipynb"), "--ledger", str(project / "data/raw")),
    ]


def fork(project, name="telling", **parameters):
    return forking.run_notebook(
        project / "notebooks" / f"{name}.ipynb", Places(project), {**LEDGER, **parameters}
    )


def libraries(project):
    """Return the processes that have the libraries for a project: it stands in the project's staging."""
    found = []
    for process in psutil.process_iter():
        try:
            if forking.__name__ in process.cmdline() and process.cwd() == str(project / "build/staging"):
                found.append(process)
        except psutil.Error:
            continue
    return found


def forks(project):
    """Return the runs and kernels that are forked from it and alive."""
    [source] = libraries(project)
    return [one for one in source.children(recursive=True) if one.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project whose process with the libraries stays until the last of these tests."""
    project = make_project(
        tmp_path_factory.mktemp("forking") / "project", telling=TELLING, slow=SLOW, fails=FAILS
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forking, "IDLE_SECONDS", 60)
        fork(project)
        yield project
        for process in libraries(project):
            process.kill()


@pytest.fixture
def slow_run(project, monkeypatch):
    """A command that runs the slow notebook in a fork of the project's process, when it is in its last cell."""
    shutil.rmtree(project / "build/staging/slow", ignore_errors=True)
    started = subprocess.Popen(command(project, "slow"), stderr=subprocess.PIPE, text=True)
    wait_until((project / "build/staging/slow/begun").exists)
    with started:
        yield started
        started.kill()


class TestForkedRun:
    def test_it_gives_the_same_bytes_as_a_plain_one(self, project, tmp_path):
        plain = make_project(tmp_path / "plain", telling=TELLING)
        run.run_notebook(plain / "notebooks/telling.ipynb", Places(plain), LEDGER)
        copy = "build/notebooks/telling.ipynb"
        assert (project / copy).read_text() == (plain / copy).read_text()
        assert published(project) == published(plain) == {TABLE: b"new"}

    def test_each_has_a_process_and_a_kernel_of_its_own_that_end_with_it(self, project):
        fork(project)
        assert len(libraries(project)) == 1
        wait_until(lambda: not forks(project))

    def test_a_cell_that_fails_is_told_as_in_a_plain_one(self, project):
        told = []
        for room in (run, forking):
            with pytest.raises(RunError) as caught:
                room.run_notebook(project / "notebooks/fails.ipynb", Places(project), LEDGER)
            told.append(str(caught.value))
        assert told[0] == told[1]
        assert "ZeroDivisionError" in told[0]

    def test_a_parameter_that_does_not_fit_is_refused(self, project):
        with pytest.raises(NotStarted, match="'root' is not yours to give"):
            fork(project, root="/")

    def test_a_caller_without_streams_is_served(self, project):
        line = " ".join(f"'{part}'" for part in command(project, "telling"))
        assert subprocess.run(["sh", "-c", f"{line} <&- >&- 2>&-"], check=False).returncode == 0


class TestStopped:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
    def test_with_the_command_the_run_and_its_kernel_end(self, project, slow_run, number):
        assert len(forks(project)) == 2
        slow_run.send_signal(number)
        slow_run.wait(timeout=20)
        assert slow_run.returncode == (-number if number == signal.SIGKILL else 128 + number)
        wait_until(lambda: not forks(project))
        assert rests(project) == []
        assert "Traceback" not in slow_run.stderr.read()

    @pytest.mark.parametrize("which", ["run", "kernel"])
    def test_a_run_or_kernel_that_is_killed_is_told_in_a_sentence(self, project, slow_run, which):
        [runner] = [one for one in forks(project) if one.ppid() == libraries(project)[0].pid]
        {"run": runner, "kernel": runner.children()[0]}[which].kill()
        said = slow_run.stderr.read()
        assert slow_run.wait(timeout=20) == 1
        words = {"run": "slow: its process was killed; run it again", "kernel": "the kernel died"}
        assert words[which] in said and "Traceback" not in said
        wait_until(lambda: not forks(project))

    def test_without_the_process_of_the_libraries_a_run_goes_on_and_the_next_starts_another(self, project):
        write_notebook(
            project, "short", SAVE, "Path(root, out, 'begun').write_text('')", "import time; time.sleep(1)"
        )
        line = command(project, "short")
        with subprocess.Popen(line) as started:
            wait_until((project / "build/staging/short/begun").exists)
            [old] = libraries(project)
            old.kill()
        assert started.returncode == 0
        fork(project)
        [new] = libraries(project)
        assert new.pid != old.pid


class TestLibraries:
    def test_own_code_is_read_afresh_and_the_process_ends_after_a_while(self, tmp_path, monkeypatch):
        project = make_project(tmp_path / "project", a=["import reported", "reported.__doc__"])
        shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
        monkeypatch.setenv("PYTHONPATH", str(tmp_path / "src"))
        monkeypatch.setattr(forking, "IDLE_SECONDS", 3)
        own = tmp_path / "src/reported/__init__.py"
        for words in ("the first state", "and the second"):
            own.write_text(f'"""{words}"""')
            executed = fork(project, "a").read_text()
            assert words in executed
        assert len(libraries(project)) == 1
        wait_until(lambda: not libraries(project))
        assert [name for name in contents(project) if "libraries-" in name] == []

    def test_where_they_cannot_be_loaded_a_plain_kernel_runs(self, tmp_path, monkeypatch):
        (tmp_path / "geopandas.py").write_text("import os; os._exit(3)")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
        project = make_project(tmp_path / "project", telling=TELLING)
        assert fork(project).exists()
        assert libraries(project) == []

    def test_where_no_socket_is_to_be_had_a_plain_kernel_runs(self, tmp_path, monkeypatch):
        def refuse(*_):
            raise OSError("no socket in this folder")

        monkeypatch.setattr(forking, "_start", refuse)
        project = make_project(tmp_path / "project", telling=TELLING)
        assert fork(project).exists()
