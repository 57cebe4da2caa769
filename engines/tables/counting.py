"""Count measures over a directory of Parquet files: one statement for each relation and set of waves.

A person asked in several waves counts once. Of the answers to one questionnaire the latest submission speaks for the
person; of invitations each person is counted once, whichever wave invited them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from engines.columnar.door import Door, identifier
from engines.tables.errors import TableError
from engines.tables.predicates import Bindings, columns_of, to_sql
from engines.tables.specs import Count, Measure

ANSWERS = "answers_"
FIXED = ("people", "invited", "views", "incidents", "terminals", "comparison", "pooled")
POOLS = "pools"
DISTINCT_COLUMNS = {
    ("views", Count.PEOPLE): ("person_no",),
    ("views", Count.CONTRACTS): ("contract",),
    ("views", Count.TERMINALS): ("system", "terminal"),
    ("views", Count.LOGINS): ("system", "login"),
    ("views", Count.RETAILERS): ("retailer",),
    ("comparison", Count.PEOPLE): ("person_no",),
    ("pooled", Count.PEOPLE): ("person_no",),
}
ROW_COUNTS = {
    ("views", Count.ROWS),
    ("incidents", Count.ROWS),
    ("terminals", Count.ROWS),
    ("terminals", Count.TERMINALS),
    ("people", Count.PEOPLE),
}


def is_answers(relation: str) -> bool:
    return relation.startswith(ANSWERS)


def columns_read(measure: Measure) -> set[str]:
    """Every column that the number depends on, beside those by which a relation is ordered."""
    asked = {measure.question} if measure.question else set()
    if measure.relation == "invited":
        asked |= {"person_no"}
    return columns_of(measure.where) | asked | set(DISTINCT_COLUMNS.get((measure.relation, measure.count), ()))


class Pooled(NamedTuple):
    """One option with the meaning under which it is counted."""

    code: str
    label_ja: str
    label_en: str
    questionnaire: str
    words_ja: str
    words_en: str


class Dataset:
    """The relations of one directory: `with Dataset(directory) as dataset: dataset.evaluate(measures)`."""

    def __init__(self, directory: Path, *, memory_limit: str = "1GB", threads: int = 2) -> None:
        self.directory = directory
        self.columns: dict[str, dict[str, str]] = {}
        self._door = Door(directories=[directory], memory_limit=memory_limit, threads=threads)
        self._repeats: dict[tuple[str, tuple[str, ...]], int] = {}
        self._instead: Mapping[str, str] = {}

    def __enter__(self) -> Dataset:
        self._door.__enter__()
        for path in sorted(self.directory.glob("*.parquet")):
            if path.stem in FIXED or is_answers(path.stem):
                self._door.register_parquet(path.stem, path)
                described = self._door.query(f"DESCRIBE {identifier(path.stem, [path.stem])}")
                self.columns[path.stem] = {row[0]: row[1] for row in described}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._door.__exit__(kind, error, trace)

    def pools(self) -> list[Pooled]:
        """The options that are counted together, if the data say so."""
        path = self.directory / f"{POOLS}.parquet"
        if not path.is_file():
            return []
        self._door.register_parquet(POOLS, path)
        rows = self._door.query(f"SELECT {', '.join(Pooled._fields)} FROM {POOLS}")  # noqa: S608 -- fixed names
        return [Pooled(*map(str, row)) for row in rows]

    @contextmanager
    def reading(self, statements: Mapping[str, str]) -> Iterator[None]:
        """Count over these statements instead of the relations of those names; they have the same people and columns."""
        self._instead = statements
        try:
            yield
        finally:
            self._instead = {}

    def check(self, measure: Measure) -> None:
        """Raise TableError when these data cannot answer the measure."""
        columns = self.columns.get(measure.relation)
        if columns is None:
            raise TableError("unknown_relation", relation=measure.relation)
        self._aggregate(measure, Bindings())

    def evaluate(self, measures: Iterable[Measure]) -> dict[Measure, int]:
        """The number of each measure."""
        groups: dict[tuple[str, tuple[str, ...]], list[Measure]] = defaultdict(list)
        for measure in dict.fromkeys(measures):
            self.check(measure)
            groups[measure.relation, measure.waves].append(measure)
        numbers: dict[Measure, int] = {}
        for (relation, waves), asked in groups.items():
            additive = not any(self._counts_distinct(measure) for measure in asked)
            row = self._by_pattern(relation, waves, asked) if additive else self._at_once(relation, waves, asked)
            numbers.update({measure: int(number or 0) for measure, number in zip(asked, row, strict=True)})
        return numbers

    def _at_once(self, relation: str, waves: tuple[str, ...], asked: list[Measure]) -> tuple[int | None, ...]:
        bindings = Bindings()
        aggregates = ", ".join(self._aggregate(measure, bindings) for measure in asked)
        source = self._source(relation, waves, {name for measure in asked for name in self._needed(measure)}, bindings)
        return self._door.query(f"SELECT {aggregates} FROM {source}", bindings.values)[0]  # noqa: S608 -- values are bound, names allow-listed

    def _by_pattern(self, relation: str, waves: tuple[str, ...], asked: list[Measure]) -> tuple[int | None, ...]:
        """Count rows by the pattern of simple conditions they meet, then add patterns up.

        Rows of respondents fall into a few hundred patterns, so a hundred cells cost one pass over the rows.
        """
        columns = self.columns[relation]
        bindings = Bindings(factored=True)
        wheres = [to_sql(measure.where, columns, bindings) for measure in asked]
        questions = sorted({measure.question for measure in asked if measure.count is Count.SELECTIONS})
        chosen = {question: f"s{place}" for place, question in enumerate(questions)}
        sums = "".join(f", sum({_selections(name, columns)}) AS {alias}" for name, alias in chosen.items())
        patterns = ", ".join(f"{sql} AS {alias}" for sql, alias in bindings.factors.items())
        aggregates = ", ".join(
            f"sum({chosen.get(measure.question, 'rows')}) FILTER (WHERE {where})"
            for measure, where in zip(asked, wheres, strict=True)
        )
        source = self._source(relation, waves, {name for measure in asked for name in self._needed(measure)}, bindings)
        sql = (
            f"SELECT {aggregates} FROM (SELECT {patterns}{',' if patterns else ''} {self._rows(relation)} AS rows{sums} "  # noqa: S608 -- values are bound, names allow-listed
            f"FROM {source} GROUP BY ALL)"
        )
        return self._door.query(sql, bindings.values)[0]

    def _counts_distinct(self, measure: Measure) -> bool:
        if (measure.relation, measure.count) in DISTINCT_COLUMNS or measure.count in {Count.DIFFERENT, Count.SUM}:
            return True
        return measure.relation == "invited" and self.repeated_people(measure.relation, measure.waves) > 0

    def repeated_people(self, relation: str, waves: tuple[str, ...] = ()) -> int:
        """How many rows of a relation of people belong to somebody who already has one."""
        key = (relation, waves)
        if key not in self._repeats:
            bindings = Bindings()
            sql = f"SELECT count(*) - count(DISTINCT person_no) FROM {self._in_waves(relation, waves, '*', bindings)}"  # noqa: S608 -- values are bound, names allow-listed
            self._repeats[key] = int(self._door.query(sql, bindings.values)[0][0])
        return self._repeats[key]

    def _rows(self, relation: str) -> str:
        """Rows of a group; of the log only those that begin a view (a view may be several rows)."""
        return "count(*) FILTER (WHERE begins)" if self._has_views(relation) else "count(*)"

    def _has_views(self, relation: str) -> bool:
        return relation == "views" and "begins" in self.columns[relation]

    def _needed(self, measure: Measure) -> set[str]:
        begins = measure.count is Count.ROWS and self._has_views(measure.relation)
        return columns_read(measure) | ({"begins"} if begins else set())

    def _in_waves(self, relation: str, waves: tuple[str, ...], selected: str, bindings: Bindings) -> str:
        name = self._instead.get(relation) or identifier(relation, self.columns)
        if not waves:
            return f"(SELECT {selected} FROM {name})"  # noqa: S608 -- names allow-listed
        if "wave" not in self.columns[relation]:
            raise TableError("unknown_column", column="wave", known=", ".join(self.columns[relation]))
        bound = ", ".join(bindings.bind(wave) for wave in waves)
        return f"(SELECT {selected} FROM {name} WHERE wave IN ({bound}))"  # noqa: S608 -- values are bound

    def _source(self, relation: str, waves: tuple[str, ...], needed: set[str], bindings: Bindings) -> str:
        columns = self.columns[relation]
        selected = ", ".join(identifier(column, columns) for column in sorted(needed)) or "1 AS one"
        if not is_answers(relation) or not self.repeated_people(relation, waves):
            return self._in_waves(relation, waves, selected, bindings)
        everything = self._in_waves(relation, waves, "*", bindings)
        order = [f"{name} DESC NULLS LAST" for name in ("submitted_at", "ordinal", "wave") if name in columns]
        return (
            f"(SELECT {selected} FROM {everything} "  # noqa: S608 -- names allow-listed
            f"QUALIFY row_number() OVER (PARTITION BY person_no ORDER BY {', '.join(order)}) = 1)"
        )

    def _aggregate(self, measure: Measure, bindings: Bindings) -> str:
        columns = self.columns[measure.relation]
        where = to_sql(measure.where, columns, bindings)
        key = (measure.relation, measure.count)
        if is_answers(measure.relation) and measure.count is Count.SELECTIONS:
            chosen = _selections(measure.question, columns)
            return f"sum({chosen}) FILTER (WHERE {where})"
        if measure.count in {Count.DIFFERENT, Count.SUM}:
            return _of_column(measure, columns, where)
        if key in DISTINCT_COLUMNS:
            return _distinct([identifier(name, columns) for name in DISTINCT_COLUMNS[key]], where)
        if measure.relation == "invited" and measure.count is Count.PEOPLE:
            if self.repeated_people(measure.relation, measure.waves):
                return _distinct(["person_no"], where)
            return f"count(*) FILTER (WHERE {where})"
        if measure.count is Count.ROWS and self._has_views(measure.relation):
            return f"count(*) FILTER (WHERE {where} AND begins)"
        if key in ROW_COUNTS or (is_answers(measure.relation) and measure.count is Count.PEOPLE):
            return f"count(*) FILTER (WHERE {where})"
        raise TableError("count_not_possible", relation=measure.relation, count=measure.count.value)


def _distinct(names: list[str], where: str) -> str:
    known = " AND ".join(f"{name} IS NOT NULL" for name in names)
    what = names[0] if len(names) == 1 else f"({', '.join(names)})"
    return f"count(DISTINCT {what}) FILTER (WHERE {where} AND {known})"


def _of_column(measure: Measure, columns: Mapping[str, str], where: str) -> str:
    """Distinct values that are not empty, or the sum of whole numbers."""
    if measure.question not in columns:
        raise TableError("unknown_column", column=measure.question, known=", ".join(columns))
    name = identifier(measure.question, columns)
    if measure.count is Count.SUM:
        if not columns[measure.question].endswith("INT") and columns[measure.question] != "INTEGER":
            raise TableError("count_not_possible", relation=measure.relation, count=measure.count.value)
        return f"sum({name}) FILTER (WHERE {where})"
    return f"count(DISTINCT {name}) FILTER (WHERE {where} AND CAST({name} AS VARCHAR) <> '')"


def _selections(question: str, columns: Mapping[str, str]) -> str:
    if question not in columns:
        raise TableError("unknown_column", column=question, known=", ".join(columns))
    name = identifier(question, columns)
    if columns[question].endswith("[]"):
        return f"coalesce(list_unique({name}), 0)"
    return f"CASE WHEN coalesce({name}, '') <> '' THEN 1 ELSE 0 END"
