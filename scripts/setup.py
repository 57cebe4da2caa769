#!/usr/bin/env python3
"""Make this checkout ready: system packages and the virtual environment. `python3 scripts/setup.py run|test`.

Standard library only. Says what it does, does nothing twice: a stamp in .venv remembers what was installed.
"""

from __future__ import annotations

import ctypes.util
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import children

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
REQUIREMENTS = {"run": "requirements.txt", "test": "requirements-dev.txt"}
POLICY = Path("/usr/sbin/policy-rc.d")


class NotReady(Exception):  # noqa: N818 -- a state to mend, said to the user
    """What is missing and what to do about it."""


def say(line: str) -> None:
    print(f"setup: {line}", flush=True)


# --- system packages: a probe for the thing itself, and the Debian and Ubuntu package that brings it


def library(name: str) -> Callable[[], bool]:
    """A probe for a shared library."""
    return lambda: ctypes.util.find_library(name) is not None


def program(*names: str) -> Callable[[], bool]:
    """A probe for any of the programs."""
    return lambda: find_program(*names) is not None


def find_program(*names: str) -> str | None:
    """The path of the first program found, also in the version folders of Debian's PostgreSQL."""
    for name in names:
        found = shutil.which(name)
        if found:
            return found
        newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: float(p.parts[4]))
        if newest:
            return str(newest[-1])
    return None


def japanese_font() -> bool:
    """Whether Noto Sans CJK is installed: the only common font with every sign of Japanese names."""
    folders = ("/usr/share/fonts", "/usr/local/share/fonts", str(Path.home() / ".local/share/fonts"))
    return any(any(Path(folder).rglob("NotoSansCJK*")) for folder in folders if Path(folder).is_dir())


def venv_module() -> bool:
    """Whether a virtual environment can be made or is there."""
    return VENV.is_dir() or can_import("ensurepip")


def can_import(name: str) -> bool:
    """Whether this Python has the module."""
    return (
        subprocess.run([sys.executable, "-c", f"import {name}"], stderr=subprocess.DEVNULL, check=False).returncode == 0
    )


NEEDS: dict[str, list[tuple[str, Callable[[], bool]]]] = {
    "run": [
        ("python3-venv", venv_module),
        ("libpango-1.0-0", library("pango-1.0")),
        ("libpangoft2-1.0-0", library("pangoft2-1.0")),
        ("libharfbuzz-subset0", library("harfbuzz-subset")),
        ("fonts-noto-cjk", japanese_font),
    ],
    "test": [
        ("postgresql", program("initdb")),
        ("redis-server", program("redis-server")),
        ("poppler-utils", program("pdftotext")),
        ("chromium", program("chromium", "chromium-browser", "google-chrome")),
    ],
}


def is_ubuntu() -> bool:
    """Ubuntu differs from Debian in how it brings Chromium."""
    release = Path("/etc/os-release")
    return release.exists() and "ID=ubuntu" in release.read_text(encoding="utf-8").split()


def missing_packages(level: str) -> list[str]:
    """The Debian names of what the probes did not find."""
    needs = NEEDS["run"] + (NEEDS["test"] if level == "test" else [])
    missing = [package for package, is_there in needs if not is_there()]
    if "chromium" in missing and is_ubuntu():
        missing.remove("chromium")  # Ubuntu's package only fetches a snap; Playwright brings its own, see below
    return missing


def install_packages(packages: list[str]) -> None:
    """As root or with a sudo that asks nothing; else NotReady names the command."""
    names = " ".join(packages)
    command = f"apt-get update && apt-get install -y --no-install-recommends {names}"
    if not shutil.which("apt-get"):
        raise NotReady(
            f"These parts of the system are missing (named as in Debian): {names}.\n"
            "Install what your system calls them, then start again."
        )
    prefix: list[str] = []
    if os.geteuid() != 0:
        prefix = ["sudo", "-n"]
        if not shutil.which("sudo") or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
            raise NotReady(
                f"These system packages are missing: {names}.\n"
                f"Ask an administrator to run, or run as root:\n\n    {command}\n\nThen start again."
            )
    say(f"installing system packages: {names}")
    quiet = tempfile.NamedTemporaryFile(prefix="shirabe-apt-", suffix=".log", delete=False)  # noqa: SIM115 -- kept when it fails
    environment = {"DEBIAN_FRONTEND": "noninteractive"}
    words = [*prefix, "env", *[f"{name}={value}" for name, value in environment.items()], "apt-get"]
    holds_services = hold_services(prefix, packages)
    try:
        for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            if children.run([*words, *step], stdout=quiet, stderr=subprocess.STDOUT):
                tail = Path(quiet.name).read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
                raise NotReady("\n".join([*tail, "", f"This failed: {command}"]))
    finally:
        quiet.close()
        if holds_services:
            subprocess.run([*prefix, "rm", "-f", str(POLICY)], check=False)
    Path(quiet.name).unlink()


