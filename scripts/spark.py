#!/usr/bin/env python3
"""Every test that goes through the columnar door, once on DuckDB and once on Spark. `make test-spark` starts this.

SPARK_TESTS names files or folders, when part of them will do.

Standard library only. Spark gets an environment of its own, .venv-spark, so that the project's stays as small as it is;
SPARK_PYTHON names another one that has requirements-dev.txt and requirements-spark.txt already. Says exactly what is
missing and what brings it.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import children
from setup import ROOT, NotReady

VENV = ROOT / ".venv-spark"
REQUIREMENTS = [ROOT / "requirements-dev.txt", ROOT / "requirements-spark.txt"]
OLDEST_JAVA = 17
JAVA = "On Debian or Ubuntu: apt-get install openjdk-17-jre-headless"
BOTH = ["-m", "tests.engines.columnar.both"]


def check_java() -> None:
    """NotReady without a Java that Spark can use."""
    java = shutil.which("java")
    if java is None:
        raise NotReady(f"Spark needs Java {OLDEST_JAVA} or newer; there is no «java» on the path.\n{JAVA}")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    if found is None or int(found[1]) < OLDEST_JAVA:
        first = said.splitlines()[0] if said else "nothing"
        raise NotReady(f"Spark needs Java {OLDEST_JAVA} or newer; «java -version» says: {first}\n{JAVA}")


def python_with_spark() -> str:
    """The Python of the environment, which is made when it is not there or no longer fits."""
    if given := os.environ.get("SPARK_PYTHON"):
        return given
    python, stamp = VENV / "bin" / "python", VENV / "stamp"
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in REQUIREMENTS)).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"spark: preparing {VENV.name} (pyspark alone is some 400 MB)", flush=True)
        named = [word for path in REQUIREMENTS for word in ("-r", str(path))]
        steps = [
            [sys.executable, "-m", "venv", str(VENV)],
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *named],
        ]
        for step in steps:
            if children.run(step, cwd=ROOT):
                raise NotReady(
                    f"This failed: {' '.join(step)}\nIt needs the network, or PIP_FIND_LINKS with the files."
                )
        stamp.write_text(wanted)
    return str(python)


def main(arguments: list[str]) -> int:
    """The exit code of pytest; 1 with a sentence when something is missing."""
    children.end_on_signals()
    children.adopt_orphans()
    try:
        check_java()
        python = python_with_spark()
    except NotReady as missing:
        print(f"\n{missing}", file=sys.stderr)
        return 1
    wanted = arguments or os.environ.get("SPARK_TESTS", "").split()
    return children.run([python, *BOTH, *wanted], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
