"""Answers collected elsewhere: our own CSV or Excel list, or the unedited export of Microsoft Forms.

Columns are matched by question name or by question text in either language; cells hold codes or labels. What cannot be
read is a problem with its cell and stops the whole file. What the questionnaire would not have asked is left out and
counted: the file itself stays as it came.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.text import fold
from audit import trail
from core import clock
from core.actor import Actor
from core.errors import Rejected
from core.files import rehash
from core.jobs import enqueue
from core.models import Job, StoredFile
from core.ref import Ref
from core.sheets import Column, Reading, RowReader, Table, open_table, read_stored
from core.verdict import Refused
from engines.sheets import Cell
from surveys import rules
from surveys.actions.recording import Recorded, record_many
from surveys.actions.waves import wave_ref
from surveys.enums import AnswerMode, ImportState
from surveys.forms_of import form_of
from surveys.logic import Form
from surveys.logic.definition import UNASKED, Answer, Answers, Question
from surveys.logic.form import AnswerError, is_empty
from surveys.logic.workbook import cell_text
from surveys.models import Invitation, Response, ResponseImport, Wave
from surveys.sealed.received import SEALED, is_sealed
from surveys.sentences import sentence

Progress = Callable[[int, int], None]
IMPORT_JOB = "surveys.import_responses"

# What Microsoft Forms itself writes; «ID» is the number of the answer, not of a person.
FORMS_OWN = ("ID", "開始時刻", "Start time", "名前", "Name", "最終変更時刻", "Last modified time", "言語", "Language")
PERSON_COLUMNS = (
    Column(
        "person",
        gettext_lazy("Person id"),
        (
            "社員番号",
            "従業員番号",
            "社員ID",
            "職員番号",
            "個人番号",
            "employee number",
            "employee no",
            "employee id",
            "person id",
        ),
    ),
    Column(
        "email",
        gettext_lazy("E-mail address"),
        ("メール", "メールアドレス", "電子メール", "電子メール アドレス", "e-mail", "email address", "mail"),
    ),
    Column("mode", gettext_lazy("How the answers were given"), ("回答方法", "方法")),
    Column(
        "submitted_at",
        gettext_lazy("Time of submission"),
        ("完了時刻", "Completion time", "回答日時", "提出日時", "送信日時", "submitted", "timestamp", "タイムスタンプ"),
    ),
)
_MODES = {
    "self": AnswerMode.SELF,
    "本人": AnswerMode.SELF,
    "本人回答": AnswerMode.SELF,
    "proxy": AnswerMode.PROXY,
    "代理": AnswerMode.PROXY,
    "代理入力": AnswerMode.PROXY,
    "interview": AnswerMode.INTERVIEW,
    "面談": AnswerMode.INTERVIEW,
    "聞き取り": AnswerMode.INTERVIEW,
    "import": AnswerMode.IMPORT,
    "取り込み": AnswerMode.IMPORT,
}


def mode_words() -> list[str]:
    """What may stand in the column «mode», in the reader's language."""
    japanese = (get_language() or "ja").startswith("ja")
    return ["本人", "代理", "聞き取り"] if japanese else ["self", "proxy", "interview"]


_MOMENT = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ]\d{1,2}:\d{2}.*)?")


@dataclass
class ResponsePlan:
    """What a file would write, and what it leaves out and why."""

    rows: list[Recorded] = field(default_factory=list)
    unchanged: int = 0
    changed: int = 0
    left_out: int = 0
    without_required: int = 0
    against_rules: int = 0
    ignored: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """For the job's result and the commands."""
        return {
            "responses": len(self.rows),
            "unchanged": self.unchanged,
            "corrections": self.changed,
            "left_out": self.left_out,
            "without_required": self.without_required,
            "against_rules": self.against_rules,
            "ignored_columns": self.ignored,
            "missing_questions": self.missing,
        }


