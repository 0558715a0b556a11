"""What is installed is what was locked, its licences are known, and an audit that found nothing has looked."""

import base64
import hashlib
import http.server
import importlib.metadata
import importlib.util
import json
import re
import subprocess
import sys
import threading
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
UV = Path(sys.prefix, "bin", "uv")
# Between two packages of the lock.
NEXT = re.compile(r"^(?=[\w.-]+==)", re.MULTILINE)


def benchmark(name):
    """Return a module of the folder benchmarks, which is no package."""
    found = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    found.loader.exec_module(module)
    return module


licences = benchmark("licences")


def makefile():
    """Return the Makefile with its long lines in one."""
    return (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")


class TestLock:
    def test_every_package_is_pinned_to_one_version_and_at_least_one_hash(self):
        [head, *packages] = NEXT.split(LOCK.read_text(encoding="utf-8"))
        assert head == ""
        assert len(packages) > 200
        pinned = re.compile(
            r"[\w.-]+==[\w.]+(?: ; [^\\\n]+?)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+"
        )
        assert [package for package in packages if not pinned.match(package)] == []

    def test_nothing_but_pins_hashes_and_reasons_stands_in_it(self):
        known = re.compile(r"[\w.-]+==|    --hash=sha256:|    #")
        assert [line for line in LOCK.read_text(encoding="utf-8").splitlines() if not known.match(line)] == []

    def test_every_direct_dependency_of_the_project_is_in_it(self):
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        project = tomllib.loads(text)
        wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
        locked = {package.name for package in licences.read_lock(LOCK.read_text(encoding="utf-8"))}
        assert {licences.plain(name) for name in wanted} - locked == set()


class TestInstall:
    def test_every_command_that_installs_checks_hashes_or_installs_only_our_own_package(self):
        commands = [
            line for line in makefile().splitlines() if re.search(r"\bpip (install|sync|download)\b", line)
        ]
        own = [line for line in commands if "--editable ." in line]
        assert (len(commands), len(own)) == (3, 1)
        assert all("--no-deps" in line and "--offline" in line for line in own)
        assert all("--require-hashes" in line for line in commands if line not in own)

    @pytest.mark.parametrize("right", [True, False])
    def test_uv_installs_a_package_only_with_the_hash_of_the_lock(self, tmp_path, right):
        wheel = make_wheel(tmp_path)
        checksum = hashlib.sha256(wheel.read_bytes() if right else b"another file").hexdigest()
        lock = tmp_path / "requirements.lock"
        lock.write_text(f"lockedthing==1.0 \\\n    --hash=sha256:{checksum}\n")
        [flags] = re.findall(r"\$\(UV\) pip sync --python \S+ (.*) requirements.lock", makefile())
        done = subprocess.run(
            [UV, "pip", "sync", *flags.split(), lock, "--target", tmp_path / "into", "--offline",
             "--no-index", "--find-links", tmp_path, "--cache-dir", tmp_path / "cache",
             "--python", sys.executable],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode == 0) is right, done.stderr
        assert (tmp_path / "into/lockedthing.py").exists() is right
        assert ("Hash mismatch" in done.stderr) is not right


def make_wheel(folder):
    """Make the smallest wheel that there can be."""
    files = {
        "lockedthing.py": "",
        "lockedthing-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: lockedthing\nVersion: 1.0\n",
        "lockedthing-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{name},sha256={record_hash(text)},{len(text)}" for name, text in files.items()]
    files["lockedthing-1.0.dist-info/RECORD"] = "\n".join([*record, "lockedthing-1.0.dist-info/RECORD,,", ""])
    wheel = folder / "lockedthing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return wheel


def record_hash(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def listed():
    """Version and licence of each package on the page."""
    rows = re.findall(r"^\| ([\w.-]+) \| (\d\S*) \| (.+) \|$", licences.PAGE.read_text("utf-8"), re.MULTILINE)
    return {name: (version, said) for name, version, said in rows}


@pytest.fixture(scope="module")
def locked():
    """What the lock pins."""
    return licences.read_lock(LOCK.read_text(encoding="utf-8"))


class TestLicences:
    def test_the_list_has_every_package_of_the_lock_in_its_version_and_no_other(self, listed, locked):
        assert {name: version for name, (version, _) in listed.items()} == {
            package.name: package.version for package in locked
        }

    def test_the_page_is_as_make_licences_writes_it(self, locked):
        assert licences.page(locked, licences.known_licences()) == licences.PAGE.read_text(encoding="utf-8")

    def test_no_licence_is_unknown(self, listed, locked):
        known = licences.known_licences()
        assert [package.name for package in locked if not known.get(package.name)] == []
        assert [name for name, (_, said) in listed.items() if "UNKNOWN" in said] == []

    def test_only_what_some_system_or_python_can_do_without_is_known_from_elsewhere(self, locked):
        assert {package.name for package in locked if package.marker} >= licences.ELSEWHERE.keys()

    def test_packages_installed_here_have_the_version_of_the_list(self, listed):
        here = {
            licences.plain(found.metadata["Name"]): found.version
            for found in importlib.metadata.distributions()
        }
        of_the_list = {name: version for name, (version, _) in listed.items() if name in here}
        assert len(of_the_list) > 200
        assert {name: here[name] for name in of_the_list} == of_the_list

    @pytest.mark.parametrize(
        "said, licence",
        [
            (("MIT", "anything", "BSD License"), "MIT"),
            (("UNKNOWN", "Apache 2.0", "BSD License"), "Apache-2.0"),
            (("UNKNOWN", "Copyright (c) 2019\nAll rights", "BSD License"), "BSD License"),
            (("UNKNOWN", "UNKNOWN", "UNKNOWN"), ""),
        ],
    )
    def test_the_most_exact_of_what_a_package_says_is_taken(self, said, licence):
        names = ("License-Expression", "License-Metadata", "License-Classifier")
        assert licences.licence({"Name": "some-thing", **dict(zip(names, said, strict=True))}) == licence

    def test_what_a_build_needs_through_another_package_counts_as_needed(self):
        lock = (
            "a==1 \\\n    --hash=sha256:0\n    # via reported (pyproject.toml)\n"
            "b==1 ; os_name == 'nt' \\\n    --hash=sha256:0\n    # via\n    #   a\n    #   t\n"
            "t==1 \\\n    --hash=sha256:0\n    # via reported (pyproject.toml:dev)\n"
        )
        locked = licences.read_lock(lock)
        assert [(package.name, package.marker) for package in locked] == [
            ("a", ""),
            ("b", "os_name == 'nt'"),
            ("t", ""),
        ]
        assert licences.run_time(locked) == {"a", "b"}


class TestAudit:
    """Against a service on this machine that answers as OSV does."""

    KNOWN = ("jinja2", "2.11.2")

    @pytest.fixture
    def service(self):
        """Start a service that knows the vulnerable releases put into its set; yield set and address."""
        vulnerable = set()

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                key = (asked["package"]["name"], asked["version"])
                found = [{"id": "PYSEC-1", "affected": [], "aliases": ["CVE-1"]}] if key in vulnerable else []
                body = json.dumps({"vulns": found} if found else {}).encode()
                self.send_response(200 if "broken" not in vulnerable else 500)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield vulnerable, f"http://127.0.0.1:{server.server_port}/v1/query"
            server.shutdown()

    @pytest.fixture
    def audit(self, tmp_path):
        """Return a function that audits a lock of two packages, one of them for another system."""
        lock = tmp_path / "requirements.lock"
        lock.write_text(
            "one==1.0 \\\n    --hash=sha256:0\ntwo==2.0 ; os_name == 'nt' \\\n    --hash=sha256:0\n"
        )

        def run(address):
            command = [sys.executable, ROOT / "benchmarks/audit.py", "--lock", lock, "--osv", address]
            return subprocess.run(command, capture_output=True, text=True, check=False)

        return run

    def test_nothing_known_is_said_only_of_packages_that_were_looked_up(self, service, audit):
        vulnerable, address = service
        vulnerable.add(self.KNOWN)
        done = audit(address)
        assert (done.returncode, done.stdout) == (0, "2 packages looked up, 0 known vulnerabilities.\n")

    def test_a_known_vulnerability_fails_and_is_named_also_for_another_system(self, service, audit):
        vulnerable, address = service
        vulnerable.update({self.KNOWN, ("two", "2.0")})
        done = audit(address)
        assert done.returncode == 1
        assert done.stdout.startswith("two 2.0: PYSEC-1 = CVE-1, not yet mended\n")

    @pytest.mark.parametrize("fault", ["knows nothing", "broken", "not there"])
    def test_an_audit_that_could_not_look_is_no_good_news(self, service, audit, fault):
        vulnerable, address = service
        vulnerable.update({self.KNOWN, "broken"} if fault == "broken" else set())
        done = audit("http://127.0.0.1:9/" if fault == "not there" else address)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("The audit could not be made with http://127.0.0.1:")
        assert "is not known.\nNext: " in done.stderr
        assert "Traceback" not in done.stderr
