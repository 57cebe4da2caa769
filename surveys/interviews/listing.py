"""Rules that list people for interviews: what a rule would do, and doing it. Nobody is listed twice by one rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from audit import trail
from casework.access import can_work, is_oneself
from casework.models import Case, Incident, Population
from core import clock
from core.actor import Actor
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused
from surveys.contradictions.queries import found
from surveys.interviews.actions import lock, newest_version, next_no
from surveys.interviews.guide import can_read_answers
from surveys.interviews.rules import can_list_from
from surveys.logic.brought import full_label
from surveys.logic.definition import PREFER_INTERVIEW, Definition, all_questions
from surveys.models import AnswerQuery, Interview, InterviewGround, InterviewRule, Response, ResponseVersion, Wave
from surveys.models.answer_query import QueryKind, QueryState
from surveys.models.interview import UNDER_WAY
from surveys.models.interview_rule import RuleKind
from surveys.sentences import local

BATCH = 500


def ref_of_rule(rule: InterviewRule) -> Ref:
    """How grounds point to it."""
    return Ref("interview_rule", str(rule.public_id))


@transaction.atomic
def define_rule(
    *,
    case: Case,
    code: str,
    kind: str,
    reason: str,
    by: Actor,
    wave: Wave | None = None,
    population: Population | None = None,
    incident: Incident | None = None,
    conditions: Sequence[Mapping[str, Any]] = (),
) -> InterviewRule:
    """Write a rule down. It lists nobody yet: first its effect is looked at."""
    can_work(case).require()
    if wave is not None:
        can_list_from(wave).require()
    if not reason.strip():
        raise Refused(_("Say why these people are to be interviewed; each of them keeps this reason."))
    rule = InterviewRule(
        case=case,
        code=code,
        kind=RuleKind(kind),
        reason=reason.strip()[:300],
        wave=wave,
        population=population,
        incident=incident,
        conditions=[dict(one) for one in conditions] if kind == RuleKind.ANSWERS else [],
    )
    if kind == RuleKind.ANSWERS:
        _check(rule)
    rule.validate_constraints()
    rule.save()
    _record("surveys.interview_rule_set", rule, by, {"code": code, "kind": str(kind)})
    return rule


def _record(type_: str, rule: InterviewRule, by: Actor, detail: dict[str, Any]) -> None:
    trail.record(type_, by=by, chain=rule.case.chain, subject=ref_of_rule(rule), detail=detail)


def _check(rule: InterviewRule) -> None:
    if not rule.conditions or rule.wave is None:
        raise Refused(_("Choose at least one question and the answers that lead to an interview."))
    known = {q["name"]: {c["name"] for c in q["choices"]} for q in all_questions(rule.wave.version.definition)}
    for one in rule.conditions:
        if one["question"] not in known:
            raise Refused(_("The questionnaire has no question «%(name)s».") % {"name": one["question"]})
        if strange := set(one["values"]) - known[one["question"]] or (not one["values"] and {""}):
            names = {"name": one["question"], "values": ", ".join(sorted(strange)) or "—"}
            raise Refused(_("The question «%(name)s» has no answer «%(values)s».") % names)


@transaction.atomic
def end_rule(*, rule: InterviewRule, by: Actor) -> InterviewRule:
    """It lists nobody any more; whom it has listed stays."""
    can_work(rule.case).require()
    if not InterviewRule.objects.filter(pk=rule.pk, ended_at__isnull=True).update(ended_at=clock.now()):
        raise Refused(JUST_CHANGED)
    rule.refresh_from_db()
    _record("surveys.interview_rule_ended", rule, by, {"code": rule.code})
    return rule


@dataclass(frozen=True)
class Match:
    """Somebody to whom a rule applies, with the answers that made it so and what was found."""

    person: Person
    version: ResponseVersion | None
    note: str = ""


@dataclass(frozen=True)
class Effect:
    """What applying the rule would do: list anew, add the reason to an interview under way, or nothing."""

    fresh: list[Match]
    joining: list[Match]
    listed: int  # listed by this rule before
    own: int  # about the officer who asks: another one has to list it

    @property
    def found(self) -> int:
        return len(self.fresh) + len(self.joining) + self.listed + self.own


def holds(conditions: Sequence[Mapping[str, Any]], answers: Mapping[str, Any]) -> bool:
    """All of the conditions: any of the values chosen, or none of them."""
    for one in conditions:
        given = answers.get(one["question"])
        chosen = {str(item) for item in given} if isinstance(given, list) else {str(given)} - {"None", ""}
        if bool(chosen & set(one["values"])) != (one["holds"] == "any"):
            return False
    return True


def matches(rule: InterviewRule) -> list[Match]:
    """Everybody to whom the rule applies now, by person id."""
    if rule.kind == RuleKind.POPULATION and rule.population is not None:
        people = rule.population.people.select_related("affiliation").order_by("no")
        return [Match(person, None) for person in people]
    wave = rule.wave
    if wave is None or not can_list_from(wave) or not can_read_answers(wave):
        return []
    if rule.kind == RuleKind.CONTRADICTIONS:
        return list(_contradicting(rule.case, wave))
    if rule.kind == RuleKind.QUERIES:
        return list(_queried(wave))
    rows = Response.objects.filter(wave=wave, current__isnull=False).select_related("current", "person__affiliation")
    judged = holds_wish if rule.kind == RuleKind.WISH else (lambda answers: holds(rule.conditions, answers))
    return [
        Match(row.person, row.current)
        for row in rows.order_by("person__no")
        if row.current and judged(row.current.answers)
    ]


def holds_wish(answers: Mapping[str, Any]) -> bool:
    """Somewhere «I'd rather explain in an interview»: as an answer, instead of one, or in a row of a repeat."""
    for value in answers.values():
        if value == PREFER_INTERVIEW or (isinstance(value, list) and PREFER_INTERVIEW in value):
            return True
        if isinstance(value, list) and any(holds_wish(row) for row in value if isinstance(row, dict)):
            return True
    return False


