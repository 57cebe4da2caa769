"""ゆきしろ電力: 2,476 people asked, 163 interviewed, 139 viewers; three contractors asked through their managers.

The funnel is laid down first: who answered what, whom the rule lists, what the interview said. Twenty-four answers
change after it; the person confirms each change, and the first answer stays.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

from generation.people import ROSTER_HEAD, Person, day, name
from generation.tables import csv_bytes, portion, shares

Figures = dict[str, Any]
CITIES = (
    "青葉", "松島野", "鳴瀬", "北上野", "花巻沢", "遠野原", "角館野", "横手野", "最上川", "米沢平", "会津坂", "白河台",
    "相馬浦", "八戸浜", "弘前野", "十和原", "新庄", "村上岸", "長岡野", "柏崎浦", "佐渡見", "燕沢", "小千沢", "魚沼野",
)  # fmt: skip
KINDS = ("営業所", "カスタマーセンター")
JST = dt.timezone(dt.timedelta(hours=9))
OFFICE = "調査事務局"
SITUATIONS = (
    "スイッチングの申込みがあったとき",
    "新電力のお客さまから問い合わせがあったとき",
    "引越し時期の応援業務のとき",
)
REASON = "非常災害応援時の閲覧等の合理的な理由なく「閲覧した」と回答"
QUESTIONS = (
    "いつからいつまで、どの端末で閲覧しましたか。",
    "どのような場面でしたか。",
    "見た内容を営業活動に使いましたか。",
)
DETAILS = ("situation", "corporations", "views_corporate", "views_individual", "views", "sales", "outside", "still")


def make(figures: Figures) -> dict[str, bytes]:
    rng = random.Random(figures["seed"])
    units = [f"{city}{kind}" for city in CITIES for kind in KINDS]
    own = [_own(number + 1, units, rng) for number in range(figures["people"]["own"])]
    contracted = list(_contracted(figures, rng))
    answers, listed = _survey(figures, [person.no for person in own], rng)
    viewers = sorted(rng.sample(listed, figures["interviews"]["confirmed"]))
    own = _placed(own, viewers, units[: figures["interviews"]["sites"]])
    changed = _changes(figures, [no for no in listed if no not in set(viewers)], rng)
    known: dict[str, Figures] = {key: {} for key in viewers} | {viewers[len(viewers) // 2]: figures["one_person"]}
    talks = _moments(figures, len(listed))
    return {
        "roster.csv": csv_bytes(ROSTER_HEAD, (person.row() for person in [*own, *contracted]), encoding="utf-8-sig"),
        "responses/s1.csv": csv_bytes(
            ("person", "mode", "submitted_at", "q1_viewed", "q2_reason", "q3_which"), answers
        ),
        "responses/iv.csv": csv_bytes(
            ("person", "mode", "submitted_at", "viewed", *DETAILS),
            [_told(no, at, known.get(no), rng) for no, at in zip(listed, talks, strict=True)],
        ),
        "responses/ct.csv": csv_bytes(
            ("person", "mode", "submitted_at", "viewed", *DETAILS), _through_managers(figures, contracted, rng)
        ),
        "populations/iv.csv": csv_bytes(("person",), ((no,) for no in listed)),
        "follow_ups.jsonl": _follow_ups(listed, talks, changed).encode(),
    }


def _own(number: int, units: Sequence[str], rng: random.Random) -> Person:
    no = f"YK-{number:04d}"
    kind = "社員" if rng.random() < 0.85 else "派遣社員"
    joined = day(rng, dt.date(1988, 4, 1), dt.date(2022, 10, 1))
    unit = units[int(rng.random() * len(units))]
    return Person(
        no, name(rng), f"{no.lower()}@yukishiro.example.jp", "own", "ゆきしろ電力株式会社", unit, kind, joined
    )


def _contracted(figures: Figures, rng: random.Random) -> Iterator[Person]:
    number = figures["people"]["own"]
    for employer, people in figures["people"]["companies"].items():
        for _ in range(people):
            number += 1
            joined = day(rng, dt.date(2012, 4, 1), dt.date(2022, 11, 1))
            yield Person(f"YK-{number:04d}", name(rng), "", "contractor", employer, "電話受付", "委託先従業員", joined)


def _placed(people: list[Person], viewers: Sequence[str], sites: Sequence[str]) -> list[Person]:
    """Viewers work at exactly these sites, each of which has one at least."""
    place = {no: sites[number % len(sites)] for number, no in enumerate(viewers)}
    return [Person(**{**vars(person), "unit": place.get(person.no, person.unit)}) for person in people]


def _survey(figures: Figures, people: Sequence[str], rng: random.Random) -> tuple[list[tuple[str, ...]], list[str]]:
    survey = figures["survey"]
    silent = portion(people, survey["silent"], rng)
    answering = [no for no in people if no not in silent]
    viewed = sorted(portion(answering, survey["viewed"], rng))
    good = portion(viewed, survey["good_reason"], rng)
    said = dict.fromkeys(answering, ("no", "", "")) | dict.fromkeys(viewed, ("yes", "no", ""))
    said |= dict.fromkeys(sorted(good), ("yes", "yes", "非常災害時の応援"))
    start = dt.datetime(2023, 1, 20, 9, 0, tzinfo=JST)
    rows = []
    for no in answering:
        at = start + dt.timedelta(days=rng.randrange(7), minutes=rng.randrange(540), seconds=rng.randrange(60))
        rows.append((no, "import", at.isoformat(), *said[no]))
    return rows, [no for no in viewed if no not in good]


def _changes(figures: Figures, others: Sequence[str], rng: random.Random) -> dict[str, dict[str, str]]:
    had = portion(others, figures["interviews"]["had_a_reason"], rng)
    return {
        no: {"q2_reason": "yes", "q3_which": "停電のときの応援"} if no in had else {"q1_viewed": "no"} for no in others
    }


def _moments(figures: Figures, count: int) -> list[dt.datetime]:
    """Half an hour each from nine o'clock, on working days."""
    first = dt.date.fromisoformat(figures["interviews"]["first"])
    days = [d for d in (first + dt.timedelta(days=n) for n in range(30)) if d.weekday() < 5]
    per_day = -(-count // figures["interviews"]["days"])
    nine = dt.time(9, 0, tzinfo=JST)
    return [
        dt.datetime.combine(days[n // per_day], nine) + dt.timedelta(minutes=30 * (n % per_day)) for n in range(count)
    ]


def _told(no: str, at: dt.datetime, facts: Figures | None, rng: random.Random) -> tuple[str, ...]:
    """`facts` are the numbers that are known; None: nothing was viewed."""
    head = (no, "interview", at.isoformat())
    if facts is None:
        return (*head, "no", *([""] * len(DETAILS)))
    corporate, individual = facts.get("views_corporate", ""), facts.get("views_individual", "")
    numbers = (facts.get("corporations", ""), corporate, individual, corporate + individual if facts else "")
    situation = SITUATIONS[0] if facts else rng.choice(SITUATIONS)
    return (*head, "yes", situation, *(str(number) for number in numbers), "no", "no", "no")


def _through_managers(figures: Figures, people: Sequence[Person], rng: random.Random) -> list[tuple[str, ...]]:
    viewers: list[str] = []
    for employer, count in zip(figures["people"]["companies"], figures["contractors"]["viewers"], strict=True):
        viewers += sorted(portion([p.no for p in people if p.employer == employer], count, rng))
    views = dict(zip(viewers, shares(figures["contractors"]["views"], len(viewers), rng, skew=3.0), strict=True))
    at = dt.datetime(2023, 2, 8, 10, 0, tzinfo=JST)
    rows = []
    for place, person in enumerate(people):
        head = (person.no, "proxy", (at + dt.timedelta(minutes=5 * place)).isoformat())
        if person.no in views:
            rows.append((*head, "yes", SITUATIONS[1], "", "", "", str(views[person.no]), "no", "no", "no"))
        else:
            rows.append((*head, "no", *([""] * len(DETAILS))))
    return rows


def _follow_ups(listed: Sequence[str], talks: Sequence[dt.datetime], changed: dict[str, dict[str, str]]) -> str:
    lines: list[dict[str, Any]] = [
        {
            "line": "rule",
            "code": "no-good-reason",
            "kind": "answers",
            "wave": "s1",
            "reason": REASON,
            "conditions": [
                {"question": "q1_viewed", "holds": "any", "values": ["yes"]},
                {"question": "q2_reason", "holds": "any", "values": ["no"]},
            ],
            "created_at": "2023-01-27T17:30:00+09:00",
            "applied_at": "2023-01-27T17:40:00+09:00",
        }
    ]
    for number, (no, at) in enumerate(zip(listed, talks, strict=True), start=1):
        lines.append(_interview(number, no, at, changed.get(no)))
    for number, no in enumerate(listed, start=1):
        if no in changed:
            lines.append(_amendment(number, no, talks[number - 1], changed[no]))
    return "".join(f"{json.dumps(line, ensure_ascii=False, sort_keys=True)}\n" for line in lines)


def _interview(number: int, no: str, at: dt.datetime, change: dict[str, str] | None) -> dict[str, Any]:
    end, read = at + dt.timedelta(minutes=25), at + dt.timedelta(days=2)
    text = "本人の説明：" + ("業務中に見たのは確かだが、合理的な理由があった。" if change and "q2_reason" in change else
                        "回答のときに取り違えたもので、閲覧はしていない。" if change else
                        "業務の迅速性を優先し、送配電会社の設定の端末で確認した。")  # fmt: skip
    return {
        "line": "interview",
        "no": number,
        "person": no,
        "state": "signed",
        "about": {"wave": "s1", "person": no, "version": 1},
        "meeting": "in_person",
        "place": "本社 会議室",
        "owner": "officer@example.jp",
        "proposed_at": "2023-01-27T17:40:00+09:00",
        "arranged_at": "2023-01-28T10:00:00+09:00",
        "starts_at": at.isoformat(),
        "held_from": at.isoformat(),
        "held_until": end.isoformat(),
        "voluntary_told": True,
        "recording": "none",
        "outcome": "changed" if change else "confirmed",
        "sent_at": (end + dt.timedelta(hours=3)).isoformat(),
        "ended_at": read.isoformat(),
        "grounds": [
            {
                "ground": "interview_rule:no-good-reason",
                "reason": REASON,
                "by_label": OFFICE,
                "at": "2023-01-27T17:40:00+09:00",
            }
        ],
        "attendees": [
            {"name": "調査事務局 聞き手", "role": "interviewer", "added_at": "2023-01-28T10:00:00+09:00"},
            {"name": "調査事務局 記録係", "role": "notes", "added_at": "2023-01-28T10:00:00+09:00"},
        ],
        "questions": list(QUESTIONS),
        "course": [
            {
                "kind": "recall",
                "text": text,
                "by_label": OFFICE,
                "at": (at + dt.timedelta(minutes=5)).isoformat(),
                "recorded_at": end.isoformat(),
            }
        ],
        "records": [
            {
                "ordinal": 1,
                "text": text,
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "by_kind": "system",
                "by_label": OFFICE,
                "at": (end + dt.timedelta(hours=2)).isoformat(),
                "sign_off": {"how": "link", "by_kind": "respondent", "by_label": "respondent", "at": read.isoformat()},
            }
        ],
    }


def _amendment(number: int, no: str, at: dt.datetime, changes: dict[str, str]) -> dict[str, Any]:
    return {
        "line": "amendment",
        "interview": number,
        "wave": "s1",
        "person": no,
        "version": 1,
        "changes": changes,
        "reason": "個別の聞き取りで本人が説明",
        "state": "accepted",
        "by_kind": "system",
        "by_label": OFFICE,
        "proposed_at": (at + dt.timedelta(hours=4)).isoformat(),
        "decision": {
            "accepted": True,
            "decider": "person",
            "by_kind": "respondent",
            "by_label": "respondent",
            "at": (at + dt.timedelta(days=2)).isoformat(),
        },
    }
