"""Read specifications from TOML or JSON; every complaint names the key, and unknown keys are refused.

A file holds `[bases.<name>]` and `[[columns.<name>]]` that its `[[tables]]` may name, so that seven tables over the
same respondents say it once. `resolve` writes the named parts into each table, which then stands alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from engines.tables.errors import TableError
from engines.tables.predicates import (
    ALWAYS,
    AllOf,
    Answered,
    AnyOf,
    Below,
    Contains,
    Equals,
    Not,
    OneOf,
    Predicate,
    Value,
)
from engines.tables.specs import (
    OF_A_COLUMN,
    Asks,
    Base,
    Column,
    Count,
    Form,
    Measure,
    Note,
    Options,
    Row,
    TableSpec,
    Total,
)
from engines.tables.words import NOTHING, Words

Choice = TypeVar("Choice", bound=StrEnum)
Raw = Mapping[str, Any]


class Node:
    """One table of the file, with its place for messages; `done` refuses what was not read."""

    def __init__(self, data: object, key: str) -> None:
        if not isinstance(data, Mapping):
            raise TableError("not_table", key=key)
        self.data: Raw = data
        self.key = key
        self.read: list[str] = []

    def at(self, name: str) -> str:
        return f"{self.key}.{name}" if self.key else name

    def get(self, name: str) -> Any:
        if name not in self.read:
            self.read.append(name)
        return self.data.get(name)

    def need(self, name: str) -> Any:
        value = self.get(name)
        if value is None:
            raise TableError("missing", key=self.at(name))
        return value

    def text(self, name: str, default: str | None = None) -> str:
        value = self.get(name) if default is not None else self.need(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value:
            raise TableError("not_text", key=self.at(name))
        return value

    def words(self, name: str, default: Words | None = None) -> Words:
        value = self.get(name) if default is not None else self.need(name)
        return default if value is None and default is not None else read_words(value, self.at(name))

    def choice(self, name: str, kind: type[Choice]) -> Choice | None:
        value = self.get(name)
        if value is None:
            return None
        if value not in [item.value for item in kind]:
            raise TableError("not_one_of", key=self.at(name), value=str(value), known=", ".join(kind))
        return kind(value)

    def flag(self, name: str, default: bool = False) -> bool:  # noqa: FBT001, FBT002 -- a default like any other
        value = self.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise TableError("not_flag", key=self.at(name))
        return value

    def items(self, name: str) -> list[Any]:
        value = self.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise TableError("not_list", key=self.at(name))
        return value

    def nodes(self, name: str) -> list[Node]:
        return [Node(item, f"{self.at(name)}[{index}]") for index, item in enumerate(self.items(name), start=1)]

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.items(name)
        if not all(isinstance(value, str) for value in values):
            raise TableError("not_text", key=self.at(name))
        return tuple(values)

    def mapping(self, name: str) -> dict[str, Any]:
        value = self.get(name)
        if value is None:
            return {}
        return dict(Node(value, self.at(name)).data)

    def done(self) -> None:
        for name in self.data:
            if name not in self.read:
                raise TableError("unknown_key", key=self.at(name), known=", ".join(sorted(self.read)))


def read_words(value: object, key: str) -> Words:
    """A text stands for both languages; a pair needs ja, and en may be left out."""
    if isinstance(value, str) and value:
        return Words(value, value)
    if isinstance(value, Mapping) and isinstance(value.get("ja"), str) and set(value) <= {"ja", "en"}:
        japanese = str(value["ja"])
        return Words(japanese, str(value.get("en", japanese)))
    raise TableError("not_words", key=key)


def read_predicate(value: object, key: str) -> Predicate:
    """`{column, eq | in | contains | below | answered}` or `{all | any = […]}` or `{not = {…}}`."""
    node = Node(value, key)
    kinds = [name for name in ("eq", "in", "contains", "below", "answered", "all", "any", "not") if name in node.data]
    if len(kinds) != 1:
        raise TableError("one_condition", key=key)
    kind = kinds[0]
    predicate: Predicate
    if kind in {"all", "any"}:
        parts = tuple(
            read_predicate(part, f"{node.at(kind)}[{index}]") for index, part in enumerate(node.items(kind), start=1)
        )
        predicate = AllOf(parts) if kind == "all" else AnyOf(parts)
    elif kind == "not":
        predicate = Not(read_predicate(node.need("not"), node.at("not")))
    else:
        predicate = _read_leaf(node, kind)
    node.done()
    return predicate


def _read_leaf(node: Node, kind: str) -> Predicate:
    column = node.text("column")
    if kind == "eq":
        return Equals(column, _value(node.need("eq"), node.at("eq")))
    if kind == "in":
        return OneOf(column, tuple(_value(item, node.at("in")) for item in node.items("in")))
    if kind == "contains":
        return Contains(column, node.text("contains"))
    if kind == "below":
        return Below(column, _value(node.need("below"), node.at("below")))
    return Answered(column) if node.flag("answered") else Not(Answered(column))


def _value(value: object, key: str) -> Value:
    if isinstance(value, (str, int, bool)):
        return value
    raise TableError("not_value", key=key)


def _where(node: Node) -> Predicate:
    value = node.get("where")
    return ALWAYS if value is None else read_predicate(value, node.at("where"))


def _asks(node: Node) -> Asks:
    return Asks(
        relation=node.text("from", ""),
        count=node.choice("count", Count),
        question=node.text("question", ""),
        waves=node.texts("waves") if node.get("waves") is not None else None,
        where=_where(node),
    )


def read_measure(value: object, key: str) -> Measure:
    """A number that stands alone: `{from, count, where, waves, question}`."""
    node = Node(value, key)
    asks = _asks(node)
    node.done()
    return _measure(asks, node)


def _measure(asks: Asks, node: Node) -> Measure:
    if not asks.relation:
        raise TableError("missing", key=node.at("from"))
    count = asks.count or Count.PEOPLE
    if count in OF_A_COLUMN and not asks.question:
        raise TableError("count_needs_question", key=node.key)
    return Measure(asks.relation, count, asks.where, asks.waves or (), asks.question)


def read_base(value: object, key: str) -> Base:
    """A base needs an id and a sentence; without `from` it only says what the counts are."""
    node = Node(value, key)
    identity, sentence, asks = node.text("id"), node.words("sentence"), _asks(node)
    node.done()
    return Base(identity, sentence, _measure(asks, node) if asks.relation else None)


def _read_cell(value: object, key: str) -> Measure | Words | None:
    """A count of its own, words that stand where a number would, or «—»."""
    if value == Total.NONE:
        return None
    if isinstance(value, Mapping) and "text" in value:
        node = Node(value, key)
        words = node.words("text")
        node.done()
        return words
    return read_measure(value, key)


def _read_row(node: Node) -> Row:
    raw_cells = node.mapping("cells")
    cells: dict[str, Measure | Words | None] = {}
    for column, value in raw_cells.items():
        cells[column] = _read_cell(value, node.at(f"cells.{column}"))
    totals: dict[str, Total] = {}
    total: Total | None = None
    if isinstance(node.get("total"), Mapping):
        inner = Node(node.get("total"), node.at("total"))
        totals = {name: kind for name in inner.data if (kind := inner.choice(name, Total)) is not None}
    else:
        total = node.choice("total", Total)
    row = Row(
        id=node.text("id"),
        label=node.words("label"),
        asks=_asks(node),
        form=node.choice("form", Form),
        suffix=node.words("suffix", NOTHING) if node.get("suffix") is not None else None,
        is_base=node.flag("is_base"),
        base=read_base(node.get("base"), node.at("base")) if node.get("base") is not None else None,
        totals=totals,
        total=total,
        cells=cells,
        details=tuple(read_words(item, node.at("details")) for item in node.items("details")),
    )
    node.done()
    return row


def _read_column(node: Node) -> Column:
    base = node.get("base")
    column = Column(
        id=node.text("id"),
        label=node.words("label"),
        asks=_asks(node),
        form=node.choice("form", Form),
        suffix=node.words("suffix", NOTHING) if node.get("suffix") is not None else None,
        base=read_base(base, node.at("base")) if isinstance(base, Mapping) else None,
        without_base=base == Total.NONE,
        total=node.choice("total", Total),
        of=node.texts("of"),
        group=node.words("group", NOTHING),
        short=node.words("short", NOTHING),
    )
    node.done()
    return column


def _read_options(node: Node) -> tuple[Options, tuple[Row, ...]]:
    question = node.text("question")
    kind = node.text("kind")
    if kind not in {"single", "multiple"}:
        raise TableError("not_one_of", key=node.at("kind"), value=kind, known="single, multiple")
    order = node.text("sort", "listed")
    if order not in {"listed", "total"}:
        raise TableError("not_one_of", key=node.at("sort"), value=order, known="listed, total")
    rows = []
    for choice in node.nodes("choices"):
        code = choice.text("code")
        where: Predicate = Contains(question, code) if kind == "multiple" else Equals(question, code)
        details = tuple(read_words(item, choice.at("details")) for item in choice.items("details"))
        rows.append(Row(id=code, label=choice.words("label"), asks=Asks(where=where), details=details))
        choice.done()
    last = node.texts("last")
    node.done()
    codes = tuple(row.id for row in rows)
    if not codes:
        raise TableError("missing", key=node.at("choices"))
    return Options(question, kind == "multiple", codes, order == "total", last), tuple(rows)


def read_table(value: object, key: str = "table") -> TableSpec:
    """One table that stands alone (see `resolve`)."""
    node = Node(value, key)
    options: Options | None = None
    rows: tuple[Row, ...] = ()
    if node.get("options") is not None:
        options, rows = _read_options(Node(node.get("options"), node.at("options")))
    rows += tuple(_read_row(item) for item in node.nodes("rows"))
    columns = tuple(_read_column(item) for item in node.nodes("columns"))
    for name, found in (("rows", rows), ("columns", columns)):
        if not found:
            raise TableError("missing", key=node.at(name))
        _unique((item.id for item in found), node.at(name))
    groups, bracket, places = node.text("groups", "columns"), node.text("bracket", "space"), node.get("places")
    for name, said, known in (("groups", groups, "columns, rows"), ("bracket", bracket, "space, tight")):
        if said not in known.split(", "):
            raise TableError("not_one_of", key=node.at(name), value=said, known=known)
    if places is not None and places not in (0, 1, 2):
        raise TableError("not_one_of", key=node.at("places"), value=str(places), known="0, 1, 2")
    asks = _asks(node)
    if not asks.relation:
        raise TableError("missing", key=node.at("from"))
    spec = TableSpec(
        id=node.text("id"),
        title=node.words("title"),
        unit=node.words("unit"),
        base=read_base(node.need("base"), node.at("base")),
        relation=asks.relation,
        count=asks.count or Count.PEOPLE,
        rows=rows,
        columns=columns,
        form=node.choice("form", Form) or Form.NUMBER,
        suffix=node.words("suffix", NOTHING),
        tight=bracket == "tight",
        whole_ends=node.flag("whole_ends", default=True),
        places=1 if places is None else int(places),
        groups_are_rows=groups == "rows",
        exhaustive=node.flag("exhaustive"),
        where=asks.where,
        waves=asks.waves or (),
        question=asks.question,
        options=options,
        section=node.words("section", NOTHING),
        kind=node.text("kind", "survey"),
        rules=tuple(read_words(item, node.at("rules")) for item in node.items("rules")),
        notes=tuple(_read_note(item, f"{node.at('notes')}[{i}]") for i, item in enumerate(node.items("notes"), 1)),
        emphasis=frozenset(node.texts("emphasis")),
    )
    node.done()
    return spec


def _read_note(value: object, key: str) -> Note:
    if not isinstance(value, Mapping) or "values" not in value:
        return Note(read_words(value, key))
    node = Node(value, key)
    values = tuple((name, read_measure(raw, node.at(name))) for name, raw in node.mapping("values").items())
    return Note(read_words({name: raw for name, raw in value.items() if name != "values"}, key), values)


def _unique(names: Iterable[str], key: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise TableError("duplicate", key=key, value=name)
        seen.add(name)


def resolve(document: Raw) -> list[dict[str, Any]]:
    """The tables of a file, each with the bases and columns it names written into it."""
    node = Node(document, "")
    bases = {name: {"id": name, **Node(raw, f"bases.{name}").data} for name, raw in node.mapping("bases").items()}
    columns = node.mapping("columns")
    tables = []
    for item in node.nodes("tables"):
        table = dict(item.data)
        table["base"] = _named(table.get("base"), bases, item.at("base"))
        table["columns"] = [
            {**column, "base": _named(column["base"], bases, item.at("columns.base"))}
            if isinstance(column, Mapping) and "base" in column and column["base"] != Total.NONE
            else column
            for column in _named(table.get("columns"), columns, item.at("columns"))
        ]
        table["rows"] = [
            {**row, "base": _named(row["base"], bases, item.at("rows.base"))}
            if isinstance(row, Mapping) and "base" in row
            else row
            for row in item.items("rows")
        ]
        tables.append(table)
    node.done()
    _unique((str(table.get("id")) for table in tables), "tables")
    return tables


def _named(value: Any, known: Mapping[str, Any], key: str) -> Any:
    if not isinstance(value, str):
        if value is None:
            raise TableError("missing", key=key)
        return value
    if value not in known:
        raise TableError("unknown_name", key=key, value=value)
    return known[value]


def read_tables(document: Raw) -> list[TableSpec]:
    """All tables of a file, in its order."""
    return [read_table(table, f"tables.{table.get('id', index)}") for index, table in enumerate(resolve(document), 1)]
