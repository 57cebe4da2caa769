"""Whether everything that conditions and wordings name exists and can be used there; and that nothing goes in a circle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.logic import expressions
from surveys.logic.columns import Row
from surveys.logic.definition import Question, Section
from surveys.logic.problems import CellProblem, ExpressionError
from surveys.logic.routing import RoutingCircleError, conditions, is_dynamic, routing_order

COLUMNS = ("relevant", "constraint", "calculation", "choice_filter", "repeat_count", "default")


@dataclass(frozen=True)
class Pipe:
    """A wording that repeats an answer: where it stands, whose it is, in which repeat. `own` is empty for choices."""

    sheet: str
    row: int
    column: str
    name: str
    own: str
    repeat: str


class NameCheck:
    """Looks at the rows once all questions are known."""

    def __init__(
        self,
        sections: list[Section],
        places: dict[str, Row],
        group_rows: list[Row],
        repeat_of: dict[int, str],
        pipes: list[Pipe],
    ) -> None:
        self.top: dict[str, Question] = {q["name"]: q for s in sections for q in s["questions"]}
        self.owner = {below["name"]: q["name"] for q in self.top.values() for below in q.get("questions", [])}
        self.asked: dict[str, Question] = dict(self.top)
        for question in self.top.values():
            self.asked |= {below["name"]: below for below in question.get("questions", [])}
        self.places = places
        self.rows = {row.get("name"): row for row in (*places.values(), *group_rows)}
        self.repeat_of = repeat_of
        self.pipes = pipes

    def problems(self, sheet: str, *, circles: bool) -> list[CellProblem]:
        found = [problem for row in self.rows.values() for problem in self._row(sheet, row)]
        found += [problem for pipe in self.pipes for problem in self._pipe(pipe)]
        if circles and not found:
            found += self._circles(sheet)
        return found

    def warnings(self, sheet: str) -> list[CellProblem]:
        """Codes that are compared although no list has them."""
        found: list[CellProblem] = []
        for row in self.rows.values():
            for column, node in self._nodes(row):
                for name, code in expressions.compared_codes(node):
                    target = self.asked.get(row.get("name") if name == "." else name)
                    if target and target["choices"] and code and code not in {c["name"] for c in target["choices"]}:
                        place = row.letters[column]
                        found.append(CellProblem("not_a_choice", sheet, row.number, place, {"value": code}))
        return found

    def _nodes(self, row: Row) -> Iterator[tuple[str, expressions.Node]]:
        for column in COLUMNS:
            text = row.get(column)
            if not text or (column == "default" and not is_dynamic(text)):
                continue
            try:
                yield column, expressions.parse(text, columns=column == "choice_filter")
            except ExpressionError:
                continue  # already said

    def _row(self, sheet: str, row: Row) -> Iterator[CellProblem]:
        inside = self.repeat_of.get(row.number, "")
        for column, node in self._nodes(row):
            letter = row.letters[column]
            seen: set[str] = set()
            for name, over_rows in expressions.references_over_rows(node):
                if name == "." or name in seen:
                    continue
                code = self._fault(name, inside, over_rows=over_rows)
                if code:
                    seen.add(name)
                    yield CellProblem(code, sheet, row.number, letter, {"name": name})
            for function, name in expressions.needs_rows(node):
                repeats = name in self.top and self.top[name]["type"] == "repeat"
                if not repeats and name not in self.owner and name not in seen:
                    yield CellProblem("expression_not_rows", sheet, row.number, letter, {"function": function})
            if "position" in expressions.functions(node) and not inside:
                yield CellProblem("expression_position", sheet, row.number, letter)

    def _fault(self, name: str, inside: str, *, over_rows: bool) -> str:
        question = self.asked.get(name)
        if question is None:
            return "expression_no_value" if name.lower() in self.places else "expression_name"
        if question["type"] == "note":
            return "expression_no_value"
        home = name if question["type"] == "repeat" else self.owner.get(name, "")
        if not home:
            return ""
        if home == inside:
            return "expression_own_rows" if over_rows or name == home else ""
        return "" if over_rows else "expression_rows"

    def _pipe(self, pipe: Pipe) -> Iterator[CellProblem]:
        question = self.asked.get(pipe.name)
        home = self.owner.get(pipe.name, "")
        if question is None:
            code = "expression_no_value" if pipe.name.lower() in self.places else "expression_name"
        elif question["type"] == "note":
            code = "expression_no_value"
        elif pipe.name == pipe.own:
            code = "label_self"
        elif question["type"] == "repeat" or (home and home != pipe.repeat):
            code = "label_rows"
        else:
            return
        yield CellProblem(code, pipe.sheet, pipe.row, pipe.column, {"name": pipe.name})

    def _circles(self, sheet: str) -> Iterator[CellProblem]:
        groups = [list(self.top.values())]
        groups += [question["questions"] for question in self.top.values() if "questions" in question]
        for group in groups:
            try:
                routing_order(group)
            except RoutingCircleError as circle:
                row = self.rows[circle.names[0]]
                columns = [column for column in conditions(self.asked[circle.names[0]]) if column in row.letters]
                where = row.letters[columns[0]] if columns else ""
                yield CellProblem("expression_circle", sheet, row.number, where, {"names": " → ".join(circle.names)})
                return
