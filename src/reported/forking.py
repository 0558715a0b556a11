"""Run notebooks in processes forked from one that has the libraries loaded.

Loading papermill, pandas and the others takes longer than most cells. The first run starts a process
that loads them once and waits on a socket in ``build/staging``; each run asks it for a fork, which
runs the notebook, and whose kernel is a fork again. So every notebook still has a process of its own,
with this project's own code read afresh. The process ends two seconds after the last run; where
there is none to be had, a run starts a plain kernel, which gives the same bytes.

Forking without ``exec`` is safe only while a process has one thread; nothing here starts another
before the fork. It is used on Linux alone: macOS's own libraries do not allow it.
"""

from __future__ import annotations

import builtins
import contextlib
import fcntl
import gc
import hashlib
import importlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

from reported import run
from reported.importing import quick_import
from reported.kernels import list_of_fonts, quiet_surroundings
from reported.run import NotStarted, Places, RunError

IDLE_SECONDS = 2  # after the last run; between two notebooks of one make it takes a moment
REQUEST_SECONDS = 10  # for a request to arrive whole
LOADED_FOR_RUNS = ("papermill", "jupyter_client.manager", "nbformat", "ipykernel.kernelapp")
OWN_ROOMS = ("charts", "maps", "agreement", "findings", "briefing", "site.inputs")  # load the libraries
LENGTH_BYTES = 8
FONTS = "fonts-of-libraries"
LAUNCHER = "ipykernel_launcher"
STANDARD_STREAMS = (0, 1, 2)
STARTED = {"started": True}
KINDS = {kind.__name__: kind for kind in (RunError, NotStarted)}


def run_notebook(source: Path, places: Places, parameters: Mapping[str, object]) -> Path:
    """Execute a notebook as `reported.run.run_notebook` does, in a fork where one is to be had."""
    source = Path(source).absolute()
    request = {
        "source": str(source),
        "root": str(places.root),
        "out": places.out,
        "parameters": dict(parameters),
        "variables": dict(os.environ),
        "folder": str(Path.cwd()),
    }
    answer = _asked(places, request)
    if answer is None:
        return run.run_notebook(source, places, parameters)
    if answer:
        raise KINDS[answer["kind"]](answer["error"])
    return places.executed(source.stem)


class ForkedKernel:
    """A kernel's process, forked before the run starts any thread, that waits to be told what to be.

    It has of `subprocess.Popen` what jupyter_client's provisioner asks for.
    """

    stdin = stdout = stderr = None

    def __init__(self, closing: socket.socket) -> None:
        self._ours, theirs = socket.socketpair()
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            self._ours.close()
            closing.close()  # the run's own connection, whose end must be the run's end
            _be_kernel(theirs)
        theirs.close()

    def start(self, command: list[str], *, env: Mapping, cwd: str, pass_fds: tuple[int, ...] = ()) -> None:
        """Let it become the kernel that the command would start."""
        arguments = [*command[command.index(LAUNCHER) + 1 :], f"--IPKernelApp.parent_handle={os.getpid()}"]
        _send(self._ours, {"arguments": arguments, "env": dict(env), "cwd": str(cwd)}, pass_fds)
        self._ours.close()

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._reap(os.WNOHANG)

    def wait(self) -> int:
        """Wait for its end and return the exit code."""
        while (code := self._reap(0)) is None:
            pass
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def _reap(self, how: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, how)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode


def _be_kernel(told: socket.socket) -> NoReturn:
    """Wait for what to be, then be that kernel until its end."""
    try:
        request, kept = _receive(told)
        told.close()
        if request is None:
            os._exit(0)  # the run ended before it needed a kernel
        os.setsid()
        os.chdir(request["cwd"])
        _surround(request["env"])
        for descriptor in kept:
            os.set_inheritable(descriptor, True)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)  # as in a plain one: what a cell prints stands in the copy
        import ipykernel_launcher  # type: ignore[import-untyped]
        from ipykernel.kernelapp import IPKernelApp

        sys.argv = [ipykernel_launcher.__file__, *request["arguments"]]

        IPKernelApp.launch_instance()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def _asked(places: Places, request: Mapping) -> dict[str, str] | None:
    """Return what a fork says of its run: what went wrong, if anything; None if there is no fork to be had."""
    connection = _connection(places)
    if connection is None:
        return None
    with connection, _passing_on_signals(connection) as stops:
        answers: list[dict | None] = []
        with contextlib.suppress(OSError):
            _send(connection, request, _standard_streams())
            answers += [_receive(connection)[0]]
            answers += [_receive(connection)[0]] if answers[0] == STARTED else []
    if stops:
        raise stops[0]
    killed = "its process was killed; run it again. Earlier outputs are whole."
    match answers:
        case [{"started": True}, dict() as answer]:
            return answer
        case [{"started": True}, *_]:
            return {"kind": "RunError", "error": f"{Path(request['source']).stem}: {killed}"}
    return None


