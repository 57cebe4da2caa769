"""What people decided and found out about the evidence goes out with a case and comes in with it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from casework.models import Case, Role
from config.casefolder.exporting import export_case
from config.casefolder.folder import CaseFolder
from config.casefolder.importing import import_case
from core import files, jobs
from core.actor import Actor
from core.errors import Rejected
from engines.columnar.door import Door
from evidence import actions as logs
from evidence.custody import actions as custody
from evidence.custody.record import custody_record
from evidence.enums import LogFileState, NoteType
from evidence.identity.actions import give_opinion
from evidence.looking.actions import prepare
from evidence.models import (
    CustodyEvent,
    DiscrepancyNote,
    FileOverlap,
    IdentityDoubt,
    LogFile,
    OverlapDecision,
    RowPin,
    SavedSearch,
)
from evidence.notes.actions import assign_note, move_note, open_note, set_due
from evidence.queries import newest_facts, newest_reconciliation
from evidence.timeline import actions as timeline
from evidence.timeline import searching
from evidence.timeline.filters import SearchFilter
from evidence.travel.writing import finding_lines
from evidence.twice.actions import decide_overlap
from tests.config.worlds import empty_database
from tests.engines.columnar.formats.test_locked import aes_zip
from tests.evidence.facts.worlds import COLUMNS, MAPPING, add_rows, facts_of, make_scene, person, row
from tests.factories import World, make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def classes(case: Case) -> list[Any]:
    """Everybody's class and rows in the newest comparison, and how many rows count in it."""
    run = newest_reconciliation(case)
    assert run is not None
    with Door(directories=[run.result.path.parent, run.facts.views.path.parent]) as door:
        door.register_parquet("result", run.result.path)
        door.register_parquet("views", run.facts.views.path)
        return [
            *door.query("SELECT incident, person_no, class, views, contracts FROM result ORDER BY 1, 2"),
            *door.query("SELECT count(*), count(DISTINCT contract) FROM views WHERE counted"),
        ]


def found_out(case: Case) -> list[dict[str, Any]]:
    """All lines that travel. The comparison says in a note's thread that it is there; that is its own."""
    return [json.loads(line) for line in finding_lines(case)]


def decided(case: Case) -> list[Any]:
    rows = OverlapDecision.objects.filter(overlap__later__case=case).order_by("pk")
    return list(rows.values_list("counting", "reason", "by_label", "at"))


def received_again(name: str) -> list[Any]:
    """The later handings-over in the record of a file."""
    record = custody_record(LogFile.objects.get(name=name))
    givers = [event["words"][:3] for event in record["events"] if event["kind"] == "received_again"]
    assert len(givers) == 2
    return [givers, [(one["from"], one["by"], one["at"]) for one in record["again"]]]


def lock(world: World) -> LogFile:
    text = ",".join(COLUMNS) + "\n2022-12-10 09:00:00,ua,T1,S1,C9,np,,,\n"
    stored = files.store_bytes(aes_zip(text.encode(), "ひみつ12"), name="locked.zip", by=world.by)
    source = world.case.log_sources.get()
    log_file = logs.receive_log(source=source, stored=stored, received_from="託送会社", by=world.by)
    custody.unlock_received(log_file=log_file, password="ひみつ12", by=world.by)
    logs.start_ingest(log_file=log_file, mapping=MAPPING, by=world.by)
    waiting = files.store_bytes(aes_zip(text.encode(), "忘れた"), name="unopened.zip", by=world.by)
    for giver in ("", "情報システム部", "総務部"):
        logs.receive_log(source=source, stored=waiting, received_from=giver, window_to=date(2023, 1, 1), by=world.by)
    jobs.run_pending()
    log_file.refresh_from_db()
    return log_file


def begin_to_read(world: World) -> LogFile:
    """A file whose reading was prepared on its page and that waits."""
    stored = files.store_bytes(b"when,who,page\n2022-12-10 09:00:00,ua,CIS-1\n", name="waiting.csv", by=world.by)
    log_file = logs.receive_log(source=world.case.log_sources.get(), stored=stored, by=world.by)
    made = {"name": "system", "kind": "split", "from": ["page"], "at": "-", "part": 1}
    table = {"name": "item", "kind": "lookup", "from": ["page"], "table": {"CIS-1": "契約"}, "else": "keep"}
    mapping = {"columns": {"at": "when"}, "computed": [made, table], "constants": {"category": "np"}, "quote": "none"}
    return prepare(log_file=log_file, mapping=mapping, by=world.by)


