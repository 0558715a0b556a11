"""A run of a notebook: whole or not at all, the same everywhere, and every failure in plain words."""

import ctypes
import errno
import fcntl
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pytest

from reported import run as runner
from reported.run import FailedCell, NotStarted, Places, RunError, check_parameters, run_notebook
from small_project import (
    PARAMETERS,
    SAVE,
    contents,
    kernels_of,
    make_project,
    published,
    rests,
    wait_until,
    write_notebook,
)

LEDGER = {"ledger": "data/raw"}
TYPED = f"""{PARAMETERS}
start = "2018-01"  # first month; start <= end = last
count = 3
share = 0.5
all_of_them = True"""
TABLE, CHART = "data/processed/table.csv", "figures/chart/chart.csv"


def run(project, name="a", **parameters):
    return run_notebook(project / "notebooks" / f"{name}.ipynb", Places(project), {**LEDGER, **parameters})


@pytest.fixture
def no_kernel(monkeypatch):
    """Let a test fail where a kernel would start."""

    def refuse(*_):
        raise AssertionError("a kernel was started")

    monkeypatch.setattr(runner, "_papermill", refuse)


@pytest.fixture
def writes(monkeypatch):
    """A function that sets what the next runs write, by path, without any kernel."""

    def set_files(files, then=lambda: None):
        def papermill(source, part, parameters, *_):
            for name, text in files.items():
                path = source.parents[1] / parameters["out"] / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            then()
            part.write_bytes(source.read_bytes())

        monkeypatch.setattr(runner, "_papermill", papermill)

    return set_files


@pytest.fixture
def project(tmp_path):
    """A project with one notebook, `a`, that writes nothing."""
    return make_project(tmp_path / "project", a=["1 + 1"])


@pytest.fixture
def standing(project, writes):
    """The project after a good run that wrote the first state of a table and of a chart."""
    writes({TABLE: "old", CHART: "old"})
    run(project)
    return project


class TestParameters:
    @pytest.fixture
    def source(self, project):
        return write_notebook(project, "a", parameters=TYPED)

    def test_every_unknown_name_is_named_with_the_nearest(self, source, no_kernel):
        with pytest.raises(NotStarted) as caught:
            run_notebook(source, Places(source.parents[1]), {**LEDGER, "strat": "2018-02", "colour": 1})
        told = str(caught.value).splitlines()
        assert told == [
            "a.ipynb: unknown parameter 'strat': did you mean 'start'? "
            "it has all_of_them, count, ledger, share, start",
            "a.ipynb: unknown parameter 'colour': it has all_of_them, count, ledger, share, start",
        ]

    def test_a_refused_run_writes_nothing(self, source, no_kernel):
        before = contents(source.parents[1])
        with pytest.raises(NotStarted):
            run_notebook(source, Places(source.parents[1]), {"strat": 1})
        assert contents(source.parents[1]) == before
        assert not (source.parents[1] / "build").exists()

    @pytest.mark.parametrize(
        "given, words",
        [
            ({"count": "three"}, "'count' takes int as 3, not str 'three'"),
            ({"count": True}, "'count' takes int as 3, not bool True"),
            ({"count": 2.5}, "'count' takes int as 3, not float 2.5"),
            ({"start": 2018}, "'start' takes str as '2018-01', not int 2018"),
            ({"all_of_them": 1}, "'all_of_them' takes bool as True, not int 1"),
            ({"root": "/"}, "'root' is not yours to give"),
            ({"out": "../x"}, "'out' is not yours to give: give --out"),
        ],
    )
    def test_a_value_that_does_not_fit_is_refused(self, source, given, words):
        with pytest.raises(NotStarted, match=words):
            check_parameters(source, given)

    def test_values_that_fit_are_returned(self, source):
        source = write_notebook(source.parents[1], "a", parameters=f"{TYPED}\nlast = None")
        given = {"start": "2019-01", "count": 5, "share": 1, "all_of_them": False, "last": "2020-01"}
        assert repr(check_parameters(source, given)) == repr({**given, "share": 1.0})

    @pytest.mark.parametrize(
        "cell, words",
        [
            (f"{PARAMETERS}\nstart = date(2018, 1, 1)", r"start = date\(2018, 1, 1\) .* is no literal"),
            (f"{PARAMETERS}\n%matplotlib inline", "parameters cell is no Python"),
            ('root = ".."', "no parameter 'out'"),
        ],
    )
    def test_a_parameters_cell_of_something_else_is_told(self, project, cell, words):
        source = write_notebook(project, "a", parameters=cell)
        with pytest.raises(NotStarted, match=words):
            check_parameters(source, {})

    def test_a_notebook_without_a_parameters_cell_has_none(self, source):
        source.write_text(source.read_text().replace('"parameters"', '"else"'))
        with pytest.raises(NotStarted, match="unknown parameter 'count': it has none"):
            check_parameters(source, {"count": 1})


