"""Everything a person does to tables and editions."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit import trail
from casework.access import can_work
from casework.models import Case
from core.actor import Actor
from core.errors import Problem, Rejected
from core.files import store_bytes
from core.jobs import enqueue
from core.models import Job
from core.ref import Ref
from core.verdict import Refused
from engines.tables import TableError, read_table
from reports import rules
from reports.bundle import verification_code
from reports.freezing import Made, make_bundle
from reports.models import (
    Audience,
    Edition,
    Rendering,
    RenderingKind,
    ReportTable,
    SectionKind,
    Snapshot,
)
from reports.plan_tables import LAYOUTS
from reports.rendering import CONTENT_TYPES, file_name
from reports.workflow import EDITION

TEXTS = ("title", "title_en", "text", "text_en", "layout")
LISTS = ("tables", "figures")


def case_ref(case: Case) -> Ref:
    """Jobs belong to the case."""
    return Ref("case", str(case.public_id))


def edition_ref(edition: Edition) -> Ref:
    return Ref("edition", str(edition.public_id))


@transaction.atomic
def set_tables(*, case: Case, tables: Sequence[Mapping[str, Any]], by: Actor) -> list[ReportTable]:
    """Replace the case's table specifications; each stands alone (`engines.tables.resolve` makes them so)."""
    can_work(case).require()
    read = []
    for place, table in enumerate(tables, start=1):
        try:
            read.append(read_table(table, str(table.get("id", place))))
        except TableError as error:
            words = error.words.in_language((get_language() or "ja")[:2])
            raise Rejected([Problem(words, sheet="tables.toml")]) from error
    ReportTable.objects.filter(case=case).delete()
    made = ReportTable.objects.bulk_create(
        [
            ReportTable(case=case, table_id=spec.id, position=place, spec=dict(table))
            for place, (spec, table) in enumerate(zip(read, tables, strict=True))
        ]
    )
    trail.record(
        "reports.tables_set",
        by=by,
        chain=case.chain,
        subject=case_ref(case),
        detail={"tables": [spec.id for spec in read]},
    )
    return made


@transaction.atomic
def add_edition(
    *,
    case: Case,
    title: str,
    as_of: date,
    by: Actor,
    title_en: str = "",
    recipient: str = "",
    audience: str = Audience.INTERNAL,
    language: str = "",
    suppress_below: int = 0,
    sections: Sequence[Mapping[str, Any]] = (),
    ordinal: int | None = None,
) -> Edition:
    """A draft with the next number; without sections it gets the usual ones over all tables."""
    last = Edition.objects.filter(case=case).order_by("-ordinal").values_list("ordinal", flat=True).first()
    number = ordinal or (last or 0) + 1
    rules.can_add_edition(case, number).require()
    if audience not in Audience.values:
        raise Refused(_("Unknown audience: %(name)s.") % {"name": audience})
    edition = Edition.objects.create(
        case=case,
        ordinal=number,
        title=title,
        title_en=title_en,
        recipient=recipient,
        as_of=as_of,
        audience=audience,
        language=language or case.language,
        suppress_below=suppress_below,
        sections=clean_sections(sections) or usual_sections(case),
    )
    trail.record(
        "reports.edition_added",
        by=by,
        chain=case.chain,
        subject=edition_ref(edition),
        detail={"ordinal": edition.ordinal, "audience": str(edition.audience)},
    )
    return edition


def usual_sections(case: Case) -> list[dict[str, Any]]:
    """The order of the published reports: what happened, how it was asked, what was found, why, what follows."""
    ids = list(ReportTable.objects.filter(case=case).order_by("position", "pk").values_list("table_id", flat=True))
    parts: list[tuple[str, str, str]] = [
        (SectionKind.OVERVIEW, "調査の概要", "Overview"),
        (SectionKind.METHOD, "調査の方法", "Method"),
        (SectionKind.TABLES, "調査の結果", "Results"),
        (SectionKind.RECONCILIATION, "利用の記録と回答の照合", "Log beside answers"),
        (SectionKind.CAUSES, "発生原因", "Causes"),
        (SectionKind.MEASURES, "対策の一覧", "Measures"),
    ]
    sections = [{"kind": str(kind), "title": ja, "title_en": en} for kind, ja, en in parts]
    return clean_sections(
        [{**section, "tables": ids} if section["kind"] == SectionKind.TABLES else section for section in sections]
    )


