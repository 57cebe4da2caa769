"""The list of measures as a workbook that comes back: rows are known by their id, differences are asked about.

The state and the day of completion are told, not taken: they move on the measure's page, where the rules are.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from typing import Any

from django.db import models, transaction
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from casework.access import can_work
from casework.actions import case_ref
from casework.models import Case, Membership
from core import clock
from core.actor import Actor
from core.models import StoredFile
from core.sheets import Column, Reading, RowReader, Table, open_table, read_stored
from core.sheets.cells import as_text
from core.verdict import Refused
from engines.sheets import OutSheet, write_workbook
from remediation.actions import add_measure, update_measure
from remediation.imports.columns import MEASURES
from remediation.models import Measure

LONGEST_PROSE = 4000
TAKEN = ("no", "text", "target", "category", "actor", "owner", "timing", "review_on")
AGREED = ("reason", "agreed_by")
"""Empty when written: a later day needs both."""
TOLD = ("state", "done_on")
"""Columns that are written but not read back."""
WIDTHS = (38, 14, 10, 60, 18, 18, 18, 22, 30, 14, 30, 22, 16, 14)


def columns() -> list[Column]:
    """With their labels in both languages, so that a list comes back whoever wrote it."""
    known = {column.name: column for column in MEASURES}
    own = [
        Column("id", gettext_lazy("Id in the system"), required=True),
        Column("version", gettext_lazy("Version of the row")),
    ]
    return [
        replace(column, synonyms=(*column.synonyms, *_labels(column)))
        for column in (*own, *(known[name] for name in (*TAKEN, *AGREED, *TOLD)))
    ]


def _labels(column: Column) -> Iterator[str]:
    for language in ("ja", "en"):
        with override(language):
            yield str(column.label)


class OnDifference(models.TextChoices):
    """What a row that differs from the measure of its id does."""

    STOP = "stop", gettext_lazy("Stop: take nothing over and list the differences")
    SKIP = "skip", gettext_lazy("Skip: keep what is here and add only new rows")
    UPDATE = "update", gettext_lazy("Update: take the file's row over")


@dataclass
class Outcome:
    """What a workbook did."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unchanged: int = 0


def _facts(measure: Measure) -> dict[str, Any]:
    """What the list shows of a measure and takes back."""
    owner = measure.owner
    return {
        "no": measure.no,
        "text": measure.text,
        "target": measure.target,
        "category": measure.category,
        "actor": measure.actor_name,
        "owner": owner.email if owner and measure.owner_name == str(owner) else measure.owner_name,
        "timing": measure.timing_text,
        "review_on": measure.review_on,
    }


def version_of(measure: Measure) -> str:
    """Changes whenever something in the row changes."""
    told = {**_facts(measure), "state": measure.state, "done_on": measure.done_on}
    text = "\x1f".join(f"{name}={told[name] or ''}" for name in sorted(told))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def workbook_of(case: Case, measures: Iterable[Measure]) -> bytes:
    """The list in the reader's language, with what one has to know about it above the head."""
    rows: list[list[str | date | None]] = []
    for measure in measures:
        facts = _facts(measure)
        state = str(measure.get_state_display())
        taken = [facts[name] for name in TAKEN]
        rows.append([str(measure.public_id), version_of(measure), *taken, None, None, state, measure.done_on])
    sheet = OutSheet(
        name=_("Measures"),
        title=f"{case.number} {_('Measures')}",
        above=[
            _(
                "Change the rows and send the file back. Leave the first two columns as they are; in a new row leave them empty."
            ),
            _("A later day needs a reason, and who agreed to it. Numbers never change."),
            _("The state and the day of completion are shown only: they are changed on the page of the measure."),
        ],
        head=[str(column.label) for column in columns()],
        rows=rows,
        widths=WIDTHS,
    )
    out = BytesIO()
    language = "en" if (get_language() or "").startswith("en") else "ja"
    write_workbook(out, [sheet], created=clock.now(), title=sheet.title, language=language)
    return out.getvalue()


@transaction.atomic
def take_back(*, case: Case, stored: StoredFile, on_difference: str, by: Actor) -> Outcome:
    """All rows or none. Each change is the action of a person, with its line in the trail.

    Raises Rejected with every problem; a row that somebody changed here since the file was written is one.
    """
    can_work(case).require()
    table = open_table(read_stored(stored), columns(), Reading())
    table.check_shape()
    table.settle()
    taking = _Taking(case, table, on_difference, by, _members(case))
    known = {str(one.public_id): one for one in Measure.objects.of_case(case).select_related("case", "owner")}
    seen: set[str] = set()
    for row in table.readers():
        key = row.text("id").lower()
        if not key:
            taking.add(row)
        elif key in seen:
            row.problem("id", _("This id stands in two rows. Remove one of them."))
        elif (measure := known.get(key)) is None:
            row.problem("id", _unknown_id(key))
        else:
            taking.compare(row, measure)
        seen.add(key)
    table.settle()
    outcome = taking.outcome
    trail.record(
        "remediation.list_taken_back",
        by=by,
        chain=case.chain,
        subject=case_ref(case),
        detail={
            "file": stored.sha256,
            "on_difference": str(on_difference),
            "added": outcome.added,
            "changed": outcome.changed,
            "skipped": outcome.skipped,
        },
    )
    return outcome


