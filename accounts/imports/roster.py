"""The roster: one row a person, found again by the person id."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.imports.plan import Plan, folded
from accounts.models import Affiliation, EmploymentKind, LoginId, LoginOrigin, Person, Roster
from accounts.text import fold, fold_login
from core.sheets import Column, RowReader, Table

_SEVERAL = re.compile(r"[;；,、/／\s]+")
_LOGIN = "login:"

ROSTER_COLUMNS = (
    Column(
        "person",
        gettext_lazy("Person id"),
        (
            "社員番号",
            "職員番号",
            "従業員番号",
            "社員ID",
            "職員ID",
            "社員コード",
            "個人番号",
            "対象者番号",
            "番号",
            "person id",
            "employee number",
            "employee no",
            "employee id",
            "staff number",
            "no",
            "id",
        ),
        required=True,
    ),
    Column("name", gettext_lazy("Full name"), ("氏名", "名前", "社員名", "職員名", "full name"), required=True),
    Column(
        "email",
        gettext_lazy("E-mail"),
        ("メール", "メールアドレス", "電子メール", "Eメール", "e-mail", "mail", "mail address", "email address"),
    ),
    Column(
        "affiliation",
        gettext_lazy("Affiliation"),
        ("所属区分", "区分", "集計区分", "所属会社区分", "affiliation code", "reporting group"),
        required=True,
    ),
    Column("employer", gettext_lazy("Employer"), ("所属会社", "会社", "会社名", "雇用主", "勤務先", "company")),
    Column(
        "unit", gettext_lazy("Department"), ("部署", "部門", "所属", "所属部署", "組織", "課", "department", "section")
    ),
    Column(
        "role",
        gettext_lazy("Job role"),
        ("役職", "役職名", "役割", "職位", "職名", "職務", "position", "job title", "duty"),
    ),
    Column(
        "employment_kind",
        gettext_lazy("Kind of employment"),
        ("雇用区分", "雇用形態", "社員区分", "従業員区分", "employment", "employment type"),
    ),
    Column("joined_on", gettext_lazy("Joined on"), ("入社日", "着任日", "配属日", "開始日", "joined", "start date")),
    Column("left_on", gettext_lazy("Left on"), ("退職日", "離任日", "転出日", "終了日", "left", "end date")),
)

_EMPLOYMENT = folded(
    {kind.value: kind.value for kind in EmploymentKind}
    | dict.fromkeys(
        ("社員", "正社員", "従業員", "一般社員", "嘱託", "契約社員", "employee"), EmploymentKind.STAFF.value
    )
    | dict.fromkeys(
        ("派遣", "派遣社員", "派遣労働者", "temporary", "dispatched worker"), EmploymentKind.DISPATCHED.value
    )
    | dict.fromkeys(("出向", "出向者", "出向社員", "受入出向者", "seconded employee"), EmploymentKind.SECONDED.value)
    | dict.fromkeys(
        ("委託", "委託先", "委託先社員", "委託先従業員", "業務委託", "contractor", "contractor's employee"),
        EmploymentKind.CONTRACTOR_STAFF.value,
    )
    | dict.fromkeys(("その他",), EmploymentKind.OTHER.value)
)


def roster_columns(systems: Mapping[str, str]) -> tuple[Column, ...]:
    """The roster's columns and one of log-in ids for each system (code → name)."""
    logins = []
    for code, name in systems.items():
        words = [f"{word}{owner}" for word in ("ログインID", "login", "login id") for owner in (code, name)]
        words += [f"{owner}{word}" for word in ("ログインID", "のログインID", "ID", "login") for owner in (code, name)]
        if len(systems) == 1:
            words += ["ログインID", "ユーザーID", "ユーザID", "login", "login id", "user id"]
        label = _("Log-in id: %(system)s") % {"system": name}
        logins.append(Column(f"{_LOGIN}{code}", label, tuple(words)))
    return (*ROSTER_COLUMNS, *logins)


@dataclass
class RosterPlan(Plan):
    """The people and log-in ids to write. `logins` holds (person id, system, log-in id)."""

    new: list[Person] = field(default_factory=list)
    touched: list[Person] = field(default_factory=list)
    fields: tuple[str, ...] = ()
    logins: list[tuple[str, str, str]] = field(default_factory=list)


def plan_roster(*, roster: Roster, table: Table) -> RosterPlan:
    """Compares the file with the roster. Raises Rejected with every problem of the file."""
    table.check_shape()
    table.settle()
    affiliations = list(Affiliation.objects.filter(roster=roster).order_by("position", "pk"))
    facts = {row.number: _facts(row, affiliations) for row in table.readers()}
    _check_duplicates(table, facts)
    table.settle()
    plan = RosterPlan()
    _compare(plan, roster, list(facts.values()), affiliations)
    _plan_logins(plan, roster, list(facts.values()))
    _remark(plan, list(facts.values()))
    return plan