class TestFileThatIsNoNotebook:
    @pytest.mark.parametrize(
        "text, words",
        [
            (b"", "it is not JSON"),
            (b"<<<<<<< HEAD\n{}", "it is not JSON"),
            (b'{"cells": "\xff"}', "it is not JSON"),
            (b"[]", "no notebook of format 4"),
            (b'{"worksheets": []}', "no notebook of format 4"),
            (b'{"cells": [{"metadata": {}}]}', "no notebook of format 4"),
        ],
    )
    def test_it_is_told_with_the_next_step(self, project, no_kernel, text, words):
        (project / "notebooks" / "a.ipynb").write_bytes(text)
        with pytest.raises(NotStarted, match=words) as caught:
            run(project)
        assert "older copy" in str(caught.value)
        assert "\n" not in str(caught.value)


class TestPlaces:
    @pytest.mark.parametrize(
        "out",
        [
            "",
            "..",
            "../x",
            "build/../../x",
            "build/../x",
            "/tmp/x",
            "build",
            "build/",
            "data",
            "notebooks",
            "~/x",
        ],
    )
    def test_a_folder_of_outputs_that_is_not_below_build_is_refused(self, tmp_path, out):
        with pytest.raises(NotStarted, match="give a folder below build/"):
            Places(tmp_path, out)

    @pytest.mark.parametrize(
        "out, plain, build", [("./", ".", "build"), ("build/mine/", "build/mine", "build/mine")]
    )
    def test_its_name_is_taken_in_its_plain_form(self, tmp_path, out, plain, build):
        places = Places(tmp_path, out)
        assert (places.out, places.build) == (plain, tmp_path / build)

    def test_outputs_of_another_ledger_stand_below_its_folder(self, project, writes):
        writes({TABLE: "other"})
        run_notebook(project / "notebooks/a.ipynb", Places(project, "build/mine"), LEDGER)
        assert published(project) == {}
        assert contents(project, "build/mine")["build/mine/" + TABLE] == b"other"
        assert (project / "build/mine/notebooks/a.outputs").read_text() == f"build/mine/{TABLE}\n"


# Ends with what would differ from run to run: a warning that tells a path, an address, a folder.
TELLING = [
    SAVE,
    "import os, sys, warnings",
    f'save("{TABLE}", "new"); save("{CHART}", start)',
    "from ipykernel.connect import get_connection_info\n"
    "[get_connection_info(unpack=True)['transport'], __debug__, os.environ.get('MPLCONFIGDIR', '')[-2:]]",
    "[os.environ.get(name) for name in ('TZ', 'PYTHONHASHSEED', 'MPLBACKEND', 'PYTHONSTARTUP')]",
    "warnings.warn('careful')",
    "print(Path(root).resolve(), sys.executable, flush=True); print('low', file=sys.stderr, flush=True)\n"
    "print('high'); object()",
]


@pytest.fixture(scope="class")
def two_runs(tmp_path_factory):
    """The same notebook, without cell ids, run in two folders of a user with settings of her own.

    Both names are hard: one has braces, and temporary files have a path too long for a socket.
    """
    folder = tmp_path_factory.mktemp("two")
    own = {
        "PYTHONOPTIMIZE": "1",
        "PYTHONSTARTUP": "mine.py",
        "MPLBACKEND": "qt",
        "HOME": str(folder / "home"),
    }
    (folder / "home").mkdir()
    projects = []
    with pytest.MonkeyPatch.context() as patch:
        for name, zone in (("one", "Asia/Baghdad"), ("the {out} other {0}", "America/Lima")):
            project = make_project(folder / name)
            source = write_notebook(project, "a", *TELLING, parameters=TYPED)
            document = json.loads(source.read_text())
            for cell in document["cells"]:
                del cell["id"]
            source.write_text(json.dumps({**document, "nbformat_minor": 4}))
            temporary = folder / ("long" * 30 + name[:3])
            temporary.mkdir()
            patch.setattr(tempfile, "tempdir", None)  # so that the variable is read again
            for variable, value in {**own, "TZ": zone, "TMPDIR": str(temporary)}.items():
                patch.setenv(variable, value)
            before = dict(os.environ)
            began = time.time()
            run(project, start="2018-02")
            assert dict(os.environ) == before
            assert list(temporary.iterdir()) == []
            projects.append((project, began))
    return projects


