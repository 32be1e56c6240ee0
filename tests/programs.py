"""Real spreadsheet programs, each run in a folder of its own and with a timeout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import uuid4

import pytest

NODE = Path(__file__).with_name("node")
"""Where the packages of npm are, and the scripts that drive them."""

TIMEOUT = 120
"""Seconds that a program may take before it counts as hanging."""

JOB = 5
"""Seconds that each of many jobs adds."""


def program(name: str) -> str:
    """Path of a program; without it the test is skipped, or fails where programs are required."""
    found = shutil.which(name)
    if found is None:
        missing(f"{name} is not installed")
    return str(found)


def missing(what: str) -> None:
    """Skip a test for want of a program, or fail it where programs are required."""
    if os.environ.get("SHEETREVIEW_REQUIRE_PROGRAMS") == "1":
        pytest.fail(what)
    pytest.skip(what)


def run(*command: str) -> str:
    """Run a program to its end; what it printed. A program that fails or hangs fails the test."""
    done = subprocess.run(
        command, capture_output=True, timeout=TIMEOUT, check=False, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"{command[0]} failed: {done.stdout}{done.stderr}"
    return done.stdout


def soffice_command(profile: Path) -> list[str]:
    """LibreOffice without windows, with a profile of its own."""
    options = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"]
    return [program("soffice"), f"-env:UserInstallation={profile.as_uri()}", *options]


def libreoffice(source: Path, folder: Path, kind: str) -> Path:
    """A file as LibreOffice saves it in another format, under the same name."""
    out = folder / "out"
    run(*soffice_command(folder / "profile"), "--convert-to", kind, "--outdir", str(out), str(source))
    return out / f"{source.stem}.{kind.partition(':')[0]}"


def edit_in_libreoffice(jobs: Sequence[Mapping[str, object]], folder: Path) -> list[dict[str, str]]:
    """Run editing jobs (see ``uno_edit.py``) in one LibreOffice; the shown cells of each."""
    python = "/usr/bin/python3"
    known = subprocess.run([python, "-c", "import uno"], capture_output=True, check=False, timeout=TIMEOUT)
    if known.returncode:
        missing("the UNO bridge of LibreOffice (python3-uno) is not installed")
    command = [python, str(Path(__file__).with_name("uno_edit.py"))]
    limit = TIMEOUT + JOB * len(jobs)
    order = json.dumps([soffice_command(folder / "profile"), f"sheetreview-{uuid4().hex}", jobs])
    done = subprocess.run(command, input=order, capture_output=True, timeout=limit, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def node(script: str, jobs: Sequence[Mapping[str, object]]) -> None:
    """Run editing jobs through a script of ``tests/node`` in one process."""
    if not (NODE / "node_modules").is_dir():
        missing("the packages of tests/node are not installed (run npm ci there)")
    command = [program("node"), str(NODE / script)]
    order, limit = json.dumps(jobs), TIMEOUT + JOB * len(jobs)
    done = subprocess.run(command, input=order, capture_output=True, timeout=limit, text=True, check=False, cwd=NODE)
    assert done.returncode == 0, done.stderr


def gnumeric(source: Path, target: Path, *options: str) -> Path:
    """A file as Gnumeric saves it after calculating everything anew; the target's ending says the format."""
    run(program("ssconvert"), "--recalc", *options, str(source), str(target))
    return target
