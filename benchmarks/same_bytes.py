"""Do builds in other surroundings have the same bytes? `make same-bytes` changes all at once, then one thing at a time.

Every build is `make all site` on a clone of the last commit. What is compared is every file that a build
makes: tables, charts, executed notebooks, findings, briefing and site. With `--together` the folder that
this stands in, already built, is compared with one build that differs in everything; so does .ci/run.
"""

import argparse
import hashlib
import operator
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The interpreter of the environment by its own name: resolved, it would be the system's, without packages.
PYTHON = Path(sys.prefix, "bin", "python")
MADE = ("data/processed", "figures", "build/notebooks", "build/findings", "build/briefing", "build/site")
OTHER_FOLDER = "Größe, 2 Ordner — عراق"
COMMA_LOCALES = ("de_DE.utf8", "fr_FR.utf8", "es_ES.utf8", "pt_BR.utf8", "ru_RU.utf8")
LOCALE = "de_DE.UTF-8"
# What unshare is asked for; it may be asked only once, so a build that wants two of them gets one command.
NOT_ROOT = ("--map-user=1000", "--map-group=1000")  # owns root's files, but has none of its rights
AS_ROOT = ("--map-root-user",)
NO_NETWORK = ("--net",)  # even loopback is down
# With a fixed date, or the steady clock left alone, every sleep fails; so the clock goes on, four years later.
LATER = ("faketime", "-f", "+1561d")
# Every folder is listed in another order, as another file system would.
BACKWARDS = """\
import os
_listdir, _scandir = os.listdir, os.scandir
os.listdir = lambda *a: sorted(_listdir(*a), reverse=True)
class _Scan:
    def __init__(self, *a):
        with _scandir(*a) as found:
            self.entries = iter(sorted(found, key=lambda entry: entry.name, reverse=True))
    def __iter__(self): return self.entries
    def __next__(self): return next(self.entries)
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def close(self): pass
os.scandir = _Scan
"""


@dataclass(frozen=True)
class Surroundings:
    """What a build is run in; what is not given is as in the first build."""

    folder: str = "reported"
    variables: dict[str, str] = field(default_factory=dict)
    unshare: tuple[str, ...] = ()
    later: bool = False
    jobs: int = 4
    umask: int = 0o022
    git: bool = True

    def __or__(self, other: "Surroundings") -> "Surroundings":
        """Return both at once."""
        return Surroundings(
            other.folder if other.folder != "reported" else self.folder,
            self.variables | other.variables,
            self.unshare + other.unshare,
            self.later or other.later,
            min(self.jobs, other.jobs),
            self.umask | other.umask,
            self.git and other.git,
        )

    def before(self) -> list[str]:
        """Return the words that stand before make."""
        return [*(_unshare(self.unshare) if self.unshare else []), *(LATER if self.later else [])]


@dataclass(frozen=True)
class Factor:
    """One thing that differs between two builds, in words, and why it cannot be had, if it cannot."""

    name: str
    first: str
    second: str
    surroundings: Surroundings = Surroundings()
    missing: str = ""


