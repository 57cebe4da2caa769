"""Statements that thousands need at once: turned into SQL once a process, sent with other values.

Making SQL from a queryset costs more than most of these statements do. On PostgreSQL the server prepares them as well:
planning a join of eight tables takes it longer than answering. Only for the busiest paths; all else uses the ORM.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model, QuerySet
from django.db.models.base import ModelState

from core.cursors import cursor_on, the_database

M = TypeVar("M", bound=Model)
HOLE = "\ufdd0 the value"  # a sign that no text may hold
HOLE_OF_KEYS, SECOND_HOLE_OF_KEYS = -7_418_529_630_741, -7_418_529_630_742


class Plus(int):
    """So much more than what stands there."""


class PreparedRow:
    """`make(*holes)` gives the queryset as `values_list`; `get(*values)` its first row, or None; `rows` all of them.

    A hole is what to look for: of a kind that the column takes, and a value that nothing has.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], *holes: str | int) -> None:
        self.make, self.holes = make, holes or (HOLE,)
        self.made: dict[str, tuple[str, list[Any], dict[int, tuple[list[Any], Any]]]] = {}

    def get(self, *values: Any) -> list[Any] | None:
        """One statement."""
        row = self.raw(*values)
        return None if row is None else self.converted(row, 0, len(row))

    def rows(self, *values: Any) -> list[list[Any]]:
        """One statement."""
        database = the_database()
        with cursor_on(database) as cursor:
            cursor.execute(*self._asked(database, values))
            return [self.converted(row, 0, len(row)) for row in cursor.fetchall()]

    def raw(self, *values: Any) -> tuple[Any, ...] | None:
        """As the database gives it."""
        database = the_database()
        with cursor_on(database) as cursor:
            cursor.execute(*self._asked(database, values))
            return cast("tuple[Any, ...] | None", cursor.fetchone())

    def _asked(self, database: BaseDatabaseWrapper, values: Sequence[Any]) -> tuple[str, list[Any]]:
        sql, params, _converters = self.made.get(database.vendor) or self._compile(database)
        filled = dict(zip(self.holes, values, strict=True))
        return sql, [filled.get(param, param) for param in params]

    def converted(self, row: Sequence[Any], start: int, end: int) -> list[Any]:
        """These columns as models hold them."""
        values, database = list(row[start:end]), the_database()
        for place, (steps, expression) in self.made[database.vendor][2].items():
            if start <= place < end:
                for step in steps:
                    values[place - start] = step(values[place - start], expression, database)
        return values

    def _compile(self, database: BaseDatabaseWrapper) -> tuple[str, list[Any], dict[int, tuple[list[Any], Any]]]:
        compiler = self.make(*self.holes).query.get_compiler(connection=database)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        made = self.made[database.vendor] = (sql, list(params), converters)
        return made


def loaded(model: type[M], facts: Mapping[str, Any]) -> M:
    """A row of the database with these columns; columns left out are read when they are asked for."""
    row = model.__new__(model)
    row.__dict__.update(facts)
    state = row._state = ModelState()  # noqa: SLF001 -- as Model.from_db does, without its signals
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    return row


def update_rows(model: type[Model], where: Mapping[str, Any], /, **changes: Any) -> int:
    """`model.objects.filter(**where).update(**changes)`; knows `name`, `name__in` and `Plus(1)`. How many there were."""
    database = the_database()
    sql, fields = _update_of(database, model, where, changes)
    return _execute(database, sql, _given(database, fields, [*changes.values(), *_values(where)]))


def delete_rows(model: type[Model], where: Mapping[str, Any], /) -> int:
    """Of a model that nothing points to. How many there were."""
    database = the_database()
    sql, fields = _delete(database.vendor, model, _shape(where))
    return _execute(database, sql, _given(database, fields, _values(where)))


def insert_row(row: M) -> M:
    """`row.save(force_insert=True)` of a model without parents and signals."""
    _inserted(row, "")
    return row


def insert_missing(row: Model) -> bool:
    """False when a constraint says that it is there already; then the row stays unsaved."""
    return _inserted(row, " ON CONFLICT DO NOTHING")


