"""A snapshot as one archive whose bytes depend on nothing but its content.

Parts are stored uncompressed in the order of their names with a fixed time, so neither the clock nor the version of a
compressor changes the hash.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

FORMAT = "shirabe-snapshot-1"
MANIFEST = "manifest.json"
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U to mistake when read aloud


@dataclass(frozen=True)
class Bundle:
    """The parts by name."""

    parts: Mapping[str, bytes]

    def json(self, name: str) -> Any:
        return json.loads(self.parts[name])

    def text(self, name: str) -> str:
        return self.parts[name].decode("utf-8")


def canonical(value: object) -> bytes:
    """JSON that is the same for the same value."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode("utf-8")


def pack(parts: Mapping[str, bytes]) -> bytes:
    """The archive, with a manifest of every part's hash."""
    manifest = {
        "format": FORMAT,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(parts.items())},
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted({**parts, MANIFEST: canonical(manifest)}.items()):
            about = zipfile.ZipInfo(name, ZIP_TIME)
            about.external_attr = 0o600 << 16
            archive.writestr(about, data)
    return out.getvalue()


def unpack(path: Path) -> Bundle:
    """Read an archive that this room has written."""
    with zipfile.ZipFile(path) as archive:
        return Bundle({name: archive.read(name) for name in archive.namelist()})


def first_bad_part(bundle: Bundle) -> str | None:
    """The first part that is not what the manifest says."""
    files = bundle.json(MANIFEST)["files"]
    for name in sorted(set(files) | (set(bundle.parts) - {MANIFEST})):
        if hashlib.sha256(bundle.parts.get(name, b"")).hexdigest() != files.get(name):
            return name
    return None


def verification_code(sha256: str) -> str:
    """Sixty bits of the hash in twelve signs, in fours."""
    number = int(sha256[:15], 16)
    signs = "".join(SIGNS[(number >> shift) & 31] for shift in range(55, -1, -5))
    return "-".join((signs[0:4], signs[4:8], signs[8:12]))