def main() -> int:
    """Build and compare; return 1 if a file differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--together", action="store_true", help="compare this folder with one build that differs in all"
    )
    parser.add_argument("--only", nargs="+", metavar="FACTOR", help="only these, by their names in the table")
    parser.add_argument("--python", nargs="+", default=[], metavar="FILE", help="other interpreters to try")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bytes-") as above:
        # once, so that a commit made meanwhile is in none of the builds
        subprocess.run(["git", "clone", "--quiet", "--bare", str(ROOT), f"{above}/source"], check=True)
        found = list(factors(Path(above)))
        for factor in found:
            if factor.missing:
                print(f"({factor.name}: not changed, for {factor.missing})", flush=True)
        had = [factor for factor in found if not factor.missing]
        if options.together:
            return together(Path(above), had)
        return one_by_one(Path(above), had, options.only, options.python)


def together(above: Path, had: list[Factor]) -> int:
    """Compare what this folder holds with a build in which everything is different."""
    both = all_of(had)
    first = sums(ROOT)
    private = closed(ROOT)
    second = sums(build(above, both))
    differing = unlike(first, second)
    print(f"Different: {', '.join(factor.name for factor in had)}.")
    print(f"{len(first)} files, {len(differing)} of them differ.", *differing[:20], sep="\n  ")
    if private:
        print("Not readable by others, as by a web server:", *private[:20], sep="\n  ")
    return 1 if differing or private or not first else 0


def one_by_one(above: Path, had: list[Factor], only: list[str] | None, pythons: list[str]) -> int:
    """Print a table with a row for everything changed at once and for each thing changed alone."""
    folder = build(above, Surroundings())
    first, private = sums(folder), closed(folder)
    kept = folder.rename(above / "kept")
    print(f"The first build made {len(first)} files, {len(private)} not readable by others.\n", flush=True)
    print(
        "| what differs | first build | second build | files | differ |\n|---|---|---|---:|---:|", flush=True
    )
    rows = [Factor("all of these", "", "", all_of(had)), Factor("nothing", "", ""), *had]
    failed = bool(private)
    for factor in rows:
        if only and factor.name not in only:
            continue
        folder = build(above, factor.surroundings)
        failed |= compare(factor, first, kept, folder)
        shutil.rmtree(folder)
    for python in pythons:
        name = subprocess.run(
            [python, "--version"], capture_output=True, text=True, check=True
        ).stdout.strip()
        environment = install(above, python)
        folder = build(above, Surroundings(), environment / "bin/python")
        compare(Factor("Python", sys.version.split()[0], name.removeprefix("Python ")), first, kept, folder)
        shutil.rmtree(folder)
    return int(failed)


def all_of(factors: list[Factor]) -> Surroundings:
    """Return surroundings in which everything is different."""
    return reduce(operator.or_, (factor.surroundings for factor in factors), Surroundings())


def compare(factor: Factor, first: dict[str, str], kept: Path, folder: Path) -> bool:
    """Print one row; keep both copies of each file that differs in build/same-bytes, to be looked at."""
    second = sums(folder)
    differing = unlike(first, second)
    print(
        f"| {factor.name} | {factor.first} | {factor.second} | {len(second)} | {len(differing)} |", flush=True
    )
    for name in differing:
        for copy, source in (("first", kept / name), ("second", folder / name)):
            target = ROOT / "build/same-bytes" / factor.name / factor.second / copy / name
            if source.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
    return bool(differing)


def factors(above: Path) -> Iterator[Factor]:
    """Say what can be changed on this machine, and what cannot."""
    yield Factor("folder", "`reported`", f"`{OTHER_FOLDER}`", Surroundings(folder=OTHER_FOLDER))
    yield Factor("jobs", "-j4", "-j1", Surroundings(jobs=1))
    yield Factor("kernels", "forked", "started anew", _variables(KERNELS="plain"))
    yield Factor("umask", "022", "077", Surroundings(umask=0o077))
    yield Factor("hash seed", "as it is", "12345", _variables(PYTHONHASHSEED="12345"))
    yield Factor("time zone", "as it is", "Pacific/Kiritimati", _variables(TZ="Pacific/Kiritimati"))
    has_faketime = shutil.which("faketime")
    yield Factor(
        "clock", "now", "1,561 days on", Surroundings(later=True),
        "" if has_faketime else "faketime is not installed",
    )  # fmt: skip
    variables, why = comma_locale(above / "locales")
    yield Factor("locale", "as it is", variables.get("LC_ALL", ""), _variables(**variables), why)
    home = above / "home"
    home.mkdir()
    yield Factor(
        "home", "the user's", "empty", _variables(HOME=str(home), XDG_CACHE_HOME=str(home / "cache"))
    )
    is_root = os.getuid() == 0
    yield _namespace("user", *(("root", "not root") if is_root else ("not root", "root")),
                     NOT_ROOT if is_root else AS_ROOT)  # fmt: skip
    yield _namespace("network", "as it is", "none", NO_NETWORK)
    yield Factor("history", "a clone", "no .git", Surroundings(git=False))
    backwards = above / "backwards"
    backwards.mkdir()
    (backwards / "sitecustomize.py").write_text(BACKWARDS, encoding="utf-8")
    yield Factor("order of folders", "as it is", "reversed", _variables(PYTHONPATH=str(backwards)))
    yield Factor("processor", "as it is", "an older one's instructions", _variables(**older_processor()))


def build(above: Path, where: Surroundings, python: Path = PYTHON) -> Path:
    """Clone, build all and the site from nothing, and return the folder."""
    folder = above / "build" / where.folder
    folder.parent.mkdir(exist_ok=True)
    subprocess.run(["git", "clone", "--quiet", str(above / "source"), str(folder)], check=True)
    for made in ("data/processed", "figures"):
        shutil.rmtree(folder / made)
    if not where.git:
        shutil.rmtree(folder / ".git")
    paths = [str(folder / "src"), where.variables.get("PYTHONPATH", "")]
    # given to make it overrides the Makefile's own, so that the locale reaches our code
    locale = [f"{name}={text}" for name, text in where.variables.items() if name == "LC_ALL"]
    clean = {name: text for name, text in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(
        [*where.before(), "make", "all", "site", f"JOBS={where.jobs}", f"PY={python}", *locale],
        cwd=folder,
        env={**clean, **where.variables, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        umask=where.umask,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"The build failed ({where}):\n{done.stdout}{done.stderr}")
    return folder


def install(above: Path, python: str) -> Path:
    """Install the lock for another interpreter."""
    environment = above / f"venv-{Path(python).name}"
    uv = [str(PYTHON.with_name("uv")), "--quiet", "--system-certs"]
    subprocess.run([*uv, "venv", "--python", python, str(environment)], check=True)
    into = ["--python", str(environment / "bin/python")]
    subprocess.run(
        [*uv, "pip", "sync", *into, "--require-hashes", str(ROOT / "requirements.lock")], check=True
    )
    return environment


def sums(folder: Path) -> dict[str, str]:
    """Return the checksum of every file that a build makes, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in made_in(folder)
    }


