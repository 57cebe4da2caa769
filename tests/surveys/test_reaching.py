"""Invitations besides answering: states, declining, late additions, letters, lists, participants."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from audit.models import AuditEvent
from casework.populations.actions import add_late_member
from core import outbox
from core.errors import Rejected
from core.jobs import run_pending
from core.registries import registries
from core.verdict import Refused
from surveys import actions, rules
from surveys.imports import receive_responses, start_import
from surveys.letters import hand_over_list, open_invitations, print_letters, qr_svg
from surveys.models import Draft, Invitation, Response
from surveys.offline import offline_list
from surveys.participants import HEAD, export_participants, import_participants
from surveys.tokens import link_for, spelled, token_for, unspelled
from surveys.workflow import invitation_moves
from tests.factories import make_person
from tests.surveys.factories import BY, entered, invitation_of, link, make_wave, stored

pytestmark = pytest.mark.django_db


def state(wave, no="P-001"):
    return Invitation.objects.get(wave=wave, person__no=no).state


def test_an_invitation_walks_from_prepared_to_submitted(world):
    wave = make_wave(world.case)
    seen = [state(wave)]
    actions.send_invitations(wave=wave, by=BY)
    outbox.send_waiting()
    seen.append(state(wave))
    client = entered(wave, confirm=False)
    seen.append(state(wave))
    client.post("/answer/", {"go": "me"})
    seen.append(state(wave))
    client.post("/answer/section/viewing/", {"shown": ["q1_viewed"], "q-q1_viewed": "no", "go": "next"})
    seen.append(state(wave))
    client.post("/answer/review/", {"base": "0"})
    seen.append(state(wave))

    assert seen == ["prepared", "sent", "opened", "started", "part", "submitted"]


@pytest.mark.parametrize("target", ["submitted"])
def test_nothing_leads_away_from_submitted(target):
    assert invitation_moves.moves_from(target) == []


def test_an_officer_notes_bounced_and_unreachable_and_withdraws_with_a_reason(world):
    wave = make_wave(world.case)
    invitation = invitation_of(wave, "P-001")

    with pytest.raises(Refused):
        actions.settle_invitation(invitation=invitation, move="bounce", reason=" ", by=BY)
    for move, expected in (("bounce", "bounced"), ("give_up", "unreachable"), ("withdraw", "withdrawn")):
        actions.settle_invitation(invitation=invitation, move=move, reason="宛先不明", by=BY)
        assert state(wave) == expected
    assert Client().get(link(invitation)).status_code == 404
    with pytest.raises(Refused):
        actions.settle_invitation(invitation=invitation, move="bounce", reason="x", by=BY)

    actions.renew_link(invitation=invitation_of(wave, "P-001"), by=BY)
    assert state(wave) == "prepared"


def test_declining_is_offered_in_voluntary_waves_only_and_deletes_what_was_typed(world):
    wave = make_wave(world.case, duty="voluntary")
    address = link(invitation_of(wave, "P-001"))
    client = entered(wave)
    assert Draft.objects.count() == 1

    assert 'value="decline"' in client.get(address).content.decode()
    assert client.post(address, {"go": "decline"}).status_code == 200

    assert (state(wave), Draft.objects.count()) == ("declined", 0)
    assert client.get("/answer/review/").status_code == 404  # the session is over
    Client().post(address, {"go": "start"})  # people may change their mind
    assert state(wave) == "opened"


def test_in_a_required_wave_nobody_declines(world):
    wave = make_wave(world.case)
    address = link(invitation_of(wave, "P-001"))

    assert 'value="decline"' not in Client().get(address).content.decode()
    assert Client().post(address, {"go": "decline"}).status_code == 302
    assert state(wave) == "prepared"
    with pytest.raises(Refused):
        actions.decline_invitation(invitation=invitation_of(wave, "P-001"))


def test_a_late_addition_is_invited_in_every_open_wave_of_the_population(world):
    wave = make_wave(world.case)
    person = make_person(world.case, "P-009", email="late@example.jp")

    member = add_late_member(population=wave.population, person=person, reason="名簿もれ", by=BY)
    for invite in registries.late_members:
        invite(member=member, by=BY)

    assert Client().get(link(invitation_of(wave, "P-009"))).status_code == 200
    assert AuditEvent.objects.filter(type="surveys.invited_late").count() == 1


def test_a_typed_code_of_a_letter_is_the_link(world):
    wave = make_wave(world.case)
    invitation = invitation_of(wave, "P-001")
    token = token_for(invitation.public_id, 1)
    typed = spelled(token).lower().replace("-", " ")

    assert unspelled(typed) == token
    assert unspelled("abc") == ""
    assert Client().post("/i/", {"code": typed}).url == f"/i/{token}"
    assert Client().post("/i/", {"code": "AAAA"}).status_code == 404
    assert Client().get("/i/").status_code == 200


@pytest.mark.slow
def test_letters_are_a_pdf_that_is_kept_nowhere_and_recorded(world):
    wave = make_wave(world.case)

    data = print_letters(wave=wave, invitations=open_invitations(wave), by=world.by)

    assert data.startswith(b"%PDF")
    assert AuditEvent.objects.get(type="surveys.letters_printed").detail == {"letters": 2}
    with pytest.raises(Refused):
        print_letters(wave=wave, invitations=[], by=world.by)


def test_the_qr_code_is_a_picture_without_script_or_style(world):
    svg = qr_svg(link_for(invitation_of(make_wave(world.case), "P-001").public_id, 1))

    assert svg.startswith("<svg")
    assert "script" not in svg


def test_the_hand_over_list_has_a_sheet_for_each_site_and_no_links(world):
    make_person(world.case, "P-003", employer="みなとサービス", name="東 光")
    wave = make_wave(world.case)

    book = load_workbook(io.BytesIO(hand_over_list(wave=wave, by=world.by)))

    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert book.sheetnames == ["—", "料金センター", "みなとサービス"] or set(book.sheetnames) == {
        "—",
        "料金センター",
        "みなとサービス",
    }
    assert "東 光" in cells
    assert token_for(invitation_of(wave, "P-003").public_id, 1) not in " ".join(cells)
    assert "P-003" not in cells  # the number may be the proof of identity


def test_the_table_of_participants_has_the_columns_of_limesurvey(world):
    wave = make_wave(world.case)

    rows = list(export_participants(wave=wave, with_tokens=False, by=world.by))
    linked = list(export_participants(wave=wave, with_tokens=True, by=world.by))

    assert rows[0] == list(HEAD)
    assert [dict(zip(HEAD, row, strict=True))["token"] for row in rows[1:]] == ["", ""]
    first = dict(zip(HEAD, linked[1], strict=True))
    assert (first["token"], first["attribute_1"], first["completed"]) == (
        token_for(invitation_of(wave, "P-001").public_id, 1),
        "P-001",
        "N",
    )
    assert AuditEvent.objects.filter(type="surveys.links_downloaded").count() == 1


def test_states_of_addresses_come_back_in_all_or_none(world):
    wave = make_wave(world.case, duty="voluntary")

    def table(*rows):
        return stored("\n".join(["attribute_1,email,emailstatus", *rows]).encode(), "tokens.csv")

    with pytest.raises(Rejected) as rejected:
        import_participants(wave=wave, stored=table("P-001,,bounced", "X-9,,bounced"), by=BY)
    assert [p.row for p in rejected.value.problems] == [3]
    assert state(wave) == "prepared"

    moved = import_participants(wave=wave, stored=table("P-001,,bounced", ",mori@example.jp,OptOut"), by=BY)
    assert moved == {"bounced": 1, "declined": 1}
    assert (state(wave), state(wave, "P-002")) == ("bounced", "declined")


def test_an_offline_list_offers_the_choices_and_comes_back_through_the_import(world):
    wave = make_wave(world.case)

    data = offline_list(wave=wave, site="料金センター", by=world.by)

    book = load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    assert [cell.value for cell in page[1]][:5] == ["person", "氏名", "mode", "submitted_at", "q1_viewed"]
    assert page["A2"].value == "P-001"
    lists = [rule for rule in page.data_validations.dataValidation if rule.type == "list"]
    assert "E2" in {str(rule.sqref) for rule in lists}
    assert book["lists"].sheet_state == "hidden"
    page["C2"], page["D2"] = "本人", "2023-04-05"
    page["E2"] = next(cell.value for cell in book["lists"]["B"] if cell.value)
    target = io.BytesIO()
    book.save(target)

    received = receive_responses(wave=wave, stored_file=stored(target.getvalue(), "site.xlsx"), by=world.by)
    start_import(received=received, mapping=None, reason="", by=world.by)
    run_pending()

    assert Response.objects.get(wave=wave).current.mode == "self"
    assert Response.objects.get(wave=wave).person.no == "P-001"


def test_where_the_number_is_the_proof_no_list_tells_it(world):
    wave = make_wave(world.case, proof="employee_number")

    assert not rules.can_list_offline(wave)
    with pytest.raises(Refused):
        offline_list(wave=wave, site="料金センター", by=world.by)


def test_not_me_waits_for_an_officer(world, client):
    wave = make_wave(world.case)
    count = registries.rail_counts["surveys"]
    assert count(world.case) == 0

    Client().post(link(invitation_of(wave, "P-001")), {"go": "not_me"})

    assert count(world.case) == 1
    client.force_login(world.aoki)
    page = client.get(f"/cases/{world.case.public_id}/surveys/waiting/").content.decode()
    assert "これは自分ではない" in page
    assert Client().get(link(invitation_of(wave, "P-001"))).status_code == 404
