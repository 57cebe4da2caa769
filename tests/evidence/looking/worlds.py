"""A print-out of a host as CSV: titles, a head, page heads, separators, a total; and forms filled as they are shown."""

from __future__ import annotations

from typing import Any

from core import files
from evidence import actions
from evidence.looking.computed import ComputedForm
from evidence.looking.mapping import MappingForm
from evidence.looking.working import working
from evidence.models import LogFile, LogSource
from tests.factories import World

HEAD = "日時,ユーザID,画面,契約番号,お客さま名,備考\n"
ROWS = (
    '2022-12-01 10:00:00,u1,CIS-01-照会,0312-556-88,山田太郎商店,"{""user"": {""site"": ""本店""}}"\n'
    '2022-12-01 11:00:00,u2,CIS-02-一覧,0312-556-89,鈴木花子商店,"{""user"": {""site"": ""支店""}}"\n'
    "2022-12-02 10:00:00,u1,照会,0312-556-88,山田太郎商店,\n"
)
PRINT_OUT = (
    "利用ログ一覧,,,,,\n出力日,2023-01-10,,,,\n" + HEAD + ROWS + "-----\n** ページ 2 **\n" + HEAD + "合計,3,,,,\n"
)


def receive(
    world: World, text: str = PRINT_OUT, *, mapping: dict[str, Any] | None = None, code: str = "host"
) -> LogFile:
    source = LogSource.objects.filter(case=world.case, code=code).first() or actions.add_source(
        case=world.case, code=code, name="ホスト", by=world.by, mapping=mapping
    )
    stored = files.store_bytes(text.encode("cp932"), name="log.csv", by=world.by)
    return actions.receive_log(source=source, stored=stored, by=world.by)


def as_shown(log_file: LogFile, **said: Any) -> dict[str, Any]:
    """What a browser sends of the page of this file, with these fields filled otherwise."""
    form = MappingForm(log_file=log_file)
    shown = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: "" if value is None else value for name, value in shown.items()} | said


def field_of(log_file: LogFile, column: str, field: str = "column") -> str:
    """The name of a field of that column."""
    names = [str(entry["name"]) for entry in log_file.profile["columns"]]
    made = [str(entry["name"]) for entry in working(log_file).get("computed", ())]
    return f"{field}_{names.index(column)}" if column in names else f"made_{made.index(column)}"


def computed_form(log_file: LogFile, kind: str, **said: Any) -> ComputedForm:
    files_ = {"file": said.pop("file")} if "file" in said else None
    sources = {f"source_{number}": name for number, name in enumerate(said.pop("sources", ()), 1)}
    return ComputedForm({"name": "新しい列", **sources, **said}, files_, log_file=log_file, kind=kind)
