"""The content-addressed store under VAR_DIR/files."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError

from core.actor import Actor
from core.models import StoredFile

CHUNK = 1 << 20


def clean_name(name: str) -> str:
    """The last part of a file name without control characters, for showing only."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:300] or "file"


def _keep(source: BinaryIO) -> tuple[str, int]:
    """Copy the stream into the store, fsynced and under its hash; a file already there is not written again."""
    digest, size = hashlib.sha256(), 0
    root = Path(settings.FILES_DIR)
    root.mkdir(parents=True, exist_ok=True)
    temporary = root / f".incoming-{secrets.token_hex(8)}"
    try:
        with temporary.open("wb") as out:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        name = digest.hexdigest()
        target = root / name[:2] / name
        target.parent.mkdir(exist_ok=True)
        if target.exists():
            temporary.unlink()
        else:
            temporary.chmod(0o400)
            temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return name, size


def store_stream(
    source: BinaryIO, *, name: str, by: Actor, content_type: str = "application/octet-stream"
) -> StoredFile:
    """Keep the stream's bytes and return the row that names them."""
    sha256, size = _keep(source)
    return StoredFile.objects.create(
        sha256=sha256, size=size, name=clean_name(name), content_type=content_type, by_label=by.label
    )


def store_bytes(data: bytes, *, name: str, by: Actor, content_type: str = "application/octet-stream") -> StoredFile:
    """Keep bytes."""
    with tempfile.SpooledTemporaryFile() as source:
        source.write(data)
        source.seek(0)
        return store_stream(source, name=name, by=by, content_type=content_type)  # type: ignore[arg-type]


def store_path(
    path: Path, *, name: str | None = None, by: Actor, content_type: str = "application/octet-stream"
) -> StoredFile:
    """Keep a copy of the file at `path`."""
    with path.open("rb") as source:
        return store_stream(source, name=name or path.name, by=by, content_type=content_type)


def forget(stored: StoredFile) -> bool:
    """Delete the row, and its bytes after the commit unless another row names them. False when something needs it."""
    sha256, path = stored.sha256, stored.path
    try:
        with transaction.atomic():
            stored.delete()
    except ProtectedError:
        return False

    def remove() -> None:
        if not StoredFile.objects.filter(sha256=sha256).exists():
            path.unlink(missing_ok=True)

    transaction.on_commit(remove)
    return True


def rehash(stored: StoredFile) -> bool:
    """Whether the bytes on disk still have the recorded hash."""
    if not stored.path.exists():
        return False
    with stored.open() as source:
        return hashlib.file_digest(source, "sha256").hexdigest() == stored.sha256


def sweep_scratch(older_than: timedelta = timedelta(hours=24)) -> int:
    """Remove what a killed worker left under VAR_DIR/tmp; returns how many folders went."""
    limit, removed = time.time() - older_than.total_seconds(), 0
    for folder in Path(settings.SCRATCH_DIR).iterdir():
        if folder.is_dir() and folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


@contextmanager
def scratch_dir() -> Iterator[Path]:
    """A private folder under VAR_DIR/tmp, removed at the end."""
    Path(settings.SCRATCH_DIR).mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=settings.SCRATCH_DIR))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