def _contradicting(case: Case, wave: Wave) -> Iterator[Match]:
    by_person: dict[int, list[Any]] = {}
    for finding in found(case, wave=wave):
        by_person.setdefault(finding.person.pk, []).append(finding)
    for findings in by_person.values():
        yield Match(findings[0].person, findings[0].version, ", ".join(one.rule.code for one in findings))


def _queried(wave: Wave) -> Iterator[Match]:
    asked = AnswerQuery.objects.filter(
        version__response__wave=wave, kind__in=[QueryKind.UNCLEAR, QueryKind.CONTRADICTORY]
    ).exclude(state=QueryState.CLOSED)
    seen: set[int] = set()
    for query in asked.select_related("version__response__person__affiliation").order_by("no"):
        person = query.version.response.person
        if person.pk not in seen:
            seen.add(person.pk)
            yield Match(person, query.version, query.question)


def effect(rule: InterviewRule, user: User | None) -> Effect:
    """What applying would do now. Shown before anything is done."""
    everybody = matches(rule)
    ground = str(ref_of_rule(rule))
    listed = set(
        InterviewGround.objects.filter(ground=ground, interview__case=rule.case).values_list(
            "interview__person_id", flat=True
        )
    )
    under_way = set(Interview.objects.filter(case=rule.case, state__in=UNDER_WAY).values_list("person_id", flat=True))
    left = [one for one in everybody if one.person.pk not in listed]
    others = [one for one in left if user is None or not is_oneself(user, one.person)]
    return Effect(
        fresh=[one for one in others if one.person.pk not in under_way],
        joining=[one for one in others if one.person.pk in under_way],
        listed=len(everybody) - len(left),
        own=len(left) - len(others),
    )


@transaction.atomic
def apply_rule(*, rule: InterviewRule, by: Actor) -> int:
    """List everybody whom the rule names and has not listed before. Returns how many interviews were made."""
    can_work(rule.case).require()
    if rule.ended_at is not None:
        raise Refused(_("This rule has ended. Write a new one."))
    if rule.wave is not None:
        can_list_from(rule.wave).require()
    if rule.wave is not None and not can_read_answers(rule.wave):
        raise Refused(_("The wave is still taking answers. Rules that read answers work when it has closed."))
    lock(rule.case)
    user = User.objects.filter(pk=by.user_id).first() if by.user_id is not None else None
    planned = effect(rule, user)
    first = next_no(rule.case)
    made = Interview.objects.bulk_create(
        [
            Interview(
                case=rule.case,
                person=one.person,
                about=one.version or newest_version(rule.case, one.person),
                no=no,
            )
            for no, one in enumerate(planned.fresh, start=first)
        ],
        batch_size=BATCH,
    )
    under_way = {
        interview.person_id: interview
        for interview in Interview.objects.filter(case=rule.case, state__in=UNDER_WAY).only("pk", "person_id")
    }
    InterviewGround.objects.bulk_create(
        [
            InterviewGround(
                interview=under_way[one.person.pk],
                ground=str(ref_of_rule(rule)),
                reason=(f"{rule.reason}（{one.note}）" if one.note else rule.reason)[:500],
                by_label=by.label,
            )
            for one in [*planned.fresh, *planned.joining]
        ],
        batch_size=BATCH,
    )
    InterviewRule.objects.filter(pk=rule.pk).update(applied_at=clock.now())
    _record(
        "surveys.interviews_listed",
        rule,
        by,
        {"code": rule.code, "interviews": len(made), "joined": len(planned.joining), "before": planned.listed},
    )
    return len(made)


def condition_words(rule: InterviewRule) -> list[str]:
    """The conditions as sentences of question and answers."""
    if rule.wave is None:
        return []
    definition: Definition = rule.wave.version.definition
    by_name = {question["name"]: question for question in all_questions(definition)}
    lines = []
    for one in rule.conditions:
        question = by_name.get(one["question"])
        labels = {c["name"]: local(c["label"]) for c in question["choices"]} if question else {}
        facts = {
            "question": local(full_label(question, by_name)) if question else one["question"],
            "values": "、".join(labels.get(value, value) for value in one["values"]),
        }
        words = _("%(question)s: %(values)s") if one["holds"] == "any" else _("%(question)s: not %(values)s")
        lines.append(words % facts)
    return lines
