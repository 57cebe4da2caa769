"""`make test-spark` says what is missing before it begins."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def started(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "spark.py")],
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_java_it_is_said_what_brings_it(tmp_path: Path) -> None:
    done = started(tmp_path)

    assert done.returncode == 1
    assert "there is no «java» on the path" in done.stderr
    assert "openjdk-17-jre-headless" in done.stderr


def test_a_java_that_is_too_old_is_named(tmp_path: Path) -> None:
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
    java.chmod(0o755)

    done = started(tmp_path)

    assert (done.returncode, "11.0.2" in done.stderr) == (1, True)
