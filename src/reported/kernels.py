"""How a notebook's kernel is started: the same surroundings everywhere, and sockets in the file system."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from reported.files import write_whole
from reported.importing import quick_import

if TYPE_CHECKING:
    from jupyter_client.connect import KernelConnectionInfo
    from jupyter_client.provisioning import LocalProvisioner

ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
EPOCH = "1550793600"  # 22 February 2019, the day of the story, for files that want a date
# A reader's own settings change results (PYTHONOPTIMIZE removes every assert), so only these stay.
USERS_OWN = ("PYTHON", "JUPYTER", "IPYTHON", "MPL", "MATPLOTLIB")
NEEDED = ("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONUSERBASE")
SOCKET_FOLDER_CHARACTERS = 80  # the path of an IPC socket has room for 103 to 107


class Kernel(Protocol):
    """A process that waits to become a kernel, and then is known as `subprocess.Popen` knows its own."""

    pid: int

    def start(self, command: list[str], *, env: Mapping, cwd: str, pass_fds: tuple[int, ...]) -> None:
        """Let it become the kernel that the command would start."""

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""

    def wait(self) -> int:
        """Wait for its end and return the exit code."""

    def kill(self) -> None:
        """End it at once."""


def quiet_surroundings(fonts: Path) -> dict[str, str]:
    """Return the variables that are the same for every kernel, and of the user's own those that it needs.

    ``fonts`` is the folder of matplotlib's list of fonts.
    """
    kept = {
        name: value for name, value in os.environ.items() if name in NEEDED or not name.startswith(USERS_OWN)
    }
    return {
        **kept,
        **dict.fromkeys(ONE_THREAD, "1"),
        "MPLCONFIGDIR": str(fonts),
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": EPOCH,
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "MPLBACKEND": "agg",
        "NO_COLOR": "1",
    }


@contextlib.contextmanager
def in_quiet_surroundings(cache: Path) -> Iterator[str]:
    """Give the kernel the same surroundings everywhere, and nothing of the user's own settings.

    The folder is short-lived and short-named, for the path of an IPC socket has room for 103 characters.
    Only matplotlib's list of fonts is kept between runs, in ``cache``.
    """
    before = dict(os.environ)
    above = "/tmp" if len(tempfile.gettempdir()) > SOCKET_FOLDER_CHARACTERS else None
    with tempfile.TemporaryDirectory(prefix="rp", dir=above, ignore_cleanup_errors=True) as folder:
        quiet = quiet_surroundings(Path(folder, "m"))
        os.environ.clear()
        os.environ.update(quiet)
        own = {
            "JUPYTER_RUNTIME_DIR": "r",
            "JUPYTER_DATA_DIR": "d",
            "JUPYTER_CONFIG_DIR": "c",
            "IPYTHONDIR": "i",
        }
        os.environ.update({name: str(Path(folder, short)) for name, short in own.items()})
        try:
            with list_of_fonts(cache / "matplotlib", Path(folder, "m")):
                yield folder
        finally:
            os.environ.clear()
            os.environ.update(before)


@contextlib.contextmanager
def list_of_fonts(kept: Path, own: Path) -> Iterator[None]:
    """Let a process have its own copy of matplotlib's list of fonts, and keep the one that it has made.

    One that is killed while it writes the list leaves a lock, on which every later one would wait and then warn.
    """
    _copy_fonts(kept, own)
    yield
    _copy_fonts(own, kept)


def _copy_fonts(here: Path, there: Path) -> None:
    """Copy matplotlib's lists of fonts whole; without them it looks for the fonts again."""
    there.mkdir(parents=True, exist_ok=True)
    for fonts in here.glob("fontlist*.json"):
        copy = there / fonts.name
        if not copy.exists() or copy.read_bytes() != fonts.read_bytes():
            write_whole(copy, fonts.read_bytes())


@contextlib.contextmanager
def ipc_kernels(folder: str, lock: int, waiting: Kernel | None) -> Iterator[type]:
    """Give the class by which papermill starts a kernel; at the end, end each that still runs.

    The kernel is reached by sockets in ``folder``: no port, no firewall, no clash. It holds the lock too:
    if this process is killed, the next run waits until the kernel has gone, a second or two later. With
    ``waiting``, that process becomes the kernel, instead of a new one.
    """
    with quick_import():  # here, because no other command needs this second
        from jupyter_client.manager import AsyncKernelManager

    class IpcKernelManager(AsyncKernelManager):
        def __init__(self, **options: Any) -> None:
            own = {"ip": str(Path(folder, "k")), "connection_file": str(Path(folder, "k.json"))}
            super().__init__(transport="ipc", **own, **options)
            managers.append(self)
            if waiting is not None:
                given = {"kernel_id": self.kernel_id, "kernel_spec": self.kernel_spec}
                self.provisioner = _provisioner_of(waiting)(**given, parent=self)

        async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]  # async there too
            # What a cell's programs print stands in the copy; a kernel repeats it here, millions of lines if need be.
            await super().start_kernel(pass_fds=(lock,), stdout=subprocess.DEVNULL, **options)

    managers: list[IpcKernelManager] = []
    try:
        yield IpcKernelManager
    finally:
        for manager in managers:
            _end(getattr(manager.provisioner, "process", None))


def _provisioner_of(waiting: Kernel) -> type[LocalProvisioner]:
    """Return the provisioner that lets a process which waits become the kernel."""
    from jupyter_client.provisioning import LocalProvisioner

    class WaitingProvisioner(LocalProvisioner):
        process: Any

        async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
            self.cwd = options.get("cwd") or Path.cwd()
            waiting.start(cmd, env=options["env"], cwd=str(self.cwd), pass_fds=options["pass_fds"])
            self.process, self.pid, self.pgid = waiting, waiting.pid, waiting.pid  # it leads its own group
            return self.connection_info

    return WaitingProvisioner


def parting() -> str:
    """Return a line that ends a kernel whose runner died while it was starting: later it watches by itself."""
    return f'None if __import__("os").getppid() == {os.getpid()} else __import__("os")._exit(1)'


def _end(kernel: Kernel | None) -> None:
    """End a kernel that still runs, as one does if this process was stopped while the kernel started."""
    if kernel is not None and kernel.poll() is None:
        kernel.kill()
        kernel.wait()
