"""The examples in a real database, loaded once for all tests of a file and taken out again afterwards."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command

from config.casefolder.folder import CaseFolder
from config.casefolder.importing import import_case
from core import append_only
from core.actor import Actor

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
sys.path.insert(0, str(EXAMPLES))

import generate  # noqa: E402 -- examples/ is a folder of scripts, put on the path above


def empty_database() -> None:
    """What an empty installation holds: nothing, append-only tables included."""
    with append_only.suspended():
        call_command("flush", interactive=False, verbosity=0)


def load_example(name: str, folder: Path) -> None:
    """Through the importer that `case_import` and `demo` use."""
    generate.generate(EXAMPLES / name, folder / name)
    import_case(CaseFolder(folder / name), by=Actor.system(), say=lambda _sentence: None)


@contextmanager
def examples(blocker: Any, folder: Path, *names: str) -> Iterator[None]:
    """Committed data that several tests read; each test's own changes are rolled back as usual."""
    with blocker.unblock():
        try:
            for name in names:
                load_example(name, folder)
            yield
        finally:
            empty_database()


def document(name: str, *args: str) -> Any:
    """The JSON that a command prints."""
    out = io.StringIO()
    call_command(name, *args, "--json", stdout=out)
    return json.loads(out.getvalue())
