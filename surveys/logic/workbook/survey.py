"""The sheet survey, row by row, and the definition that all sheets give together."""

from __future__ import annotations

from surveys.logic.brought import is_skip
from surveys.logic.columns import PLAIN, TRANSLATED, Row, language_order
from surveys.logic.definition import UNASKED, Choice, Definition, Section
from surveys.logic.names import NameCheck
from surveys.logic.parts import is_held
from surveys.logic.workbook.choices import ChoicesReader
from surveys.logic.workbook.findings import Reading
from surveys.logic.workbook.groups import BEGIN, END, GroupReader
from surveys.logic.workbook.questions import QuestionReader
from surveys.logic.workbook.settings import SettingsReader

MAX_QUESTIONS = 600
STANDARD_SHEETS_REFUSED = frozenset({"entities", "external_choices", "osm", "repeats"})


class SurveyReader(SettingsReader, ChoicesReader, GroupReader, QuestionReader):
    """Reads once, and gives what came of it."""

    def read(self) -> Reading:
        if "survey" not in self.sheets:
            self.problem("sheet_missing", name="survey")
            return self.result(None)
        for name in sorted(STANDARD_SHEETS_REFUSED & self.sheets.keys()):
            self.problem("sheet_unsupported", self.sheets[name].name, name=self.sheets[name].name)
        title, settings = self.settings()
        choices = self.choices()
        sections = self.survey(choices)
        asked = [inner for s in sections for q in s["questions"] for inner in (q, *q.get("questions", []))]
        languages = sorted({code for q in asked if not is_skip(q) for code in q["label"]}, key=language_order)
        if len(languages) > 1:
            self.uses.add("languages")
        definition: Definition = {"title": title, "languages": languages, "sections": sections}
        if settings:
            definition["settings"] = settings
        return self.result(definition, settings.get("version", ""))

    def result(self, definition: Definition | None, version: str = "") -> Reading:
        known = {"survey", "choices", "settings"} | STANDARD_SHEETS_REFUSED
        return Reading(
            definition=None if self.problems else definition,
            problems=self.problems,
            unsupported=self.unsupported,
            uses=sorted(self.uses),
            warnings=self.warnings,
            ignored=[sheet.name for name, sheet in self.sheets.items() if name not in known],
            version=version,
        )

    def survey(self, choices: dict[str, list[Choice]]) -> list[Section]:
        sheet = self.sheets["survey"]
        rows = self.rows(sheet, PLAIN, TRANSLATED, ["type", "name"])
        if not rows:
            self.problem("sheet_empty", sheet.name, name=sheet.name)
            return []
        if len(rows) > MAX_QUESTIONS:
            self.problem("too_many_questions", sheet.name, limit=MAX_QUESTIONS)
            return []
        for row in rows:
            self.row(sheet.name, row, choices)
        for still in self.opened:
            code = "group_open" if still.repeat is None else "repeat_open"
            self.problem(code, sheet.name, still.row, name=still.name)
        check = NameCheck(self.sections, self.places, self.group_rows, self.repeat_of, self.pipes)
        self.problems += check.problems(sheet.name, circles=not self.problems)
        self.warnings += check.warnings(sheet.name)
        kept = [section for section in self.sections if section["questions"]]
        for section in kept:
            if not is_held(section):
                del section["relevant"]
        if not any(q["type"] not in UNASKED for s in kept for q in s["questions"]) and not self.problems:
            self.problem("no_questions", sheet.name)
        return kept

    def row(self, sheet: str, row: Row, choices: dict[str, list[Choice]]) -> None:
        kind = row.get("type")
        begin, end = BEGIN.fullmatch(kind), END.fullmatch(kind)
        if not kind:
            self.problem("type_missing", sheet, row.number)
        elif begin and begin["what"].lower() == "group":
            self.begin_group(sheet, row)
        elif begin:
            self.begin_repeat(sheet, row)
        elif end:
            self.end(sheet, row, repeat=end["what"].lower() != "group")
        elif (question := self.question(sheet, row, choices)) is not None:
            self.add(question)
            self.add_brought(sheet, row, question)
