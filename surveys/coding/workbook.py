"""The texts of a question as a workbook for coders who prefer one, and its codes back again."""

from __future__ import annotations

import io
import uuid

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import trail
from core import clock
from core.actor import Actor
from core.models import StoredFile
from core.sheets import Column, Reading, open_table, read_stored
from engines.sheets import OutCell, OutSheet, write_workbook
from surveys.coding import rules
from surveys.coding.actions import assign_many, frame_ref
from surveys.coding.answers import Coded, coded_texts, codes_of
from surveys.models.coding import CodingFrame

COLUMNS = (
    Column("answer", gettext_lazy("Answer"), required=True),
    Column("codes", gettext_lazy("Codes"), required=True),
)


@transaction.atomic
def take_workbook(*, frame: CodingFrame, hidden: frozenset[int], by: Actor) -> bytes:
    """Two sheets: texts with this coder's codes only, and the codes. Taking it is written to the trail.

    `hidden` are people whose texts the coder does not see (their own).
    """
    rules.can_change_frame(frame).require()
    codes = codes_of(frame)
    texts = [one for one in coded_texts(frame, codes) if one.text.person_id not in hidden]
    trail.record(
        "surveys.coding_list_taken",
        by=by,
        chain=frame.questionnaire.case.chain,
        subject=frame_ref(frame),
        detail={"question": frame.question, "answers": len(texts)},
    )
    case = frame.questionnaire.case
    target = io.BytesIO()
    with translation.override(case.language):
        sheets = [
            OutSheet("coding", ["answer", "wave", _("Text"), "codes"], [_row(one, by.id) for one in texts]),
            OutSheet(
                "codes",
                ["code", _("Wording in Japanese"), _("Wording in English"), _("When to give it")],
                [[code.code, code.label_ja, code.label_en, code.description] for code in codes.open],
            ),
        ]
        write_workbook(target, sheets, created=clock.now(), title=frame.question, language=case.language)
    return target.getvalue()


def _row(one: Coded, coder: str) -> list[OutCell]:
    mine = one.by(coder)
    return [str(one.text.answer), one.text.wave, one.text.text, ";".join(sorted(mine.codes)) if mine else ""]


@transaction.atomic
def put_workbook(*, frame: CodingFrame, stored_file: StoredFile, hidden: frozenset[int], by: Actor) -> int:
    """All rows or none; rows without codes stay uncoded. Raises Rejected cell by cell."""
    rules.can_change_frame(frame).require()
    table = open_table(read_stored(stored_file), COLUMNS, Reading(sheet="coding"))
    table.check_shape()
    table.settle()
    codes = codes_of(frame)
    known = {
        str(one.text.answer): one.text.answer for one in coded_texts(frame, codes) if one.text.person_id not in hidden
    }
    words = {code.code: code.code for code in codes.open}
    words |= {label: code.code for code in codes.open for label in (code.label_ja, code.label_en) if label}
    rows: dict[uuid.UUID, list[str]] = {}
    for row in table.readers():
        answer = known.get(row.text("answer", required=True))
        chosen = [part.strip() for part in row.text("codes", most=2000).replace("；", ";").split(";") if part.strip()]
        if answer is None:
            row.problem("answer", _("There is no such answer now. Take the workbook anew: the answer may be amended."))
        for word in chosen:
            if word not in words:
                row.problem("codes", _("«%(code)s» is not a code in use. Add it to the frame first.") % {"code": word})
        if answer is not None and chosen:
            if answer in rows:
                row.problem("answer", _("The same answer stands in two rows. Keep one."))
            rows[answer] = sorted({words[word] for word in chosen if word in words})
    table.settle()
    return assign_many(frame=frame, rows=rows.items(), by=by)
