"""The table of participants with the column names of LimeSurvey (`export_helper.tokensExport`), out and in.

`attribute_1` is the person id, `attribute_2` the affiliation. Out of the table come states, never answers; into the wave
come e-mail states only: who is asked is decided by the population.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import fold
from audit import trail
from core import clock
from core.actor import Actor
from core.models import StoredFile
from core.sheets import Column, Reading, open_table, read_stored
from surveys import rules
from surveys.actions.waves import wave_ref
from surveys.enums import Duty, InvitationState
from surveys.models import Invitation, Wave
from surveys.tokens import token_for
from surveys.workflow import invitation_moves

HEAD = (
    "tid",
    "firstname",
    "lastname",
    "email",
    "emailstatus",
    "token",
    "language",
    "validfrom",
    "validuntil",
    "invited",
    "reminded",
    "remindercount",
    "completed",
    "usesleft",
    "attribute_1",
    "attribute_2",
)
EMAIL_STATUS = {InvitationState.BOUNCED: "bounced", InvitationState.DECLINED: "OptOut"}
COLUMNS = (
    Column("person", gettext_lazy("Person id"), ("attribute_1", "社員番号", "個人番号", "employee number")),
    Column("email", gettext_lazy("E-mail address"), ("メール", "メールアドレス", "e-mail")),
    Column("emailstatus", gettext_lazy("State of the e-mail address"), ("email status", "メールの状態")),
)
KNOWN = {"bounced": "bounce", "optout": "decline", "invalid": "bounce", "undelivered": "bounce"}


@transaction.atomic
def export_participants(*, wave: Wave, with_tokens: bool, by: Actor) -> Iterator[list[str]]:
    """Head and rows. With tokens it is a list of links and is recorded as one; without, the column stays empty."""
    rules.can_receive(wave).require()
    rows = list(Invitation.objects.filter(wave=wave).select_related("person__affiliation").order_by("person__no", "pk"))
    trail.record(
        "surveys.links_downloaded" if with_tokens else "surveys.participants_exported",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={"links" if with_tokens else "people": len(rows)},
    )
    zone = ZoneInfo(wave.case.time_zone)

    def moment(value: datetime | None, empty: str) -> str:
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M") if value else empty

    def lines() -> Iterator[list[str]]:
        yield list(HEAD)
        for number, one in enumerate(rows, start=1):
            done = one.state == InvitationState.SUBMITTED
            yield [
                str(number),
                "",
                one.person.name,
                one.person.email,
                EMAIL_STATUS.get(InvitationState(one.state), "OK"),
                token_for(one.public_id, one.generation) if with_tokens and one.token_hash and not done else "",
                wave.case.language,
                moment(wave.opens_at, ""),
                moment(wave.closes_at, ""),
                moment(one.sent_at or one.mailed_at, "N"),
                moment(one.reminded_at, "N"),
                str(one.reminders),
                moment(one.submitted_at, "N") if done else "N",
                "0" if done else "1",
                one.person.no,
                one.person.affiliation.code,
            ]

    return lines()


@transaction.atomic
def import_participants(*, wave: Wave, stored: StoredFile, by: Actor) -> dict[str, int]:
    """E-mail states from another system: «bounced» and «OptOut». All rows or none. Returns how many moved, by state."""
    rules.can_have_links(wave).require()
    table = open_table(read_stored(stored), COLUMNS, Reading())
    if not {"person", "email"} & set(table.mapping.values()):
        table.add(_("No column was chosen for the person. Choose the column with the person id or the e-mail address."))
    table.check_shape()
    table.settle()
    invited = list(Invitation.objects.filter(wave=wave).select_related("person"))
    by_no = {fold(one.person.no): one for one in invited}
    by_email: dict[str, list[Invitation]] = {}
    for one in invited:
        by_email.setdefault(fold(one.person.email), []).append(one)
    moved = {"bounced": 0, "declined": 0}
    for row in table.readers():
        column = "person" if row.text("person") else "email"
        text = row.text(column)
        found = [by_no[fold(text)]] if fold(text) in by_no else []
        if column == "email":
            found = by_email.get(fold(text), []) if text else []
        if len(found) != 1:
            row.problem(column, _("«%(text)s» does not belong to the population of this wave.") % {"text": text[:60]})
            continue
        name = KNOWN.get(fold(row.text("emailstatus")).replace(" ", ""), "")
        if not name or invitation_moves.find(found[0].state, name) is None:
            continue
        if name == "decline" and wave.duty != Duty.VOLUNTARY:
            row.problem("emailstatus", _("Nobody can decline in this wave, because answering is required."))
            continue
        stamp = {"bounced_at": clock.now()} if name == "bounce" else {"declined_at": clock.now()}
        invitation_moves.move(found[0], name, **stamp)
        moved["bounced" if name == "bounce" else "declined"] += 1
    table.settle()
    trail.record(
        "surveys.participants_imported",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={**moved, "file": stored.sha256},
    )
    return moved
