"""Questionnaires come in as workbooks."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit import trail
from casework.access import can_work
from casework.models import Case
from core.actor import Actor
from core.errors import Rejected
from core.models import StoredFile
from core.ref import Ref
from surveys.logic import Reading, content_hash, read_questionnaire
from surveys.logic.definition import Definition, wording
from surveys.models import Questionnaire, QuestionnaireVersion
from surveys.sentences import reading_problems


def read_stored_questionnaire(stored: StoredFile) -> Reading:
    """Raises Rejected with every problem by cell."""
    reading = read_questionnaire(stored.path)
    if reading.definition is None:
        raise Rejected(
            reading_problems(reading), _("The workbook was not taken over. Mend the places listed and send it again.")
        )
    return reading


@transaction.atomic
def import_questionnaire(
    *, case: Case, code: str, stored_file: StoredFile, by: Actor, title: str = ""
) -> QuestionnaireVersion:
    """A new version of the questionnaire `code`; a workbook with the same content gives the version that exists."""
    can_work(case).require()
    definition = read_stored_questionnaire(stored_file).definition
    assert definition is not None  # noqa: S101 -- the reader has just said so
    return add_version(case=case, code=code, definition=definition, source=stored_file, by=by, title=title)


@transaction.atomic
def add_version(
    *, case: Case, code: str, definition: Definition, source: StoredFile, by: Actor, title: str = ""
) -> QuestionnaireVersion:
    """A new version of the questionnaire `code` as it was read from `source`; the same content gives what exists."""
    can_work(case).require()
    named = title or wording(definition["title"], case.language) or code
    questionnaire, _made = Questionnaire.objects.get_or_create(case=case, code=code, defaults={"title": named})
    value = content_hash(definition)
    known = QuestionnaireVersion.objects.filter(questionnaire=questionnaire, content_hash=value).first()
    if known is not None:
        return known
    last = questionnaire.versions.aggregate(last=Max("number"))["last"] or 0
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        source=source,
        number=last + 1,
        definition=definition,
        content_hash=value,
    )
    if title and questionnaire.title != title:
        questionnaire.title = title
        questionnaire.save(update_fields=["title"])
    trail.record(
        "surveys.questionnaire_imported",
        by=by,
        chain=case.chain,
        subject=Ref("questionnaire_version", str(version.public_id)),
        detail={"code": code, "number": version.number, "hash": value, "file": source.sha256},
    )
    return version
