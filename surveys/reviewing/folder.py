"""Reviews of questions in a case folder: `[[reviews]]` of case.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from casework.access import can_work
from casework.models import Case
from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused
from surveys.models import QuestionnaireVersion, QuestionReview

TEXTS = ("question", "asked_by_label", "need", "agreed_by_label", "reason")


def review_entries(case: Case) -> list[dict[str, Any]]:
    """Every review, oldest version first."""
    rows = QuestionReview.objects.filter(version__questionnaire__case=case).select_related("version__questionnaire")
    return [
        {"questionnaire": one.version.questionnaire.code, "version": one.version.number}
        | {name: value for name in TEXTS if (value := getattr(one, name))}
        | {"asked_at": one.asked_at}
        | ({"agreed_at": one.agreed_at} if one.agreed_at else {})
        for one in rows.order_by("version__questionnaire__code", "version__number", "question")
    ]


@transaction.atomic
def restore_reviews(*, case: Case, entries: Iterable[Mapping[str, Any]], by: Actor) -> int:
    """The reverse; what stands here already stays. People are known by their label only."""
    can_work(case).require()
    count = 0
    for entry in entries:
        version = QuestionnaireVersion.objects.filter(
            questionnaire__case=case, questionnaire__code=entry["questionnaire"], number=entry.get("version", 1)
        ).first()
        if version is None:
            raise Refused(_("There is no questionnaire %(code)s in the case.") % {"code": entry["questionnaire"]})
        if QuestionReview.objects.filter(version=version, question=entry["question"]).exists():
            continue
        if entry.get("agreed_by_label") == entry["asked_by_label"]:
            raise Refused(_("Somebody else has to agree."))
        agreed = entry.get("agreed_by_label", "")
        QuestionReview.objects.create(
            version=version,
            asked_by_id=f"file:{entry['asked_by_label']}"[:80],
            agreed_by_id=f"file:{agreed}"[:80] if agreed else "",
            asked_at=_moment(entry["asked_at"]),
            agreed_at=_moment(entry["agreed_at"]) if agreed else None,
            **{name: entry.get(name, "") for name in TEXTS},
        )
        count += 1
    if count:
        subject = Ref("case", str(case.public_id))
        trail.record("surveys.reviews_restored", by=by, chain=case.chain, subject=subject, detail={"reviews": count})
    return count


def _moment(value: datetime | str) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