def _connection(places: Places) -> socket.socket | None:
    """Return a connection to this project's process with the libraries, started if need be, or None."""
    if sys.platform != "linux":
        return None
    folder = places.root / "build" / "staging"
    connection = socket.socket(socket.AF_UNIX)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder), _short(folder) as near:
            address = f"{near}/{_name()}"
            try:
                connection.connect(address)
            except (FileNotFoundError, ConnectionRefusedError):
                _start(places, address)
                connection.connect(address)
    except OSError:  # no lock, no socket or no process to be had in this folder
        connection.close()
        return None
    return connection


def _name() -> str:
    """Return the socket's name: another interpreter, or another search path, has another process."""
    own = "\n".join([sys.executable, sys.prefix, os.environ.get("PYTHONPATH", ""), str(IDLE_SECONDS)])
    return f"libraries-{hashlib.sha256(own.encode()).hexdigest()[:12]}"


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process at a time start, reach or end the process with the libraries."""
    with (folder / ".libraries.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _short(folder: Path) -> Iterator[str]:
    """Give a name of the folder that is short enough for a socket's address, wherever the project lies."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)


def _start(places: Places, address: str) -> None:
    """Start the process; requests wait in the socket until it has loaded the libraries."""
    Path(address).unlink(missing_ok=True)  # of one that was killed
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(64)
        subprocess.Popen(
            [sys.executable, "-P", "-m", __name__, str(listener.fileno()), str(IDLE_SECONDS)],
            pass_fds=[listener.fileno()],
            env=quiet_surroundings(places.root / "build" / "cache" / FONTS),
            cwd=places.root / "build" / "staging",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def _standard_streams() -> list[int]:
    """Return this process's own streams, with the null device for one that is closed."""
    streams = []
    for descriptor in STANDARD_STREAMS:
        try:
            os.fstat(descriptor)
            streams.append(descriptor)
        except OSError:
            streams.append(os.open(os.devnull, os.O_RDWR))
    return streams


@contextlib.contextmanager
def _passing_on_signals(connection: socket.socket) -> Iterator[list[BaseException]]:
    """On a request to end, ask the fork to end and go on waiting for it; give what was asked for."""
    received: list[BaseException] = []
    before: dict[int, Any] = {}

    def pass_on(number: int, frame: object) -> None:
        try:
            before[number](number, frame)
        except BaseException as stop:  # what the handler in force would have raised here
            received.append(stop)
        connection.shutdown(socket.SHUT_WR)

    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if callable(signal.getsignal(signum)):
            before[signum] = signal.signal(signum, pass_on)
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _send(connection: socket.socket, message: Mapping, descriptors: list[int] | tuple[int, ...] = ()) -> None:
    """Send a message with its length before it, and descriptors with its first bytes."""
    content = json.dumps(message).encode()
    content = len(content).to_bytes(LENGTH_BYTES, "big") + content
    sent = socket.send_fds(connection, [content], list(descriptors)) if descriptors else 0
    if sent < len(content):  # to send nothing is a fault too, once the other end has read all and closed
        connection.sendall(content[sent:])


def _receive(connection: socket.socket) -> tuple[dict | None, list[int]]:
    """Return a message and its descriptors, or no message if the other end has gone."""
    length, descriptors, _, _ = socket.recv_fds(connection, LENGTH_BYTES, len(STANDARD_STREAMS))
    content = b""
    while len(length) == LENGTH_BYTES and len(content) < int.from_bytes(length, "big"):
        more = connection.recv(int.from_bytes(length, "big") - len(content))
        if not more:
            return None, list(descriptors)
        content += more
    return (json.loads(content) if content else None), list(descriptors)


def _surround(variables: Mapping[str, str]) -> None:
    """Take over another process's environment variables."""
    os.environ.clear()
    os.environ.update(variables)
    time.tzset()


def _serve(listener: socket.socket, idle: float) -> None:
    """Load the libraries, fork a run for each request, and end when there is none for a while."""
    cache = Path.cwd().parent / "cache"  # this process stands in build/staging
    shutil.rmtree(cache / FONTS, ignore_errors=True)  # of one that was killed
    with list_of_fonts(cache / "matplotlib", cache / FONTS):
        _load()
    shutil.rmtree(cache / FONTS)
    address = Path(listener.getsockname()).name
    while True:
        if select.select([listener], [], [], idle)[0]:
            connection, _ = listener.accept()
            _fork_run(connection, listener)
        elif not _has_children():
            with _locked(Path()):  # whoever holds it is about to connect
                if not select.select([listener], [], [], 0)[0]:
                    Path(address).unlink(missing_ok=True)
                    return


def _load() -> None:
    """Import the libraries by importing what of our own uses them, and forget our own again."""
    with quick_import():
        for name in LOADED_FOR_RUNS:
            importlib.import_module(name)
    vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=None)  # by which pandas knows a kernel
    for room in OWN_ROOMS:
        with contextlib.suppress(Exception):  # a fault in our code is told by the run that meets it
            importlib.import_module(f"reported.{room}")
    del vars(builtins)["get_ipython"]
    for name in [name for name in sys.modules if name.partition(".")[0] == "reported"]:
        del sys.modules[name]
    gc.freeze()


