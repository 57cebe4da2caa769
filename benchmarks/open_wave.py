"""A fresh installation with one open wave: prints the tokens of everybody's links as JSON. Or the bare questions."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from accounts.models import Affiliation, Person  # noqa: E402 -- after the set-up
from surveys.models import Invitation  # noqa: E402 -- the same
from surveys.tokens import token_for  # noqa: E402 -- the same
from tests.factories import make_world  # noqa: E402 -- the same
from tests.surveys.factories import NP, make_wave  # noqa: E402 -- the same


def open_wave(people: int, **facts: Any) -> list[str]:
    """The tokens."""
    case = make_world().case
    own = Affiliation.objects.get(roster=case.roster, code="own")
    Person.objects.bulk_create(
        [
            Person(
                roster=case.roster,
                affiliation=own,
                no=f"P-{number:05d}",
                name=f"試験 {number:05d}",
                unit="料金センター",
            )
            for number in range(people)
        ],
        batch_size=500,
    )
    wave = make_wave(case, **facts)
    rows = Invitation.objects.filter(wave=wave).order_by("person__no").values_list("public_id", "generation")
    return [token_for(public_id, generation) for public_id, generation in rows]


def bare_questions(target: Path) -> None:
    """The sections with what a template needs."""
    from surveys.logic import read_questionnaire  # noqa: PLC0415 -- only here

    definition = read_questionnaire(NP).definition
    kinds = {"select_one": "radio", "select_multiple": "checkbox"}
    sections = [
        {
            "questions": [
                {
                    "name": question["name"],
                    "label": question["label"].get("ja", ""),
                    "hint": question["hint"].get("ja", ""),
                    "required": question["required"],
                    "kind": kinds.get(question["type"], ""),
                    "choices": [{"name": c["name"], "label": c["label"].get("ja", "")} for c in question["choices"]],
                }
                for question in section["questions"]
            ]
        }
        for section in definition["sections"]
    ]
    target.write_text(json.dumps(sections, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "questions":
        bare_questions(Path(sys.argv[2]))
    else:
        print(json.dumps(open_wave(int(sys.argv[1]))))
