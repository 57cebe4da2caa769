"""Preparing an installation: translations are there before anything reads them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
sys.path.insert(0, "scripts")
import prepare
from config import translations

def compile_all(locale):
    from django.utils.translation import trans_real
    print("read before:", sorted(trans_real._translations), trans_real._default)
    raise SystemExit(0)

translations.compile_all = compile_all
prepare.main()
"""


def test_no_translation_is_read_before_all_are_compiled() -> None:
    """A process reads them once: without this the first demo of a fresh clone speaks English and stores it."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "read before: [] None\n"