def clean_sections(sections: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Known keys only, in a fixed shape. Raises Rejected naming the section."""
    cleaned = []
    for place, section in enumerate(sections, start=1):
        unknown = set(section) - {"kind", *TEXTS, *LISTS}
        kind = section.get("kind", SectionKind.TEXT)
        layout = str(section.get("layout") or "")
        if layout and layout not in LAYOUTS.get(SectionKind(kind) if kind in SectionKind.values else None, ()):
            message = _("Section %(place)s has a layout that its kind does not have.")
            raise Rejected([Problem(message % {"place": place}, row=place)])
        if unknown or kind not in SectionKind.values or not str(section.get("title", "")).strip():
            message = _("Section %(place)s needs a known kind and a title, and nothing but the known keys.")
            raise Rejected([Problem(message % {"place": place}, row=place)])
        cleaned.append(
            {
                "kind": str(kind),
                **{name: str(section.get(name) or "").strip() for name in TEXTS},
                **{name: [str(item) for item in section.get(name) or []] for name in LISTS},
            }
        )
    return cleaned


@transaction.atomic
def change_edition(*, edition: Edition, by: Actor, **facts: Any) -> Edition:
    """Correct the cover: title, recipient, day, audience, language, hiding of small counts."""
    rules.can_change(edition).require()
    for name in facts:
        if name not in {"title", "title_en", "recipient", "as_of", "audience", "language", "suppress_below"}:
            raise ValueError(name)
    _update_draft(edition, **facts)
    trail.record(
        "reports.edition_changed",
        by=by,
        chain=edition.case.chain,
        subject=edition_ref(edition),
        detail={"fields": sorted(facts)},
    )
    return edition


@transaction.atomic
def set_sections(*, edition: Edition, sections: Sequence[Mapping[str, Any]], by: Actor) -> Edition:
    """Replace the sections of a draft."""
    rules.can_change(edition).require()
    _update_draft(edition, sections=clean_sections(sections))
    trail.record(
        "reports.sections_changed",
        by=by,
        chain=edition.case.chain,
        subject=edition_ref(edition),
        detail={"sections": len(sections)},
    )
    return edition


def _update_draft(edition: Edition, **facts: Any) -> None:
    """Only while it is a draft, whoever freezes it meanwhile."""
    if Edition.objects.filter(pk=edition.pk, state=EDITION.initial).update(**facts) != 1:
        edition.refresh_from_db()
        rules.can_change(edition).require()
    for name, value in facts.items():
        setattr(edition, name, value)


@transaction.atomic
def freeze_edition(*, edition: Edition, by: Actor, reason: str = "") -> Job:
    """Start the job that makes the snapshot. `reason` lets it pass although checks fail."""
    rules.can_freeze(edition).require()
    payload = {"edition": str(edition.public_id), "reason": reason.strip()}
    title = _("Freeze edition %(ordinal)s") % {"ordinal": edition.ordinal}
    trail.record(
        "reports.freeze_asked",
        by=by,
        chain=edition.case.chain,
        subject=edition_ref(edition),
        detail={"ordinal": edition.ordinal, "with_reason": bool(payload["reason"])},
    )
    return enqueue("reports.freeze", payload=payload, by=by, scope=case_ref(edition.case), title=title)


def freeze_now(*, edition: Edition, by: Actor, reason: str = "") -> Snapshot:
    """Make and publish the snapshot here and now: for the job and for the command. Done twice it is the same one."""
    existing = Snapshot.objects.filter(edition=edition).first()
    if existing is not None:
        return existing
    rules.can_freeze(edition).require()
    made = make_bundle(edition)
    if made.blocking and not reason.strip():
        first = made.blocking[0]
        message = first.message.in_language((get_language() or "ja")[:2])
        raise Refused(
            _("%(count)s findings stop the freeze. The first: %(where)s: %(message)s")
            % {"count": len(made.blocking), "where": first.where, "message": message}
        )
    return publish_snapshot(edition=edition, made=made, by=by, reason=reason)


@transaction.atomic
def publish_snapshot(*, edition: Edition, made: Made, by: Actor, reason: str = "") -> Snapshot:
    """Freeze the edition with this bundle and start the renderings."""
    EDITION.move(edition, "freeze")
    name = f"{edition.case.number}-edition-{edition.ordinal}.zip"
    stored = store_bytes(made.archive, name=name, by=by, content_type="application/zip")
    snapshot = Snapshot.objects.create(
        edition=edition, bundle=stored, sha256=stored.sha256, verification_code=verification_code(stored.sha256)
    )
    for kind in RenderingKind:
        _enqueue_rendering(snapshot, kind, by)
    trail.record(
        "reports.edition_frozen",
        by=by,
        chain=edition.case.chain,
        subject=edition_ref(edition),
        detail={
            "ordinal": edition.ordinal,
            "sha256": snapshot.sha256,
            "verification_code": snapshot.verification_code,
            "findings": len(made.findings),
            "despite": reason.strip() if made.blocking else "",
        },
    )
    return snapshot


@transaction.atomic
def render_snapshot(*, snapshot: Snapshot, kind: str, by: Actor) -> Job:
    """Make a file again that could not be made."""
    if kind not in RenderingKind.values:
        raise ValueError(kind)
    trail.record(
        "reports.rendering_asked",
        by=by,
        chain=snapshot.edition.case.chain,
        subject=edition_ref(snapshot.edition),
        detail={"kind": str(kind)},
    )
    return _enqueue_rendering(snapshot, kind, by)


def _enqueue_rendering(snapshot: Snapshot, kind: str, by: Actor) -> Job:
    title = _("Make %(name)s") % {"name": file_name(snapshot.edition, kind)}
    payload = {"snapshot": str(snapshot.public_id), "kind": str(kind)}
    return enqueue("reports.render", payload=payload, by=by, scope=case_ref(snapshot.edition.case), title=title)


@transaction.atomic
def publish_rendering(*, snapshot: Snapshot, kind: str, data: bytes, by: Actor) -> Rendering:
    """Keep a rendered file; the same kind twice gives the first one."""
    existing = Rendering.objects.filter(snapshot=snapshot, kind=kind).select_related("stored").first()
    if existing is not None:
        return existing
    sha256 = hashlib.sha256(data).hexdigest()
    stored = store_bytes(
        data,
        name=file_name(snapshot.edition, kind),
        by=by,
        content_type=CONTENT_TYPES[RenderingKind(kind)],
    )
    try:
        with transaction.atomic():
            rendering = Rendering.objects.create(snapshot=snapshot, kind=kind, stored=stored, sha256=sha256)
    except IntegrityError:  # a worker was faster: its file has the same bytes
        return Rendering.objects.select_related("stored").get(snapshot=snapshot, kind=kind)
    trail.record(
        "reports.rendering_made",
        by=by,
        chain=snapshot.edition.case.chain,
        subject=edition_ref(snapshot.edition),
        detail={"kind": str(kind), "sha256": sha256},
    )
    return rendering


@transaction.atomic
def note_download(*, edition: Edition, kind: str, sha256: str, by: Actor) -> None:
    """Somebody took a copy."""
    trail.record(
        "reports.file_downloaded",
        by=by,
        chain=edition.case.chain,
        subject=edition_ref(edition),
        detail={"kind": kind, "sha256": sha256},
    )