class TestGoodRun:
    def test_files_stand_where_they_belong_and_nothing_else_is_left(self, two_runs):
        for project, _ in two_runs:
            assert published(project) == {TABLE: b"new", CHART: b"2018-02"}
            assert rests(project) == []
            assert sorted(contents(project, "build/notebooks")) == [
                "build/notebooks/a.ipynb",
                "build/notebooks/a.outputs",
            ]
            assert (project / "build/notebooks/a.outputs").read_text() == f"{TABLE}\n{CHART}\n"

    def test_the_executed_copy_has_the_same_bytes_in_two_folders(self, two_runs):
        one, other = (contents(project, "build/notebooks") for project, _ in two_runs)
        assert one == other

    def test_the_executed_copy_tells_no_path_time_or_random_id(self, two_runs):
        project, _ = two_runs[1]
        text = (project / "build/notebooks/a.ipynb").read_text()
        told = [
            word
            for word in (str(project.parent), sys.prefix, "/tmp", " at 0x", "T0", "duration")
            if word in text
        ]
        assert told == []
        assert [cell["id"] for cell in json.loads(text)["cells"]][:3] == [
            "cell-1",
            "injected-parameters",
            "cell-3",
        ]
        assert 'out = \\"build/staging/a\\"' in text

    def test_a_warning_tells_its_cell_but_no_folder(self, two_runs):
        project, _ = two_runs[0]
        outputs = json.loads((project / "build/notebooks/a.ipynb").read_text())["cells"][-2]["outputs"]
        assert outputs[0]["text"][0] == "cell:1: UserWarning: careful\n"

    def test_a_picture_in_an_output_is_left_alone_and_read_in_no_time(self):
        picture = "+/a/a" * 400_000
        output = {"data": {"text/html": f'<img src="/a/b.png">{picture}'}}
        began = time.monotonic()
        runner._make_portable(output, Path("/a"))
        assert time.monotonic() - began < 2
        assert output["data"]["text/html"] == f'<img src="./b.png">{picture}'

    def test_what_was_printed_is_in_one_piece_and_in_one_order(self, two_runs):
        project, _ = two_runs[0]
        outputs = json.loads((project / "build/notebooks/a.ipynb").read_text())["cells"][-1]["outputs"]
        assert [output.get("name") for output in outputs] == ["stdout", "stderr", None]
        assert outputs[0]["text"][0] == ". python:/bin/python\n" and outputs[0]["text"][1:] == ["high\n"]
        assert outputs[2]["data"]["text/plain"] == ["<object>"]

    def test_the_kernel_has_no_port_and_none_of_the_users_settings(self, two_runs):
        project, _ = two_runs[0]
        *_, kernel, names, _, _ = json.loads((project / "build/notebooks/a.ipynb").read_text())["cells"]
        assert "".join(kernel["outputs"][0]["data"]["text/plain"]) == "['ipc', True, '/m']"
        assert "".join(names["outputs"][0]["data"]["text/plain"]) == "['UTC', '0', 'agg', None]"

    def test_nothing_is_written_to_the_home_folder(self, two_runs):
        assert contents(two_runs[0][0].parent, "home") == {}

    def test_the_executed_copy_is_dated_to_the_start(self, two_runs):
        for project, began in two_runs:
            executed = (project / "build/notebooks/a.ipynb").stat().st_mtime
            assert began - 0.02 <= executed <= (project / TABLE).stat().st_mtime


