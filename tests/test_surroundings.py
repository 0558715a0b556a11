"""A build needs no network, no root, no plain folder and no English numbers, and others can read what it made."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from small_project import SAVE, contents, make_project

ROOT = Path(__file__).parents[1]
ALONE = [
    "unshare",
    "--user",
    "--map-user=1000",
    "--map-group=1000",
    "--net",
]  # not root, even loopback is down
ODD = "Größe, 2 Ordner — عراق"


@pytest.fixture
def alone():
    """Return the words that run a command without network and as nobody in particular, where that is permitted."""
    try:
        reason = subprocess.run([*ALONE, "true"], capture_output=True, text=True, check=False).stderr.strip()
    except FileNotFoundError:
        reason = "unshare is not installed"
    if reason and os.environ.get("CI") == "true":
        pytest.fail(f"{reason}; a test that must run in CI cannot be skipped")
    if reason:
        pytest.skip(f"needs a network namespace: {reason}")
    return ALONE


def run(project, before=(), umask=0o022, **variables):
    """Run the project's notebook 01 and return what was printed."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "reported", "run", "notebooks/01_a.ipynb"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **variables},
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class TestNoNetwork:
    def test_a_notebook_runs_where_nothing_can_be_reached_and_no_right_is_had(self, tmp_path, alone):
        """The notebook itself tries: a server that listens on this machine is out of its reach."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            cells = (
                f"import socket\ndef reached():\n    try: socket.create_connection(('127.0.0.1', {port}), 5)\n"
                "    except OSError: return 'no'\n    return 'yes'",
                "import os",
                "save('data/processed/reached.csv', f'{reached()} {os.getuid()}')",
            )
            told = {}
            for name, before in (("with", ()), ("without", alone)):
                project = make_project(tmp_path / name, **{"01_a": (SAVE, *cells)})
                run(project, before)
                told[name] = (project / "data/processed/reached.csv").read_text()
        assert told == {"with": f"yes {os.getuid()}", "without": "no 1000"}


class TestOddSurroundings:
    CELLS = (
        SAVE,
        "import locale, os, time\nlocale.setlocale(locale.LC_ALL, '')",
        'text = f\'{1.5:n} {sorted("zäÄa", key=locale.strxfrm)} {time.localtime(0).tm_hour} {hash("a")}\'; text',
        "save('data/processed/number.csv', text)",
        "save('figures/a/a.csv', text)",
    )

    def test_folder_locale_time_zone_umask_and_home_leave_every_byte(self, tmp_path):
        plain = make_project(tmp_path / "plain", **{"01_a": self.CELLS})
        odd = make_project(tmp_path / ODD, **{"01_a": self.CELLS})
        run(plain)
        run(odd, umask=0o077, LC_ALL="", LC_NUMERIC="xx_XX.UTF-8", TZ="Pacific/Kiritimati",
            HOME=str(tmp_path / "no-home"), PYTHONHASHSEED="7")  # fmt: skip
        made = ("data/processed", "figures", "build/notebooks")
        assert len(contents(plain, *made)) == 4
        assert contents(plain, *made) == contents(odd, *made)

    def test_others_can_read_what_was_made_if_the_user_lets_them(self, tmp_path):
        project = make_project(tmp_path / "project", **{"01_a": self.CELLS})
        run(project)
        made = [
            path
            for folder in ("data/processed", "figures", "build/notebooks")
            for path in (project / folder, *(project / folder).rglob("*"))
        ]
        assert len(made) > 5
        closed = [path for path in made if path.stat().st_mode & 0o044 != 0o044]
        assert closed == []
