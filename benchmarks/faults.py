"""Kill, fill, lock and double a real build, and see that nothing is lost: `make faults`.

A clone is built twice, from the ledger as it is and with one word of it changed. From then on every build leads from
one of these states to the other, and is disturbed on its way. After each fault every file must be one of the
two, whole; beside an executed copy must stand what belongs to it; no process may be left; and the undisturbed `make
all` that follows must end in the very bytes of the other state. The table goes to build/faults.txt as well.
"""

import argparse
import contextlib
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
MADE = ("data/processed", "figures", "build/notebooks", "build/findings", "build/briefing", "build/site")
SEED = 20190222
HOUR = 3600 * 10**9
PATIENCE = 30  # seconds in which what belonged to a killed build must have gone
WHO = ("all of make's group", "make alone", "a runner", "a kernel", "every process")
HOW = (signal.SIGTERM, signal.SIGKILL)
FAULTS = ("kills", "read-only", "full-disk", "twice", "clock")  # the clock last: its files stay in the future
MOUNTED = ("read-only", "full-disk")  # tried where a superuser can mount


@dataclass
class Project:
    """A clone of the project that goes to and fro between two states of its ledger."""

    folder: Path
    states: list[dict[str, str]] = field(default_factory=list)  # checksums of what each state makes
    to: int = 0
    moments: list[float] = field(
        default_factory=list
    )  # seconds after which the notebooks of a build are done

    def __post_init__(self) -> None:
        claims = (self.folder / "data/raw/claims.csv").read_text(encoding="utf-8")
        self.claims = [
            claims,
            claims.replace("region across governorates", "region across the governorates", 1),
        ]

    def turn(self) -> None:
        """Edit the ledger: the next build leads to the other state."""
        self.to = 1 - self.to
        (self.folder / "data/raw/claims.csv").write_text(self.claims[self.to], encoding="utf-8")

    def make(self, *words: str) -> "Build":
        """Start `make all` as the leader of a group of its own."""
        return Build(self.folder, words)

    def sums(self) -> dict[str, str]:
        """Return the checksum of everything that a build has made."""
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for made in MADE
            for path in sorted((self.folder / made).rglob("*"))
            if path.is_file()
        }

    def processes(self) -> list[psutil.Process]:
        """Return whatever works in the clone: every process whose folder lies there."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if Path(process.cwd()).is_relative_to(self.folder) and process.pid != os.getpid():
                    found.append(process)
        return found

    def wait_for_quiet(self) -> str:
        """Wait until no process works in the clone; return what is wrong if one stays."""
        end = time.monotonic() + PATIENCE
        while left := self.processes():
            if time.monotonic() > end:
                return f"{len(left)} processes left"
            time.sleep(0.1)
        return ""

    def half_made(self) -> str:
        """Return the first thing in the clone that looks finished and is not."""
        now, (one, other) = self.sums(), self.states
        for name, checksum in now.items():
            if not name.endswith((".outputs", ".inputs")) and checksum not in (
                one.get(name),
                other.get(name),
            ):
                return f"{name} is neither"
        for listing in (self.folder / "build/notebooks").glob("*.outputs"):
            executed = listing.with_suffix(".ipynb").relative_to(self.folder).as_posix()
            states = [state for state in self.states if state[executed] == now.get(executed)]
            outputs = listing.read_text(encoding="utf-8").split()
            if states and not any(all(now.get(name) == state[name] for name in outputs) for state in states):
                return f"{executed} stands beside the outputs of another"
        return ""

    def finish(self, *, settles: bool = True) -> str:
        """Run `make all` undisturbed; return what is not as it should be.

        Files dated to the future never settle: make warns of them and runs again what reads them.
        """
        build = self.make()
        if code := build.wait():
            return f"make all ended with {code}: {build.said()[-300:]}"
        if self.sums() != self.states[self.to]:
            return "other bytes"
        if not settles:
            return ""
        again = self.make()
        again.wait()
        return f"ran again: {again.said()[:200]}" if again.said() else ""


class Build:
    """A `make all` that is under way, and what it says."""

    def __init__(self, folder: Path, words: tuple[str, ...]) -> None:
        self.log = tempfile.NamedTemporaryFile()  # noqa: SIM115 it lives as long as the build
        clean = {name: text for name, text in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
        self.process = subprocess.Popen(
            ["make", "all", f"PY={sys.executable}", *words],
            cwd=folder,
            env={**clean, "PYTHONPATH": str(folder / "src")},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def said(self) -> str:
        """Return what was printed so far."""
        return Path(self.log.name).read_text(encoding="utf-8", errors="replace")

    def finished(self) -> set[str]:
        """Return the notebooks that this build has finished so far."""
        return set(re.findall(r"^(\w+): done in", self.said(), re.MULTILINE))

    def ended(self) -> bool:
        return self.process.poll() is not None

    def wait(self) -> int:
        return self.process.wait()

    def strike(self, project: Project, who: str, number: int, dice: random.Random) -> bool:
        """Send a signal to a part of the build, once there is one; return whether it hit anything."""
        found: list[int] = []
        while not found and not self.ended():
            found = [process.pid for process in project.processes() if _is(process, who, project)]
        if self.ended():
            return False
        if who == "make alone":
            os.kill(self.process.pid, number)
        elif who == "all of make's group":
            os.killpg(self.process.pid, number)
        else:
            for victim in found if who == "every process" else dice.sample(found, 1):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(victim, number)
        return True


def _is(process: psutil.Process, who: str, project: Project) -> bool:
    """Tell runners and kernels by the folder in which they work, however they were started."""
    with contextlib.suppress(psutil.Error):
        inside = Path(process.cwd()) == project.folder / "notebooks"
        runs = not inside and "reported" in process.cmdline() and "run" in process.cmdline()
        return {"a kernel": inside, "a runner": runs}.get(who, True)
    return False


def kills(project: Project, count: int, builds: int, dice: random.Random) -> Iterator[tuple[str, str, str]]:
    """Kill builds at random moments, several times each: after so many notebooks, somewhere in the next one."""
    plan = [(who, how) for who in WHO for how in HOW]
    for number in range(builds):
        project.turn()
        share = count * (number + 1) // builds - count * number // builds
        stages = sorted(dice.sample(range(len(project.moments)), min(share, len(project.moments))))
        done: set[str] = set()
        told, happened = [], []
        for kill, stage in enumerate(stages):
            who, how = plan[(number * share + kill) % len(plan)]
            build = project.make()
            while not build.ended() and len(done | build.finished()) < stage:
                time.sleep(0.05)
            gap = project.moments[stage] - (project.moments[stage - 1] if stage else 0)
            end = time.monotonic() + dice.random() * gap
            while not build.ended() and time.monotonic() < end:
                time.sleep(0.01)
            hit = build.strike(project, who, how, dice)
            code = build.wait()
            done |= build.finished()
            told.append(f"{how.name} {who}{'' if hit else ' (too late)'}")
            quiet = "" if who == "make alone" else project.wait_for_quiet()
            trace = "a traceback" if "Traceback" in build.said() else ""
            if problem := quiet or project.half_made() or trace:
                happened.append(f"{told[-1]}: {problem}")
            print(f"    {told[-1]}, {len(done)} notebooks done, make ended with {code} {problem}", flush=True)
        hits = sum("too late" not in one for one in told)
        fault = f"{hits} kills of one build: {', '.join(told)}"
        wrong = "; ".join(filter(None, [*happened, project.finish()]))
        yield fault, "each file old or new, no process left", wrong


def twice(project: Project) -> Iterator[tuple[str, str, str]]:
    """Run `make all` twice at once."""
    project.turn()
    first = project.make()
    time.sleep(1)
    second = project.make()
    codes = first.wait(), second.wait()
    waits = second.said().count("waits for another run") + first.said().count("waits for another run")
    happened = f"ended with {codes[0]} and {codes[1]}, one waited {waits} times"
    wrong = project.half_made() or ("one failed" if any(codes) else "")
    yield "two `make all` at once", wrong or happened, wrong or project.finish()


def refused(project: Project, fault: str, words: str) -> tuple[str, str]:
    """Run a build that must fail for a reason that it says; return what happened, and what is wrong."""
    build = project.make()
    code = build.wait()
    said = build.said()
    wrong = project.wait_for_quiet() or project.half_made()
    if code == 0 or "Traceback" in said or not re.search(words, said):
        wrong = wrong or f"ended with {code}, saying {said[-300:]!r}"
    return (
        wrong or f"said so; {len(build.finished())} notebooks done before",
        f"{fault}: {wrong}" if wrong else "",
    )


def read_only(project: Project) -> Iterator[tuple[str, str, str]]:
    """Make each folder of outputs read-only in turn, and then the project."""
    project.turn()
    wrong = []
    told = []
    for name in ("build", "build/notebooks", "data/processed", "figures", "."):
        folder = project.folder / name
        with bound_read_only(folder):
            happened, problem = refused(project, name, "read-only|no right to write|Permission denied")
        wrong += [problem] * bool(problem)
        told.append(f"{name}: {happened}")
    yield (
        "read-only " + ", ".join(t.split(":")[0] for t in told),
        "; ".join(told),
        "; ".join(wrong) or project.finish(),
    )


@contextlib.contextmanager
def bound_read_only(folder: Path) -> Iterator[None]:
    """Make a folder read-only, for a superuser too."""
    subprocess.run(["mount", "--bind", folder, folder], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def full_disk(project: Project, disk: Path, rooms: tuple[float, ...]) -> Iterator[tuple[str, str, str]]:
    """Let the disk fill up again and again in one build, each time with some more room than before."""
    project.turn()
    used = shutil.disk_usage(disk).used
    told, wrong = [], []
    for room in rooms:
        resize(disk, used + int(room * 2**20))
        happened, problem = refused(project, f"{room} MB", "disk is full|No space left")
        told.append(f"{room} MB: {happened}")
        wrong += [problem] * bool(problem)
    resize(disk, used + 2**30)
    yield (
        f"disk full, with {', '.join(map(str, rooms))} MB of room",
        "; ".join(told),
        "; ".join(wrong) or project.finish(),
    )


def resize(disk: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)


def clock_back(project: Project) -> Iterator[tuple[str, str, str]]:
    """Set the clock back by an hour, before an edit and in the middle of a build: what is there is from the future."""
    shift(project.folder)
    project.turn()
    yield "clock set back an hour before an edit", "make all ran it", project.finish(settles=False)
    project.turn()
    build = project.make()
    while not build.ended() and len(build.finished()) < 2:
        time.sleep(0.1)
    shift(project.folder)
    code = build.wait()
    wrong = project.half_made() or (f"ended with {code}" if code else "")
    yield (
        "clock set back an hour during a build",
        wrong or "the build went on",
        wrong or project.finish(settles=False),
    )


def shift(folder: Path) -> None:
    """Date all files of the clone an hour later, as they appear when the clock is set back by one."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_symlink() or ".git" in path.parts:
            continue
        with contextlib.suppress(FileNotFoundError):
            times = path.stat()
            os.utime(path, ns=(times.st_atime_ns + HOUR, times.st_mtime_ns + HOUR))