class TestPublished:
    def test_what_is_no_longer_made_is_removed_with_its_folder(self, standing, writes):
        writes({TABLE: "new"})
        run(standing)
        assert published(standing) == {TABLE: b"new"}
        assert not (standing / "figures/chart").exists()

    def test_what_another_notebook_makes_now_stays(self, standing, writes):
        write_notebook(standing, "b")
        writes({CHART: "from b"})
        run(standing, "b")
        writes({TABLE: "new"})
        run(standing, "a")
        assert published(standing) == {TABLE: b"new", CHART: b"from b"}

    @pytest.mark.parametrize("line", ["../kept", "kept/../../kept", "/{0}/kept", "data", "", "figures"])
    def test_a_damaged_list_removes_nothing_outside_and_no_folder(self, standing, writes, line):
        kept = standing.parent / "kept"
        kept.write_text("kept")
        with (standing / "build/notebooks/a.outputs").open("a") as listing:
            listing.write(line.format(standing.parent))
        run(standing)
        assert kept.exists()
        assert published(standing) == {TABLE: b"old", CHART: b"old"}

    def test_a_name_with_a_blank_is_refused_because_make_cannot_follow_it(self, standing, writes):
        before = contents(standing)
        writes({"figures/a chart.csv": "x"})
        with pytest.raises(RunError, match=r"wrote 'figures/a chart\.csv'; make cannot"):
            run(standing)
        assert contents(standing) == before


class TestFailingCell:
    def test_it_is_told_in_a_few_lines_and_all_that_stood_stays(self, standing, monkeypatch):
        monkeypatch.undo()  # a kernel for this one
        monkeypatch.chdir(standing)
        write_notebook(standing, "a", SAVE, f'save("{CHART}", "half")\n\nx = 1\ny = 2\nprint(1 / 0)')
        before = contents(standing)
        with pytest.raises(RunError) as caught:
            run(standing)
        assert str(caught.value).splitlines() == [
            "a.ipynb: cell 4 failed",
            f'    save("{CHART}", "half")',
            "    x = 1",
            "    y = 2",
            "  ZeroDivisionError: division by zero",
            "  The whole run is in build/failed/a.ipynb.",
        ]
        after = contents(standing)
        assert "ZeroDivisionError" in after.pop("build/failed/a.ipynb").decode()
        assert after == before

    def test_a_good_run_removes_the_copy_of_the_failed_one(self, standing):
        failed = standing / "build/failed/a.ipynb"
        failed.parent.mkdir()
        failed.write_text("{}")
        run(standing)
        assert not failed.exists()

    def test_a_long_list_of_faults_says_how_to_see_all_of_it(self):
        faults = "\n".join(f"claims.csv row {row}: is wrong" for row in range(2, 42))
        cell = FailedCell(3, "held = read_ledger(Path(root, ledger))", f"LedgerError: {faults}")
        told = cell.report("01.ipynb", "my/ledger", None).splitlines()
        assert len(told) == 16
        assert told[2:4] == ["  LedgerError: claims.csv row 2: is wrong", "    claims.csv row 3: is wrong"]
        assert told[-2:] == [
            "    ... 28 more lines",
            "  Every fault, in seconds: python -m reported check --ledger my/ledger",
        ]
        assert cell.report("01.ipynb", "data/raw", None).endswith("python -m reported check")

    def test_an_error_of_one_long_line_is_cut(self):
        told = FailedCell(1, "x", "ValueError: " + "x" * 9000).report("01.ipynb", None, None)
        assert len(told) < 400

    def test_a_cell_that_ends_the_notebook_quietly_has_failed(self, project):
        write_notebook(project, "a", SAVE, "import sys; sys.exit(0)", f'save("{TABLE}", "never")')
        with pytest.raises(
            RunError, match=r"cell 4 failed\n.*\n  SystemExit ended the notebook before its last"
        ):
            run(project)
        assert not (project / "build/notebooks/a.ipynb").exists()
        assert published(project) == {}

    @pytest.mark.parametrize("deed", ["os._exit(0)", "os.kill(os.getpid(), 9)"])
    def test_a_kernel_that_dies_is_told_in_plain_words(self, project, deed, capfd, caplog):
        write_notebook(project, "a", "import os", f"# the last\n{deed}")
        with pytest.raises(RunError) as caught:
            run(project)
        assert str(caught.value).splitlines()[:4] == [
            "a.ipynb: cell 4 failed",
            "    # the last",
            f"    {deed}",
            "  the kernel died, for want of memory or by a signal; run it again",
        ]
        assert (project / "build/failed/a.ipynb").exists()
        assert (capfd.readouterr().err, caplog.records) == ("", [])

    def test_a_cell_that_hangs_is_stopped(self, project, monkeypatch):
        monkeypatch.setattr(runner, "CELL_SECONDS", 1)
        hang = "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(60)"
        write_notebook(project, "a", hang)
        began = time.monotonic()
        with pytest.raises(
            RunError, match=r"cell 3 failed\n(.*\n){3}  it ran longer than 1 s and was stopped\n"
        ):
            run(project)
        assert time.monotonic() - began < 20
        assert kernels_of(os.getpid()) == []

    def test_a_kernel_that_does_not_start_is_told(self, project, monkeypatch, tmp_path):
        (tmp_path / "ipykernel_launcher.py").write_text("raise SystemExit(3)")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
        with pytest.raises(RunError, match=r"^a: the kernel did not start: Kernel died before replying"):
            run(project)

    def test_surroundings_and_folder_are_as_before(self, project, monkeypatch):
        def fail(*_):
            os.environ["LEFT"] = "behind"
            raise ValueError("one line\nand another")

        monkeypatch.setattr(runner, "_papermill", fail)
        before, folder = dict(os.environ), Path.cwd()
        with pytest.raises(RunError, match=r"^a: ValueError: one line$"):
            run(project)
        assert (dict(os.environ), Path.cwd()) == (before, folder)
        assert rests(project) == []


