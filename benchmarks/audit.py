"""Ask OSV which packages of requirements.lock have known vulnerabilities: `make audit`.

pip-audit says "No known vulnerabilities found" also where it could look nothing up, and ends with 0. So a
release with a fault that has been known for years is asked for first: where the service does not know that
one, its silence on ours would mean nothing, and the audit is said not to have been made.

Exit codes: 0 none known, 1 some are, 2 the audit could not be made.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVICE = "https://api.osv.dev/v1/query"
KNOWN = "jinja2==2.11.2"  # CVE-2020-28493, published in February 2021


class NotMade(Exception):
    """The audit could not be made; the message says why."""


def main() -> int:
    """Audit the lock and say in words what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lock", type=Path, default=ROOT / "requirements.lock", metavar="FILE")
    parser.add_argument("--osv", default=SERVICE, metavar="URL", help=f"OSV or a mirror (default: {SERVICE})")
    options = parser.parse_args()
    try:
        pinned = pins(options.lock.read_text(encoding="utf-8"))
        if not ask([KNOWN], options.osv):
            raise NotMade(f"it does not know that {KNOWN} is vulnerable, so its silence means nothing")
        found = ask(pinned, options.osv)
    except NotMade as error:
        print(
            f"The audit could not be made with {options.osv}: {error}.\n"
            "Whether the locked packages have known vulnerabilities is not known.\n"
            "Next: run it where that address can be reached, or name a mirror: make audit OSV=URL",
            file=sys.stderr,
        )
        return 2
    for package, vulnerability, fixed in found:
        print(f"{package}: {vulnerability}, {fixed}")
    print(f"{len(pinned)} packages looked up, {len(found)} known vulnerabilities.")
    return 1 if found else 0


def pins(lock: str) -> list[str]:
    """Return every package that a lock pins, for whatever system, as name==version."""
    found = re.findall(r"^([\w.-]+==[^\s;\\]+)", lock, re.MULTILINE)
    if not found:
        raise NotMade("the lock pins no package")
    return found


def ask(packages: list[str], service: str) -> list[tuple[str, str, str]]:
    """Return package, vulnerability and what to do for each that is known.

    Raises
    ------
    NotMade
        If the service does not answer, or does not answer for each of the packages.
    """
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder, "asked.txt")
        asked.write_text("\n".join(packages), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pip_audit", "--requirement", str(asked), "--no-deps", "--disable-pip",
             "--vulnerability-service", "osv", "--osv-url", service, "--format", "json", "--desc", "off",
             "--cache-dir", folder, "--progress-spinner", "off"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    try:
        answers = json.loads(done.stdout)["dependencies"]
    except ValueError:
        raise NotMade(reason(done.stderr)) from None
    missing = [f"{answer['name']} ({answer['skip_reason']})" for answer in answers if "skip_reason" in answer]
    if missing or len(answers) != len(packages):
        raise NotMade(f"{len(packages) - len(answers) + len(missing)} packages got no answer; {missing[:3]}")
    return [
        (
            f"{answer['name']} {answer['version']}",
            " = ".join([known["id"], *known["aliases"]]),
            f"mended in {', '.join(known['fix_versions'])}" if known["fix_versions"] else "not yet mended",
        )
        for answer in answers
        for known in answer["vulns"]
    ]


def reason(stderr: str) -> str:
    """Return why pip-audit gave up, without its traceback."""
    causes = re.findall(r"Caused by (\w+)", stderr)
    [*_, said] = ["pip-audit did not say why", *stderr.strip().splitlines()]
    return f"no answer ({causes[-1] if causes else said[:120]})"


if __name__ == "__main__":
    sys.exit(main())
