"""Conditions over the columns of a relation, as data: they become SQL with bound values, and never are SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from engines.columnar.door import identifier
from engines.tables.errors import TableError

Value = str | int | bool


@dataclass(frozen=True)
class Equals:
    column: str
    value: Value


@dataclass(frozen=True)
class OneOf:
    column: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Contains:
    """A multiple answer holds this code."""

    column: str
    value: str


@dataclass(frozen=True)
class Below:
    """A number is smaller, or a day earlier (as «2020-04-01»); what is not answered is neither."""

    column: str
    value: Value


@dataclass(frozen=True)
class HoldsOther:
    """An answer holds a code that is none of these."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    column: str


@dataclass(frozen=True)
class Not:
    part: Predicate


@dataclass(frozen=True)
class AllOf:
    """Every part holds; with no parts it always holds."""

    parts: tuple[Predicate, ...] = ()


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Predicate, ...]


Predicate = Equals | OneOf | Contains | Below | HoldsOther | Answered | Not | AllOf | AnyOf
ALWAYS = AllOf()


def both(*parts: Predicate) -> Predicate:
    """The conjunction of the parts, flattened, so that equal conditions compare equal."""
    flat: list[Predicate] = []
    for part in parts:
        for inner in part.parts if isinstance(part, AllOf) else (part,):
            if inner not in flat:
                flat.append(inner)
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


def columns_of(predicate: Predicate) -> set[str]:
    """Every column the condition looks at."""
    match predicate:
        case Not(part):
            return columns_of(part)
        case AllOf(parts) | AnyOf(parts):
            return set().union(*(columns_of(part) for part in parts))
        case _:
            return {predicate.column}


@dataclass
class Bindings:
    """Values on their way into one statement; the same value is bound once.

    When `factored`, each simple condition becomes a named column of an inner statement, computed once.
    """

    values: dict[str, object] = field(default_factory=dict)
    names: dict[tuple[str, object], str] = field(default_factory=dict)
    factored: bool = False
    factors: dict[str, str] = field(default_factory=dict)

    def factor(self, sql: str) -> str:
        if not self.factored:
            return sql
        return self.factors.setdefault(sql, f"f{len(self.factors)}")

    def bind(self, value: object) -> str:
        key = (type(value).__name__, value)
        if key not in self.names:
            name = f"v{len(self.names)}"
            self.names[key] = name
            self.values[name] = value
        return f"${self.names[key]}"


def to_sql(predicate: Predicate, columns: Mapping[str, str], bindings: Bindings) -> str:
    """SQL that is true or false and never NULL; `columns` maps the relation's columns to their DuckDB types."""
    match predicate:
        case AllOf(parts):
            return "(" + " AND ".join(to_sql(part, columns, bindings) for part in parts) + ")" if parts else "true"
        case AnyOf(parts):
            return "(" + " OR ".join(to_sql(part, columns, bindings) for part in parts) + ")" if parts else "false"
        case Not(part):
            return f"(NOT {to_sql(part, columns, bindings)})"
        case Answered(column):
            return bindings.factor(_answered(column, columns))
        case _:
            return bindings.factor(_leaf(predicate, columns, bindings))


def _leaf(
    predicate: Equals | OneOf | Contains | Below | HoldsOther, columns: Mapping[str, str], bindings: Bindings
) -> str:
    name, is_list = _column(predicate.column, columns), _is_list(predicate.column, columns)
    match predicate:
        case Equals(column, value):
            if is_list:
                raise TableError("list_needs_contains", column=column)
            return f"({name} IS NOT DISTINCT FROM {bindings.bind(_typed(value, columns[column]))})"
        case OneOf(column, values):
            if is_list:
                raise TableError("list_needs_contains", column=column)
            bound = ", ".join(bindings.bind(_typed(value, columns[column])) for value in values)
            return f"coalesce({name} IN ({bound}), false)"
        case Contains(column, value):
            if not is_list:
                raise TableError("contains_needs_list", column=column)
            return f"coalesce(list_contains({name}, {bindings.bind(value)}), false)"
        case Below(column, value):
            return f"coalesce({name} < {_bound(value, columns[column], bindings)}, false)"
        case HoldsOther(column, values):
            known = ", ".join(bindings.bind(value) for value in values)
            if is_list:
                return f"(NOT coalesce(list_has_all([{known}], {name}), true))"
            return f"coalesce({name} NOT IN ({known}), false)"


def _answered(column: str, columns: Mapping[str, str]) -> str:
    name = _column(column, columns)
    if _is_list(column, columns):
        return f"(coalesce(array_length({name}), 0) > 0)"
    if columns[column] == "VARCHAR":
        return f"(coalesce({name}, '') <> '')"
    return f"({name} IS NOT NULL)"


def _column(column: str, columns: Mapping[str, str]) -> str:
    if column not in columns:
        raise TableError("unknown_column", column=column, known=", ".join(columns))
    return identifier(column, columns)


def _is_list(column: str, columns: Mapping[str, str]) -> bool:
    return columns.get(column, "").endswith("[]")


def _bound(value: Value, kind: str, bindings: Bindings) -> str:
    """A limit in the column's order: days and numbers have one, texts and codes do not."""
    if kind == "DATE" and isinstance(value, str):
        try:
            return bindings.bind(date.fromisoformat(value))
        except ValueError as error:
            raise TableError("wrong_type", value=value, kind=kind) from error
    if isinstance(value, int) and not isinstance(value, bool) and (kind == "BIGINT" or kind.startswith("DECIMAL")):
        return bindings.bind(value)
    raise TableError("wrong_type", value=str(value), kind=kind)


def _typed(value: Value, kind: str) -> Value:
    if kind == "VARCHAR":
        return str(value)
    if isinstance(value, str) or (kind == "BOOLEAN") is not isinstance(value, bool):
        raise TableError("wrong_type", value=str(value), kind=kind)
    return value