def hold_services(prefix: list[str], packages: list[str]) -> bool:
    """The tests start their own private servers: installing the programs need not start the system's."""
    if POLICY.exists() or not {"postgresql", "redis-server"} & set(packages):
        return False
    script = f"printf '#!/bin/sh\\nexit 101\\n' >{POLICY} && chmod 755 {POLICY}"
    return subprocess.run([*prefix, "sh", "-c", script], check=False).returncode == 0


# --- the virtual environment


def fingerprint(level: str) -> str:
    """Changes when the locked requirements or the Python change."""
    digest = hashlib.sha256(sys.version.encode())
    digest.update((ROOT / REQUIREMENTS[level]).read_bytes())
    return digest.hexdigest()


def stamp(level: str) -> Path:
    """The file that remembers what was installed."""
    return VENV / f".installed-{level}"


def is_installed(level: str) -> bool:
    """Whether .venv holds this level; the test level holds the run level too."""
    return PYTHON.exists() and any(
        stamp(name).exists() and stamp(name).read_text(encoding="ascii") == fingerprint(name)
        for name in ((level,) if level == "test" else ("run", "test"))
    )


def make_environment() -> None:
    """Make .venv unless it is there for this very Python."""
    if PYTHON.exists():
        ask = "import sys; print(*sys.version_info[:2])"
        answer = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, text=True, check=False).stdout.split()
        if answer == [str(part) for part in sys.version_info[:2]]:
            return
        say("the virtual environment belongs to another Python: making it anew")
    else:
        say("making the virtual environment .venv")
    if children.run([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        raise NotReady("The virtual environment could not be made; the reason stands above.")


def install_requirements(level: str) -> None:
    """Install exactly what is locked."""
    say(f"installing {REQUIREMENTS[level]} (the hash of every file is checked)")
    for old in ("run", "test"):
        stamp(old).unlink(missing_ok=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if os.geteuid() == 0:
        pip.append("--root-user-action=ignore")
    if children.run([*pip, "--require-hashes", "--requirement", REQUIREMENTS[level]], cwd=ROOT):
        raise NotReady("The packages could not be installed; the reason stands above. Starting again continues.")
    stamp(level).write_text(fingerprint(level), encoding="ascii")


def install_browser() -> None:
    """Where the system has no Chromium package (Ubuntu), Playwright fetches its own. Without one, journeys are skipped."""
    if find_program("chromium", "chromium-browser", "google-chrome") or not is_ubuntu():
        return
    marker = VENV / ".browser"
    if marker.exists():
        return
    say("fetching Chromium for the browser journeys")
    with_system_parts = ["--with-deps"] if os.geteuid() == 0 else []
    command = [str(PYTHON), "-m", "playwright", "install", *with_system_parts, "chromium"]
    if children.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        say(f"Chromium could not be fetched ({' '.join(command[1:])}); the browser journeys are skipped")
    else:
        marker.touch()


def prepare(level: str) -> None:
    """Everything `level` needs is there when this returns. Raises NotReady with what to do."""
    if sys.version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise NotReady(
            f"Python {wanted} or newer is needed; this is {sys.version.split()[0]}. PYTHON=python{wanted} make … names another."
        )
    with Path(__file__).open(encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands at once: the second waits and finds the work done
        missing = missing_packages(level)
        if missing:
            install_packages(missing)
        if not is_installed(level):
            begun = time.monotonic()
            make_environment()
            install_requirements(level)
            say(f"done in {time.monotonic() - begun:.0f} s")
        if level == "test":
            install_browser()


def main(level: str = "run") -> int:
    """The command line."""
    children.end_on_signals()
    if level not in REQUIREMENTS:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        prepare(level)
    except NotReady as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except children.Stopped:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