def columns_of(form: Form) -> list[Column]:
    """What a column of the file can mean: the person, the mode, the time, or one question."""
    asked = [
        Column(
            question["name"],
            question["label"].get("ja") or question["label"].get("en", ""),
            tuple(text for text in (*question["label"].values(),) if text),
        )
        for question in form.questions.values()
        if question["type"] != "note"
    ]
    return [*PERSON_COLUMNS, *asked]


def open_responses(wave: Wave, stored: StoredFile, mapping: Mapping[int, str] | None = None) -> Table:
    """The table with its columns matched. Raises Rejected."""
    table = open_table(read_stored(stored), columns_of(form_of(wave.version)), Reading(mapping=mapping))
    if mapping is None:
        _leave_forms_columns(table)
    return table


def _leave_forms_columns(table: Table) -> None:
    """An unedited export has «ID» and «名前» of its own; they are never a question unless chosen by hand."""
    own = {fold(name) for name in FORMS_OWN}
    for index, head in enumerate(table.heads):
        if fold(head) in own and table.mapping.get(index) not in {"person", "email"}:
            table.mapping.pop(index, None)


def plan_responses(
    *, wave: Wave, table: Table, reason: str = "", progress: Progress | None = None, limit: int | None = None
) -> ResponsePlan:
    """Reads every row. Raises Rejected with all problems, or Refused when nothing can be known."""
    meant = set(table.mapping.values())
    if not meant & {"person", "email"}:
        table.add(_("No column was chosen for the person. Choose the column with the person id or the e-mail address."))
    table.check_shape()
    table.settle()
    reader = _Rows(wave, table, reason)
    rows = list(table.readers())
    for done, row in enumerate(rows[:limit] if limit else rows, start=1):
        reader.read(row)
        if progress is not None and done % 200 == 0:
            progress(done, len(rows))
    table.settle()
    form = form_of(wave.version)
    reader.plan.missing = [n for n, q in form.questions.items() if q["type"] != "note" and n not in meant]
    reader.plan.ignored = [head for index, head in enumerate(table.heads) if index not in table.mapping]
    return reader.plan


