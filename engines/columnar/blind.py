"""Replacing columns by keyed hashes before a file leaves its owner: `python -m engines.columnar.blind`.

Works without network and database. The key stays with the owner; the same value gives the same hash, so rows can
still be counted and joined. Lines that cannot be taken apart are left out and counted: nothing passes unseen.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import os
import re
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engines.columnar.formats.recognise import form_of
from engines.columnar.ingest import keyed_hash
from engines.columnar.logs import LogError, encoding_name
from engines.columnar.profiling.sampling import sniff_delimiter
from engines.columnar.scan.blocks import RETURN_MARK
from engines.columnar.scan.encodings import detect_encoding
from engines.columnar.scan.scanner import Scanner

MARKS = (("\x1e", "\n"), (RETURN_MARK, "\r"))


def read_key(path: Path, *, make: bool = False) -> bytes:
    """16 to 64 bytes; with `make` a new key of 32 bytes is written when there is none, readable by its owner only."""
    if make and not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(secrets.token_hex(32).encode())
    key = path.read_bytes().strip()
    if re.fullmatch(rb"[0-9a-f]{32,128}", key):
        return bytes.fromhex(key.decode())
    if not 16 <= len(key) <= 64:
        raise LogError("key_wrong")
    return key


def blind(
    path: Path,
    target: Path,
    *,
    columns: Sequence[str],
    key: bytes,
    encoding: str = "",
    delimiter: str = "",
) -> dict[str, Any]:
    """Write `target` with the columns replaced, and return the statement that goes with it. Raises LogError."""
    if form_of(path) != "text":
        raise LogError("blind_text_only")
    used = encoding_name(encoding) or detect_encoding(path)
    sign = delimiter or sniff_delimiter(path, used)
    scanner = Scanner(path, encoding=used, delimiter=sign)
    missing = [name for name in columns if name not in scanner.header]
    if missing or not columns:
        raise LogError("missing_column", column=missing[0] if missing else "—")
    places = [scanner.header.index(name) for name in columns]
    known: dict[str, str] = {}
    rows = left_out = 0
    with target.open("w", encoding="cp932" if used == "cp932" else used, newline="", errors="strict") as out:
        writer = csv.writer(out, delimiter=sign, lineterminator="\r\n")
        writer.writerow(scanner.header)
        for segment in scanner:
            left_out += len(segment.bad)
            for line in segment.text().decode().split("\n")[:-1]:
                fields = line.split("\x1f")[1:]
                if segment.marks:
                    for mark, text in MARKS:
                        fields = [field.replace(mark, text) for field in fields]
                for place in places:
                    value = fields[place].strip(" \t\u3000")
                    if value and value not in known:
                        if len(known) > 1_000_000:
                            known.clear()
                        known[value] = keyed_hash(value, key=key, long=True)
                    fields[place] = known[value] if value else ""
                writer.writerow(fields)
                rows += 1
    return {
        "file": path.name,
        "sha256": _sha256(path),
        "blinded": target.name,
        "blinded_sha256": _sha256(target),
        "columns": list(columns),
        "rows": rows,
        "left_out": left_out,
        "key_fingerprint": hashlib.sha256(b"fingerprint" + key).hexdigest()[:16],
        "method": "first 128 bits of SHA-256(key padded to 64 bytes, value in UTF-8)",
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def main(arguments: Sequence[str]) -> int:
    """The command without Django, for the owner's own machine."""
    parser = argparse.ArgumentParser(
        prog="python -m engines.columnar.blind", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--columns", required=True, nargs="+")
    parser.add_argument("--key-file", required=True, type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args(arguments)
    out = given.out or given.file.with_name(f"{given.file.stem}.blinded{given.file.suffix or '.csv'}")
    try:
        statement = blind(given.file, out, columns=given.columns, key=read_key(given.key_file, make=True))
    except LogError as error:
        sys.stderr.write(f"{error.code} {error.params}\n")
        return 1
    stream = io.StringIO()
    json.dump(statement, stream, ensure_ascii=False)
    sys.stdout.write(stream.getvalue() + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