def insert_or_hold(row: Model, *unique: str, mark: str) -> bool:
    """The row with these unique fields, made or found, is `row` with its key and nobody else's until the transaction ends.

    True when it was made: a new row has the `mark` that was given to it.
    """
    columns = [_quoted(_field(type(row), name).column) for name in unique]
    own = _field(type(row), mark)
    held = f" ON CONFLICT ({', '.join(columns)}) DO UPDATE SET {columns[0]} = EXCLUDED.{columns[0]}"
    return _inserted(row, held, mark=own)


class Write(NamedTuple):
    """What is sent with others. `afterwards` is the same statement for when the first of them has changed a row."""

    sql: str
    afterwards: str
    params: list[Any]


_DONE = "EXISTS (SELECT 1 FROM done)"


def updating(model: type[Model], where: Mapping[str, Any], /, **changes: Any) -> Write:
    """`update_rows`, for later."""
    database = the_database()
    sql, fields = _update_of(database, model, where, changes)
    return Write(sql, f"{sql} AND {_DONE}", _given(database, fields, [*changes.values(), *_values(where)]))


def inserting(row: Model) -> Write:
    """`insert_row`, for later; the row does not learn its key."""
    return _inserting(row, "")


def adding(row: Model, *unique: str, adds: str) -> Write:
    """A count: the row, or its number on top of what stands in the row with these unique fields."""
    return _inserting(row, _counting(the_database().vendor, type(row), unique, adds))


def write_together(*writes: Write) -> None:
    """All of them, in one statement on PostgreSQL. Of different rows: none sees what the others do."""
    database = the_database()
    if database.vendor == "postgresql":
        parts = tuple(write.sql for write in writes)
        _execute(database, _as_one(*parts), [value for write in writes for value in write.params])
    else:
        for write in writes:
            _execute(database, write.sql, write.params)


def write_after(first: Write, *others: Write) -> bool:
    """`first`, and when it has changed a row the others too, all or nothing. Whether it has."""
    database = the_database()
    if not others:
        return _execute(database, first.sql, first.params) > 0
    if database.vendor == "postgresql":
        parts = (f"{first.sql} RETURNING 1", *(other.afterwards for other in others), "SELECT 1 FROM done")
        return _execute(database, _as_one(*parts), [value for one in (first, *others) for value in one.params]) > 0
    with transaction.atomic():
        done = _execute(database, first.sql, first.params) > 0
        if done:
            write_together(*others)
        return done


@lru_cache(maxsize=200)
def _as_one(*parts: str) -> str:
    """The first one has the name that `_DONE` asks for."""
    names = ("done", *(f"write{place}" for place in range(1, len(parts))))
    before = ", ".join(f"{name} AS ({part})" for name, part in zip(names, parts[:-1], strict=False))
    return f"WITH {before} {parts[-1]}" if before else parts[-1]


def _inserting(row: Model, on_conflict: str) -> Write:
    database = the_database()
    sql, afterwards, fields = _insert_silently(database.vendor, type(row), on_conflict)
    return Write(sql, afterwards, _held(database, fields, row))


def _inserted(row: Model, on_conflict: str, *, mark: Field[Any, Any] | None = None) -> bool:
    database = the_database()
    sql, fields, key = _insert_and_tell(database.vendor, type(row), on_conflict, mark)
    params = _held(database, fields, row)
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), cursor_on(database) as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchone()
    if found is None:
        return False
    setattr(row, key, found[0])
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 -- as Model.save does
    return mark is None or found[1] == params[fields.index(mark)]


def _execute(database: BaseDatabaseWrapper, sql: str, params: Sequence[Any]) -> int:
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), cursor_on(database) as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def _held(database: BaseDatabaseWrapper, fields: Sequence[Field[Any, Any]], row: Model) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, add=True), connection=database) for field in fields]


def _given(database: BaseDatabaseWrapper, fields: Sequence[Field[Any, Any]], values: Sequence[Any]) -> list[Any]:
    return [field.get_db_prep_save(value, connection=database) for field, value in zip(fields, values, strict=True)]


