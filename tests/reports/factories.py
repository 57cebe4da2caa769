"""A case in which four people of six answered, with two tables over their answers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from accounts.models import Person
from casework import actions as casework
from casework.models import Case, Population
from core.actor import Actor
from core.files import store_bytes
from reports import actions
from reports.models import Edition
from surveys.models import Questionnaire, QuestionnaireVersion, Response, ResponseVersion, Wave
from tests.factories import World, make_incident, make_person, make_system, make_world

ANSWERED_AT = datetime(2023, 1, 24, 1, 0, tzinfo=UTC)
OPENED_AT = datetime(2023, 1, 23, 0, 0, tzinfo=UTC)
DEFINITION: dict[str, Any] = {
    "title": {"ja": "閲覧について"},
    "languages": ["ja"],
    "sections": [
        {
            "name": "s",
            "label": {"ja": "閲覧"},
            "questions": [
                {"name": "seen", "type": "select_one", "label": {"ja": "閲覧しましたか"}},
                {"name": "why", "type": "select_multiple", "label": {"ja": "理由"}},
                {"name": "remark", "type": "text", "label": {"ja": "その他"}},
                {"name": "hint", "type": "note", "label": {"ja": "説明"}},
            ],
        }
    ],
}
RESPONDENTS = {"id": "respondents", "sentence": {"ja": "回答者の人数です。", "en": "The people who answered."}}
COLUMNS = [
    {"id": "own", "label": {"ja": "当社", "en": "Own"}, "where": {"column": "affiliation", "eq": "own"}},
    {
        "id": "contractor",
        "label": {"ja": "委託先", "en": "Contractors"},
        "where": {"column": "affiliation", "eq": "contractor"},
    },
    {"id": "total", "label": {"ja": "合計", "en": "Total"}, "total": "distinct"},
]
TABLES: list[dict[str, Any]] = [
    {
        "id": "seen",
        "title": {"ja": "閲覧の有無", "en": "Whether viewed"},
        "unit": {"ja": "人", "en": "people"},
        "suffix": {"ja": "人", "en": ""},
        "form": "n (p)",
        "from": "answers_np",
        "base": {**RESPONDENTS, "from": "answers_np"},
        "columns": COLUMNS,
        "options": {
            "question": "seen",
            "kind": "single",
            "choices": [{"code": "yes", "label": {"ja": "はい", "en": "Yes"}}, {"code": "no", "label": "いいえ"}],
        },
    },
    {
        "id": "why",
        "title": {"ja": "理由", "en": "Reasons"},
        "unit": {"ja": "人", "en": "people"},
        "from": "answers_np",
        "base": {**RESPONDENTS, "from": "answers_np"},
        "columns": COLUMNS,
        "options": {
            "question": "why",
            "kind": "multiple",
            "choices": [{"code": "asked", "label": "頼まれた"}, {"code": "other", "label": "その他"}],
        },
    },
]
SECTIONS: list[dict[str, Any]] = [
    {"kind": "overview", "title": "概要", "text": "閲覧した方は[[seen.yes.total:n]]人（[[seen.yes.total:p]]）でした。"},
    {"kind": "method", "title": "方法"},
    {"kind": "tables", "title": "結果", "tables": ["seen", "why"]},
    {"kind": "reconciliation", "title": "照合"},
    {"kind": "causes", "title": "原因"},
    {"kind": "measures", "title": "対策"},
]


def make_wave(case: Case, population: Population, code: str = "w1", **facts: Any) -> Wave:
    """A wave over the questionnaire `np`, closed unless said otherwise."""
    source = store_bytes(b"form", name="np.xlsx", by=Actor.system())
    questionnaire, _ = Questionnaire.objects.get_or_create(case=case, code="np", defaults={"title": "閲覧について"})
    version, _ = QuestionnaireVersion.objects.get_or_create(
        questionnaire=questionnaire,
        number=1,
        defaults={"definition": DEFINITION, "content_hash": "0", "source": source},
    )
    number = Wave.objects.filter(case=case).count() + 1
    facts = {"title": "第1回", "state": "closed", "opened_at": OPENED_AT, "closed_at": ANSWERED_AT, **facts}
    return Wave.objects.create(case=case, version=version, population=population, no=number, code=code, **facts)


def make_answer(wave: Wave, person: Person, *, mode: str = "self", **answers: Any) -> Response:
    """One version of one person's answers."""
    response, _ = Response.objects.get_or_create(wave=wave, person=person)
    ordinal = response.versions.count() + 1
    response.current = ResponseVersion.objects.create(
        response=response,
        ordinal=ordinal,
        answers=answers,
        mode=mode,
        by_kind="system",
        by_label="test",
        reason="" if ordinal == 1 else "聞き取りによる",
        receipt_code=f"{wave.code}-{person.no}-{ordinal}",
        content_hash="0",
        submitted_at=ANSWERED_AT,
    )
    response.save()
    return response


def make_surveyed_world(number: str = "M-2023-01") -> World:
    """Six people asked, four answered: two of our own and one contractor viewed."""
    world = make_world(number)
    case = world.case
    people = [make_person(case, f"P-{n}", affiliation="own" if n < 4 else "contractor") for n in range(1, 7)]
    make_incident(case, systems=[make_system(case)], log_from=date(2022, 11, 20), log_to=date(2023, 1, 20))
    population = casework.define_population(case=case, code="all", title="全員", by=world.by)
    wave = make_wave(case, population)
    make_answer(wave, people[0], seen="yes", why=["asked"], remark="秘密の話")
    make_answer(wave, people[1], seen="yes", why=["asked", "other"])
    make_answer(wave, people[2], seen="no", why=[])
    make_answer(wave, people[3], seen="yes", why=["other"])
    actions.set_tables(case=case, tables=TABLES, by=world.by)
    return world


def make_edition(world: World, **facts: Any) -> Edition:
    """A draft over everything."""
    facts = {"title": "調査の結果", "title_en": "Results", "as_of": date(2023, 2, 17), "sections": SECTIONS, **facts}
    return actions.add_edition(case=world.case, by=world.by, **facts)
