"""A list of log-in ids: who used which id on which system, from when to when, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.imports.plan import Plan, folded
from accounts.models import LoginId, LoginOrigin, Person, Roster
from accounts.text import fold_login
from core.sheets import Column, RowReader, Table

LOGIN_COLUMNS = (
    Column(
        "person",
        gettext_lazy("Person id"),
        ("社員番号", "職員番号", "従業員番号", "社員ID", "番号", "person id", "employee number"),
        required=True,
    ),
    Column(
        "system", gettext_lazy("System"), ("システム", "システムコード", "システム名", "system code"), required=True
    ),
    Column(
        "login",
        gettext_lazy("Log-in id"),
        ("ログインID", "ユーザーID", "ユーザID", "アカウント", "login id", "user id", "account"),
        required=True,
    ),
    Column("valid_from", gettext_lazy("Valid from"), ("利用開始日", "有効開始日", "開始日", "from", "start date")),
    Column("valid_to", gettext_lazy("Valid until"), ("利用終了日", "有効終了日", "終了日", "to", "until", "end date")),
    Column("confidence", gettext_lazy("Certainty in percent"), ("確度", "確からしさ", "信頼度", "certainty")),
    Column("reason", gettext_lazy("Reason"), ("理由", "根拠", "備考", "remarks", "note")),
)

Key = tuple[str, str, str, date | None]
_COMPARED = ("login", "valid_to", "confidence", "reason")


@dataclass
class LoginPlan(Plan):
    """The log-in ids to write."""

    new: list[LoginId] = field(default_factory=list)
    touched: list[LoginId] = field(default_factory=list)


def plan_logins(*, roster: Roster, table: Table, systems: Mapping[str, str]) -> LoginPlan:
    """Compares the file with the log-in ids of the roster (systems: code → name). Raises Rejected."""
    table.check_shape()
    table.settle()
    people = dict(Person.objects.filter(roster=roster).values_list("no", "pk"))
    known = folded({name: code for code, name in systems.items()} | {code: code for code in systems})
    shown = [f"{code} ({name})" for code, name in systems.items()]
    rows: dict[Key, dict[str, Any]] = {}
    for row in table.readers():
        facts = _facts(row, people, known, shown)
        key = (facts["no"], facts["system_code"], facts["login_folded"], facts["valid_from"])
        if all(key[:3]) and key in rows:
            row.problem("login", _("The same log-in id stands twice for this person and day. Remove one of the rows."))
        rows[key] = facts
    table.settle()
    return _compare(roster, rows, people)


def _facts(row: RowReader, people: Mapping[str, int], known: Mapping[str, str], shown: list[str]) -> dict[str, Any]:
    no = row.identifier("person", required=True)
    if no and no not in people:
        row.problem(
            "person", _("%(no)s is not on the roster. Import the roster first, or correct the id.") % {"no": no}
        )
    login = row.identifier("login", required=True, most=120)
    valid_from, valid_to = row.day("valid_from"), row.day("valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        row.problem("valid_to", _("The last day lies before the first."))
    confidence = row.whole_number("confidence", least=1, most=100)
    reason = row.text("reason", most=300)
    if confidence is not None and confidence < 100 and not reason:
        row.problem("reason", _("An assignment that is not certain needs a reason."))
    return {
        "no": no,
        "system_code": row.one_of("system", known, shown, required=True),
        "login": login,
        "login_folded": fold_login(login),
        "valid_from": valid_from,
        "valid_to": valid_to,
        "confidence": 100 if confidence is None else confidence,
        "reason": reason,
    }


def _compare(roster: Roster, rows: Mapping[Key, dict[str, Any]], people: Mapping[str, int]) -> LoginPlan:
    plan = LoginPlan()
    present = {
        (one.person.no, one.system_code, one.login_folded, one.valid_from): one
        for one in LoginId.objects.filter(person__roster=roster).select_related("person")
    }
    labels = {column.name: column.label for column in LOGIN_COLUMNS}
    for key, facts in rows.items():
        login = present.pop(key, None)
        no = facts.pop("no")
        if login is None:
            plan.new.append(LoginId(person_id=people[no], origin=LoginOrigin.FILE, **facts))
            plan.added += 1
            continue
        changed = [name for name in _COMPARED if getattr(login, name) != facts[name]]
        for name in changed:
            plan.show(f"{no} {facts['login']}", labels[name], getattr(login, name), facts[name])
            setattr(login, name, facts[name])
        if changed:
            plan.touched.append(login)
            plan.changed += 1
        else:
            plan.unchanged += 1
    plan.absent = len(present)
    return plan