def _facts(row: RowReader, affiliations: list[Affiliation]) -> dict[str, Any]:
    """What the file says of one person; only fields whose columns are there."""
    known = {text: str(one.pk) for one in affiliations for text in (one.label_en, one.label_ja, one.code)}
    shown = [f"{one.code} ({one.label})" for one in affiliations]
    facts: dict[str, Any] = {
        "no": row.identifier("person", required=True),
        "name": row.text("name", required=True),
        "affiliation_id": int(row.one_of("affiliation", folded(known), shown, required=True) or 0),
    }
    for name in ("employer", "unit", "role"):
        if row.has(name):
            facts[name] = row.text(name)
    if row.has("email"):
        facts["email"] = _email(row)
    if row.has("employment_kind"):
        words = [f"{kind.value} ({kind.label})" for kind in EmploymentKind]
        facts["employment_kind"] = row.one_of("employment_kind", _EMPLOYMENT, words) or EmploymentKind.STAFF.value
    for name in ("joined_on", "left_on"):
        if row.has(name):
            facts[name] = row.day(name)
    if facts.get("joined_on") and facts.get("left_on") and facts["left_on"] < facts["joined_on"]:
        row.problem("left_on", _("The day of leaving lies before the day of joining."))
    facts["logins"] = list(_logins(row))
    return facts


def _email(row: RowReader) -> str:
    text = row.text("email", most=254)
    try:
        if text:
            validate_email(text)
    except ValidationError:
        row.problem("email", _("This is not an e-mail address. Correct it or leave the cell empty."))
    return text


def _logins(row: RowReader) -> Iterator[tuple[str, str]]:
    for name in row.places:
        if name.startswith(_LOGIN):
            for login in _SEVERAL.split(row.identifier(name, most=400)):
                if len(login) > 120:
                    row.problem(name, _("The text is longer than %(most)s characters. Shorten it.") % {"most": 120})
                elif login:
                    yield name.removeprefix(_LOGIN), login


def _check_duplicates(table: Table, facts: Mapping[int, Mapping[str, Any]]) -> None:
    first: dict[str, int] = {}
    for number, one in facts.items():
        if not one["no"]:
            continue
        if one["no"] in first:
            table.add(
                _("The person id %(no)s stands in row %(row)s already. Each person has one row; remove one of them.")
                % {"no": one["no"], "row": first[one["no"]]},
                row=number,
                column=table.heads[next(place for place, name in table.mapping.items() if name == "person")],
            )
        else:
            first[one["no"]] = number


def _compare(plan: RosterPlan, roster: Roster, rows: list[dict[str, Any]], affiliations: list[Affiliation]) -> None:
    present = {person.no: person for person in Person.objects.filter(roster=roster)}
    labels = {str(column.name): column.label for column in ROSTER_COLUMNS} | {"affiliation_id": ROSTER_COLUMNS[3].label}
    columns = {one.pk: one.label for one in affiliations}
    for row in rows:
        facts = {name: value for name, value in row.items() if name not in {"no", "logins"}}
        plan.fields = (*facts, "search_text")
        person = present.pop(row["no"], None)
        if person is None:
            person = Person(roster=roster, no=row["no"], **facts)
            plan.new.append(person)
            plan.added += 1
        else:
            before = {name: getattr(person, name) for name in facts}
            changed = [name for name, value in facts.items() if before[name] != value]
            for name in changed:
                was, will = before[name], facts[name]
                if name == "affiliation_id":
                    was, will = columns.get(was), columns.get(will)
                plan.show(person.label, labels[name], was, will)
                setattr(person, name, facts[name])
            if changed:
                plan.touched.append(person)
                plan.changed += 1
            else:
                plan.unchanged += 1
        person.search_text = search_text(person)
    plan.absent = len(present)


def search_text(person: Person) -> str:
    """What a search for people looks through."""
    return fold("".join((person.no, person.name, person.unit, person.employer, person.email)))


def _plan_logins(plan: RosterPlan, roster: Roster, rows: list[dict[str, Any]]) -> None:
    """Log-in ids are only added: one that is no longer used was used once."""
    wanted = [(row["no"], system, login) for row in rows for system, login in row["logins"]]
    if not wanted:
        return
    known = set(LoginId.objects.filter(person__roster=roster).values_list("person__no", "system_code", "login_folded"))
    for no, system, login in wanted:
        key = (no, system, fold_login(login))
        if key not in known:
            known.add(key)
            plan.logins.append((no, system, login))


def new_logins(plan: RosterPlan, people: Mapping[str, int]) -> list[LoginId]:
    """Rows for the log-in ids of the plan; `people` is person id → key."""
    return [
        LoginId(
            person_id=people[no],
            system_code=system,
            login=login,
            login_folded=fold_login(login),
            origin=LoginOrigin.ROSTER,
        )
        for no, system, login in plan.logins
    ]


def _remark(plan: RosterPlan, rows: list[dict[str, Any]]) -> None:
    """What is allowed but worth a look."""
    mails = Counter(row["email"].lower() for row in rows if row.get("email"))
    shared = sum(count for count in mails.values() if count > 1)
    if shared:
        plan.remarks.append(_("%(count)s people share an e-mail address with somebody else.") % {"count": shared})
    holders = Counter((system, fold_login(login)) for row in rows for system, login in row["logins"])
    lent = sum(1 for count in holders.values() if count > 1)
    if lent:
        plan.remarks.append(
            _("%(count)s log-in ids stand with several people; they will be treated as shared.") % {"count": lent}
        )
    if plan.logins:
        plan.remarks.append(_("%(count)s log-in ids will be added.") % {"count": len(plan.logins)})
