"""The page of a file asks what nobody has decided yet, and nothing else."""

from __future__ import annotations

import pytest

from evidence.looking import actions
from evidence.looking.asking import still_asked
from evidence.looking.working import working
from tests.evidence.looking.worlds import receive
from tests.factories import make_world

pytestmark = pytest.mark.django_db
TEXT = "日付;番号;端末/利用者\n2023/01/02;930;T01/u1\n2023/01/03;1030;T02/u2\n"
TIME = "日付の列だけで、時刻の列がありません。時刻の列があれば選んでください。"
PERSON = "ログイン ID も端末も見つかりません。どの列が人または端末を示すかを選んでください。"
CATEGORY = "顧客の区分の列が分かりません。区分ごとに数えるときは選んでください。"


@pytest.mark.parametrize(
    ("columns", "constants", "left"),
    [
        ({}, {}, [TIME, PERSON, CATEGORY]),
        ({"at": ["日付", "番号"]}, {}, [PERSON, CATEGORY]),
        ({"login": "端末/利用者"}, {}, [TIME, CATEGORY]),
        ({"at": ["日付", "番号"], "terminal": "端末/利用者"}, {"category": "np"}, []),
    ],
)
def test_what_the_mapping_answers_is_asked_no_more(columns, constants, left):
    world = make_world()
    log_file = receive(world, TEXT)
    mapping = working(log_file)
    mapping["columns"] |= columns

    actions.prepare(log_file=log_file, mapping=mapping | {"constants": constants}, by=world.by)

    assert [one for one in still_asked(log_file) if "時差" not in one] == left
