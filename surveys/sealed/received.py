"""Received files with answers that hold a text of the channel: encrypted, and taken out of the store.

The workbook or CSV from which answers were imported says the same words. Designated people alone can have it again; its hash
stays, so that it can be proven to be what was received. The answers of everybody else in it were imported long before.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from django.db import transaction
from django.db.models import ForeignObjectRel
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.models import StoredFile
from surveys.models import ResponseImport, ResponseVersion, SealedAnswer, SealedFile, Wave
from surveys.sealed import vault
from surveys.sealed.chain import record

ENCODINGS = ("utf-8", "cp932", "utf-16-le", "utf-16-be")
LARGEST_PART = 200 << 20
LARGEST_BOOK = 50 << 20
SEALED = _("This file is sealed: only the people designated for it can open it.")


def is_sealed(stored: StoredFile) -> bool:
    """Whether the file can be read by designated people only."""
    return SealedFile.objects.filter(stored=stored).exists()


def holding(wave: Wave, versions: Iterable[ResponseVersion], texts: Sequence[str]) -> list[StoredFile]:
    """Received files of the case from which these versions came, or in which the words stand."""
    sources = {version.source_id for version in versions if version.source_id is not None}
    received = ResponseImport.objects.filter(wave__case=wave.case, stored__sealed__isnull=True).select_related("stored")
    found = {one.stored_id: one.stored for one in received if one.stored_id in sources or holds(one.stored, texts)}
    for stored in StoredFile.objects.filter(pk__in=sources - found.keys(), sealed__isnull=True):
        found[stored.pk] = stored
    found |= {stored.pk: stored for stored in _came_back(wave, texts)}
    return [found[key] for key in sorted(found)]


def _came_back(wave: Wave, texts: Sequence[str]) -> Iterator[StoredFile]:
    """Workbooks with texts that came back from coding: they lie in the store, and nothing names them."""
    books = StoredFile.objects.filter(name__iendswith=".xlsx", size__lte=LARGEST_BOOK, sealed__isnull=True)
    for stored in books.filter(created_at__gte=wave.created_at).order_by("pk") if texts else ():
        if holds(stored, texts) and not _is_named(stored):
            yield stored


def _is_named(stored: StoredFile) -> bool:
    relations = [field for field in StoredFile._meta.get_fields(include_hidden=True) if field.auto_created]  # noqa: SLF001
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: stored}).exists()  # noqa: SLF001
        for relation in relations
        if isinstance(relation, ForeignObjectRel)
    )


def holds(stored: StoredFile, texts: Sequence[str]) -> bool:
    """Whether the words stand in the file, as text or in the parts of a workbook."""
    if not stored.path.exists():
        return False
    wanted = [form.encode(name, "ignore") for text in texts for form in {text, escape(text)} for name in ENCODINGS]
    return any(words in part for part in _parts(stored.read_bytes()) for words in wanted if words)


def _parts(data: bytes) -> Iterator[bytes]:
    yield data
    if data[:2] != b"PK":
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                if part.file_size <= LARGEST_PART:
                    yield archive.read(part)
    except zipfile.BadZipFile:
        return


def seal_files(wave: Wave, files: Iterable[StoredFile]) -> int:
    """In the caller's transaction; the readable bytes go when it has been committed. Twice is once."""
    count = 0
    for stored in files:
        if not stored.path.exists() or is_sealed(stored):
            continue
        sealed = SealedFile(case=wave.case, stored=stored)
        _write(sealed.path, vault.close_bytes(stored.read_bytes(), sealed.public_id))
        sealed.save()
        count += 1
    if count:
        transaction.on_commit(remove_readable)
    return count


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as out:
        path.chmod(0o600)
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def remove_readable() -> int:
    """Bytes of sealed files that still lie in the store, unless the same bytes were received as something else."""
    removed = 0
    for sealed in SealedFile.objects.select_related("stored"):
        stored = sealed.stored
        if stored.path.exists() and sealed.path.exists() and not received_elsewhere(stored):
            stored.path.unlink()
            removed += 1
    return removed


def received_elsewhere(stored: StoredFile) -> bool:
    """Whether a row that is not sealed names the same bytes."""
    return StoredFile.objects.filter(sha256=stored.sha256, sealed__isnull=True).exists()


def file_of(report: SealedAnswer) -> SealedFile | None:
    """The received file from which the answer of a report was imported."""
    if report.version is None or report.version.source_id is None:
        return None
    return SealedFile.objects.filter(stored_id=report.version.source_id).select_related("stored").first()


@transaction.atomic
def open_received(*, sealed: SealedFile, report: SealedAnswer, by: Actor) -> bytes:
    """The bytes as they were received; that they were opened is recorded first."""
    record(report.wave, "surveys.sealed_opened", by, {"file": sealed.stored.sha256})
    return vault.open_bytes(sealed.path.read_bytes(), sealed.public_id)