@contextlib.contextmanager
def disk_of_its_own(folder: Path) -> Iterator[bool]:
    """Put a small disk in memory at a folder, where that is allowed."""
    can = os.geteuid() == 0 and sys.platform == "linux"
    if can:
        can = not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1g", "none", folder], check=False
        ).returncode
    try:
        yield can
    finally:
        if can:
            subprocess.run(["umount", "--lazy", folder], check=True)


def learn(project: Project) -> None:
    """Build both states undisturbed, and note when each notebook is done."""
    for _ in range(2):
        began, build = time.monotonic(), project.make()
        moments: list[float] = []
        while not build.ended():
            moments += [time.monotonic() - began] * (len(build.finished()) - len(moments))
            time.sleep(0.05)
        if build.wait():
            raise SystemExit(f"The undisturbed build fails:\n{build.said()}")
        moments += [time.monotonic() - began] * (len(build.finished()) - len(moments))
        project.moments = moments
        project.states.append(project.sums())
        project.turn()
    if project.states[0] == project.states[1]:
        raise SystemExit("The two states of the ledger make the same bytes, so they can prove nothing.")


def main() -> None:
    """Try every fault, print the table, and fail if the bytes were not equal afterwards."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("faults", nargs="*", help=f"which to try, of {', '.join(FAULTS)} (default: all)")
    options.add_argument("--kills", type=int, default=30)
    options.add_argument("--builds", type=int, default=6, help="over which the kills are spread")
    given = options.parse_args()
    if strangers := set(given.faults) - set(FAULTS):
        options.error(f"no such fault: {', '.join(sorted(strangers))}")
    rows = []
    report = ROOT / "build/faults.txt"
    report.parent.mkdir(exist_ok=True)
    report.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder, disk_of_its_own(Path(folder)) as mounted:
        clone = Path(folder).resolve() / "reported"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        project = Project(clone)
        learn(project)
        print(f"Undisturbed, a build takes {project.moments[-1]:.0f} s.", flush=True)
        tries: dict[str, Callable[[], Iterator]] = {
            "kills": lambda: kills(project, given.kills, given.builds, random.Random(SEED)),
            "read-only": lambda: read_only(project),
            "full-disk": lambda: full_disk(project, Path(folder), (0.1, 0.5, 1, 2, 3)),
            "twice": lambda: twice(project),
            "clock": lambda: clock_back(project),
        }
        for name in given.faults or FAULTS:
            if name in MOUNTED and not mounted:
                print(f"{name} needs a superuser on Linux and is left out.")
                continue
            attempt = tries[name]
            for fault, happened, wrong in attempt():
                rows.append((fault, happened, "no" if wrong else "yes"))
                line = f"{rows[-1][2]:4}| {fault} | {wrong or happened}"
                print(line, flush=True)
                with report.open("a", encoding="utf-8") as file:
                    file.write(f"{line}\n")
    failed = [row for row in rows if row[2] == "no"]
    print(
        f"{len(rows) - len(failed)} of {len(rows)} disturbed builds ended in the bytes of an undisturbed one."
    )
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
