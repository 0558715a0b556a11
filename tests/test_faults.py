"""Killed, full, read-only, twice at once, flooded: nothing half-made looks finished, and `make all` mends it.

`make faults` does the same to a real build, for longer.
"""

import contextlib
import gc
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from reported import printing
from reported import run as runner
from reported.printing import NOTE, PRINTED, SHOWN
from reported.run import Places, RunError, run_notebook
from small_project import (
    SAVE,
    contents,
    make_project,
    published,
    rests,
    wait_until,
    write_notebook,
)
from test_make import ROOT, make

TABLE, CHART = "data/processed/table.csv", "figures/chart/chart.csv"
MANY = 300  # files, so that to publish takes long enough to be hit
# Written in two halves with a pause between them, as a large file is.
CELLS = [
    SAVE,
    "import time; claims = Path(root, ledger, 'claims.csv').read_text()",
    f"save({TABLE!r}, claims); time.sleep(0.2); save({CHART!r}, claims.upper())",
    f"for number in range({MANY}): save(f'figures/many/{{number}}.csv', claims * number)",
    "print(claims); time.sleep(0.2)",
]
WHO = ("make", "group", "runner", "kernel", "all")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A project of one notebook with the real Makefile and package, built undisturbed, and how long that took."""
    project = make_project(tmp_path_factory.mktemp("faults") / "project", a=CELLS)
    shutil.copy(ROOT / "Makefile", project)
    shutil.copytree(ROOT / "src", project / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (project / "data/raw/claims.csv").write_text("one ")
    (project / "build/.keep").parent.mkdir()
    make(project, "help")
    began = time.monotonic()
    done = make(project, "all")
    assert done.returncode == 0, done.stderr
    return project, time.monotonic() - began


@pytest.fixture
def undisturbed(built):
    return contents(built[0], "build/notebooks", "data", "figures")


@pytest.fixture
def earlier(built, tmp_path):
    """A copy in which all that was made is of an earlier state of the ledger."""
    project = Path(shutil.copytree(built[0], tmp_path / "project"))
    age(project)
    return project


def age(project):
    """Let all that was made be of an earlier state of the ledger."""
    for path in [*project.glob("data/processed/*"), *project.glob("figures/*/*")]:
        path.write_text("earlier")
    (project / "build/notebooks/a.ipynb").write_text("earlier")
    (project / "build/notebooks/a.inputs").write_text("earlier\n")


def start(project):
    """Start `make all` in a process group of its own; return the process."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.Popen(
        ["make", "all", f"PY={sys.executable}"],
        cwd=project,
        env={**clean, "PYTHONPATH": str(project / "src")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def at_work(project):
    """Return what works in the project, by its folder: kernels in notebooks/, make and runners above."""
    found = {}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            folder = Path(process.cwd())
            if folder.is_relative_to(project) and process.pid != os.getpid():
                found[process.pid] = folder.name == "notebooks", process.name() == "make"
    return found


def victims(build, project, who):
    """Return the numbers of make, of what make has started, of the kernels, or of everything."""
    if who == "make":
        return [build.pid]
    found = at_work(project).items()
    is_meant = {"all": lambda *_: True, "kernel": lambda kernel, _: kernel}.get(
        who, lambda *is_: not any(is_)
    )
    return [pid for pid, (is_kernel, is_make) in found if is_meant(is_kernel, is_make)]


def strike(pids, number):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def half_made(project, whole):
    """Return what is neither earlier nor new, and an executed copy that stands beside what is not its own."""
    now = contents(project, "build/notebooks", "data", "figures")
    made = {
        name: text for name, text in now.items() if "/raw/" not in name and name.endswith((".csv", ".ipynb"))
    }
    wrong = [name for name, text in made.items() if text not in (b"earlier", whole[name])]
    if "build/notebooks/a.ipynb" in made and len({text == b"earlier" for text in made.values()}) > 1:
        wrong.append("mixed")
    return wrong


class TestKilledBuild:
    def test_a_kill_at_any_moment_leaves_each_file_whole_and_make_all_completes_it(
        self, built, earlier, undisturbed
    ):
        dice = random.Random(20190222)
        strikes = [(who, signal.SIGKILL) for who in WHO] + [(who, signal.SIGTERM) for who in WHO[:3]]
        moments = [(place + dice.random()) / len(strikes) for place in range(len(strikes))]
        dice.shuffle(moments)
        life = built[1]
        for (who, number), moment in zip(strikes, moments, strict=True):
            while True:
                if (earlier / CHART).read_bytes() != b"earlier":
                    age(earlier)
                build = start(earlier)
                time.sleep(moment * life)
                while build.poll() is None and not (found := victims(build, earlier, who)):
                    time.sleep(0.01)
                if build.poll() is None:
                    break
                build.communicate()
                life *= 0.7  # too late: the machine is less busy than before
            os.killpg(build.pid, number) if who == "group" else strike(found, number)
            _, said = build.communicate()
            assert "Traceback" not in said
            wait_until(lambda: not at_work(earlier), seconds=60)  # a run without its make goes on to its end
            assert half_made(earlier, undisturbed) == [], (who, number, moment)
        assert make(earlier, "all").returncode == 0
        assert contents(earlier, "build/notebooks", "data", "figures") == undisturbed
        assert rests(earlier) == []

    def test_a_kill_while_files_are_published_is_made_good(self, earlier, undisturbed):
        executed = earlier / "build/notebooks/a.ipynb"
        build = start(earlier)
        wait_until((earlier / "build/staging/a/figures/many").exists)  # the notebook's last cells sleep
        found = victims(build, earlier, "all")
        while executed.exists() and build.poll() is None:  # its absence says that publishing has begun
            time.sleep(0.0005)
        strike(found, signal.SIGKILL)
        build.communicate()
        wait_until(lambda: not at_work(earlier))
        assert half_made(earlier, undisturbed) == []
        assert make(earlier, "all").returncode == 0
        assert contents(earlier, "build/notebooks", "data", "figures") == undisturbed


class TestTwoBuilds:
    def test_two_builds_at_once_both_succeed_and_leave_nothing_to_do(self, earlier, undisturbed):
        both = [start(earlier), start(earlier)]
        said = "".join(build.communicate()[1] for build in both)
        assert [build.returncode for build in both] == [0, 0]
        assert said == "a: waits for another run of it to end\n"
        assert contents(earlier, "build/notebooks", "data", "figures") == undisturbed
        again = make(earlier, "all")
        assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


@contextlib.contextmanager
def mounted(folder, *options):
    """Mount something at a folder, or skip where only a superuser could."""
    done = subprocess.run(["mount", *options, folder], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"only a superuser may mount: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def small_disk(tmp_path):
    """A project with earlier outputs on a disk of 300 kB."""
    with mounted(tmp_path, "-t", "tmpfs", "-o", "size=300k", "none"):
        project = make_project(tmp_path / "project")
        (project / "figures/chart").mkdir(parents=True)
        (project / CHART).write_text("earlier")
        yield project


class TestFullDisk:
    @pytest.mark.parametrize(
        "fill, words",
        [
            (
                f"save({CHART!r}, 'x' * 300_000)",
                "the disk is full: free some space and run again|No space left",
            ),
            (
                "import contextlib\nwith contextlib.suppress(OSError), Path(root, 'fill').open('wb', 0) as file:\n"
                "    while file.write(b'x' * 4096): pass",
                "^a: the disk is full: free some space and run again",
            ),
        ],
        ids=["in a cell", "at the executed copy"],
    )
    def test_it_is_told_and_what_stood_stays(self, small_disk, fill, words):
        source = write_notebook(small_disk, "a", SAVE, f"save({CHART!r}, 'half')", fill)
        with pytest.raises(RunError, match=words):
            run_notebook(source, Places(small_disk), {})
        assert published(small_disk) == {CHART: b"earlier"}
        assert rests(small_disk) == []
        assert not (small_disk / "build/notebooks/a.ipynb").exists()

    def test_a_list_that_does_not_fit_is_not_left_half_written(self, small_disk, monkeypatch):
        source = write_notebook(small_disk, "a")

        def papermill(source, part, *_):
            save = Path(part).parent / "a" / CHART
            save.parent.mkdir(parents=True)
            save.write_text("new")
            part.write_bytes(source.read_bytes())
            (small_disk / "build/notebooks").mkdir()
            with contextlib.suppress(OSError), (small_disk / "fill").open("wb", 0) as file:
                while file.write(b"x" * 4096):
                    pass

        monkeypatch.setattr("reported.run._papermill", papermill)
        monkeypatch.setattr("reported.run._settle", lambda *_: None)
        with pytest.raises(RunError, match=r"^a: the disk is full"):
            run_notebook(source, Places(small_disk), {})
        assert published(small_disk) == {CHART: b"earlier"}
        assert rests(small_disk) == []


@contextlib.contextmanager
def read_only(folder):
    """Make a folder read-only: for a superuser by a mount, else by its mode."""
    if os.geteuid() == 0:
        with mounted(folder, "--bind", folder):
            subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
            yield
        return
    folder.chmod(0o500)
    try:
        yield
    finally:
        folder.chmod(0o700)


class TestReadOnly:
    @pytest.mark.parametrize("folder", [".", "build", "build/notebooks", "data/processed", "figures/chart"])
    def test_a_folder_that_takes_no_file_is_named_and_what_stood_stays(self, tmp_path, monkeypatch, folder):
        project = make_project(tmp_path / "project")
        source = write_notebook(project, "a")

        def papermill(source, part, parameters, *_):
            for name in (CHART, TABLE):
                path = project / parameters["out"] / name
                path.parent.mkdir(parents=True)
                path.write_text(text)
            part.write_bytes(source.read_bytes())

        monkeypatch.setattr("reported.run._papermill", papermill)
        text = "earlier"
        run_notebook(source, Places(project), {})
        before = contents(project)
        text = "new"
        with (
            read_only(project / folder),
            pytest.raises(RunError, match=r"^a: (the folder is read-only|no right to write there)") as caught,
        ):
            run_notebook(source, Places(project), {})
        assert str(Path(folder).name) in str(caught.value)
        assert "\n" not in str(caught.value)
        assert contents(project) == before
        run_notebook(source, Places(project), {})
        assert set(published(project).values()) == {b"new"}


class TestFlood:
    def test_fifty_megabytes_of_print_leave_a_short_copy_that_says_where_it_was_cut(self, tmp_path):
        flood = "for _ in range(49): print(('x' * 99 + '\\n') * 10_000, end='')"
        line = "print('y' * 1_000_000); 'z' * 1_000_000"  # one line without an end
        project = make_project(tmp_path / "project", a=[SAVE, flood, line, f"save({CHART!r}, 'new')"])
        executed = run_notebook(project / "notebooks/a.ipynb", Places(project), {})
        cells = json.loads(executed.read_text())["cells"][-3:-1]
        outputs = [output for cell in cells for output in cell["outputs"]]
        lines, one_line, value = ("".join(out.get("text") or out["data"]["text/plain"]) for out in outputs)
        assert lines == ("x" * 99 + "\n") * (PRINTED // 100) + NOTE.format(kept=PRINTED)
        assert one_line == "y" * PRINTED + NOTE.format(kept=PRINTED)
        assert value == "'" + "z" * (SHOWN - 1) + NOTE.format(kept=SHOWN)
        assert published(project) == {CHART: b"new"}

    def test_a_program_that_prints_without_end_is_stopped_and_says_nothing_here(
        self, tmp_path, monkeypatch, capfd
    ):
        monkeypatch.setattr(runner, "CELL_SECONDS", 2)
        endless = "import subprocess\nwhile True: display(1); subprocess.run(['head', '-c', '1000000', '/dev/zero'])"
        project = make_project(tmp_path / "project", a=[endless])
        with pytest.raises(RunError, match="it ran longer than 2 s and was stopped"):
            run_notebook(project / "notebooks/a.ipynb", Places(project), {})
        assert (project / "build/failed/a.ipynb").stat().st_size < 10 * SHOWN
        gc.collect()  # asyncio tells of a task only when it is thrown away
        assert capfd.readouterr() == ("", "")

    @pytest.mark.parametrize("pieces", [["abcdef"], ["abc", "def"], ["a", "bcd", "e"], ["abcd", "ef", "gh"]])
    def test_where_it_is_cut_does_not_hang_on_the_pieces_in_which_it_came(self, monkeypatch, pieces):
        monkeypatch.setattr(printing, "PRINTED", 3)
        assert self.kept(pieces) == "abc" + NOTE.format(kept=3)

    def test_what_just_fits_is_not_cut(self, monkeypatch):
        monkeypatch.setattr(printing, "PRINTED", 3)
        assert self.kept(["ab", "c"]) == "abc"

    def kept(self, pieces):
        """Return what a client keeps of a cell that prints these pieces."""
        client = printing.BriefClient(SimpleNamespace(nb=None))
        client.clear_before_next_output = False  # as it is when a cell begins
        outs = []
        for text in pieces:
            content = {"name": "stdout", "text": text}
            message = {
                "msg_type": "stream",
                "header": {"msg_type": "stream"},
                "parent_header": {},
                "content": content,
            }
            client.output(outs, message, None, 0)
        return "".join(out.text for out in outs)


class TestFonts:
    def test_a_lock_that_a_killed_kernel_left_neither_delays_nor_changes_a_run(self, tmp_path):
        project = make_project(tmp_path / "project", a=["import matplotlib.font_manager"])
        cache = project / "build/cache/matplotlib"
        source = project / "notebooks/a.ipynb"
        first = run_notebook(source, Places(project), {}).read_bytes()
        [fonts] = cache.iterdir()
        whole = fonts.read_bytes()
        fonts.with_name(f"{fonts.name}.matplotlib-lock").touch()
        fonts.write_bytes(whole[: len(whole) // 2])
        assert run_notebook(source, Places(project), {}).read_bytes() == first
        assert fonts.read_bytes() == whole


class TestExit:
    @pytest.mark.parametrize("deed", ["exit()", "import os; os.abort()"])
    def test_make_fails_and_what_stood_stays(self, earlier, deed):
        write_notebook(earlier, "a", SAVE, f"save({CHART!r}, 'half')", deed)
        before = published(earlier)
        done = make(earlier, "all")
        assert done.returncode == 2
        assert "a.ipynb: cell 5 failed" in done.stderr and "Traceback" not in done.stderr
        assert published(earlier) == before
        assert (earlier / "build/notebooks/a.ipynb").read_text() == "earlier"
        assert rests(earlier) == []
