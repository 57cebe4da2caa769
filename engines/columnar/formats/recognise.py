"""What a file is, by its first bytes and never by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

from engines.columnar.formats.combined import COMBINED
from engines.columnar.formats.event_log import MAGIC
from engines.columnar.logs import LogError
from engines.columnar.scan.encodings import CODECS, marked_encoding

CONTAINERS = ("gzip", "zip", "zstd")
WORKBOOK_PARTS = ("[Content_Types].xml", "mimetype", "xl/workbook.xml", "content.xml")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
REFUSED = {  # what is certainly no log, and what to say
    b"%PDF": "is_pdf",
    b"SQLite format 3\x00": "is_database",
    b"7z\xbc\xaf\x27\x1c": "is_archive_unknown",
    b"Rar!": "is_archive_unknown",
    b"BZh": "is_archive_unknown",
    b"\xfd7zXZ": "is_archive_unknown",
    b"\x89PNG": "is_picture",
    b"\xff\xd8\xff": "is_picture",
    b"MZ": "not_text",
    b"\x7fELF": "not_text",
}


def form_of(path: Path) -> str:
    """gzip, zip, zstd, workbook, locked_workbook, parquet, evtx, jsonl, events_xml, combined or text. Raises LogError."""
    with path.open("rb") as stream:
        start = stream.read(8192)
    if not start.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise LogError("file_empty")
    for magic, code in REFUSED.items():
        if start.startswith(magic) and not (magic == b"MZ" and b"\n" in start[:512]):
            raise LogError(code)
    if start.startswith(b"\x1f\x8b"):
        return "gzip"
    if start.startswith(b"\x28\xb5\x2f\xfd"):
        return "zstd"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_form(path)
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(MAGIC):
        return "evtx"
    if start.startswith(OLE):
        return "locked_workbook" if LOCKED in path.read_bytes()[: 64 << 20] else "workbook"
    return _text_form(start)


def _zip_form(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise LogError("archive_broken") from error
    if "[Content_Types].xml" in names or ("mimetype" in names and "content.xml" in names):
        return "workbook"
    return "zip"


def _text_form(start: bytes) -> str:
    encoding = marked_encoding(start) or "utf-8"
    text = start.decode(CODECS.get(encoding, encoding), "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("{") or (text.startswith("[") and text[1:].lstrip().startswith(("{", "]"))):
        return "jsonl"
    if text.startswith(("<?xml", "<Events", "<Event ", "<Event>", "<!DOCTYPE")):
        return "events_xml"
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if lines and all(COMBINED.match(line) for line in lines[:-1] or lines):
        return "combined"
    return "text"