def made_in(folder: Path) -> list[Path]:
    """Return every file that a build makes."""
    return [path for made in MADE for path in sorted((folder / made).rglob("*")) if path.is_file()]


def closed(folder: Path) -> list[str]:
    """Return the made files that only their owner can read, as Python's temporary ones are."""
    return [
        str(path.relative_to(folder)) for path in made_in(folder) if not path.stat().st_mode & stat.S_IROTH
    ]


def unlike(first: dict[str, str], second: dict[str, str]) -> list[str]:
    """Return the files that differ or that only one of two builds has made."""
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


def comma_locale(folder: Path) -> tuple[dict[str, str], str]:
    """Return variables for a locale with a decimal comma, made here if need be, or say why there is none."""
    there = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
    for name in COMMA_LOCALES:
        if name in there:
            return {"LC_ALL": name}, ""
    folder.mkdir()
    command = ["localedef", "-i", LOCALE.split(".", maxsplit=1)[0], "-f", "UTF-8", str(folder / LOCALE)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return {}, "localedef is not installed"
    variables = {"LC_ALL": LOCALE, "LOCPATH": str(folder)}
    ask = "import locale; locale.setlocale(locale.LC_ALL, ''); print(locale.localeconv()['decimal_point'])"
    shown = subprocess.run(
        [PYTHON, "-c", ask], env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    if shown.stdout.strip() != ",":
        return {}, f"{LOCALE} cannot be made: {done.stderr.strip() or shown.stderr.strip()}"
    return variables, ""


def older_processor() -> dict[str, str]:
    """Return variables that keep numpy and OpenBLAS from the newer instructions that this processor has."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    newer = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
    return {"NPY_DISABLE_CPU_FEATURES": " ".join(newer), "OPENBLAS_CORETYPE": "Nehalem"}


def _variables(**variables: str) -> Surroundings:
    return Surroundings(variables=variables)


def _namespace(name: str, first: str, second: str, options: tuple[str, ...]) -> Factor:
    """Return a factor that the kernel must permit."""
    try:
        done = subprocess.run([*_unshare(options), "true"], capture_output=True, text=True, check=False)
        why = done.stderr.strip()
    except FileNotFoundError:
        why = "unshare is not installed"
    return Factor(name, first, second, Surroundings(unshare=options), why)


def _unshare(options: tuple[str, ...]) -> list[str]:
    """Return the command for a namespace; the user is mapped in any case, for then it needs no root."""
    mapped = any(option.startswith("--map") for option in options)
    return ["unshare", "--user", *([] if mapped else ["--map-current-user"]), *options]


if __name__ == "__main__":
    sys.exit(main())