def _has_children() -> bool:
    """Take note of the runs that have ended, and say whether one goes on."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def _fork_run(connection: socket.socket, listener: socket.socket) -> None:
    """Fork a run; from then on it alone holds the connection, so that its end is the run's end."""
    with connection:
        connection.settimeout(REQUEST_SECONDS)
        try:
            request, streams = _receive(connection)
        except (OSError, ValueError):
            return
        connection.settimeout(None)
        if request is not None and os.fork() == 0:
            listener.close()
            _be_run(connection, request, streams)
        for descriptor in streams:
            os.close(descriptor)


def _be_run(connection: socket.socket, request: Mapping, streams: list[int]) -> NoReturn:
    """Run the notebook that was asked for, answer, and end."""
    code = 1
    try:
        for number, descriptor in zip(STANDARD_STREAMS, streams, strict=True):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.chdir(request["folder"])
        _surround(request["variables"])
        _end_with(connection)
        _send(connection, STARTED)
        answer = _answer(request, connection)
        with contextlib.suppress(BrokenPipeError):  # whoever asked was killed
            _send(connection, answer)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _end_with(connection: socket.socket) -> None:
    """Ask the system for SIGTERM when the other end closes: its process has ended, or wants this one to."""
    fcntl.fcntl(connection, fcntl.F_SETSIG, signal.SIGTERM)
    fcntl.fcntl(connection, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(connection, fcntl.F_SETFL, fcntl.fcntl(connection, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([connection], [], [], 0)[0]:  # it had closed before
        os.kill(os.getpid(), signal.SIGTERM)


def _answer(request: Mapping, connection: socket.socket) -> dict[str, str]:
    """Run the notebook in this process and a kernel forked from it; return what went wrong, if anything."""
    from reported.forking import ForkedKernel
    from reported.run import Places, RunError, run_notebook
    from reported.stopping import stoppable  # our own code, read afresh in each fork

    kernel = ForkedKernel(connection)
    places = Places(Path(request["root"]), request["out"])
    try:
        with stoppable():
            run_notebook(Path(request["source"]), places, request["parameters"], kernel=kernel)
    except RunError as error:
        return {"kind": type(error).__name__, "error": str(error)}
    except KeyboardInterrupt:
        return {"kind": "RunError", "error": f"{Path(request['source']).stem}: stopped"}
    return {}


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])), float(sys.argv[2]))