class _Rows:
    """Reads rows against the wave: its people, its questionnaire, its earlier answers."""

    def __init__(self, wave: Wave, table: Table, reason: str) -> None:
        self.wave, self.table, self.reason = wave, table, reason.strip()
        self.form = form_of(wave.version)
        self.zone = ZoneInfo(wave.case.time_zone)
        self.today = clock.today(wave.case.time_zone)
        self.now = clock.now()
        self.plan = ResponsePlan()
        people = Person.objects.filter(roster_id=wave.case.roster_id).values_list("pk", "no", "email")
        self.by_no: dict[str, int] = {}
        self.by_email: dict[str, list[int]] = {}
        for pk, no, email in people:
            self.by_no[fold(no)] = pk
            if email:
                self.by_email.setdefault(fold(email), []).append(pk)
        self.invited = set(Invitation.objects.filter(wave=wave).values_list("person_id", flat=True))
        earlier = Response.objects.filter(wave=wave, current__isnull=False)
        self.earlier = dict(earlier.values_list("person_id", "current__answers"))
        self.seen: dict[int, int] = {}
        self.labels = {
            name: {
                fold(text): choice["name"]
                for choice in question["choices"]
                for text in (*choice["label"].values(), choice["name"])
            }
            for name, question in self.form.questions.items()
        }
        self.asked = [
            question
            for name, question in self.form.questions.items()
            if question["type"] not in UNASKED and name in set(table.mapping.values())
        ]
        self.notes_of_other = _companions(self.form)

    def read(self, row: RowReader) -> None:
        person = self.person(row)
        answers = self.answers(row)
        mode = self.mode(row)
        submitted_at = self.moment(row)
        if person is None or self.table.problems:
            return
        today = submitted_at.astimezone(self.zone).date()
        kept = self.form.prune(answers, today=today)
        self.plan.left_out += len(answers) - len(kept)
        problems = {problem.code for problem in self.form.validate(kept, today=today)}
        self.plan.without_required += "required" in problems
        self.plan.against_rules += "constraint" in problems
        if person in self.earlier:
            if self.earlier[person] == kept:
                self.plan.unchanged += 1
                return
            if not self.reason:
                row.problem(
                    "person" if row.has("person") else "email",
                    _("This person has already answered differently. To add it as a correction, give a reason."),
                )
                return
            self.plan.changed += 1
        self.plan.rows.append(Recorded(person, kept, mode, submitted_at))

    def person(self, row: RowReader) -> int | None:
        use_email = row.has("email") and not cell_text(row.cell("person"))
        column = "email" if use_email else "person"
        text = cell_text(row.cell(column))
        if not text:
            row.problem(column, _("The cell is empty. Fill it in."))
            return None
        known = [self.by_no[fold(text)]] if fold(text) in self.by_no else []
        if column == "email":
            known = self.by_email.get(fold(text), [])
        if len(known) != 1:
            row.problem(
                column,
                _("Several people of the roster share this address. Use the person id instead.")
                if known
                else _("«%(text)s» is not on the roster of this case.") % {"text": text[:60]},
            )
            return None
        if known[0] not in self.invited:
            row.problem(column, _("«%(text)s» does not belong to the population of this wave.") % {"text": text[:60]})
            return None
        if known[0] in self.seen:
            row.problem(
                column,
                _("The same person stands in row %(row)s already. Keep one of the rows.")
                % {"row": self.seen[known[0]]},
            )
            return None
        self.seen[known[0]] = row.number
        return known[0]

    def mode(self, row: RowReader) -> str:
        text = cell_text(row.cell("mode"))
        if not text:
            return AnswerMode.INTERVIEW if self.wave.mode == "interview" else AnswerMode.IMPORT
        mode = _MODES.get(fold(text))
        if mode is None:
            row.problem(
                "mode", _("«%(text)s» is not known here. Write self, proxy, interview or import.") % {"text": text[:40]}
            )
            return AnswerMode.IMPORT
        return mode

    def moment(self, row: RowReader) -> datetime:
        """Times without a zone are those of the case."""
        cell = row.cell("submitted_at")
        found: datetime | None = None
        if isinstance(cell, datetime):
            found = cell
        elif isinstance(cell, date):
            found = datetime(cell.year, cell.month, cell.day, tzinfo=self.zone)
        elif text := cell_text(cell):
            found = _moment(text)
            if found is None:
                row.problem(
                    "submitted_at",
                    _("«%(text)s» is not a time. Write it as 2023-01-31 18:00.") % {"text": text[:40]},
                )
        if found is None:
            return self.now
        return (found if found.tzinfo else found.replace(tzinfo=self.zone)).astimezone(UTC)

    def answers(self, row: RowReader) -> Answers:
        found: Answers = {}
        for question in self.asked:
            try:
                value, other = self.value(question, row.cell(question["name"]))
            except AnswerError as error:
                row.problem(question["name"], sentence(error.code, error.params))
                continue
            if not is_empty(value):
                found[question["name"]] = value
            if other:
                found.setdefault(self.notes_of_other[question["name"]], other)
        return found

    def value(self, question: Question, cell: Cell) -> tuple[Answer, str]:
        """Codes or labels; what Forms keeps as free text behind «other» goes to the text question beside it."""
        text = cell_text(cell)
        if not text or not question["choices"]:
            return self.form.read(question, [text] if text else []), ""
        labels = self.labels[question["name"]]
        whole = labels.get(fold(text))
        if whole is not None:
            return (whole if question["type"] == "select_one" else [whole]), ""
        if question["type"] == "select_one":
            if question["name"] in self.notes_of_other:
                return "other", text
            raise AnswerError("not_a_choice", value=text[:60])
        codes, others = [], []
        for part in re.split(r"[;；]", text):
            if not part.strip():
                continue
            code = labels.get(fold(part))
            if code is None and question["name"] not in self.notes_of_other:
                raise AnswerError("not_a_choice", value=part.strip()[:60])
            codes.append(code or "other")
            if code is None:
                others.append(part.strip())
        return self.form.read(question, codes), "; ".join(others)


