"""Follow-ups in a case folder: follow_ups.jsonl with rules, interviews, questions and changes of answers, and the files.

A person is named by id, a version of answers by wave, person and ordinal, an account by address; accounts that are not
there are left out, the labels stay. A change that was accepted in the file and has no version yet makes one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from audit import trail
from casework.access import can_work
from casework.models import Case, Incident, Population
from core.actor import Actor, ActorKind
from core.models import StoredFile
from core.ref import Ref
from core.row_json import facts_of, values_of
from core.verdict import Refused
from surveys.actions.recording import append_version, hold_responses
from surveys.amendments.actions import amended_answers
from surveys.enums import AnswerMode
from surveys.models import (
    Amendment,
    AmendmentDecision,
    AnswerQuery,
    Attendee,
    CourseEntry,
    GuideCopy,
    GuideQuestion,
    Interview,
    InterviewExhibit,
    InterviewFile,
    InterviewGround,
    InterviewRecord,
    InterviewRule,
    QueryEntry,
    RecordSignOff,
    ResponseVersion,
    Wave,
)

Facts = dict[str, Any]
RULE = ("code", "kind", "reason", "conditions", "created_at", "applied_at", "ended_at")
INTERVIEW = [
    "no",
    "state",
    "meeting",
    "place",
    "starts_at",
    "voluntary_told",
    "recording",
    "outcome",
    "outcome_note",
    "end_reason",
    "proposed_at",
    "arranged_at",
    "held_from",
    "held_until",
    "sent_at",
    "ended_at",
]
GROUND = ("ground", "reason", "by_label", "at")
ATTENDEE = ("name", "role", "represents", "added_at")
GUIDE = ("ordinal", "content", "by_label", "at")
EXHIBIT = ("no", "title", "content", "sha256", "by_kind", "by_label", "placed_at")
COURSE = ("kind", "text", "by_label", "at", "recorded_at")
RECORD = ("ordinal", "text", "reason", "sha256", "by_kind", "by_label", "at")
SIGN_OFF = ("how", "remark", "by_kind", "by_label", "at")
FILE = ("title", "by_label", "at")
QUERY = ("no", "question", "kind", "state", "due_on", "resolution", "opened_at", "mailed_at", "closed_at")
ENTRY = ("by_kind", "by_label", "text", "for_office", "at")
AMENDMENT = ("ground", "changes", "reason", "evidence_shown", "state", "by_kind", "by_label", "proposed_at")
DECISION = ("accepted", "decider", "reason", "by_kind", "by_label", "at")
RULE_GROUND = "interview_rule:"


def has_follow_ups(case: Case) -> bool:
    """Whether there is anything to write."""
    return (
        Interview.objects.filter(case=case).exists()
        or InterviewRule.objects.filter(case=case).exists()
        or AnswerQuery.objects.filter(case=case).exists()
    )


def follow_up_lines(case: Case, keep: Callable[[StoredFile], str]) -> Iterator[str]:
    """Rules, interviews, questions, changes; `keep` puts a file into the folder and gives its name there."""
    rules = {rule.public_id: rule.code for rule in InterviewRule.objects.filter(case=case)}
    rows = InterviewRule.objects.filter(case=case).select_related("wave", "population", "incident").order_by("pk")
    for rule in rows:
        refs: Facts = {
            "wave": rule.wave.code if rule.wave else None,
            "population": rule.population.code if rule.population else None,
            "incident": rule.incident.no if rule.incident else None,
        }
        yield _line("rule", facts_of(rule, RULE) | {name: value for name, value in refs.items() if value})
    for interview in Interview.objects.filter(case=case).select_related("person", "owner", "about").order_by("no"):
        yield _line("interview", _interview(interview, rules, keep))
    queries = AnswerQuery.objects.filter(case=case).select_related("owner").order_by("no")
    for query in queries.prefetch_related("entries"):
        entries = [facts_of(one, ENTRY) for one in sorted(query.entries.all(), key=lambda one: one.pk)]
        yield _line("query", facts_of(query, QUERY) | _version(query.version) | _owner(query) | {"entries": entries})
    amendments = Amendment.objects.filter(base__response__wave__case=case).select_related("interview", "query")
    for amendment in amendments.order_by("pk"):
        facts = facts_of(amendment, AMENDMENT) | _version(amendment.base)
        if amendment.interview:
            facts["interview"] = amendment.interview.no
        if amendment.query:
            facts["query"] = amendment.query.no
        if hasattr(amendment, "decision"):
            facts["decision"] = facts_of(amendment.decision, DECISION)
        yield _line("amendment", facts)


def _line(kind: str, facts: Facts) -> str:
    return json.dumps({"line": kind, **facts}, ensure_ascii=False, sort_keys=True)


def _version(version: ResponseVersion | None) -> Facts:
    if version is None:
        return {}
    response = version.response
    return {"wave": response.wave.code, "person": response.person.no, "version": version.ordinal}


def _owner(row: Any) -> Facts:
    return {"owner": row.owner.email} if row.owner else {}


def _interview(one: Interview, rules: Mapping[Any, str], keep: Callable[[StoredFile], str]) -> Facts:
    facts = facts_of(one, INTERVIEW) | {"person": one.person.no} | _owner(one)
    if one.about is not None:
        facts["about"] = _version(one.about)
    grounds = []
    for ground in one.grounds.order_by("pk"):
        kept = facts_of(ground, GROUND)
        for public_id, code in rules.items():
            kept |= {"ground": RULE_GROUND + code} if ground.ground == f"{RULE_GROUND}{public_id}" else {}
        grounds.append(kept)
    records = []
    for record in one.records.select_related("sign_off__scan").order_by("ordinal"):
        kept = facts_of(record, RECORD)
        if hasattr(record, "sign_off"):
            scan = record.sign_off.scan
            kept["sign_off"] = facts_of(record.sign_off, SIGN_OFF) | ({"file": keep(scan)} if scan else {})
        records.append(kept)
    parts = {
        "grounds": grounds,
        "attendees": [facts_of(row, ATTENDEE) for row in one.attendees.order_by("pk")],
        "questions": [row.text for row in one.questions.order_by("position")],
        "guides": [
            facts_of(row, GUIDE) | ({"about": _version(row.version)} if row.version else {})
            for row in one.guides.order_by("ordinal")
        ],
        "exhibits": [facts_of(row, EXHIBIT) for row in one.exhibits.order_by("no")],
        "course": [
            facts_of(row, COURSE) | ({"exhibit": row.exhibit.no} if row.exhibit else {})
            for row in one.course.select_related("exhibit").order_by("at", "pk")
        ],
        "records": records,
        "files": [
            facts_of(row, FILE) | {"file": keep(row.stored)}
            for row in one.files.select_related("stored").order_by("pk")
        ],
    }
    return facts | {name: value for name, value in parts.items() if value}


@dataclass
class Reading:
    """What lines refer to, found once, and the rows to be made."""

    case: Case
    by: Actor
    take: Callable[[str], StoredFile]
    people: dict[str, Person]
    users: dict[str, User]
    versions: dict[tuple[str, str, int], ResponseVersion]
    rules: dict[str, InterviewRule] = field(default_factory=dict)
    interviews: dict[int, Interview] = field(default_factory=dict)
    queries: dict[int, AnswerQuery] = field(default_factory=dict)
    made: dict[type[models.Model], list[Any]] = field(default_factory=dict)

    def add(self, model: type[models.Model], facts: Mapping[str, Any], names: Iterable[str], **also: Any) -> Any:
        """A row from the named facts; times are read from their text."""
        row = model(**values_of(model, facts, names), **also)
        self.made.setdefault(model, []).append(row)
        return row

    def person(self, no: str) -> Person:
        if no not in self.people:
            raise Refused(_("follow_ups.jsonl names the person %(person)s, who is not on the roster.") % {"person": no})
        return self.people[no]

    def version(self, facts: Mapping[str, Any] | None) -> ResponseVersion | None:
        if not facts:
            return None
        key = (str(facts["wave"]), str(facts["person"]), int(facts["version"]))
        if key not in self.versions:
            names = {"wave": key[0], "person": key[1], "version": key[2]}
            raise Refused(
                _("follow_ups.jsonl names version %(version)s of %(person)s in the wave %(wave)s, which is not there.")
                % names
            )
        return self.versions[key]

    def owner(self, facts: Mapping[str, Any]) -> User | None:
        return self.users.get(str(facts.get("owner", "")))


@transaction.atomic
def import_follow_ups(*, case: Case, lines: Iterable[str], take: Callable[[str], StoredFile], by: Actor) -> Facts:
    """The reverse, into a case that has none yet; `take` gives a file of the folder by its name."""
    can_work(case).require()
    if has_follow_ups(case):
        raise Refused(_("Follow-ups can only be brought into a case that has none yet."))
    facts: list[Facts] = [json.loads(line) for line in lines if line.strip()]
    versions = ResponseVersion.objects.filter(response__wave__case=case).select_related(
        "response__wave__version", "response__wave__case", "response__person"
    )
    reading = Reading(
        case,
        by,
        take,
        {person.no: person for person in Person.objects.filter(roster_id=case.roster_id)},
        {user.email: user for user in User.objects.filter(memberships__case=case)},
        {(v.response.wave.code, v.response.person.no, v.ordinal): v for v in versions},
    )
    for kind, read in (("rule", _read_rule), ("interview", _read_interview), ("query", _read_query)):
        for one in facts:
            if one["line"] == kind:
                read(reading, one)
    for model, rows in reading.made.items():
        model._default_manager.bulk_create(rows, batch_size=200)  # noqa: SLF001 -- whichever model it is
    for one in facts:
        if one["line"] == "amendment":
            _read_amendment(reading, one)
    counts = {
        kind: sum(1 for one in facts if one["line"] == kind) for kind in ("rule", "interview", "query", "amendment")
    }
    trail.record(
        "surveys.follow_ups_restored", by=by, chain=case.chain, subject=Ref("case", str(case.public_id)), detail=counts
    )
    return counts


def _read_rule(reading: Reading, facts: Facts) -> None:
    case = reading.case
    reading.rules[facts["code"]] = reading.add(
        InterviewRule,
        facts,
        RULE,
        case=case,
        wave=Wave.objects.get(case=case, code=facts["wave"]) if "wave" in facts else None,
        population=Population.objects.get(case=case, code=facts["population"]) if "population" in facts else None,
        incident=Incident.objects.get(case=case, no=facts["incident"]) if "incident" in facts else None,
    )


def _read_interview(reading: Reading, facts: Facts) -> None:
    interview = reading.add(
        Interview,
        facts,
        INTERVIEW,
        case=reading.case,
        person=reading.person(facts["person"]),
        about=reading.version(facts.get("about")),
        owner=reading.owner(facts),
    )
    reading.interviews[int(facts["no"])] = interview
    for ground in facts.get("grounds", []):
        code = str(ground.get("ground", "")).removeprefix(RULE_GROUND)
        rule = reading.rules.get(code)
        pointed = ground | ({"ground": f"{RULE_GROUND}{rule.public_id}"} if rule else {})
        reading.add(InterviewGround, pointed, GROUND, interview=interview)
    for attendee in facts.get("attendees", []):
        reading.add(Attendee, attendee, ATTENDEE, interview=interview)
    for position, text in enumerate(facts.get("questions", []), start=1):
        reading.add(GuideQuestion, {}, (), interview=interview, position=position, text=text)
    for copy in facts.get("guides", []):
        reading.add(GuideCopy, copy, GUIDE, interview=interview, version=reading.version(copy.get("about")))
    exhibits = {
        int(one["no"]): reading.add(InterviewExhibit, one, EXHIBIT, interview=interview)
        for one in facts.get("exhibits", [])
    }
    for entry in facts.get("course", []):
        reading.add(CourseEntry, entry, COURSE, interview=interview, exhibit=exhibits.get(entry.get("exhibit", 0)))
    for one in facts.get("records", []):
        record = reading.add(InterviewRecord, one, RECORD, interview=interview)
        if given := one.get("sign_off"):
            scan = reading.take(given["file"]) if "file" in given else None
            reading.add(RecordSignOff, given, SIGN_OFF, record=record, scan=scan)
    for one in facts.get("files", []):
        reading.add(InterviewFile, one, FILE, interview=interview, stored=reading.take(one["file"]))


def _read_query(reading: Reading, facts: Facts) -> None:
    query = reading.add(
        AnswerQuery, facts, QUERY, case=reading.case, version=reading.version(facts), owner=reading.owner(facts)
    )
    reading.queries[int(facts["no"])] = query
    for entry in facts.get("entries", []):
        reading.add(QueryEntry, entry, ENTRY, query=query)


def _read_amendment(reading: Reading, facts: Facts) -> None:
    base = reading.version(facts)
    amendment = reading.add(
        Amendment,
        facts,
        AMENDMENT,
        base=base,
        interview=reading.interviews.get(facts.get("interview", 0)),
        query=reading.queries.get(facts.get("query", 0)),
    )
    amendment.save()
    decided = facts.get("decision")
    if decided is None or base is None:
        return
    version = _version_of(reading, amendment, base, decided) if decided.get("accepted") else None
    row = reading.add(AmendmentDecision, {"accepted": False} | decided, DECISION, amendment=amendment, version=version)
    row.save()


def _version_of(reading: Reading, amendment: Amendment, base: ResponseVersion, decided: Facts) -> ResponseVersion:
    """The one that the file brought with the history, else made as the decision would have made it."""
    response = base.response
    key = (response.wave.code, response.person.no, base.ordinal + 1)
    if key in reading.versions:
        return reading.versions[key]
    at = datetime.fromisoformat(decided["at"])
    return append_version(
        response_id=hold_responses(response.wave, [response.person_id])[response.person_id],
        wave=response.wave,
        person=response.person,
        ordinal=key[2],
        answers=amended_answers(base, amendment.changes),
        mode=AnswerMode.INTERVIEW if amendment.interview_id else AnswerMode.CORRECTION,
        by=Actor(ActorKind(decided["by_kind"]), "", str(decided["by_label"])),
        submitted_at=at,
        reason=amendment.reason,
        language=base.language,
        evidence_shown=amendment.evidence_shown,
    )
