"""What has changed since log and answers were last compared, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.models import AuditEvent
from casework.models import Case
from core.models import Job, JobState
from core.ref import Ref
from evidence.models import ReconciliationRun, Upkeep, ViewingMap
from surveys.models import ResponseVersion, Wave
from surveys.queries import still_answering, waves_of

COMPARE = "evidence.reconcile"
PART_OF = {
    "evidence.log_imported": "logs",
    "evidence.overlap_decided": "overlaps",
    "evidence.overlap_adopted": "overlaps",
    "evidence.viewing_map_set": "maps",
    "evidence.scope_set": "scopes",
    "evidence.explanation_approved": "explanations",
    "evidence.explanation_withdrawn": "explanations",
    "evidence.explanation_adopted": "explanations",
    "evidence.identity_accepted": "people",
    "surveys.wave_opened": "answers",
    "surveys.wave_closed": "answers",
    "surveys.wave_reopened": "answers",
    "accounts.roster_imported": "people",
    "accounts.person_corrected": "people",
    "accounts.logins_imported": "people",
    "casework.terminals_imported": "people",
    "casework.population_defined": "people",
    "casework.population_member_added": "people",
    "casework.incident_recorded": "incidents",
    "casework.incident_changed": "incidents",
    "casework.system_added": "incidents",
    "casework.system_changed": "incidents",
}
SENTENCES = {
    "logs": _("Another log has been read in."),
    "overlaps": _("It was decided how rows of two files count."),
    "answers": _("Answers have come in or were corrected."),
    "people": _("The roster, the log-in ids, the terminals or a population have changed."),
    "incidents": _("An incident or a system has changed."),
    "maps": _("The reading of the answers has changed."),
    "scopes": _("The scope of an incident has changed."),
    "explanations": _("An explanation has been approved or withdrawn."),
}


def sentences_of(parts: Iterable[str]) -> list[str]:
    """What the parts mean, in their steady order."""
    wanted = set(parts)
    return [str(sentence) for part, sentence in SENTENCES.items() if part in wanted]


@dataclass(frozen=True)
class Changed:
    """The first and the last moment at which a part changed."""

    first: datetime
    last: datetime


def comparisons(case: Case) -> list[Job]:
    """The attempts at comparing, the newest first; a handful is enough."""
    return list(Job.objects.of_scope(Ref("case", str(case.public_id))).filter(kind=COMPARE).order_by("-pk")[:5])


def changed_parts(case: Case, run: ReconciliationRun) -> dict[str, Changed]:
    """Each part that changed after the last comparison began. Answers of waves that still take answers do not count."""
    done = next((job for job in comparisons(case) if job.state == JobState.DONE and job.started_at), None)
    since = max(run.created_at, done.started_at) if done and done.started_at else run.created_at
    events = AuditEvent.objects.filter(chain=case.chain, at__gt=since, type__in=list(PART_OF)).order_by()
    found: dict[str, Changed] = {}
    for kind, first, last in events.values("type").annotate(a=Min("at"), b=Max("at")).values_list("type", "a", "b"):
        _widen(found, PART_OF[kind], first, last)
    closed = [wave.pk for wave in waves_of(case) if not still_answering(wave)]
    versions = ResponseVersion.objects.filter(response__wave__in=closed, recorded_at__gt=since)
    times: Mapping[str, datetime | None] = versions.aggregate(a=Min("recorded_at"), b=Max("recorded_at"))
    if times["a"] and times["b"]:
        _widen(found, "answers", times["a"], times["b"])
    return found


def _widen(found: dict[str, Changed], part: str, first: datetime, last: datetime) -> None:
    known = found.get(part, Changed(first, last))
    found[part] = Changed(min(first, known.first), max(last, known.last))


def stale_parts(case: Case, run: ReconciliationRun) -> set[str]:
    """Logs, answers, people, incidents, maps, scopes, explanations: those that changed since."""
    return set(changed_parts(case, run))


def answering_waves(case: Case) -> list[Wave]:
    """The waves that an incident reads but that still take answers: they come in when they are closed."""
    read = {
        code
        for waves in ViewingMap.objects.filter(incident__case=case).values_list("waves", flat=True)
        for code in waves
    }
    return [wave for wave in waves_of(case) if wave.code in read and still_answering(wave)]


def is_automatic(case: Case) -> bool:
    """Whether the comparison follows by itself."""
    return not Upkeep.objects.filter(case=case, automatic=False).exists()


def what_follows(case: Case) -> str:
    """What becomes of the facts after a decision that changes them."""
    if is_automatic(case):
        return gettext("The facts are computed anew.")
    return gettext("The comparison of this case is kept by hand. Start it when you are ready.")
