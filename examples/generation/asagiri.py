"""あさぎり送配電: the logs of two systems over three months. Nobody was asked, and no person is known by name."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generation.calls import Calendar, contract_numbers
from generation.tables import csv_bytes, shares

Figures = dict[str, Any]
Row = tuple[str, ...]
HEAD = ("照会日時", "利用者ID", "端末番号", "画面", "契約番号", "画面区分", "小売電気事業者", "操作")
SCREEN_GROUPS = {"search": "台帳検索", "payment": "支払照会", "outage": "停電応対", "own": "自社契約"}


@dataclass(frozen=True)
class Desk:
    """What it takes to write a row: when people work, how many ids there are, and chance."""

    calendar: Calendar
    ids: int
    rng: random.Random

    def row(self, screens: list[str], contract: str, group: str, retailer: str) -> Row:
        user = self.rng.randrange(self.ids) + 1
        return (
            f"{self.calendar.moment(self.rng):%Y/%m/%d %H:%M:%S}",
            f"KR{user:04d}",
            f"T{user % 23 + 1:03d}",
            screens[self.rng.randrange(len(screens))],
            contract,
            SCREEN_GROUPS[group],
            retailer,
            "照会",
        )

    def views(self, group: str, facts: Figures, retailers: list[str]) -> Iterator[Row]:
        """Every contract is viewed at least once, and every retailer of the group has at least one of them."""
        contracts = contract_numbers(facts["contracts"], self.rng, "07")
        held_by = self.rng.sample(retailers, facts["retailers"])
        times = shares(facts["rows"], len(contracts), self.rng, skew=4.0)
        for place, (contract, count) in enumerate(zip(contracts, times, strict=True)):
            for _ in range(count):
                yield self.row(facts["screens"], contract, group, held_by[place % len(held_by)])


def make(figures: Figures) -> dict[str, bytes]:
    rng = random.Random(figures["seed"])
    log = figures["log"]
    calendar = Calendar(dt.date.fromisoformat(log["first"]), dt.date.fromisoformat(log["last"]))
    desk = Desk(calendar, log["ids"], rng)
    retailers = [f"小売電気事業者{number:03d}" for number in range(1, log["retailers"] + 1)]
    rows: dict[str, list[Row]] = {"ledger": [], "sales": []}
    for group in ("search", "payment", "outage"):
        rows[log[group]["system"]] += desk.views(group, log[group], retailers)
    for number, contract in enumerate(contract_numbers(log["own_rows"], rng, "07")):
        system, screens = ("ledger", ["台帳検索"]) if number % 3 == 0 else ("sales", ["契約内容照会"])
        rows[system].append(desk.row(screens, contract, "own", ""))
    return {
        f"logs/{system}/{system}_202210-12.csv": csv_bytes(HEAD, sorted(lines), encoding="cp932")
        for system, lines in rows.items()
    }
