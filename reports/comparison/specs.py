"""Ready-made tables of the comparison, made from the incidents that were compared. Each prints what it assumes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.models import Case, Incident
from evidence.enums import ReconciliationClass
from evidence.queries import newest_reconciliation
from reports import wording

Spec = dict[str, Any]
IDS = ("log-beside-survey", "comparison-classes", "logged-not-reported", "log-hit-rate")
TOTAL = {"ja": "合計", "en": "Total"}
PEOPLE_UNIT = {"ja": "人", "en": "people"}
COUNTED = {"column": "counted", "eq": True}
LOGGED = {"column": "logged", "eq": True}
REPORTED = {"column": "reported", "eq": True}
ASKED = {"column": "asked", "eq": True}
ANSWERED = {"column": "answered", "eq": True}
WINDOW = {
    "ja": "※ ログに載っていないことは、閲覧がなかったことを意味しません。ログのある日とシステムについての数です。",
    "en": "* Not being in the log does not mean that nothing was viewed: the numbers hold for the days and systems of "
    "the log.",
}
ONE_ID = {
    "ja": "※ IDは、その時期の持ち主が使ったものとしています。持ち主の分からないIDや複数の方のIDによる閲覧は含みません。",
    "en": "* An id is taken to have been used by its holder of that day. Views under ids of nobody known, or of several "
    "people, are left out.",
}
LOWER_BOUND = {
    "ja": "※ 「回答で申告していない方」は、少なくともこれだけいるという下限です。ログのある期間だけを見たもので、"
    "意図を示すものではありません。",
    "en": "* People who did not report it are a lower bound: there are at least so many. It rests on the days of the log "
    "alone and shows no intent.",
}


def specs_of(case: Case) -> list[Spec]:
    """All ready-made tables of the case; none before the first comparison."""
    run = newest_reconciliation(case)
    if run is None:
        return []
    compared = [i for i in Incident.objects.filter(case=case).order_by("position", "pk") if i.no in run.summary]
    return [beside(compared), classes(compared), not_reported(compared), hit_rate(compared)] if compared else []


def _label(incident: Incident) -> dict[str, str]:
    title = incident.title_en or incident.title
    return {
        "ja": f"{wording.incident_name(incident.no, 'ja')} {incident.title}",
        "en": f"{wording.incident_name(incident.no, 'en')} {title}",
    }


def _short(incident: Incident) -> dict[str, str]:
    return {language: wording.incident_name(incident.no, language) for language in ("ja", "en")}


def _of(incident: Incident) -> Spec:
    return {"column": "incident", "eq": incident.no}


def beside(incidents: Sequence[Incident]) -> Spec:
    """Contracts and viewers by the log, viewers by the survey, incident by incident."""
    rows: list[Spec] = [
        {"id": f"i{place}", "label": _label(incident), "where": _of(incident)}
        for place, incident in enumerate(incidents, start=1)
    ]
    if len(rows) > 1:
        total = {"contracts": "sum", "logged": "distinct", "reported": "distinct", "either": "distinct"}
        rows.append({"id": "total", "label": TOTAL, "total": total})
    either = {"any": [LOGGED, REPORTED]}
    return {
        "id": "log-beside-survey",
        "kind": "log",
        "title": {"ja": "ログ調査とアンケートの対照", "en": "Log survey beside questionnaire"},
        "unit": {"ja": "件、人", "en": "contracts, people"},
        "from": "comparison",
        "count": "people",
        "base": {
            "id": "none",
            "sentence": {
                "ja": "割合は示していません。人数は、同じ方を1人と数えています。",
                "en": "No percentages are given; the same person is counted once.",
            },
        },
        "columns": [
            {
                "id": "contracts",
                "label": {"ja": "閲覧契約件数（ログ）", "en": "Contracts (log)"},
                "from": "views",
                "count": "contracts",
                "where": COUNTED,
            },
            {"id": "logged", "label": {"ja": "閲覧者数（ログ）", "en": "Viewers (log)"}, "where": LOGGED},
            {
                "id": "reported",
                "label": {"ja": "閲覧者数（アンケート）", "en": "Viewers (questionnaire)"},
                "where": REPORTED,
            },
            {"id": "either", "label": {"ja": "いずれか（重複を除く）", "en": "Either, once each"}, "where": either},
        ],
        "rows": rows,
        "notes": [WINDOW, ONE_ID],
    }


def classes(incidents: Sequence[Incident]) -> Spec:
    """Every class with its people and their share of the population."""
    return {
        "id": "comparison-classes",
        "kind": "log",
        "title": {"ja": "ログと回答の照合結果", "en": "Log and answers compared"},
        "unit": PEOPLE_UNIT,
        "from": "comparison",
        "count": "people",
        "form": "n (p)",
        "exhaustive": True,
        "base": {
            "id": "population",
            "sentence": {
                "ja": "割合の母数は、事案ごとに照合した方の全員です。",
                "en": "Percentages are shares of all people compared for the incident.",
            },
            "from": "comparison",
        },
        "columns": [
            {"id": f"i{place}", "label": _short(incident), "where": _of(incident)}
            for place, incident in enumerate(incidents, start=1)
        ],
        "rows": [
            *(
                {"id": str(kind), "label": _words(str(kind)), "where": {"column": "class", "eq": str(kind)}}
                for kind in ReconciliationClass
            ),
            {"id": "population", "label": TOTAL, "is_base": True},
        ],
        "notes": [WINDOW, ONE_ID],
    }


def _words(kind: str) -> dict[str, str]:
    words = wording.CLASSES[kind]
    return {"ja": words.ja, "en": words.en}


def not_reported(incidents: Sequence[Incident]) -> Spec:
    """At least so many people stand in the log and did not say so."""
    silent = {"all": [LOGGED, {"not": REPORTED}]}
    of_answered = {"all": [LOGGED, {"not": REPORTED}, ANSWERED]}
    no_answer = {"all": [LOGGED, ASKED, {"not": ANSWERED}]}
    not_asked = {"all": [LOGGED, {"not": ASKED}]}
    columns: list[Spec] = [
        {"id": f"i{place}", "label": _short(incident), "where": _of(incident)}
        for place, incident in enumerate(incidents, start=1)
    ]
    return {
        "id": "logged-not-reported",
        "kind": "log",
        "title": {
            "ja": "ログに載る方のうち、回答で申告していない方（下限）",
            "en": "People in the log who did not report it (lower bound)",
        },
        "unit": PEOPLE_UNIT,
        "from": "comparison",
        "count": "people",
        "form": "n (p)",
        "base": {
            "id": "logged",
            "sentence": {
                "ja": "割合の母数は、事案ごとにログに載っている方の人数です。",
                "en": "Percentages are shares of the people in the log of the incident.",
            },
            "from": "comparison",
            "where": LOGGED,
        },
        "columns": columns,
        "rows": [
            {
                "id": "reported",
                "label": {"ja": "「閲覧した」と回答した方", "en": "Answered that they had viewed"},
                "where": {"all": [LOGGED, REPORTED]},
            },
            {
                "id": "not_reported",
                "label": {"ja": "回答で申告していない方（下限）", "en": "Did not report it (lower bound)"},
                "where": silent,
            },
            {
                "id": "answered_otherwise",
                "label": {"ja": "　うち 回答があり、閲覧を挙げていない方", "en": "  of them: answered otherwise"},
                "where": of_answered,
            },
            {
                "id": "no_answer",
                "label": {"ja": "　うち 回答のない方", "en": "  of them: did not answer"},
                "where": no_answer,
            },
            {
                "id": "not_asked",
                "label": {"ja": "　うち 尋ねていない方", "en": "  of them: were not asked"},
                "where": not_asked,
            },
            {"id": "logged", "label": {"ja": "ログに載っている方", "en": "In the log"}, "is_base": True},
        ],
        "notes": [LOWER_BOUND, ONE_ID, WINDOW],
    }


def hit_rate(incidents: Sequence[Incident]) -> Spec:
    """How often respondents, and those who did not answer, stand in the log."""
    rows: list[Spec] = []
    for place, incident in enumerate(incidents, start=1):
        for code, words, where in (
            ("answered", {"ja": "回答した方", "en": "answered"}, {"all": [ASKED, ANSWERED]}),
            ("silent", {"ja": "回答のない方", "en": "did not answer"}, {"all": [ASKED, {"not": ANSWERED}]}),
        ):
            short = _short(incident)
            label = {language: f"{short[language]} {words[language]}" for language in ("ja", "en")}
            rows.append({"id": f"i{place}-{code}", "label": label, "where": {"all": [_of(incident), where]}})
    return {
        "id": "log-hit-rate",
        "kind": "log",
        "title": {
            "ja": "ログに載る割合：回答した方と回答のない方",
            "en": "Share in the log: respondents and non-respondents",
        },
        "unit": PEOPLE_UNIT,
        "from": "comparison",
        "count": "people",
        "groups": "rows",
        "base": {
            "id": "asked",
            "sentence": {
                "ja": "割合の母数は、調査で尋ねた方のうち、各行に当たる方の人数です。",
                "en": "Percentages are shares of the people asked who belong to the row.",
            },
            "from": "comparison",
        },
        "columns": [
            {"id": "people", "label": {"ja": "人数", "en": "People"}},
            {"id": "logged", "label": {"ja": "ログに載る方", "en": "In the log"}, "where": LOGGED},
            {
                "id": "rate",
                "label": {"ja": "割合", "en": "Share"},
                "where": LOGGED,
                "form": "p",
            },
        ],
        "rows": rows,
        "notes": [WINDOW, ONE_ID],
    }
