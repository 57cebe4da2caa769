"""What the person was shown stands in the record: on their own page, on paper and on the officer's page."""

import io
from datetime import timedelta

import pypdfium2
import pytest
from django.test import Client

from core import clock
from surveys.interviews import actions, holding
from surveys.interviews.printing import record_pdf
from surveys.interviews.queries import shown_exhibits
from surveys.models import Interview
from surveys.personal.actions import link_for_person
from surveys.tokens import personal_token
from tests.factories import PASSWORD, World
from tests.surveys.interviews.test_interviews import arranged, person

SHOWN = {
    "columns": ["日時", "画面"],
    "rows": [["2022-12-05 10:31:00", "契約照会 ZX-17"], ["2022-12-06 09:02:00", "契約照会 ZX-18"]],
    "lines": ["2日に2回の表示があります。"],
    "source": "受け取ったままのログ SHA-256 ab12",
}
LAID_READY = {"rows": [["2022-12-07 11:00:00", "契約照会 ZX-99"]]}
pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(world: World) -> Interview:
    """Two exhibits were laid ready, the first one was shown; the record lies on the person's page."""
    interview = arranged(world)
    exhibit = actions.place_exhibit(interview=interview, title="12月の記録", content=SHOWN, by=world.by)
    actions.place_exhibit(interview=interview, title="使わなかった記録", content=LAID_READY, by=world.by)
    said = clock.now()
    holding.write_course(interview=interview, kind="recall", text="覚えていない", at=said, by=world.by)
    holding.show_exhibit(interview=interview, exhibit=exhibit, at=said + timedelta(minutes=5), by=world.by)
    holding.hold_interview(
        interview=interview, held_from=said, held_until=None, voluntary_told=True, recording="none", by=world.by
    )
    holding.write_record(interview=interview, text="端末で確認した。", by=world.by)
    return holding.send_record(interview=interview, by=world.by)


def test_the_persons_own_page_shows_the_rows_that_were_shown_and_no_others(world: World, sent: Interview) -> None:
    client = Client()
    link = link_for_person(case=world.case, person=person(world), by=world.by)
    client.post(f"/p/{personal_token(link.public_id, link.generation)}", {"employee_number": "P-001"})

    page = client.get(f"/personal/record/{sent.public_id}/").content.decode()

    for words in ("12月の記録", "契約照会 ZX-17", "契約照会 ZX-18", "2日に2回の表示があります。", "SHA-256 ab12"):
        assert words in page
    assert "ZX-99" not in page


def test_the_printed_record_shows_them_with_their_hash(sent: Interview) -> None:
    pdf = pypdfium2.PdfDocument(io.BytesIO(record_pdf(sent, language="ja")))
    text = "".join(page.get_textpage().get_text_range() for page in pdf)

    (exhibit,) = shown_exhibits(sent)
    for words in ("12月の記録", "ZX-17", "ZX-18", "2日に2回の表示があります。"):
        assert words in text
    assert exhibit.sha256[:16] in text.replace("\r\n", "")
    assert "ZX-99" not in text


def test_the_officers_page_shows_them_in_the_course_of_the_talk(world: World, sent: Interview) -> None:
    client = Client()
    client.login(username="aoki@example.jp", password=PASSWORD)

    page = client.get(f"/cases/{world.case.public_id}/surveys/interviews/{sent.public_id}/").content.decode()

    assert page.count("契約照会 ZX-17") == 2  # among the exhibits, and at its moment
    assert page.count("契約照会 ZX-99") == 1
