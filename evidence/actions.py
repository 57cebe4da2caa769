"""What a person does with evidence: make a source known, hand in a file, say how answers are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Person
from audit import trail
from casework.access import can_work
from casework.models import Case, Incident, LogIdentifies, System
from core import jobs
from core.actor import Actor
from core.models import Job, StoredFile
from core.ref import Ref
from core.verdict import Refused
from evidence import rules
from evidence.custody import actions as custody
from evidence.custody.again import received_again, span
from evidence.custody.rules import is_sealed, may_take_original
from evidence.enums import LogFileState
from evidence.models import LogFile, LogSource, ViewingMap
from evidence.sources import not_hashed, profile_for
from surveys.nameless.rules import can_be_reconciled


@transaction.atomic
def add_source(
    *,
    case: Case,
    code: str,
    name: str,
    by: Actor,
    system: System | None = None,
    identifies: str = LogIdentifies.PERSON,
    mapping: Mapping[str, Any] | None = None,
) -> LogSource:
    """Make a source known or correct it (by code); the saved mapping serves the next file of the source."""
    can_work(case).require()
    source, made = LogSource.objects.get_or_create(
        case=case,
        code=code,
        defaults={"name": name, "system": system, "identifies": identifies, "mapping": dict(mapping or {})},
    )
    if not made:
        source.name, source.system, source.identifies = name, system, identifies
        if mapping is not None:
            source.mapping = dict(mapping)
        source.save()
    trail.record(
        "evidence.source_added" if made else "evidence.source_changed",
        by=by,
        chain=case.chain,
        subject=Ref("log_source", str(source.public_id)),
        detail={"code": code},
    )
    return source


@transaction.atomic
def receive_log(
    *,
    source: LogSource,
    stored: StoredFile,
    by: Actor,
    received_from: str = "",
    ground: str = "",
    how: str = "",
    necessity: str = "",
    window_from: date | None = None,
    window_to: date | None = None,
    form: str = "",
) -> LogFile:
    """Take a file into custody; the same bytes for the same source are the same file, kept once.

    That they were handed over again is written down (`form` tells a page sent off from the same page sent off twice).
    """
    can_work(source.case).require()
    LogSource.objects.select_for_update().get(pk=source.pk)
    known = LogFile.objects.filter(source=source, sha256=stored.sha256).select_related("case", "source").first()
    if known is not None:
        facts = {"from": received_from, "ground": ground, "how": how, "necessity": necessity, "name": stored.name}
        received_again(known, facts=facts | {"covers": span(window_from, window_to)}, form=form, by=by)
        return known
    received = LogFile(
        case=source.case,
        source=source,
        stored=stored,
        sha256=stored.sha256,
        name=stored.name,
        received_from=received_from,
        ground=ground,
        by_label=by.label,
        window_from=window_from,
        window_to=window_to,
        profile=profile_for(source, stored),
    )
    received.validate_constraints()
    received.save()
    custody.received(received, by=by, how=how, necessity=necessity, form=form)
    trail.record(
        "evidence.log_received",
        by=by,
        chain=source.case.chain,
        subject=Ref("log_file", str(received.public_id)),
        detail={"sha256": stored.sha256, "size": stored.size, "source": source.code},
    )
    return received


@transaction.atomic
def receive_logs(*, stored: Sequence[StoredFile], by: Actor, **facts: Any) -> list[LogFile]:
    """Several files that came together, on one ground: all or none."""
    return [receive_log(stored=one, by=by, **facts) for one in stored]


@transaction.atomic
def start_ingest(*, log_file: LogFile, mapping: Mapping[str, Any], by: Actor) -> Job:
    """Read the file in with this mapping; the mapping is remembered for the source."""
    can_work(log_file.case).require()
    rules.can_import(log_file).require()
    log_file.mapping, log_file.state = dict(mapping), LogFileState.RECEIVED
    LogSource.objects.filter(pk=log_file.source_id).update(mapping=dict(mapping))
    job = jobs.enqueue(
        "evidence.ingest",
        payload={"log_file": log_file.pk},
        by=by,
        scope=Ref("case", str(log_file.case.public_id)),
        title=_("Reading in %(name)s") % {"name": log_file.name},
    )
    log_file.job = job
    log_file.save(update_fields=["mapping", "state", "job"])
    trail.record(
        "evidence.ingest_started",
        by=by,
        chain=log_file.case.chain,
        subject=Ref("log_file", str(log_file.public_id)),
        detail={
            "sha256": log_file.sha256,
            "not_hashed": not_hashed(mapping),
        },
    )
    return job


@transaction.atomic
def publish_log(*, log_file: LogFile, facts: Mapping[str, Any], by: Actor) -> bool:
    """The one short step that makes the read rows count; False when another attempt has published already."""
    changed = (
        LogFile.objects.filter(pk=log_file.pk)
        .exclude(state=LogFileState.IMPORTED)
        .update(state=LogFileState.IMPORTED, **facts)
    )
    if not changed:
        return False
    trail.record(
        "evidence.log_imported",
        by=by,
        chain=log_file.case.chain,
        subject=Ref("log_file", str(log_file.public_id)),
        detail={name: facts[name] for name in ("rows_in", "accepted", "rejected")},
    )
    return True


@transaction.atomic
def set_viewing_map(
    *,
    incident: Incident,
    waves: Sequence[str],
    question: str,
    yes: Sequence[str],
    no: Sequence[str],
    by: Actor,
    unsure: Sequence[str] = (),
    period_question: str = "",
    system_question: str = "",
    systems: Mapping[str, str] | None = None,
    reason_question: str = "",
    emergency_reasons: Sequence[str] = (),
    other_reasons: Mapping[str, str] | None = None,
) -> ViewingMap:
    """Say how the answers about an incident are read; a change is a new version."""
    can_work(incident.case).require()
    can_be_reconciled(incident.case, list(waves)).require()
    rules.can_read_reasons(other_reasons or {}).require()
    wanted = {
        "waves": list(waves),
        "question": question,
        "yes": list(yes),
        "no": list(no),
        "unsure": list(unsure),
        "period_question": period_question,
        "system_question": system_question,
        "systems": dict(systems or {}),
        "reason_question": reason_question,
        "emergency_reasons": list(emergency_reasons),
        "other_reasons": dict(other_reasons or {}),
    }
    newest = ViewingMap.objects.filter(incident=incident).order_by("-number").first()
    if newest is not None and all(getattr(newest, name) == value for name, value in wanted.items()):
        return newest
    number = (ViewingMap.objects.filter(incident=incident).aggregate(top=Max("number"))["top"] or 0) + 1
    made = ViewingMap.objects.create(incident=incident, number=number, **wanted)
    trail.record(
        "evidence.viewing_map_set",
        by=by,
        chain=incident.case.chain,
        subject=Ref("incident", str(incident.public_id)),
        detail={"number": number, "question": question},
    )
    return made


@transaction.atomic
def read_dossier(*, case: Case, person: Person, by: Actor, day: date | None = None) -> None:
    """One reading of a person's answers beside the log: one line of the trail."""
    trail.record(
        "evidence.dossier_read",
        by=by,
        chain=case.chain,
        subject=Ref("person", str(person.public_id)),
        detail={"day": day.isoformat()} if day else {},
    )


@transaction.atomic
def take_rejects(*, log_file: LogFile, by: Actor) -> StoredFile:
    """The rejected rows hold what the file held, customers too: those of a sealed file are taken as its original is."""
    if log_file.rejects is None:
        raise Refused(_("This file has no rejected rows."))
    if is_sealed(log_file):
        may_take_original(by, log_file).require()
    trail.record(
        "evidence.rejects_downloaded",
        by=by,
        chain=log_file.case.chain,
        subject=Ref("log_file", str(log_file.public_id)),
        detail={"rows": log_file.rejected},
    )
    return log_file.rejects
