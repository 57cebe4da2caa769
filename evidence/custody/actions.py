"""What happens to a received file is written down, line by line; its bytes are read again whenever they are used."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from casework.access import can_work
from casework.models import Case
from core import clock, files
from core.actor import Actor
from core.models import StoredFile
from core.ref import Ref
from core.verdict import Refused
from core.version import version
from engines.columnar.formats.locked import unlock
from engines.columnar.logs import LogError
from evidence.custody import rules
from evidence.messages import sentence_of
from evidence.models import CustodyEvent, CustodyKind, LogFile, Opening, OpeningState, Seal, UnlockedCopy
from evidence.sources import profile_of

if TYPE_CHECKING:
    from accounts.models import User

OPEN_FOR = timedelta(hours=24)
SEALED_CLASSES = ("name", "contact", "identifier")


def tool(form: str = "") -> str:
    """This product and the columnar engine with their versions, and what reads files of that form besides."""
    with_reader = f", evtx {version_of('evtx')}" if form == "evtx" else ""
    return f"Shirabe {version()}, DuckDB {version_of('duckdb')}{with_reader}"


def write_down(
    kind: CustodyKind,
    log_file: LogFile,
    *,
    by: Actor,
    sha256: str = "",
    tool: str = "",
    detail: Mapping[str, Any] | None = None,
) -> CustodyEvent:
    """One line of the record."""
    return CustodyEvent.objects.create(
        case_id=log_file.case_id,
        log_file=log_file,
        kind=kind,
        sha256=sha256,
        tool=tool,
        detail=dict(detail or {}),
        by_kind=by.kind,
        by_id=by.id,
        by_label=by.label,
    )


def received(log_file: LogFile, *, by: Actor, how: str = "", necessity: str = "", form: str = "") -> CustodyEvent:
    """The first line: giver, ground, recipient, way, necessity, hash. Part of the action that receives the file."""
    event = write_down(
        CustodyKind.RECEIVED,
        log_file,
        by=by,
        sha256=log_file.sha256,
        detail={
            "from": log_file.received_from,
            "ground": log_file.ground,
            "how": how,
            "necessity": necessity,
            "name": log_file.name,
            "size": log_file.stored.size,
            **({"form": form} if form else {}),
        },
    )
    seal_if_needed(log_file, by=by)
    return event


def restricted_columns(profile: Mapping[str, Any]) -> list[str]:
    """The columns by which a customer can be named or reached, as the profile recognised them."""
    return [
        str(column["name"])
        for column in profile.get("columns", [])
        if column.get("class") in SEALED_CLASSES and column.get("canonical") is None
    ]


def seal_if_needed(log_file: LogFile, *, by: Actor) -> Seal | None:
    """Seal an original that holds restricted columns; sealing twice changes nothing."""
    columns = restricted_columns(log_file.profile)
    if not columns:
        return None
    seal, made = Seal.objects.get_or_create(log_file=log_file, defaults={"columns": columns})
    if made:
        write_down(CustodyKind.SEALED, log_file, by=by, detail={"columns": columns})
    return seal


@transaction.atomic
def unlock_received(*, log_file: LogFile, password: str, by: Actor) -> UnlockedCopy:
    """Open a file that came with a password. The password is used here and kept nowhere."""
    can_work(log_file.case).require()
    known = UnlockedCopy.objects.filter(log_file=log_file).select_related("stored").first()
    if known is not None:
        return known
    with files.scratch_dir() as folder:
        target = folder / "unlocked"
        try:
            unlock(log_file.stored.path, password, target)
        except LogError as error:
            raise Refused(sentence_of(error)) from error
        stored = files.store_path(target, name=log_file.name, by=by)
    return _keep_unlocked(log_file, stored, by, {})


@transaction.atomic
def adopt_unlocked(*, log_file: LogFile, stored: StoredFile, by: Actor) -> UnlockedCopy:
    """What a file with a password holds, as a case folder brings it: there the password was given, here it is not known."""
    can_work(log_file.case).require()
    known = UnlockedCopy.objects.filter(log_file=log_file).first()
    return known or _keep_unlocked(log_file, stored, by, {"adopted": True})


def _keep_unlocked(log_file: LogFile, stored: StoredFile, by: Actor, also: Mapping[str, Any]) -> UnlockedCopy:
    copy = UnlockedCopy.objects.create(log_file=log_file, stored=stored, sha256=stored.sha256)
    log_file.profile = profile_of(stored, time_zone=log_file.case.time_zone)
    log_file.save(update_fields=["profile"])
    detail = {"locked_sha256": log_file.sha256, **also}
    write_down(CustodyKind.UNLOCKED, log_file, by=by, sha256=stored.sha256, tool=tool(), detail=detail)
    seal_if_needed(log_file, by=by)
    _record("evidence.log_unlocked", log_file, by, {"sha256": log_file.sha256, "unlocked_sha256": stored.sha256})
    return copy


def readable(log_file: LogFile) -> StoredFile:
    """The file to read: the unlocked copy if the original came with a password."""
    copy = UnlockedCopy.objects.filter(log_file=log_file).select_related("stored").first()
    return copy.stored if copy else log_file.stored


def used(log_file: LogFile, *, purpose: str, by: Actor) -> StoredFile:
    """The file to read, after its bytes were read again. Raises Refused when they are not what was received."""
    stored = readable(log_file)
    found = hash_on_disk(stored)
    if found == stored.sha256:
        write_down(CustodyKind.USED, log_file, by=by, sha256=found, tool=tool(), detail={"purpose": purpose})
        return stored
    _damaged(log_file, stored, found, by)
    raise Refused(
        _("The bytes of %(name)s are not those that were received. Nothing was read. Restore the file from a backup.")
        % {"name": log_file.name}
    )


def derived(log_file: LogFile, made: Iterable[StoredFile], *, form: str, by: Actor) -> None:
    """What was made of the file, by which tool, with its hash."""
    with_tool = tool(form)
    for stored in made:
        write_down(
            CustodyKind.DERIVED, log_file, by=by, sha256=stored.sha256, tool=with_tool, detail={"name": stored.name}
        )


def hash_on_disk(stored: StoredFile) -> str:
    """The hash of the bytes as they lie there now; "" when there are none."""
    if not stored.path.exists():
        return ""
    with stored.open() as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


@transaction.atomic
def _damaged(log_file: LogFile, stored: StoredFile, found: str, by: Actor) -> None:
    facts = {"name": stored.name, "expected": stored.sha256}
    write_down(CustodyKind.DAMAGED, log_file, by=by, sha256=found, tool=tool(), detail=facts)
    _record("evidence.file_damaged", log_file, by, facts | {"found": found})


def check_files(*, by: Actor, case: Case | None = None) -> dict[str, int]:
    """Read every original, unlocked copy and what was made of them again: {"checked", "damaged"} files."""
    checked = damaged = 0
    rows = LogFile.objects.select_related(
        "case", "stored", "parquet", "rejects", "revealable", "unlocked__stored"
    ).order_by("pk")
    for log_file in rows.filter(case=case) if case is not None else rows:
        held = [log_file.stored, log_file.parquet, log_file.rejects, log_file.revealable]
        if hasattr(log_file, "unlocked"):
            held.append(log_file.unlocked.stored)
        whole = True
        for stored in held:
            if stored is None:
                continue
            checked += 1
            found = hash_on_disk(stored)
            if found != stored.sha256:
                damaged += 1
                whole = False
                _damaged(log_file, stored, found, by)
        if whole:
            write_down(CustodyKind.CHECKED, log_file, by=by, sha256=log_file.sha256, tool=tool())
    return {"checked": checked, "damaged": damaged}


@transaction.atomic
def hand_over(
    *, log_file: LogFile, to: str, what: str, ground: str, by: Actor, how: str = "", necessity: str = ""
) -> CustodyEvent:
    """Write down that the file, or something made of it, was given to somebody."""
    can_work(log_file.case).require()
    for words in (to, ground):
        rules.has_words(words).require()
    rules.may_take_original(by, log_file).require()
    event = write_down(
        CustodyKind.HANDED_OVER,
        log_file,
        by=by,
        sha256=log_file.sha256,
        detail={"to": to.strip(), "what": what.strip(), "ground": ground.strip(), "how": how, "necessity": necessity},
    )
    _record("evidence.file_handed_over", log_file, by, {"to": to.strip(), "sha256": log_file.sha256})
    return event


@transaction.atomic
def ask_opening(*, log_file: LogFile, reason: str, by: Actor) -> Opening:
    """Ask another officer to open a sealed original."""
    can_work(log_file.case).require()
    rules.may_ask(by, log_file).require()
    rules.has_words(reason).require()
    opening = Opening.objects.create(log_file=log_file, asked_by=cast("User", rules.user_of(by)), reason=reason.strip())
    write_down(CustodyKind.OPENING_ASKED, log_file, by=by, detail={"reason": opening.reason})
    _record("evidence.opening_asked", log_file, by, {"sha256": log_file.sha256})
    return opening


@transaction.atomic
def decide_opening(*, opening: Opening, grant: bool, by: Actor, answer: str = "") -> Opening:
    """The second person's decision; a granted opening lasts a day."""
    can_work(opening.log_file.case).require()
    rules.may_decide(by, opening).require()
    rules.can_decide(opening).require()
    if not grant:
        rules.has_words(answer).require()
    now = clock.now()
    state = OpeningState.GRANTED if grant else OpeningState.REFUSED
    changed = Opening.objects.filter(pk=opening.pk, state=OpeningState.ASKED).update(
        state=state,
        decided_by=rules.user_of(by),
        decided_at=now,
        answer=answer.strip(),
        until=now + OPEN_FOR if grant else None,
    )
    if not changed:
        raise Refused(_("This request has been decided already."))
    opening.refresh_from_db()
    write_down(
        CustodyKind.OPENING_GRANTED if grant else CustodyKind.OPENING_REFUSED,
        opening.log_file,
        by=by,
        detail={"asked_by": opening.asked_by.get_username(), "answer": opening.answer},
    )
    _record(
        "evidence.opening_granted" if grant else "evidence.opening_refused",
        opening.log_file,
        by,
        {"sha256": opening.log_file.sha256},
    )
    return opening


def take_original(*, log_file: LogFile, by: Actor) -> StoredFile:
    """The original for taking away; the reading is written to record and trail."""
    rules.may_take_original(by, log_file).require()
    used(log_file, purpose="original", by=by)
    with transaction.atomic():
        write_down(CustodyKind.OPENED, log_file, by=by, sha256=log_file.sha256)
        _record("evidence.original_taken", log_file, by, {"sha256": log_file.sha256})
    return log_file.stored


def _record(kind: str, log_file: LogFile, by: Actor, detail: Mapping[str, Any]) -> None:
    trail.record(
        kind, by=by, chain=log_file.case.chain, subject=Ref("log_file", str(log_file.public_id)), detail=dict(detail)
    )
