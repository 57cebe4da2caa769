"""Staff pages: who may, what they show, how many queries they cost."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import AuditEvent
from casework.actions import set_member
from casework.exclusions.actions import exclude_user
from casework.models import Role
from core.jobs import run_pending
from core.registries import registries
from surveys import actions
from surveys.models import Invitation, QuestionnaireVersion, ResponseImport, Wave
from surveys.panels import no_open_wave, response_figure
from tests.factories import make_person, make_user
from tests.surveys.factories import BY, LANDING, NP, forms_export, invitation_of, make_version, make_wave
from tests.surveys.test_imports import FORMS_JA, T1, T2

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(world, client):
    client.force_login(world.aoki)
    return client


def base(world):
    return f"/cases/{world.case.public_id}/surveys/"


def addresses(world, wave):
    return [
        base(world),
        f"{base(world)}panel/",
        f"{base(world)}questionnaires/{wave.version.public_id}/",
        f"{base(world)}waves/{wave.public_id}/",
        f"{base(world)}waves/{wave.public_id}/people/",
    ]


def test_outsiders_find_nothing_and_auditors_read_only(world, client):
    wave = make_wave(world.case)
    auditor = make_user("auditor")
    set_member(case=world.case, user=auditor, role=Role.AUDITOR, by=world.by)

    client.force_login(world.chiba)
    assert {client.get(address).status_code for address in addresses(world, wave)} == {404}
    client.force_login(auditor)
    assert {client.get(address).status_code for address in addresses(world, wave)} == {200}
    for deed in ("open", "close", "extend", "mail", "links"):
        assert client.post(f"{base(world)}waves/{wave.public_id}/{deed}/").status_code == 403


def test_for_an_excluded_officer_there_is_no_wave(world, client):
    wave = make_wave(world.case)
    exclude_user(case=world.case, user=world.baba, reason="関係者", by=world.by)
    client.force_login(world.baba)

    assert {client.get(address).status_code for address in addresses(world, wave)} == {404}


def test_the_form_of_a_wave_says_what_has_to_be_there_first(world, officer):
    new = f"{base(world)}waves/new/"
    empty = officer.get(new).content.decode()
    make_wave(world.case)
    full = officer.get(new).content.decode()

    hints = [f"{base(world)}questionnaires/new/", f"/cases/{world.case.public_id}/populations/new/"]
    assert [hint in empty for hint in hints] == [True, True]
    assert [hint in full for hint in hints] == [False, False]


def test_a_wave_of_another_case_is_not_found(world, officer):
    from tests.factories import make_world  # noqa: PLC0415 -- a second world in this test only

    other = make_world("M-2023-02")
    make_person(other.case, "X-1")
    foreign = make_wave(other.case)

    assert officer.get(f"{base(world)}waves/{foreign.public_id}/").status_code == 404


def test_a_questionnaire_comes_in_through_its_page(world, officer):
    file = SimpleUploadedFile("np.xlsx", NP.read_bytes())

    response = officer.post(f"{base(world)}questionnaires/new/", {"code": "np", "title": "", "file": file})

    version = QuestionnaireVersion.objects.get()
    assert response.url == f"{base(world)}questionnaires/{version.public_id}/"
    page = officer.get(response.url).content.decode()
    assert "q6_aware_reasons" in page


def test_a_refused_questionnaire_lists_its_cells(world, officer, tmp_path):
    from tests.surveys.workbooks import workbook  # noqa: PLC0415 -- used here only

    path = workbook(tmp_path, survey=[("type", "name", "label"), ("geopoint", "q", "問")])

    response = officer.post(
        f"{base(world)}questionnaires/new/",
        {"code": "np", "file": SimpleUploadedFile("x.xlsx", path.read_bytes())},
    )

    assert response.status_code == 422
    assert "geopoint" in response.content.decode()


def form_of_wave(wave, **changes):
    facts = {name: value for name, value in LANDING.items() if value is not None}
    facts |= {"paid_time": "true", "supervisor_reads": "false", "employer_reads": "false"}
    facts |= {
        "code": "w9",
        "title": "題",
        "version": wave.version.pk,
        "population": wave.population.pk,
        "mode": "web",
        "proof": "link_only",
        "identity": "identified",
    }
    return facts | changes


def test_a_wave_is_prepared_filled_and_opened_through_its_pages(world, officer):
    other = make_wave(world.case)
    unfinished = form_of_wave(other, purpose="", paid_time="")

    response = officer.post(f"{base(world)}waves/new/", unfinished)
    wave = Wave.objects.get(code="w9")
    assert response.url == f"{base(world)}waves/{wave.public_id}/"
    assert officer.post(f"{base(world)}waves/{wave.public_id}/open/").status_code == 403

    page = officer.get(f"{base(world)}waves/{wave.public_id}/edit/")
    shown = set(re.findall(r'name="(\w+)"', page.content.decode()))
    assert set(page.context["form"].fields) - shown == set()  # a field that is not shown would fall back on saving
    officer.post(f"{base(world)}waves/{wave.public_id}/edit/", form_of_wave(other, drafts_kept_days="30"))
    officer.post(f"{base(world)}waves/{wave.public_id}/open/")
    wave.refresh_from_db()
    assert (wave.state, wave.paid_time, wave.supervisor_reads) == ("open", True, False)
    assert wave.drafts_kept_days == 30
    assert officer.get(f"{base(world)}waves/{wave.public_id}/edit/").status_code == 403


def test_the_list_of_links_is_a_file_and_marks_formulas(world, officer):
    make_person(world.case, "P-003", name="=HYPERLINK(1)")
    wave = make_wave(world.case)

    response = officer.post(f"{base(world)}waves/{wave.public_id}/links/")

    text = response.content.decode("utf-8-sig")
    assert text.splitlines()[0] == "person,name,email,link"
    assert "'=HYPERLINK(1)" in text
    assert text.count("/i/") == 3
    assert AuditEvent.objects.filter(type="surveys.links_downloaded").count() == 1


def test_a_forms_workbook_goes_from_upload_over_preview_to_result(world, officer):
    wave = make_wave(world.case, mode="import")
    data = forms_export(
        [
            [1, T1, T2, "saeki@example.jp", "S", "ある", None, "マニュアル類;"],
            [2, T1, T2, "mori@example.jp", "M", "ない", None, None],
        ],
        FORMS_JA,
    )

    sent = officer.post(
        f"{base(world)}waves/{wave.public_id}/responses/new/", {"file": SimpleUploadedFile("f.xlsx", data)}
    )
    preview = officer.get(sent.url)
    fields = {f.name: f.value() for f in preview.context["form"]}
    assert fields["c5"] == "q1_viewed"
    assert fields["c0"] == ""
    officer.post(sent.url, fields | {"deed": "import"})
    run_pending()

    assert ResponseImport.objects.get().state == "imported"
    assert set(Invitation.objects.values_list("state", flat=True)) == {"submitted"}
    assert "2" in officer.get(sent.url).content.decode()


def test_problems_of_a_file_are_shown_before_anything_is_imported(world, officer):
    wave = make_wave(world.case, mode="import")
    data = forms_export([[1, T1, T2, "nobody@example.jp", "S", "ある", None, None]], FORMS_JA)
    sent = officer.post(
        f"{base(world)}waves/{wave.public_id}/responses/new/", {"file": SimpleUploadedFile("f.xlsx", data)}
    )
    fields = {f.name: f.value() for f in officer.get(sent.url).context["form"]}

    response = officer.post(sent.url, fields | {"deed": "import"})

    assert response.status_code == 422
    assert "nobody@example.jp" in response.content.decode()
    assert run_pending() == 0


def test_an_unreadable_file_is_a_sentence(world, officer):
    wave = make_wave(world.case, mode="import")
    sent = officer.post(
        f"{base(world)}waves/{wave.public_id}/responses/new/",
        {"file": SimpleUploadedFile("f.xlsx", io.BytesIO(b"PK\x03\x04broken").read())},
    )

    assert officer.get(sent.url).status_code == 200


@pytest.mark.parametrize("name", ["", "panel/", "waves/{wave}/", "waves/{wave}/people/"])
def test_pages_cost_the_same_queries_for_one_row_and_for_three(world, officer, name, django_assert_max_num_queries):
    from django.db import connection  # noqa: PLC0415 -- used here only
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- the same

    wave = make_wave(world.case)
    address = base(world) + name.format(wave=wave.public_id)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert officer.get(address).status_code == 200
        return len(queries)

    actions.record_answers(
        wave=wave, person=invitation_of(wave, "P-001").person, answers={"q1_viewed": "no"}, mode="interview", by=BY
    )
    cost()
    few = cost()
    for n in range(3, 6):
        person = make_person(world.case, f"P-00{n}", employer=f"会社{n}")
        Invitation.objects.create(wave=wave, person=person)
        actions.record_answers(wave=wave, person=person, answers={"q1_viewed": "no"}, mode="interview", by=BY)
    make_wave(world.case, code="w2", version=make_version(world.case))
    make_wave(world.case, code="w3", version=make_version(world.case))

    assert cost() <= few


def test_the_monitor_adds_up_to_the_population(world, officer):
    wave = make_wave(world.case)
    actions.start_answering(invitation=invitation_of(wave, "P-001"))
    actions.record_answers(
        wave=wave, person=invitation_of(wave, "P-002").person, answers={"q1_viewed": "no"}, mode="proxy", by=BY
    )

    total = officer.get(f"{base(world)}waves/{wave.public_id}/").context["total"]

    assert (total.invited, total.opened, total.answered, total.not_self) == (2, 1, 1, 1)


def test_the_overview_gets_a_panel_and_a_figure(world, officer):
    assert response_figure(world.case) is None
    wave = make_wave(world.case)
    actions.record_answers(
        wave=wave, person=invitation_of(wave, "P-001").person, answers={"q1_viewed": "no"}, mode="interview", by=BY
    )

    figure = response_figure(world.case)
    assert figure is not None
    assert figure.value == "50.0"
    assert any(panel.name == "surveys" for panel in registries.panels_of("case-overview"))


def test_a_case_does_not_close_while_a_wave_is_open(world):
    assert no_open_wave(world.case)
    make_wave(world.case)

    assert not no_open_wave(world.case)
