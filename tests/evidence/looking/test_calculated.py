"""Calculated columns: tried with the first rows, kept in the shape of mapping.toml, read by the same code."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from core import jobs
from core.verdict import Refused
from engines.columnar.door import Door
from evidence import actions as evidence
from evidence.looking import actions
from evidence.looking.computed import ComputedForm, ConstantForm
from evidence.looking.mapping import MappingForm
from evidence.looking.working import working
from evidence.models import LogFile
from tests.evidence.looking.test_reading import client_of, page_of
from tests.evidence.looking.worlds import as_shown, computed_form, field_of, receive
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db
KINDS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("split", {"sources": ["画面"], "at": "-", "part": "2"}, {"from": ["画面"], "at": "-", "part": 2}, "01"),
    (
        "regex",
        {"sources": ["画面"], "pattern": "([^-]+)$", "group": "1"},
        {"from": ["画面"], "pattern": "([^-]+)$", "group": 1},
        "照会",
    ),
    (
        "replace",
        {"sources": ["画面"], "pattern": "-.*", "with": ""},
        {"from": ["画面"], "pattern": "-.*", "with": ""},
        "CIS",
    ),
    (
        "lookup",
        {"sources": ["ユーザID"], "table": "u1,本店\nu1\t本店\nu9＝他", "keep": "on"},
        {"from": ["ユーザID"], "table": {"u1": "本店", "u9": "他"}, "else": "keep"},
        "本店",
    ),
    ("json", {"sources": ["備考"], "path": "user.site"}, {"from": ["備考"], "path": "user.site"}, "本店"),
    (
        "join",
        {"sources": ["ユーザID", "画面"], "with": "/"},
        {"from": ["ユーザID", "画面"], "with": "/"},
        "u1/CIS-01-照会",
    ),
    ("first", {"sources": ["備考", "画面"]}, {"from": ["備考", "画面"]}, '{"user": {"site": "本店"}}'),
]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def log_file(world: World) -> LogFile:
    return receive(world)


def add(log_file: LogFile, world: World, kind: str, **said: Any) -> LogFile:
    form = computed_form(log_file, kind, **said)
    assert form.errors == {}
    return actions.prepare(log_file=log_file, mapping=form.cleaned_data["mapping"], by=world.by)


def test_each_kind_is_kept_as_mapping_toml_has_it_and_shows_its_result(log_file: LogFile) -> None:
    found = {}
    for kind, said, _entry, _result in KINDS:
        form = computed_form(log_file, kind, **said)
        assert form.errors == {}, kind
        found[kind] = (form.cleaned_data["mapping"]["computed"][-1], form.cleaned_data["trial"].pairs[0][1])

    assert found == {kind: ({"name": "新しい列", "kind": kind, **entry}, result) for kind, _, entry, result in KINDS}


def test_what_was_calculated_on_the_page_is_read_in(world: World, log_file: LogFile) -> None:
    add(log_file, world, "split", sources=["画面"], at="-", part="2", name="番号")
    add(log_file, world, "lookup", sources=["番号"], table="01,料金\n02,契約", name="系")
    actions.set_constant(log_file=log_file, meaning="category", value="np", by=world.by)
    said = {field_of(log_file, "系"): "action"}
    form = MappingForm(as_shown(log_file, **said), log_file=log_file)
    assert form.errors == {}
    evidence.start_ingest(log_file=log_file, mapping=form.cleaned_data["mapping"], by=world.by)
    jobs.run_pending()

    log_file.refresh_from_db()
    assert log_file.parquet is not None
    with Door(directories=[log_file.parquet.path.parent]) as door:
        door.register_parquet("log", log_file.parquet.path)
        rows = door.query('SELECT screen, "action", category FROM log ORDER BY file_row')
    assert rows == [("CIS-01-照会", "料金", "np"), ("CIS-02-一覧", "契約", "np"), ("照会", None, "np")]
    assert log_file.source.mapping["computed"][1]["table"] == {"01": "料金", "02": "契約"}


@pytest.mark.parametrize(
    ("kind", "said", "field", "words"),
    [
        ("split", {"sources": ["画面"], "at": ";", "part": "1"}, "at", "「;」がありません"),
        ("split", {"sources": ["ない列"], "at": "-", "part": "1"}, "source_1", "「ない列」という列はありません"),
        ("split", {"sources": ["画面"], "at": "-", "part": "0"}, "part", "1"),
        ("regex", {"sources": ["画面"], "pattern": "(", "group": "0"}, "pattern", "使えません"),
        ("regex", {"sources": ["画面"], "pattern": "(a)", "group": "2"}, "pattern", "使えません"),
        ("regex", {"sources": ["画面"], "pattern": "(a{1000}){1000}", "group": "0"}, "pattern", "使えません"),
        ("regex", {"sources": ["画面"], "pattern": "a" * 301, "group": "0"}, "pattern", "300"),
        ("lookup", {"sources": ["画面"], "table": ""}, "table", "表が空"),
        ("lookup", {"sources": ["画面"], "table": "a,1\na,2"}, "table", "a"),
        ("lookup", {"sources": ["画面"], "table": "a,1\nb"}, "table", "2 行目"),
        ("lookup", {"sources": ["画面"], "table": "\n".join(f"{n},x" for n in range(5001))}, "table", "5001"),
        ("json", {"sources": ["備考"], "path": "user..site"}, "path", "新しい列"),
        ("join", {"sources": ["画面"]}, "source_2", ""),
        ("first", {"sources": ["画面"], "name": "日時"}, "name", "すでにあります"),
        ("first", {"sources": ["画面"], "name": "#part"}, "name", "#"),
    ],
)
def test_bad_input_has_a_sentence_at_its_field(
    log_file: LogFile, kind: str, said: dict[str, Any], field: str, words: str
) -> None:
    form = computed_form(log_file, kind, **said)

    assert list(form.errors) == [field]
    assert words in form.errors[field][0]


def workbook(*rows: list[str]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("表.csv", "端末,拠点\nu1,本店\n".encode("cp932")),
        ("表.xlsx", workbook(["端末", "拠点"], ["u1", "本店"])),
    ],
)
def test_a_table_comes_as_a_file_and_what_it_lacks_is_counted(log_file: LogFile, name: str, data: bytes) -> None:
    form = computed_form(
        log_file, "lookup", sources=["ユーザID"], has_head="on", file=SimpleUploadedFile(name, data), table="x,y"
    )

    assert form.errors == {}
    assert form.cleaned_data["mapping"]["computed"][-1]["table"] == {"u1": "本店"}
    trial = form.cleaned_data["trial"]
    assert (trial.rows, trial.empty, trial.unknown) == (3, 1, [("u2", 1)])


def test_a_file_that_is_no_table_is_refused_at_its_field(log_file: LogFile) -> None:
    form = computed_form(
        log_file, "lookup", sources=["ユーザID"], file=SimpleUploadedFile("x.xlsx", b"PK\x03\x04 broken"), table=""
    )

    assert list(form.errors) == ["file"]


def test_a_new_name_goes_through_to_all_that_use_the_column(world: World, log_file: LogFile) -> None:
    add(log_file, world, "split", sources=["画面"], at="-", part="2", name="番号")
    add(log_file, world, "lookup", sources=["番号"], table="01,料金", name="系")
    form = MappingForm(as_shown(log_file, **{field_of(log_file, "番号"): "action"}), log_file=log_file)
    assert form.is_valid()
    actions.prepare(log_file=log_file, mapping=form.cleaned_data["mapping"], by=world.by)

    shown = {"name": "画面番号", "source_1": "画面", "at": "-", "part": "2"}
    renamed = ComputedForm(shown, log_file=log_file, kind="split", place=0)

    assert renamed.is_valid()
    made = renamed.cleaned_data["mapping"]
    assert [entry["from"] for entry in made["computed"]] == [["画面"], ["画面番号"]]
    assert made["columns"]["action"] == "画面番号"


def test_a_column_that_others_need_is_not_taken_away(world: World, log_file: LogFile) -> None:
    add(log_file, world, "split", sources=["画面"], at="-", part="2", name="番号")
    add(log_file, world, "lookup", sources=["番号"], table="01,料金", name="系")

    with pytest.raises(Refused, match="「番号」は「系」に使われています"):
        actions.drop_computed(log_file=log_file, place=0, by=world.by)
    actions.drop_computed(log_file=log_file, place=1, by=world.by)
    actions.drop_computed(log_file=log_file, place=0, by=world.by)

    assert working(log_file)["computed"] == []


def test_a_meaning_is_read_or_the_same_for_every_row(world: World, log_file: LogFile) -> None:
    taken = ConstantForm({"meaning": "screen", "value": "x"}, log_file=log_file)
    free = ConstantForm({"meaning": "action", "value": "照会"}, log_file=log_file)
    actions.set_constant(log_file=log_file, meaning="action", value="照会", by=world.by)
    both = MappingForm(as_shown(log_file, **{field_of(log_file, "備考"): "action"}), log_file=log_file)
    actions.drop_constant(log_file=log_file, meaning="action", by=world.by)

    assert (list(taken.errors), free.errors, list(both.errors)) == (["meaning"], {}, ["__all__"])
    assert working(log_file).get("constants") == {}


def test_the_pages_add_change_and_take_away_a_column(world: World, log_file: LogFile) -> None:
    client, prepare = client_of(world.aoki), page_of(world, log_file)
    chosen = client.post(prepare, as_shown(log_file, go="new", kind="split"))
    entry = {"name": "番号", "source_1": "画面", "at": "-", "part": "2"}

    tried = client.post(chosen["Location"], entry | {"go": "look"})
    nothing_kept = LogFile.objects.get().mapping.get("computed")
    kept = client.post(chosen["Location"], entry | {"go": "save"})
    shown = client.get(kept["Location"])
    changed = client.post(prepare, as_shown(log_file, go="change:0"))
    client.post(changed["Location"], entry | {"part": "3", "go": "save"})
    constant = client.post(prepare, {"go": "new", "kind": "constant"})
    client.post(constant["Location"], {"meaning": "action", "value": "照会"})

    assert tried.context["trial"].pairs[0] == (["CIS-01-照会"], "01")
    assert nothing_kept is None
    assert "「画面」を「-」で区切った 2 番目。" in shown.content.decode()
    mapping = LogFile.objects.get().mapping
    assert (mapping["computed"][0]["part"], mapping["constants"]) == (3, {"action": "照会"})
    client.post(prepare, {"go": "drop:0"})
    client.post(prepare, {"go": "drop:constant-action"})
    mapping = LogFile.objects.get().mapping
    assert (mapping.get("computed", []), mapping["constants"]) == ([], {})
    assert client.get(page_of(world, log_file, "evidence:file-column", "7")).status_code == 404