@dataclass
class _Taking:
    """One file on its way in."""

    case: Case
    table: Table
    on_difference: str
    by: Actor
    members: Mapping[str, User]
    outcome: Outcome = field(default_factory=Outcome)

    def add(self, row: RowReader) -> None:
        empty = dict.fromkeys(("no", "text", "target", "category", "actor", "owner", "timing"), "")
        faults = len(self.table.problems)
        facts = _read(row, {**empty, "review_on": None})
        if len(self.table.problems) > faults:
            return
        try:
            with transaction.atomic():
                added = add_measure(case=self.case, by=self.by, no=facts["no"], **_as_action(facts, self.members))
        except Refused as refusal:
            row.problem("no", str(refusal.reason))
        else:
            self.outcome.added.append(added.no)

    def compare(self, row: RowReader, measure: Measure) -> None:
        before = _facts(measure)
        faults = len(self.table.problems)
        facts = _read(row, before)
        _check_told(row, measure)
        if len(self.table.problems) > faults:
            return
        different = [name for name, value in facts.items() if value != _as_read(before[name])]
        if not different:
            self.outcome.unchanged += 1
        elif self.on_difference == OnDifference.SKIP:
            self.outcome.skipped.append(measure.no)
        elif self.on_difference == OnDifference.STOP:
            for name in different:
                row.problem(name, _differs(measure, before[name]))
        elif row.has("version") and row.text("version") != version_of(measure):
            row.problem(
                "version",
                _(
                    "Somebody changed this measure since the file was written. Download the list again and repeat the change."
                ),
            )
        else:
            self.change(row, measure, different, facts)

    def change(self, row: RowReader, measure: Measure, different: list[str], facts: Mapping[str, Any]) -> None:
        named = {"actor": ("actor_name",), "owner": ("owner", "owner_name"), "timing": ("timing_text",)}
        wanted = {name for key in different for name in named.get(key, (key,))}
        changes = {name: value for name, value in _as_action(facts, self.members).items() if name in wanted}
        if "no" in different:
            changes["no"] = facts["no"]
        if "timing" in different:
            changes |= {name: row.text(name) for name in AGREED if row.has(name)}
        try:
            with transaction.atomic():
                update_measure(measure=measure, by=self.by, **changes)
        except Refused as refusal:
            row.problem(different[0], str(refusal.reason))
        else:
            self.outcome.changed.append(measure.no)


def _unknown_id(key: str) -> str:
    try:
        uuid.UUID(key)
    except ValueError:
        return _("«%(text)s» is no id of the system. Leave the cell as it was, or empty for a new measure.") % {
            "text": key[:40]
        }
    return _("This case has no measure with this id. For a new measure leave the cell empty.")


def _members(case: Case) -> dict[str, User]:
    found = Membership.objects.filter(case=case).select_related("user")
    return {membership.user.email.lower(): membership.user for membership in found}


def _read(row: RowReader, before: Mapping[str, Any]) -> dict[str, Any]:
    """The row's facts; a column that the file has not got stays as it is."""
    facts = dict(before)
    for name, most in (("no", 20), ("target", 200), ("category", 200), ("actor", 200), ("owner", 200), ("timing", 400)):
        if row.has(name):
            facts[name] = row.identifier(name, most=most) if name == "no" else row.text(name, most=most)
    if row.has("text"):
        row.text("text", required=True, most=LONGEST_PROSE)
        facts["text"] = "\n".join(" ".join(line.split()) for line in as_text(row.cell("text")).splitlines())
    if row.has("review_on"):
        facts["review_on"] = row.day("review_on")
    return facts


def _as_action(facts: Mapping[str, Any], members: Mapping[str, User]) -> dict[str, Any]:
    """In the words of the action."""
    owner = members.get(str(facts["owner"]).lower())
    return {
        "text": facts["text"],
        "target": facts["target"],
        "category": facts["category"],
        "actor_name": facts["actor"],
        "owner": owner,
        "owner_name": str(owner) if owner else facts["owner"],
        "timing_text": facts["timing"],
        "review_on": facts["review_on"],
    }


def _as_read(value: Any) -> Any:
    """As the same value comes back from a cell."""
    if not isinstance(value, str):
        return value
    return "\n".join(" ".join(line.split()) for line in value.splitlines())


def _differs(measure: Measure, value: Any) -> str:
    return _("Here measure %(no)s says «%(value)s». Nothing was taken over; choose to skip or to update.") % {
        "no": measure.no,
        "value": as_text(value)[:80] or "—",
    }


def _state_words(measure: Measure) -> Iterator[str]:
    for language in ("ja", "en"):
        with override(language):
            yield str(measure.get_state_display())


def _check_told(row: RowReader, measure: Measure) -> None:
    """A state or a day of completion that was changed in the file would be lost without a word."""
    if row.has("state"):
        written = row.text("state")
        if written and written not in {measure.state, *_state_words(measure)}:
            row.problem("state", _("The state is changed on the page of the measure. Write what stood here before."))
    if row.has("done_on") and row.day("done_on") not in {measure.done_on, None}:
        row.problem(
            "done_on", _("The day of completion is changed on the page of the measure. Write what stood here before.")
        )
