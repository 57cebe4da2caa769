"""Answers without names in a case folder: responses/<wave>.csv as the export writes it, person and time left empty.

Who took part does not travel: the list would be of no use where nobody is asked again, and it is nobody's business there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused
from engines.sheets import read_csv
from surveys.forms_of import form_of
from surveys.logic.form import AnswerError
from surveys.models import AnonymousAnswer, Participation, Wave

FACTS = ("person", "mode", "submitted_at")


@transaction.atomic
def restore_nameless(*, wave: Wave, table: Path, by: Actor) -> int:
    """All rows or none, into a wave that has no answers yet. Pseudonyms stay what they are; they open only elsewhere."""
    if AnonymousAnswer.objects.filter(wave=wave).exists():
        return 0
    rows = read_csv(table, ours=True).sheets[0].rows
    head = [str(cell or "") for cell in rows[0]]
    form = form_of(wave.version)
    made = []
    for number, row in enumerate(rows[1:], start=2):
        cells = dict(zip(head, (str(cell or "") for cell in row), strict=False))
        answers: dict[str, Any] = {}
        for name, text in cells.items():
            question = form.questions.get(name)
            if name in FACTS or question is None or not text:
                continue
            given = text.split(";") if question["type"] in {"select_multiple", "rank"} else [text]
            try:
                answers[name] = text if question["type"] == "calculate" else form.read(question, given)
            except AnswerError as error:
                raise Refused(
                    _("Row %(row)s of %(file)s has an answer that the question %(name)s does not know.")
                    % {"row": number, "file": table.name, "name": name}
                ) from error
        made.append(AnonymousAnswer(wave=wave, pseudonym=cells.get("person", ""), answers=answers))
    AnonymousAnswer.objects.bulk_create(made, batch_size=500)
    Participation.objects.update_or_create(wave=wave, defaults={"people": [], "count": len(made)})
    subject = Ref("wave", str(wave.public_id))
    trail.record(
        "surveys.nameless_restored", by=by, chain=wave.case.chain, subject=subject, detail={"answers": len(made)}
    )
    return len(made)
