"""Writing on a draft. Every change is one step; nobody's step can overwrite another one unseen."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from typing import cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit import trail
from casework.access import can_work
from casework.models import Case
from core import clock
from core.actor import Actor
from core.files import store_bytes
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused
from surveys.actions import import_questionnaire
from surveys.editor import rules
from surveys.logic import Definition, write_questionnaire
from surveys.logic.authoring import ChangeError, Fault, faults, finished
from surveys.logic.authoring.checking import UNFINISHED
from surveys.logic.authoring.places import empty
from surveys.logic.definition import Text, wording
from surveys.models import DraftStep, Questionnaire, QuestionnaireDraft, QuestionnaireVersion

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Change = Callable[[Definition], Definition]
TRIES = 5


class FaultyChange(Exception):  # noqa: N818 -- an outcome for the form, not a defect
    """Nothing was saved; each fault stands beside its field."""

    def __init__(self, found: list[Fault]) -> None:
        self.faults = found
        super().__init__(found[0].code)


class Overtaken(Exception):  # noqa: N818 -- the same
    """Somebody else changed the very same thing since the page was opened."""

    def __init__(self, step: DraftStep) -> None:
        self.step = step
        super().__init__(str(step.revision))


def mark_of(thing: object) -> str:
    """A short mark of a part of a draft as it was seen; another mark means that somebody changed it."""
    return hashlib.sha256(json.dumps(thing, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def newest(draft: QuestionnaireDraft) -> DraftStep:
    """The draft as it is now."""
    return draft.steps.order_by("-revision")[0]


@transaction.atomic
def begin_questionnaire(*, case: Case, code: str, title: Text, languages: list[str], by: Actor) -> QuestionnaireDraft:
    """A new questionnaire with nothing in it yet."""
    can_work(case).require()
    if Questionnaire.objects.filter(case=case, code=code).exists():
        raise Refused(_("The case has a questionnaire with this code already. Choose another code."))
    name = wording(title, case.language) or code
    questionnaire = Questionnaire.objects.create(case=case, code=code, title=name)
    return _begin(questionnaire, empty(title, languages), None, by)


@transaction.atomic
def begin_draft(*, version: QuestionnaireVersion, by: Actor) -> QuestionnaireDraft:
    """A draft that starts from a version; the version stays as it is."""
    rules.can_begin(version.questionnaire).require()
    return _begin(version.questionnaire, cast("Definition", version.definition), version, by)


def _begin(
    questionnaire: Questionnaire, definition: Definition, base: QuestionnaireVersion | None, by: Actor
) -> QuestionnaireDraft:
    draft = QuestionnaireDraft.objects.create(questionnaire=questionnaire, base=base)
    _step(draft, 1, definition, what="begun", by=by)
    trail.record(
        "surveys.draft_begun",
        by=by,
        chain=questionnaire.case.chain,
        subject=Ref("questionnaire_draft", str(draft.public_id)),
        detail={"questionnaire": questionnaire.code, "version": base.number if base else None},
    )
    return draft


def _step(
    draft: QuestionnaireDraft, revision: int, definition: Definition, *, what: str, subject: str = "", by: Actor
) -> None:
    DraftStep.objects.create(
        draft=draft,
        revision=revision,
        definition=definition,
        what=what,
        subject=subject[:200],
        by_kind=by.kind,
        by_id=by.id,
        by_label=by.label,
    )


@transaction.atomic
def change_draft(
    *,
    draft: QuestionnaireDraft,
    change: Change,
    what: str,
    subject: str = "",
    by: Actor,
    seen: str = "",
    of: Callable[[Definition], object] | None = None,
) -> int:
    """Apply one change to the newest state and give the new revision.

    `of` names the part that the page showed and `seen` its mark then: another mark now raises Overtaken. What others
    did to other parts meanwhile is kept. Raises FaultyChange or Refused; then nothing is saved.
    """
    rules.can_write(draft).require()
    for _try in range(TRIES):
        step = newest(draft)
        now = cast("Definition", step.definition)
        if of is not None and mark_of(_part(of, now)) != seen:
            raise Overtaken(step)
        try:
            definition = change(now)
        except ChangeError as error:
            raise Refused(change_sentence(error)) from error
        if wrong := [fault for fault in faults(definition) if fault.code not in UNFINISHED]:
            raise FaultyChange(wrong)
        if definition == now:
            return step.revision
        try:
            with transaction.atomic():
                _step(draft, step.revision + 1, definition, what=what, subject=subject, by=by)
        except IntegrityError:
            continue  # somebody else was a moment earlier: look again at what is there now
        trail.record(
            "surveys.draft_changed",
            by=by,
            chain=draft.questionnaire.case.chain,
            subject=Ref("questionnaire_draft", str(draft.public_id)),
            detail={
                "questionnaire": draft.questionnaire.code,
                "revision": step.revision + 1,
                "what": what,
                "name": subject,
            },
        )
        return step.revision + 1
    raise Refused(JUST_CHANGED)


def _part(of: Callable[[Definition], object], definition: Definition) -> object:
    try:
        return of(definition)
    except ChangeError:
        return None  # it is gone


def change_sentence(error: ChangeError) -> str:
    """Why a change cannot be made."""
    match error.code:
        case "still_named":
            return _(
                "The conditions or wordings of %(names)s name what would go. Change them first, or remove them as well."
            ) % {"names": error.params["names"]}
        case "only_section":
            return _("A questionnaire has at least one part, so the last one stays.")
        case "repeat_full":
            return _("There are questions inside this repeat. Move or remove them first.")
        case "repeat_nested":
            return _("A repeat inside a repeat is not supported.")
    return _("«%(name)s» is no longer in the draft; somebody else has removed or renamed it.") % error.params


@transaction.atomic
def restore_step(*, draft: QuestionnaireDraft, revision: int, by: Actor) -> int:
    """Go back to an earlier state; what was done since stays in the history."""
    earlier = draft.steps.filter(revision=revision).first()
    if earlier is None:
        raise Refused(_("There is no such state of the draft."))
    definition = cast("Definition", earlier.definition)
    return change_draft(draft=draft, change=lambda _now: definition, what="restored", subject=str(revision), by=by)


@transaction.atomic
def keep_version(*, draft: QuestionnaireDraft, by: Actor) -> QuestionnaireVersion:
    """The finished draft becomes the next version, with its workbook; the draft is gone."""
    case = draft.questionnaire.case
    reading = finished(cast("Definition", newest(draft).definition))
    if reading.definition is None:
        raise Refused(_("The draft is not finished yet. Look at what is still missing."))
    rules.can_keep(draft, reading.definition).require()
    target = io.BytesIO()
    write_questionnaire(target, reading.definition, created=clock.now())
    code = draft.questionnaire.code
    stored = store_bytes(target.getvalue(), name=f"{code}.xlsx", by=by, content_type=WORKBOOK)
    version = import_questionnaire(case=case, code=code, stored_file=stored, by=by)
    title = wording(reading.definition["title"], case.language)
    if title and title != draft.questionnaire.title:
        Questionnaire.objects.filter(pk=draft.questionnaire.pk).update(title=title)
    subject = Ref("questionnaire_draft", str(draft.public_id))
    draft.delete()
    trail.record(
        "surveys.draft_kept",
        by=by,
        chain=case.chain,
        subject=subject,
        detail={"questionnaire": code, "number": version.number, "hash": version.content_hash},
    )
    return version


@transaction.atomic
def discard_draft(*, draft: QuestionnaireDraft, by: Actor) -> None:
    """The draft and its history go. A questionnaire that never had a version goes with them."""
    rules.can_write(draft).require()
    questionnaire = draft.questionnaire
    case = questionnaire.case
    trail.record(
        "surveys.draft_discarded",
        by=by,
        chain=case.chain,
        subject=Ref("questionnaire_draft", str(draft.public_id)),
        detail={"questionnaire": questionnaire.code, "revision": newest(draft).revision},
    )
    draft.delete()
    if not questionnaire.versions.exists():
        questionnaire.delete()
