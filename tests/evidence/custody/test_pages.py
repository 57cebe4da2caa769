"""The custody page and its PDF: for those who may see evidence, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import Membership, Role
from evidence.models import CustodyEvent, LogFile, Opening, UnlockedCopy
from tests.engines.columnar.formats.test_locked import aes_zip
from tests.evidence.custody.test_custody import NAMED, PLAIN, received
from tests.factories import World, make_user, make_world

pytestmark = pytest.mark.django_db


def address(name: str, log_file: LogFile) -> str:
    return reverse(f"evidence:{name}", args=[log_file.case.public_id, log_file.public_id])


def signed_in(user: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def officer(world: World) -> Client:
    return signed_in(world.aoki)


def test_the_page_shows_the_record() -> None:
    world = make_world()
    log_file = received(world, NAMED)

    page = officer(world).get(address("custody", log_file)).content.decode()

    assert log_file.sha256 in page
    assert [word in page for word in ("照会への回答", "手渡し", "Sealed because of", "お客さま名、住所")] == [True] * 4


def test_an_outsider_does_not_learn_that_there_is_a_record() -> None:
    world = make_world()
    log_file = received(world)
    outsider = signed_in(make_user("chiba2"))

    names = ["custody", "custody-pdf"]
    assert [outsider.get(address(name, log_file)).status_code for name in names] == [404, 404]
    names = ["custody-hand-over", "opening-ask", "original-take", "file-unlock"]
    assert [outsider.post(address(name, log_file)).status_code for name in names] == [404] * 4


def test_an_auditor_reads_the_record_and_takes_nothing() -> None:
    world = make_world()
    log_file = received(world)
    auditor = make_user("etou")
    Membership.objects.create(case=world.case, user=auditor, role=Role.AUDITOR)
    client = signed_in(auditor)

    assert client.get(address("custody", log_file)).status_code == 200
    assert client.post(address("original-take", log_file)).status_code == 403


def test_handing_over_is_one_line_of_the_record() -> None:
    world = make_world()
    log_file = received(world)

    answer = officer(world).post(
        address("custody-hand-over", log_file), {"to": "委員会", "what": "写し", "ground": "契約", "how": ""}
    )

    assert answer.status_code == 302
    assert CustodyEvent.objects.filter(kind="handed_over").values_list("detail__to", flat=True)[0] == "委員会"


def test_handing_over_without_a_ground_is_said_on_the_page() -> None:
    world = make_world()
    log_file = received(world)

    answer = officer(world).post(address("custody-hand-over", log_file), {"to": "委員会"})

    assert (answer.status_code, CustodyEvent.objects.filter(kind="handed_over").count()) == (200, 0)


def test_two_officers_open_a_sealed_original() -> None:
    world = make_world()
    log_file = received(world, NAMED)
    second = make_user("daichi")
    Membership.objects.create(case=world.case, user=second, role=Role.OFFICER)
    first, other = officer(world), signed_in(second)

    refused = first.post(address("original-take", log_file))
    first.post(address("opening-ask", log_file), {"reason": "項目の確認"})
    opening = Opening.objects.get()
    decide = reverse("evidence:opening-decide", args=[world.case.public_id, opening.public_id])
    alone = first.post(decide, {"decision": "grant"})
    wordless = other.post(decide, {"decision": "refuse"})
    other.post(decide, {"decision": "grant"})
    taken = first.post(address("original-take", log_file))

    assert (refused.status_code, alone.status_code, taken.status_code) == (403, 403, 200)
    assert list(wordless.context["decision_form"].errors) == ["answer"]
    assert b"".join(taken.streaming_content).decode() == NAMED  # type: ignore[attr-defined]
    assert taken["Content-Disposition"].startswith("attachment")
    taken.close()


def test_a_locked_file_is_opened_on_its_page() -> None:
    world = make_world()
    log_file = received(world, data=aes_zip(PLAIN.encode(), "pw"))
    client = officer(world)

    pages = [client.get(address(name, log_file)).content.decode() for name in ("custody", "file-show")]
    wrong = client.post(address("file-unlock", log_file), {"password": "no"})
    client.post(address("file-unlock", log_file), {"password": "pw"})

    assert ["The file is locked" in page for page in pages] == [True, True]
    assert (wrong.status_code, list(wrong.context["password_form"].errors)) == (200, ["password"])
    assert UnlockedCopy.objects.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_record_is_printed(language: str) -> None:
    world = make_world()
    log_file = received(world, NAMED)
    client = officer(world)
    client.cookies["django_language"] = language

    answer = client.get(address("custody-pdf", log_file))

    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