def _moment(text: str) -> datetime | None:
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for pattern in ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d"):
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 -- the case's zone is added by the caller
        except ValueError:
            continue
    return None


def _companions(form: Form) -> dict[str, str]:
    """Question with a choice «other» → the text question that is asked when it is chosen."""
    found: dict[str, str] = {}
    for name, question in form.questions.items():
        if question["type"] != "text" or not question["relevant"]:
            continue
        for asked in form.questions.values():
            chosen = rf"\$\{{{asked['name']}\}}\s*(,\s*|=\s*)['\"]other['\"]"
            if any(c["name"] == "other" for c in asked["choices"]) and re.search(chosen, question["relevant"]):
                found.setdefault(asked["name"], name)
    return found


@transaction.atomic
def receive_responses(*, wave: Wave, stored_file: StoredFile, by: Actor) -> ResponseImport:
    """Keep the file as it came; nothing is imported yet."""
    rules.can_receive(wave).require()
    received = ResponseImport.objects.create(wave=wave, stored=stored_file)
    trail.record(
        "surveys.responses_received",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={"file": stored_file.sha256, "size": stored_file.size},
    )
    return received


@transaction.atomic
def start_import(
    *, received: ResponseImport, by: Actor, mapping: Mapping[int, str] | None = None, reason: str = ""
) -> Job:
    """Queue the import; the page shows its progress."""
    rules.can_receive(received.wave).require()
    if received.state == ImportState.IMPORTED:
        raise Refused(_("This file has been imported already."))
    if is_sealed(received.stored):
        raise Refused(SEALED)
    received.mapping = {str(index): name for index, name in mapping.items()} if mapping is not None else None
    received.reason = reason.strip()
    received.job = enqueue(
        IMPORT_JOB,
        payload={"import": str(received.public_id)},
        by=by,
        scope=Ref("case", str(received.wave.case.public_id)),
        title=_("Import of answers for %(wave)s") % {"wave": received.wave.code},
    )
    received.save(update_fields=["mapping", "reason", "job"])
    return received.job


def import_responses(
    *,
    wave: Wave,
    stored_file: StoredFile,
    by: Actor,
    mapping: Mapping[int, str] | None = None,
    reason: str = "",
    received: ResponseImport | None = None,
    progress: Progress | None = None,
) -> ResponsePlan:
    """All rows or none. Reading happens before the one short transaction that writes."""
    rules.can_receive(wave).require()
    if not rehash(stored_file):
        raise Refused(_("The stored file is damaged: its bytes no longer have the recorded hash."))
    table = open_responses(wave, stored_file, mapping)
    plan = plan_responses(wave=wave, table=table, reason=reason, progress=progress)

    def publish() -> None:
        if received is None:
            return
        changed = ResponseImport.objects.filter(pk=received.pk, state=ImportState.RECEIVED).update(
            state=ImportState.IMPORTED, result=plan.as_json(), imported_at=clock.now()
        )
        if changed != 1:
            raise Refused(_("This file has been imported already."))

    record_many(wave=wave, rows=plan.rows, by=by, source=stored_file, reason=reason.strip(), also=publish)
    return plan


def problems_of(error: Refused) -> list[dict[str, object]]:
    """As the page and the job keep them."""
    if isinstance(error, Rejected):
        return [problem.as_json() for problem in error.problems]
    return [{"sheet": "", "row": None, "column": "", "message": str(error.reason)}]


def preview(table: Table, rows: int = 5) -> Sequence[Sequence[str]]:
    """The first rows as text."""
    width = len(table.heads)
    return [[cell_text(value) for value in list(row)[:width]] for row in table.sample(rows)]


def meanings(form: Form) -> Iterator[tuple[str, str]]:
    """Choices for the mapping: (name, words)."""
    for column in columns_of(form):
        yield column.name, str(column.label)
