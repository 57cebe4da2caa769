"""No page of the respondent's way asks the database more than twelve times."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from surveys import actions
from surveys.models import ResponseVersion
from tests.surveys.factories import BY, entered, invitation_of, link, make_wave

pytestmark = pytest.mark.django_db
MOST = 12
NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")  # they ask nothing
PAGES = (
    ("viewing", {"q1_viewed": "yes", "q2_reason": "request"}),
    ("ways", {"q3_routes": ["manual", "boss"], "q4_told": "no"}),
    ("law", {"q5_aware": "aware", "q6_aware_reasons": ["service"]}),
    ("closing", {"remarks": "特にありません"}),
)


def statements(deed):
    with CaptureQueriesContext(connection) as asked:
        response = deed()
    assert response.status_code in {200, 302}
    return [query["sql"] for query in asked if not query["sql"].startswith(NOT_COUNTED)]


def walk(client, address):
    """Every page with what it asked."""
    yield "landing", statements(lambda: client.get(address))
    yield "start", statements(lambda: client.post(address, {"go": "start"}))
    yield "identity", statements(lambda: client.get("/answer/"))
    yield "confirm", statements(lambda: client.post("/answer/", {"go": "me"}))
    for section, given in PAGES:
        fields = {f"q-{name}": value for name, value in given.items()} | {"shown": list(given), "go": "next"}
        page = f"/answer/section/{section}/"
        yield section, statements(lambda page=page: client.get(page))
        yield f"{section} kept", statements(lambda page=page, f=fields: client.post(f"{page}save/", f))
        yield f"{section} sent", statements(lambda page=page, f=fields: client.post(page, f))
    yield "review", statements(lambda: client.get("/answer/review/"))
    yield "submit", statements(lambda: client.post("/answer/review/", {"base": "0"}))
    yield "receipt", statements(lambda: client.get("/answer/receipt/"))
    yield "again", statements(lambda: client.post("/answer/review/", {"base": "0"}))
    yield "copy", statements(lambda: client.post("/answer/copy/"))
    yield "correct", statements(lambda: client.post("/answer/correct/"))
    yield "corrected", statements(lambda: client.post("/answer/review/", {"base": "1", "reason": "思い出した"}))


def test_no_page_asks_more_than_twelve_times(world):
    wave = make_wave(world.case)
    for no in ("P-002", "P-001"):  # the first one also makes rows that all others share
        asked = dict(walk(Client(), link(invitation_of(wave, no))))

    assert ResponseVersion.objects.count() == 4
    assert {page: len(sql) for page, sql in asked.items() if len(sql) > MOST} == {}
    assert {page: len(asked[page]) for page in ("landing", "identity", "viewing", "ways", "law", "review")} == {
        "landing": 1,
        "identity": 1,
        "viewing": 1,
        "ways": 1,
        "law": 1,
        "review": 1,
    }
    assert len(asked["closing"]) == 2  # its free text may go to designated people, if the case has any


def test_a_receipt_with_answers_of_others_asks_no_more(world):
    wave = make_wave(world.case)
    client = entered(wave)
    for n in range(3):
        actions.record_answers(
            wave=wave,
            person=invitation_of(wave, "P-001").person,
            answers={"q1_viewed": "no"},
            mode="proxy",
            by=BY,
            reason=f"聞き取り {n}",
        )

    assert len(statements(lambda: client.get("/answer/receipt/"))) <= MOST