class TestWritingFails:
    @pytest.mark.parametrize(
        "number, words",
        [
            (errno.ENOSPC, "the disk is full: free some space and run again"),
            (errno.EROFS, "the folder is read-only"),
            (errno.EACCES, "no right to write there"),
            (errno.EXDEV, "build/ and the outputs are on two disks"),
            (errno.EIO, "Input/output error"),
        ],
    )
    def test_it_is_one_sentence_and_every_file_is_whole(self, standing, writes, monkeypatch, number, words):
        writes({TABLE: "new", CHART: "new"})
        replace = Path.replace

        def fail_at_the_chart(path, target):
            if path.name == "chart.csv":
                raise OSError(number, os.strerror(number), str(path))
            return replace(path, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", fail_at_the_chart)
            with pytest.raises(RunError, match=f"^a: {words}.*chart.csv") as caught:
                run(standing)
        assert "\n" not in str(caught.value)
        assert published(standing) == {TABLE: b"new", CHART: b"old"}
        assert not (standing / "build/notebooks/a.ipynb").exists()
        assert rests(standing) == []
        run(standing)
        assert published(standing) == {TABLE: b"new", CHART: b"new"}

    def test_a_folder_that_takes_no_file_is_met_before_the_first_is_replaced(
        self, standing, writes, monkeypatch
    ):
        writes({TABLE: "new", CHART: "new"})
        before = contents(standing)
        access = os.access  # a superuser may write anywhere, so the folder itself cannot tell
        monkeypatch.setattr(
            os, "access", lambda path, mode: Path(path).name != "chart" and access(path, mode)
        )
        with pytest.raises(RunError, match=r"^a: no right to write there: .*figures/chart\)"):
            run(standing)
        assert contents(standing) == before

    def test_a_full_disk_while_the_copy_is_written_leaves_all_as_it_was(self, standing, writes):
        def fail():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        before = contents(standing)
        writes({TABLE: "new"}, then=fail)
        with pytest.raises(RunError, match=r"^a: the disk is full"):
            run(standing)
        assert contents(standing) == before

    def test_a_project_that_may_only_be_read_is_told(self, project, no_kernel, monkeypatch):
        def refuse(path, **_):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

        monkeypatch.setattr(Path, "mkdir", refuse)
        with pytest.raises(RunError, match=r"^a: the folder is read-only: make it writable"):
            run(project)


class TestTwoRuns:
    def test_two_runs_of_one_notebook_come_one_after_the_other(self, project, writes, capsys):
        inside, most = [], []

        def stay():
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.2)
            inside.pop()

        writes({TABLE: "new"}, then=stay)
        threads = [threading.Thread(target=run, args=[project]) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert most == [1, 1, 1]
        assert published(project) == {TABLE: b"new"}
        assert "a: waits for another run of it to end" in capsys.readouterr().err

    def test_a_kernel_that_outlives_its_run_keeps_the_next_one_waiting(self, project):
        stopped = "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"
        write_notebook(project, "a", stopped)
        process = subprocess.Popen([sys.executable, "-m", "reported", "run", project / "notebooks/a.ipynb"])
        try:
            [kernel] = wait_until(lambda: kernels_of(process.pid))
            wait_until(lambda: psutil.Process(kernel).status() == psutil.STATUS_STOPPED)
            process.kill()
            process.wait()
            with (project / "build/staging/a.lock").open() as lock:
                with pytest.raises(BlockingIOError):
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.kill(kernel, signal.SIGKILL)
                fcntl.flock(lock, fcntl.LOCK_EX)
        finally:
            process.kill()
            for left in kernels_of(process.pid):
                os.kill(left, signal.SIGKILL)


OLD = {TABLE: b"old", CHART: b"old", "figures/gone/gone.csv": b"old"}
NEW = {TABLE: b"new", CHART: b"new", "figures/added/added.csv": b"new"}
LAST = {TABLE: b"new", CHART: b"new"}
STEPS = ("replace", "unlink", "rmdir", "mkdir", "write_text", "write_bytes")


def is_whole(project):
    """True if every published file is entirely old or entirely new."""
    return all(text in (OLD.get(name), NEW.get(name)) for name, text in published(project).items())


def die_at(step):
    """Let this process die as by SIGKILL when a file is touched for the step-th time, or half written."""
    counted = 0

    def counting(touch):
        def wrapped(path, *given, **named):
            nonlocal counted
            counted += 1
            if counted == step:
                if touch.__name__.startswith("write_"):
                    touch(path, given[0][: len(given[0]) // 2], **named)
                os._exit(9)
            return touch(path, *given, **named)

        return wrapped

    for name in STEPS:
        setattr(Path, name, counting(getattr(Path, name)))


class TestKilled:
    def test_a_kill_before_any_touch_of_a_file_does_no_harm(self, project, writes, tmp_path):
        writes({name: text.decode() for name, text in OLD.items()})
        run(project)
        steps = 0
        while True:
            copy = Path(shutil.copytree(project, tmp_path / "copy"))
            child = os.fork()
            if not child:
                writes({name: text.decode() for name, text in NEW.items()})
                die_at(steps + 1)
                run(copy)
                os._exit(0)
            ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            executed = (copy / "build/notebooks/a.ipynb").exists()
            assert is_whole(copy)
            assert not executed or published(copy) in (OLD, NEW)
            writes({name: text.decode() for name, text in LAST.items()})
            run(copy)
            assert (published(copy), rests(copy)) == (LAST, [])
            assert not (copy / "figures/gone").exists()
            shutil.rmtree(copy)
            if ended == 0:
                break
            steps += 1
        assert steps > 15

    @pytest.fixture
    def sockets(self):
        """A folder for sockets, which a killed run cannot remove; its path must be short."""
        with tempfile.TemporaryDirectory(prefix="rp", dir="/tmp") as folder:
            yield folder

    @pytest.fixture
    def adopted(self):
        """Adopt orphans as a desktop's session manager does: a kernel must not wait to become init's child."""
        set_child_subreaper = 36
        prctl = getattr(ctypes.CDLL(None), "prctl", lambda *_: None)  # Linux only
        prctl(set_child_subreaper, 1, 0, 0, 0)
        yield
        prctl(set_child_subreaper, 0, 0, 0, 0)

    @pytest.mark.usefixtures("adopted")
    @pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGTERM], ids=["kill", "term"])
    def test_a_kill_at_any_moment_leaves_outputs_whole_and_no_kernel(
        self, project, writes, sockets, signal_number, capfd
    ):
        writes({name: text.decode() for name, text in OLD.items()})
        run(project)
        saves = [f"save({name!r}, {text.decode()!r})" for name, text in NEW.items()]
        write_notebook(project, "a", SAVE, *saves, "import time; time.sleep(0.3)")
        command = [sys.executable, "-m", "reported", "run", "notebooks/a.ipynb"]
        given = {"cwd": project, "env": {**os.environ, "TMPDIR": sockets}}
        moments = random.Random(20190222 + signal_number)
        for third in (None, 1, 2):
            process = subprocess.Popen(command, **given)
            if third is None:
                wait_until(lambda number=process.pid: kernels_of(number))  # while it starts
            else:
                time.sleep(0.3 + (third + moments.random()) * 0.6)  # a run takes about 2 s
            process.send_signal(signal_number)
            ended = process.wait(timeout=10)
            assert is_whole(project)
            if signal_number == signal.SIGTERM:
                assert ended in (143, 0, -15)  # the last before or after the run
                assert rests(project) == []
            # A kernel that was being started when its runner ended sees it by itself.
            wait_until(lambda number=process.pid: not kernels_of(number), seconds=5)
            assert third is not None or ended != 0
        subprocess.run(command, check=True, **given)
        assert (published(project), rests(project)) == (NEW, [])
        assert "Traceback" not in capfd.readouterr().err
