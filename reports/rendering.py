"""Files from a snapshot: PDF and workbook. Nothing is read but the bundle, so the same bytes can be made again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.verdict import Refused
from engines.documents import Attached, render_pdf
from reports import bundle as bundles
from reports import exports, printing
from reports.bundle import Bundle
from reports.models import Edition, Rendering, RenderingKind, Snapshot

CONTENT_TYPES = {
    RenderingKind.PDF: "application/pdf",
    RenderingKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def bundle_of(snapshot: Snapshot) -> Bundle:
    """The parts of a snapshot."""
    return bundles.unpack(snapshot.bundle.path)


def rendered(snapshot: Snapshot, kind: str) -> bytes:
    """The file's bytes."""
    bundle = bundle_of(snapshot)
    if kind == RenderingKind.XLSX:
        return exports.workbook_bytes(bundle, code=snapshot.verification_code, sha256=snapshot.sha256)
    return _pdf(bundle, code=snapshot.verification_code, sha256=snapshot.sha256)


def _pdf(bundle: Bundle, *, code: str, sha256: str) -> bytes:
    edition, facts = bundle.json("edition.json"), bundle.json("facts.json")
    language = str(edition["language"])
    data = bundle.parts[f"tables.{language}.json"]
    return render_pdf(
        html=printing.with_marks(bundle.text("report.html"), code=code, sha256=sha256),
        css=[bundle.text("print.css")],
        attachments=[Attached("tables.json", data, "The figures of every table")],
        title=str((language == "en" and edition["title_en"]) or edition["title"]),
        language=language,
        author=str(facts["case"]["organisation"]),
        created=exports.stamp(edition["as_of"]),
    )


def file_name(edition: Edition, kind: str) -> str:
    """For people: case number, edition."""
    return f"{edition.case.number}-edition-{edition.ordinal}.{kind}"


def write_edition(edition: Edition, out: Path, *, by: Actor | None = None) -> dict[str, Any]:
    """Write the PDF and the workbook of a frozen edition into the folder, making those not made yet.

    Returns the snapshot's hash and code and the files with their hashes. Raises Refused for a draft.
    """
    from reports.actions import publish_rendering  # noqa: PLC0415 -- actions enqueue what this module does

    snapshot = Snapshot.objects.filter(edition=edition).select_related("bundle").first()
    if snapshot is None:
        raise Refused(_("This edition is a draft. Freeze it first."))
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for kind in RenderingKind:
        rendering = Rendering.objects.filter(snapshot=snapshot, kind=kind).select_related("stored").first()
        if rendering is None:
            rendering = publish_rendering(
                snapshot=snapshot, kind=kind, data=rendered(snapshot, kind), by=by or Actor.system()
            )
        path = out / file_name(edition, kind)
        path.write_bytes(rendering.stored.read_bytes())
        files.append({"kind": str(kind), "path": str(path), "sha256": rendering.sha256})
    return {
        "case": edition.case.number,
        "edition": edition.ordinal,
        "snapshot": snapshot.sha256,
        "verification_code": snapshot.verification_code,
        "files": files,
    }
