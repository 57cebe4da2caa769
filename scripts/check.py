#!/usr/bin/env python3
"""Everything that can be wrong without running the product: lint, format, types, contracts, migrations, translations."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import children
import setup

ROOT = setup.ROOT
BIN = setup.VENV / "bin"
ROOMS = ["engines", "core", "audit", "accounts", "casework", "surveys", "evidence", "remediation", "reports", "config"]
MANAGE = [str(setup.PYTHON), "manage.py"]
CHECKS = {
    "lint": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "types": [str(BIN / "mypy"), *ROOMS],
    "types of the scripts": [str(BIN / "mypy"), "scripts"],
    "import contracts": [str(BIN / "lint-imports")],
    "system check": [*MANAGE, "check", "--fail-level", "WARNING"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "translations": [*MANAGE, "missing_translations"],
}


def main() -> int:
    """Runs all of them, so that one run shows everything; 1 if any failed."""
    children.end_on_signals()
    children.adopt_orphans()
    failed = []
    try:
        setup.prepare("test")
        with tempfile.TemporaryDirectory(prefix="shirabe-check-") as folder:
            variables = {**os.environ, "VAR_DIR": folder, "INSECURE_LOOPBACK": "1"}
            for name, command in CHECKS.items():
                print(f"--- {name} ---", flush=True)
                begun = time.monotonic()
                if children.run(command, cwd=ROOT, env=variables):
                    failed.append(name)
                print(f"    {time.monotonic() - begun:.1f} s", flush=True)
    except setup.NotReady as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except children.Stopped:
        return 130
    if failed:
        print(f"\nNot as it should be: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