def _shape(where: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    return tuple((name, len(value) if name.endswith("__in") else 1) for name, value in where.items())


def _update_of(
    database: BaseDatabaseWrapper, model: type[Model], where: Mapping[str, Any], changes: Mapping[str, Any]
) -> tuple[str, list[Field[Any, Any]]]:
    adding = tuple((name, isinstance(value, Plus)) for name, value in changes.items())
    return _update(database.vendor, model, _shape(where), adding)


def _values(where: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = []
    for name, value in where.items():
        found += cast("Collection[Any]", value) if name.endswith("__in") else [value]
    return found


def _quoted(name: str | None) -> str:
    return str(the_database().ops.quote_name(name or ""))


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    meta = model._meta  # noqa: SLF001 -- the documented API
    return cast("Field[Any, Any]", meta.pk if name == "pk" else meta.get_field(name))


def _condition(model: type[Model], where: tuple[tuple[str, int], ...]) -> tuple[str, list[Field[Any, Any]]]:
    parts, fields = [], []
    for name, number in where:
        field = _field(model, name.removesuffix("__in"))
        holes = ", ".join(["%s"] * number)
        parts.append(
            f"{_quoted(field.column)} IN ({holes})" if name.endswith("__in") else f"{_quoted(field.column)} = %s"
        )
        fields += [field] * number
    return " AND ".join(parts), fields


@lru_cache(maxsize=200)
def _update(
    _vendor: str, model: type[Model], where: tuple[tuple[str, int], ...], changes: tuple[tuple[str, bool], ...]
) -> tuple[str, list[Field[Any, Any]]]:
    changed = [_field(model, name) for name, _adds in changes]
    sets = ", ".join(
        f"{_quoted(field.column)} = {_quoted(field.column)} + %s" if adds else f"{_quoted(field.column)} = %s"
        for field, (_name, adds) in zip(changed, changes, strict=True)
    )
    condition, fields = _condition(model, where)
    return f"UPDATE {_quoted(model._meta.db_table)} SET {sets} WHERE {condition}", [*changed, *fields]  # noqa: S608, SLF001 -- names of models


@lru_cache(maxsize=200)
def _delete(_vendor: str, model: type[Model], where: tuple[tuple[str, int], ...]) -> tuple[str, list[Field[Any, Any]]]:
    condition, fields = _condition(model, where)
    return f"DELETE FROM {_quoted(model._meta.db_table)} WHERE {condition}", fields  # noqa: S608, SLF001 -- the same


@lru_cache(maxsize=200)
def _insert(_vendor: str, model: type[Model]) -> tuple[str, str, list[Field[Any, Any]], Field[Any, Any]]:
    """INSERT INTO …, the holes, what goes into them, and the key."""
    meta = model._meta  # noqa: SLF001 -- the documented API
    key = meta.pk
    fields = [field for field in meta.concrete_fields if field is not key]
    names = ", ".join(_quoted(field.column) for field in fields)
    return f"INSERT INTO {_quoted(meta.db_table)} ({names})", ", ".join(["%s"] * len(fields)), fields, key


@lru_cache(maxsize=200)
def _insert_and_tell(
    vendor: str, model: type[Model], on_conflict: str, mark: Field[Any, Any] | None
) -> tuple[str, list[Field[Any, Any]], str]:
    start, holes, fields, key = _insert(vendor, model)
    told = ", ".join(_quoted(field.column) for field in (key, mark) if field is not None)
    return f"{start} VALUES ({holes}){on_conflict} RETURNING {told}", fields, key.attname


@lru_cache(maxsize=200)
def _insert_silently(vendor: str, model: type[Model], on_conflict: str) -> tuple[str, str, list[Field[Any, Any]]]:
    start, holes, fields, _key = _insert(vendor, model)
    return (
        f"{start} VALUES ({holes}){on_conflict}",
        f"{start} SELECT {holes} WHERE {_DONE}{on_conflict}",
        fields,
    )


@lru_cache(maxsize=200)
def _counting(_vendor: str, model: type[Model], unique: tuple[str, ...], adds: str) -> str:
    table, number = _quoted(model._meta.db_table), _quoted(_field(model, adds).column)  # noqa: SLF001 -- the documented API
    columns = ", ".join(_quoted(_field(model, name).column) for name in unique)
    return f" ON CONFLICT ({columns}) DO UPDATE SET {number} = {table}.{number} + EXCLUDED.{number}"
