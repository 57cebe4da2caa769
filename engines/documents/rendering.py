"""The parent's side: packs the order, starts the child, waits no longer than agreed."""

import base64
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from engines.documents.errors import DocumentError
from engines.documents.fonts import font_directories, fontconfig

_ROOT = Path(__file__).resolve().parents[2]
_MEGABYTE = 1024 * 1024
_REFUSED = 3


@dataclass(frozen=True)
class DocumentLimits:
    """Of one document. Bytes, pages and seconds."""

    input_bytes: int = 60 * _MEGABYTE
    memory_bytes: int = 3072 * _MEGABYTE
    pages: int = 1_000


@dataclass(frozen=True)
class Attached:
    """A file inside the PDF, such as the data behind its tables."""

    name: str
    data: bytes = field(repr=False)
    description: str = ""
    relationship: str = "Data"


def render_pdf(
    *,
    html: str,
    css: Sequence[str] = (),
    assets: Mapping[str, bytes] | None = None,
    attachments: Sequence[Attached] = (),
    title: str,
    language: str,
    created: datetime,
    author: str = "",
    variant: str | None = "pdf/a-3u",
    tags: bool = True,
    fonts: Sequence[Path] | None = None,
    limits: DocumentLimits | None = None,
    timeout: int = 300,
) -> bytes:
    """A whole HTML document as PDF/A with tags. `assets` are reached as `asset:NAME`; nothing else is fetched.

    `language` is that of the document (ja, en); `created` is the only date in the file. Raises DocumentError.
    """
    limits = limits or DocumentLimits()
    order = json.dumps(
        {
            "html": html,
            "css": list(css),
            "assets": {name: _packed(data) for name, data in (assets or {}).items()},
            "attachments": [
                {
                    "name": one.name,
                    "data": _packed(one.data),
                    "description": one.description,
                    "relationship": one.relationship,
                }
                for one in attachments
            ],
            "title": title,
            "language": language,
            "author": author,
            "created": created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00"),
            "variant": variant,
            "tags": tags,
            "pages": limits.pages,
            "memory": limits.memory_bytes,
            "seconds": timeout,
        }
    ).encode()
    if len(order) > limits.input_bytes:
        raise DocumentError("input_too_large", {"megabytes": len(order) >> 20, "limit": limits.input_bytes >> 20})
    with tempfile.TemporaryDirectory(prefix="document-") as scratch:
        configuration = Path(scratch) / "fonts.conf"
        cache = Path(tempfile.gettempdir()) / "document-font-cache"
        configuration.write_text(fontconfig(font_directories(fonts), cache), encoding="utf-8")
        return _run_child(order, configuration, timeout)


def _packed(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _run_child(order: bytes, configuration: Path, timeout: int) -> bytes:
    environment = {
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOME": str(configuration.parent),
        "TMPDIR": str(configuration.parent),
        "FONTCONFIG_FILE": str(configuration),
    }
    command = [sys.executable, "-m", "engines.documents.child"]
    try:
        done = subprocess.run(
            command, input=order, cwd=_ROOT, env=environment, capture_output=True, timeout=timeout + 5, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise DocumentError("timed_out", {"seconds": timeout}) from slow
    if done.returncode == 0 and done.stdout.startswith(b"%PDF"):
        return done.stdout
    if done.returncode == _REFUSED:
        refused = json.loads(done.stdout)
        raise DocumentError(refused["error"], refused["params"])
    if done.returncode == -signal.SIGXCPU:
        raise DocumentError("timed_out", {"seconds": timeout})
    raise DocumentError("child_killed")
