from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from casework.actions import set_member
from casework.models import Role
from core.models import Job
from reports import actions
from reports.models import Edition
from tests.factories import World
from tests.reports.factories import make_edition, make_surveyed_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_surveyed_world()


def client_of(user: object) -> Client:
    client = Client(headers={"accept-language": "ja"})
    client.force_login(user)  # type: ignore[arg-type]
    return client


def url(name: str, world: World, *more: object) -> str:
    return reverse(f"reports:{name}", args=[world.case.public_id, *more])


def test_every_table_is_shown_with_its_base(world: World) -> None:
    page = client_of(world.aoki).get(url("tables", world)).content.decode()

    assert "閲覧の有無" in page
    assert "回答者の人数です。" in page
    assert "(66.7%)" in page


def test_an_outsider_sees_no_case(world: World) -> None:
    edition = make_edition(world)
    pages = [url("tables", world), url("edition-list", world), url("edition-show", world, edition.public_id)]

    assert [client_of(world.chiba).get(page).status_code for page in pages] == [404, 404, 404]
    assert [client_of(world.baba).get(page).status_code for page in pages] == [200, 200, 200]


def test_an_auditor_reads_but_does_not_freeze(world: World) -> None:
    edition = make_edition(world)
    set_member(case=world.case, user=world.chiba, role=Role.AUDITOR, by=world.by)
    client = client_of(world.chiba)

    shown = client.get(url("edition-show", world, edition.public_id))
    refused = client.post(url("edition-freeze", world, edition.public_id))

    assert (shown.status_code, refused.status_code) == (200, 403)
    assert "この版を凍結する" not in shown.content.decode()
    assert Job.objects.count() == 0


def test_the_preview_shows_bound_numbers_and_the_findings(world: World) -> None:
    edition = make_edition(
        world,
        sections=[{"kind": "text", "title": "要旨", "text": "[[seen.yes.total:n]]人、約4割、[[seen.yes.nobody]]"}],
    )

    page = client_of(world.aoki).get(url("edition-show", world, edition.public_id)).content.decode()

    assert '<span class="bound">3</span>' in page
    assert '<span class="loose">約4割</span>' in page
    assert "「seen.yes.nobody」という欄はありません。" in page


def test_an_officer_makes_edits_and_freezes_an_edition(world: World) -> None:
    client = client_of(world.aoki)

    client.post(
        url("edition-new", world),
        {"title": "第1報", "as_of": "2023-02-17", "audience": "public", "language": "ja", "suppress_below": "0"},
    )
    edition = Edition.objects.get()
    client.post(
        url("section-edit", world, edition.public_id, 1),
        {"kind": "text", "title": "はじめに", "text": "調べました。", "tables": ["seen"]},
    )
    client.post(url("section-move", world, edition.public_id, 2), {"deed": "remove"})
    response = client.post(url("edition-freeze", world, edition.public_id))

    edition.refresh_from_db()
    assert response.status_code == 302
    assert [section["title"] for section in edition.sections][:2] == ["はじめに", "調査の結果"]
    assert edition.sections[0]["tables"] == ["seen"]
    assert Job.objects.get().kind == "reports.freeze"


def test_a_frozen_edition_offers_no_changes(world: World) -> None:
    edition = make_edition(world)
    actions.freeze_now(edition=edition, by=world.by)
    client = client_of(world.aoki)

    page = client.get(url("edition-show", world, edition.public_id))
    edit = client.get(url("section-edit", world, edition.public_id, 1))

    assert edition.snapshot.verification_code in page.content.decode()
    assert "この版を凍結する" not in page.content.decode()
    assert edit.status_code == 403


def test_a_download_is_an_attachment_and_stands_in_the_trail(world: World) -> None:
    edition = make_edition(world)
    snapshot = actions.freeze_now(edition=edition, by=world.by)

    response = client_of(world.aoki).get(url("download", world, edition.public_id, "zip"))

    assert response["Content-Disposition"] == 'attachment; filename="M-2023-01-edition-1.zip"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content) == snapshot.bundle.read_bytes()  # type: ignore[attr-defined]
    event = AuditEvent.objects.filter(chain=world.case.chain).order_by("-position")[0]
    assert (event.type, event.detail["sha256"]) == ("reports.file_downloaded", snapshot.sha256)


def test_a_file_not_made_yet_is_refused_in_words(world: World) -> None:
    edition = make_edition(world)
    actions.freeze_now(edition=edition, by=world.by)

    response = client_of(world.aoki).get(url("download", world, edition.public_id, "pdf"))

    assert response.status_code == 403
    assert "まだ作られていません" in response.content.decode()


def test_a_file_of_specifications_replaces_the_tables(world: World) -> None:
    good = b'[bases.b]\nsentence = "x"\n[[tables]]\nid = "one"\ntitle = "T"\nunit = "u"\nbase = "b"\nfrom = "people"\nrows = [{id = "all", label = "all"}]\ncolumns = [{id = "n", label = "n"}]\n'
    client = client_of(world.aoki)

    taken = client.post(url("tables-set", world), {"file": SimpleUploadedFile("tables.toml", good)})
    refused = client.post(url("tables-set", world), {"file": SimpleUploadedFile("tables.toml", b"[[tables]")})

    assert (taken.status_code, refused.status_code) == (302, 400)
    assert [table.table_id for table in world.case.report_tables.all()] == ["one"]


def test_the_overview_panel_names_failing_checks(world: World) -> None:
    actions.set_tables(
        case=world.case,
        tables=[{**world.case.report_tables.get(table_id="why").spec, "from": "answers_nowhere"}],
        by=world.by,
    )

    page = client_of(world.aoki).get(url("checks-panel", world)).content.decode()

    assert "データ「answers_nowhere」がありません。" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_editions_costs_the_same_for_any_length(
    world: World, count: int, django_assert_max_num_queries: object
) -> None:
    for _ in range(count):
        make_edition(world)
    client = client_of(world.aoki)

    with django_assert_max_num_queries(14):  # type: ignore[operator]
        page = client.get(url("edition-list", world)).content.decode()

    assert page.count("調査の結果") >= count
