"""Files with people, as somebody would send them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook

from accounts.actions import receive_people_file
from accounts.models import PeopleFile, PeopleFileKind
from core.files import store_bytes
from core.models import StoredFile
from tests.factories import World

HEAD = ("社員番号", "氏名", "メール", "所属区分", "所属会社", "部署", "雇用区分", "入社日", "退職日")
SATO = ("A001", "佐藤 花子", "sato@example.jp", "当社", "みなと電力", "営業部", "社員", "2015-04-01", "")
TAKAHASHI = (
    "A002",
    "髙橋 﨑子",
    "",
    "委託先",
    "みなとサービス",
    "受付課",
    "委託先従業員",
    "2019/10/1",
    "令和5年3月31日",
)


def csv_data(*rows: Sequence[object], encoding: str = "utf-8") -> bytes:
    return "".join(",".join(str(cell) for cell in row) + "\r\n" for row in rows).encode(encoding)


def workbook_data(*rows: Sequence[object], title: str = "", merge: str = "") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "名簿"
    if title:
        sheet.append([title])
        sheet.merge_cells("A1:C1")
        sheet.append([])
    for row in rows:
        sheet.append([cell if cell != "" else None for cell in row])
    for line in sheet.iter_rows():
        for cell in line:
            if cell.data_type == "f":
                cell.data_type = "s"
    if merge:
        sheet.merge_cells(merge)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def stored(world: World, data: bytes, name: str = "roster.csv") -> StoredFile:
    return store_bytes(data, name=name, by=world.by)


def people_file(
    world: World, data: bytes, *, name: str = "roster.csv", kind: str = PeopleFileKind.ROSTER
) -> PeopleFile:
    return receive_people_file(
        roster=world.case.roster, stored=stored(world, data, name), kind=kind, chain=world.case.chain, by=world.by
    )