def test_what_was_decided_and_found_out_comes_in_as_it_went_out(tmp_path: Path) -> None:
    """Over 0.1 s: a case is written, the database emptied, the case read again and compared."""
    world = make_world()
    incident = make_scene(world)
    holder = person(world, "a", "ua", "髙橋", name="髙橋一郎")
    person(world, "b", "ub")
    again = [row(f"2022-12-0{day} 10:00:00", "ua", contract=f"C{day}") for day in (1, 2, 3)]
    add_rows(world, [*again, row("2022-12-05 10:00:00", "高橋"), row("2022-12-05 11:00:00", "nobody")])
    add_rows(world, [*again, row("2022-12-06 10:00:00", "ub")])
    add_rows(world, [*again[:2], row("2022-12-07 10:00:00", "ub")])
    locked, begun = lock(world), begin_to_read(world)
    first, second, _third = FileOverlap.objects.filter(same__gt=0).order_by("pk")
    decide_overlap(overlap=first, counting="once", reason="同じ抽出", by=world.by)
    decide_overlap(overlap=first, counting="both", reason="端末を2台で使っていた", by=Actor.of_user(world.baba))
    decide_overlap(overlap=second, counting="both", reason="別の端末", by=world.by)
    facts_of(world)
    give_opinion(doubt=IdentityDoubt.objects.get(), accepts=False, reason="別人", by=world.by)
    note = open_note(incident=incident, person=holder, type=NoteType.OTHER, by=world.by, text="確認する")
    assign_note(note=note, owner=world.baba, by=world.by)
    set_due(note=note, due_on=date(2099, 1, 31), by=world.by)
    move_note(note=note, move="explain", text="業務だった", reason="rightful_work", by=world.by)
    facts = newest_facts(world.case)
    assert facts is not None
    search = timeline.save_search(
        case=world.case, question="夜間はあるか", wanted=SearchFilter(system="cis"), by=world.by
    )
    timeline.conclude(search=search, run=facts, conclusion="ない", reader=world.aoki, by=world.by)
    [one, other, *_rest] = searching.search(world.case, facts, SearchFilter(), reader=world.aoki).rows
    timeline.pin_row(case=world.case, row=one, search=search, remark="ここ", by=world.by)
    timeline.pin_row(case=world.case, row=other, note=note, by=Actor.of_user(world.baba))
    before = (classes(world.case), [*decided(world.case), *received_again("unopened.zip")], found_out(world.case))
    twice = sorted(LogFile.objects.values_list("sha256", "state", "twice", "accepted"))
    note_id = note.public_id
    export_case(world.case, tmp_path / "out", by=world.by)
    record = (tmp_path / "out" / "custody.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(record) == 1 + CustodyEvent.objects.count()
    empty_database()
    for name in ("aoki", "baba"):
        User.objects.create_user(email=f"{name}@example.jp", name=name)

    case = import_case(CaseFolder(tmp_path / "out"), by=Actor.system(), say=lambda _sentence: None).case

    assert (classes(case), [*decided(case), *received_again("unopened.zip")]) == before[:2]
    assert sorted(LogFile.objects.values_list("sha256", "state", "twice", "accepted")) == twice
    assert found_out(case) == before[2]
    note = DiscrepancyNote.objects.get(public_id=note_id)
    assert (note.owner, note.state, note.entries.count()) == (User.objects.get(email="baba@example.jp"), "explained", 2)
    assert IdentityDoubt.objects.get(case=case).opinions.get().reason == "別人"
    assert SavedSearch.objects.get(case=case).runs.get().conclusion == "ない"
    assert sorted((pin.remark, pin.note == note) for pin in RowPin.objects.filter(case=case)) == [
        ("", True),
        ("ここ", False),
    ]
    opened = LogFile.objects.get(sha256=locked.sha256)
    assert custody.readable(opened).sha256 != opened.sha256
    [told] = [event for event in custody_record(opened)["events"] if event["kind"] == "unlocked"]
    assert len(told["words"]) == 2
    assert dict(LogFile.objects.filter(state=LogFileState.RECEIVED).values_list("name", "mapping")) == {
        "unopened.zip": {},
        "waiting.csv": json.loads(json.dumps(begun.mapping)),
    }
    assert case.memberships.filter(role=Role.OFFICER).count() == 2


def test_a_decision_about_files_that_share_nothing_is_refused(tmp_path: Path) -> None:
    """Over 0.1 s: a case is written and read again."""
    world = make_world()
    make_scene(world)
    add_rows(world, [row("2022-12-01 10:00:00", "ua")])
    export_case(world.case, tmp_path / "out", by=world.by)
    mapping = tmp_path / "out" / "logs" / "cis" / "mapping.toml"
    said = '\n[[overlaps]]\nearlier = "cis.csv"\nlater = "other.csv"\ncounting = "both"\nreason = "x"\n'
    mapping.write_text(mapping.read_text(encoding="utf-8") + said, encoding="utf-8")
    empty_database()

    with pytest.raises(Rejected):
        import_case(CaseFolder(tmp_path / "out"), by=Actor.system(), say=lambda _sentence: None)
