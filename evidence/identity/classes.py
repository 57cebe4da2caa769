"""What does not fit together about ids and terminals: classes of their own, counted, with the rows behind them.

They overlap (a lent id may also be used at another site), so they are not added up. None of them is a verdict.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from engines.columnar.door import Door
from evidence.comparing import AT_ONCE_MINUTES


class IdentityClass(models.TextChoices):
    """In the order in which they are shown."""

    UNMAPPED_ID = "unmapped_id", _("The id stands on no list")
    SHARED_ID = "shared_id", _("Id of several people at the same time")
    OUTSIDE_PERIOD = "outside_period", _("Id used outside its period")
    TWO_TERMINALS = "two_terminals", _("One id on two terminals at once")
    OTHER_TERMINAL = "other_terminal", _("On somebody else's terminal")
    OTHER_SITE = "other_site", _("On a terminal of another place")
    AWAY = "away", _("Before joining or after leaving")
    TERMINAL_ONLY = "terminal_only", _("Only the terminal is named")
    TERMINAL_UNKNOWN = "terminal_unknown", _("Only a terminal that is in no inventory is named")


RULES = {
    IdentityClass.UNMAPPED_ID: _("Nobody on the roster has this id, in whatever width or case."),
    IdentityClass.SHARED_ID: _("The list gives the id to several people on that day. The rows count for nobody."),
    IdentityClass.OUTSIDE_PERIOD: _(
        "The list gives the id to somebody, but not on that day. The rows count for nobody."
    ),
    IdentityClass.TWO_TERMINALS: _("The same id, on one day, on another terminal within %(minutes)s minutes."),
    IdentityClass.OTHER_TERMINAL: _("The inventory gives the terminal to another person, else to another affiliation."),
    IdentityClass.OTHER_SITE: _("The person's unit is a place of the inventory, and the terminal stands elsewhere."),
    IdentityClass.AWAY: _("The day lies before the person joined or after they left."),
    IdentityClass.TERMINAL_ONLY: _("The log names no id. The place is known from the inventory, the person is not."),
    IdentityClass.TERMINAL_UNKNOWN: _("The log names no id, and the inventory does not have the terminal."),
}
WHERE = {
    IdentityClass.UNMAPPED_ID: "person_no IS NULL AND login IS NOT NULL AND NOT shared AND NOT outside_period",
    IdentityClass.SHARED_ID: "shared",
    IdentityClass.OUTSIDE_PERIOD: "outside_period",
    IdentityClass.TWO_TERMINALS: "two_terminals",
    IdentityClass.OTHER_TERMINAL: "other_terminal",
    IdentityClass.OTHER_SITE: "other_site",
    IdentityClass.AWAY: "away",
    IdentityClass.TERMINAL_ONLY: "terminal_only",
    IdentityClass.TERMINAL_UNKNOWN: "login IS NULL AND NOT terminal_only",
}
COUNTS = ("rows", "ids", "people", "terminals", "contracts")


def rule_of(kind: IdentityClass) -> str:
    """The printed rule."""
    return str(RULES[kind]) % {"minutes": AT_ONCE_MINUTES}


def classes_of(door: Door) -> dict[str, dict[str, dict[str, int]]]:
    """Per incident and class: rows, ids, people, terminals, contracts, and `only`: people of whom all rows are such."""
    parts = []
    for kind, where in WHERE.items():
        parts.append(
            f"SELECT incident, '{kind.value}' AS class, count(*) AS n, count(DISTINCT system || ' ' || lower(login)) AS ids, "  # noqa: S608 -- our own words
            "count(DISTINCT person_no) AS people, count(DISTINCT system || ' ' || terminal) AS terminals, "
            f"count(DISTINCT contract) AS contracts FROM views WHERE counted AND ({where}) GROUP BY incident"
        )
    found: dict[str, dict[str, dict[str, int]]] = {}
    for incident, kind, *numbers in door.query(" UNION ALL ".join(parts) + " ORDER BY incident, class"):
        found.setdefault(incident, {})[kind] = {**dict(zip(COUNTS, map(int, numbers), strict=True)), "only": 0}
    flags = {kind: WHERE[kind] for kind in PERSONAL}
    least = ", ".join(f"min(CASE WHEN {where} THEN 1 ELSE 0 END) AS {kind.value}" for kind, where in flags.items())
    sums = ", ".join(f"sum({kind.value})" for kind in flags)
    rows = door.query(
        f"SELECT incident, {sums} FROM (SELECT incident, person_no, {least} FROM views "  # noqa: S608 -- our own words
        "WHERE counted AND person_no IS NOT NULL GROUP BY incident, person_no) AS p GROUP BY incident ORDER BY incident"
    )
    for incident, *numbers in rows:
        for kind, number in zip(flags, numbers, strict=True):
            if number:
                found[incident][kind.value]["only"] = int(number)
    return found


class MatchRule(models.TextChoices):
    """By which rule an id was found to be somebody's."""

    EXACT = "exact", _("As the list writes it")
    NORMALISED = "normalised", _("Width or case differs")
    OLD_ID = "old_id", _("An earlier id of the person")


MATCHED = """
SELECT incident, identified_by, count(*), count(DISTINCT system || ' ' || lower(login)), count(DISTINCT person_no),
       count(DISTINCT CASE WHEN confidence < 100 THEN system || ' ' || lower(login) END)
FROM views WHERE counted AND person_no IS NOT NULL GROUP BY incident, identified_by ORDER BY incident, identified_by
"""


def matched_of(door: Door) -> dict[str, dict[str, dict[str, int]]]:
    """Per incident and rule: rows, ids, people, and ids of less than full confidence, from the relation `views`."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for incident, rule, *numbers in door.query(MATCHED):
        names = ("rows", "ids", "people", "uncertain")
        found.setdefault(incident, {})[rule] = dict(zip(names, map(int, numbers), strict=True))
    return found


# Classes whose rows do count for a person.
PERSONAL = (
    IdentityClass.TWO_TERMINALS,
    IdentityClass.OTHER_TERMINAL,
    IdentityClass.OTHER_SITE,
    IdentityClass.AWAY,
)


def rows_behind(
    door: Door, kind: IdentityClass, *, incident: str, hidden: Collection[str] = (), limit: int, offset: int
) -> tuple[int, list[dict[str, Any]]]:
    """How many rows of the class, and one page of them in order of id and time, from the relation `views`.

    Rows of the people in `hidden` are left out.
    """
    where, values = f"counted AND ({WHERE[kind]}) AND (? = '' OR incident = ?)", [incident, incident, *sorted(hidden)]
    if hidden:
        where += f" AND coalesce(person_no, '') NOT IN ({', '.join('?' for _no in hidden)})"
    [(total,)] = door.query(f"SELECT count(*) FROM views WHERE {where}", values)  # noqa: S608 -- our own words
    rows = door.records(
        f'SELECT incident, system, login, terminal, site, person_no, affiliation, "at", screen, file_no, file_row '  # noqa: S608 -- the same
        f'FROM views WHERE {where} ORDER BY system, login, terminal, "at", file_no, file_row LIMIT ? OFFSET ?',
        [*values, limit, offset],
    )
    return int(total), rows
