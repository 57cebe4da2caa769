"""A report as chapters of plain data, in the edition's language; the page, the PDF and the workbook print the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format

from engines.tables import Check, Table, Words, suppress
from reports import open_waves, wording
from reports.counting import Counted
from reports.layout import PrintedTable, printed_table
from reports.models import Edition, SectionKind
from reports.plan_tables import BesideBlock, GroupedBlock, beside, grouped
from reports.statements import Piece, paragraphs, value_of

SMALL = 5
END = 5


@dataclass(frozen=True)
class KeyFigure:
    """A printed value with the cell it comes from."""

    label: str
    value: str
    cell: str


@dataclass(frozen=True)
class Fact:
    term: str
    lines: list[str]


@dataclass(frozen=True)
class ClassTable:
    """Incidents as columns, classes as rows."""

    no: int
    title: str
    incidents: list[str]
    rows: list[tuple[str, list[str]]]
    total: tuple[str, list[str]]
    unmapped: tuple[str, list[str]]
    notes: list[str]
    name: str = ""


@dataclass(frozen=True)
class Chapter:
    no: int
    kind: str
    title: str
    paragraphs: list[list[Piece]] = field(default_factory=list)
    figures: list[KeyFigure] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    tables: list[PrintedTable] = field(default_factory=list)
    classes: ClassTable | None = None
    causes: list[dict[str, Any]] = field(default_factory=list)
    measures: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    beside: list[BesideBlock] = field(default_factory=list)
    grouped: list[GroupedBlock] = field(default_factory=list)
    grouped_twice: str = ""
    list_no: int = 0
    list_name: str = ""

    @property
    def starts_page(self) -> bool:
        """Chapters with long lists begin a page; short ones follow."""
        return bool(self.causes or self.measures or self.beside or self.grouped or len(self.tables) > 2)


@dataclass(frozen=True)
class Report:
    """Everything the templates need."""

    language: str
    title: str
    organisation: str
    recipient: str
    edition: str
    as_of: str
    handling: str
    chapters: list[Chapter]
    listed: list[tuple[str, str, str]]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def compose(edition: Edition, counted: Counted, facts: Mapping[str, Any]) -> Report:
    """The report of this edition over these tables and facts."""
    language = edition.language
    return _Composer(edition, counted, facts, language).report()


def issued_tables(edition: Edition, counted: Counted) -> dict[str, Table]:
    """The tables as this edition's readers may see them."""
    tables = [*counted.tables, *([counted.rate] if counted.rate else [])]
    return {table.id: suppress(table, below=edition.suppress_below) for table in tables}


class _Composer:
    def __init__(self, edition: Edition, counted: Counted, facts: Mapping[str, Any], language: str) -> None:
        self.edition, self.facts, self.language = edition, facts, language
        self.tables = issued_tables(edition, counted)
        self.rate = counted.rate
        self.zone = ZoneInfo(edition.case.time_zone)
        self.number = 0
        self.listed: list[tuple[str, str, str]] = []

    def report(self) -> Report:
        with translation.override(self.language):
            chapters = [self.chapter(no, section) for no, section in enumerate(self.edition.sections, start=1)]
            as_of = date_format(self.edition.as_of, "DATE_FORMAT")
        case = self.facts["case"]
        return Report(
            language=self.language,
            title=self.edition.label,
            organisation=(self.language == "en" and case["organisation_en"]) or case["organisation"],
            recipient=self.edition.recipient,
            edition=wording.edition_name(self.edition.ordinal, self.language),
            as_of=as_of,
            handling=self.say(wording.AUDIENCES[self.edition.audience]),
            chapters=chapters,
            listed=self.listed,
        )

    def say(self, words: Words) -> str:
        return words.in_language(self.language)

    def pick(self, section: Mapping[str, Any], name: str) -> str:
        return str((self.language == "en" and section.get(f"{name}_en")) or section.get(name) or "")

    def chapter(self, no: int, section: Mapping[str, Any]) -> Chapter:
        kind = str(section.get("kind", SectionKind.TEXT))
        wished = [str(name) for name in section.get("tables", [])]
        facts: list[Fact] = []
        figures: list[KeyFigure] = []
        if kind == SectionKind.METHOD:
            facts = list(self.method())
            if not wished and self.rate is not None:
                wished = [self.rate.id]
        if kind == SectionKind.OVERVIEW:
            figures = list(self.figures(section))
            facts = list(self.incidents())
        tables = [self.table(self.tables[name]) for name in wished if name in self.tables]
        classes = self.classes() if kind == SectionKind.RECONCILIATION and self.facts["reconciliation"] else None
        causes = self.causes() if kind == SectionKind.CAUSES else []
        measures = self.measures() if kind == SectionKind.MEASURES else []
        layout = str(section.get("layout") or "")
        together, groups, twice = self.laid_out(kind, layout, causes, measures)
        list_no = 0
        if causes or measures:
            name = "causes_beside" if together else "causes" if causes else "measures"
            list_no = self.numbered(wording.label(name, self.language))
        return Chapter(
            no=no,
            kind=kind,
            title=self.pick(section, "title"),
            paragraphs=[
                _unbroken_end(line) for line in paragraphs(self.pick(section, "text"), self.tables, self.language)
            ],
            figures=figures,
            facts=facts,
            tables=tables,
            classes=classes,
            causes=[] if together else causes,
            measures=[] if groups else measures,
            beside=together,
            grouped=groups,
            grouped_twice=twice,
            missing=[name for name in wished if name not in self.tables],
            list_no=list_no,
            list_name=wording.table_name(list_no, self.language) if list_no else "",
        )

    def laid_out(
        self, kind: str, layout: str, causes: list[dict[str, Any]], measures: list[dict[str, Any]]
    ) -> tuple[list[BesideBlock], list[GroupedBlock], str]:
        """The plan's tables with shared cells or groups, and the name of a second grouping."""
        if kind == SectionKind.CAUSES and layout == "beside":
            known = {measure["no"]: measure for measure in self.measures()}
            return beside(self.facts["cause_lines"], {cause["no"]: cause for cause in causes}, known), [], ""
        if kind == SectionKind.MEASURES and layout:
            table = self.facts["measure_lines"][layout]
            known = {measure["no"]: measure for measure in measures}
            second = str(table["by"][1]) if len(table["by"]) > 1 else ""
            return [], grouped(table, known, wording.label("unnamed", self.language)), second
        return [], [], ""

    def numbered(self, title: str) -> int:
        self.number += 1
        self.listed.append((f"t{self.number}", wording.table_name(self.number, self.language), title))
        return self.number

    def table(self, table: Table) -> PrintedTable:
        no = self.numbered(table.title.in_language(self.language))
        return printed_table(table, self.language, no=no, name=wording.table_name(no, self.language))

    def figures(self, section: Mapping[str, Any]) -> Iterator[KeyFigure]:
        """The cells the section names; without any, the response to the survey."""
        named = [str(reference) for reference in section.get("figures", [])]
        if not named and self.rate is not None:
            named = [f"{self.rate.id}.total.{column}" for column in ("invited", "answered", "rate")]
        for reference in named:
            value = value_of(reference, self.tables, self.language)
            if value is None:
                continue
            table, row, column = reference.split(":")[0].split(".")
            yield KeyFigure(self.figure_label(self.tables[table], row, column), value, reference)

    def figure_label(self, table: Table, row: str, column: str) -> str:
        rows = {item.id: item for item in table.rows}
        columns = {item.id: item for item in table.columns}
        parts = [columns[column].label] if rows[row].is_total or rows[row].is_base else [rows[row].label]
        if not (rows[row].is_total or rows[row].is_base) and not columns[column].is_total and len(columns) > 1:
            parts.append(columns[column].label)
        return "・".join(self.say(part) for part in parts)

    def date(self, text: str | None) -> str:
        return date_format(date.fromisoformat(text), "DATE_FORMAT") if text else ""

    def moment(self, text: str | None) -> str:
        return date_format(datetime.fromisoformat(text).astimezone(self.zone).date(), "DATE_FORMAT") if text else ""

    def span(self, start: str, end: str) -> str:
        if self.language == "en":
            return f"{start} – {end}" if start or end else "not known"
        return f"{start}～{end}" if start or end else "不明"

    def incidents(self) -> Iterator[Fact]:
        for incident in self.facts["incidents"]:
            lines = [self.pick(incident, "title")]
            systems = "、".join(self.pick(system, "name") for system in incident["systems"])
            viewable = self.span(self.date(incident["viewable_from"]), self.date(incident["viewable_to"]))
            log = self.span(self.date(incident["log_from"]), self.date(incident["log_to"]))
            words = [
                (Words("システム　", "Systems: "), systems),
                (Words("閲覧できた期間　", "Could be viewed: "), viewable + _note(incident["viewable_note"])),
                (Words("調べた記録の期間　", "Log examined: "), log if incident["log_from"] else ""),
            ]
            lines += [self.say(term) + value for term, value in words if value]
            yield Fact(wording.incident_name(incident["no"], self.language), lines)

    def method(self) -> Iterator[Fact]:
        for wave in self.facts["waves"]:
            asked = f"{wave['population']}　{wave['asked']:,}{self.unit()}"
            excluded = "、".join(f"{reason} {count:,}{self.unit()}" for reason, count in wave["excluded"].items())
            words = [
                (Words("対象　", "Asked: "), asked),
                (Words("対象から除いた方　", "Left out: "), excluded),
                (
                    Words("後から加わった方　", "Added later: "),
                    f"{wave['late']:,}{self.unit()}" if wave["late"] else "",
                ),
                (Words("期間　", "Period: "), self.span(self.moment(wave["opens_at"]), self.moment(wave["closes_at"]))),
                (Words("方法　", "By: "), self.say(wording.MODES.get(wave["mode"], Words(wave["mode"], wave["mode"])))),
                (
                    Words("尋ねた期間　", "Asked about: "),
                    self.span(self.date(wave["period_from"]), self.date(wave["period_to"]))
                    if wave["period_from"]
                    else "",
                ),
            ]
            yield Fact(self.pick(wave, "title"), [self.say(term) + value for term, value in words if value])

    def unit(self) -> str:
        return " people" if self.language == "en" else "人"

    def classes(self) -> ClassTable:
        incidents = self.facts["reconciliation"]
        title = self.say(wording.RECONCILIATION_TITLE)
        no = self.numbered(title)
        rows = [
            (self.say(words), [self.people(incident, code) for incident in incidents])
            for code, words in wording.CLASSES.items()
            if any(incident["classes"][code] for incident in incidents)
        ]
        return ClassTable(
            no=no,
            name=wording.table_name(no, self.language),
            title=title,
            incidents=[wording.incident_name(incident["no"], self.language) for incident in incidents],
            rows=rows,
            total=(self.say(wording.TOTAL), [_number(incident["population"]) for incident in incidents]),
            unmapped=(self.say(wording.UNMAPPED), [_number(incident["unmapped_ids"]) for incident in incidents]),
            notes=[self.say(note) for note in wording.RECONCILIATION_NOTES],
        )

    def people(self, incident: Mapping[str, Any], code: str) -> str:
        return "—" if incident["population"] is None else _number(incident["classes"][code])

    def causes(self) -> list[dict[str, Any]]:
        gap = self.say(wording.NO_MEASURE)
        return [
            {
                **cause,
                "incidents": [wording.incident_name(no, self.language) for no in cause["incidents"]],
                "gap": "" if cause["measures"] else gap,
            }
            for cause in self.facts["causes"]
        ]

    def measures(self) -> list[dict[str, Any]]:
        states = wording.STATES
        return [
            {**measure, "state": self.say(states.get(measure["state"], Words(measure["state"], measure["state"])))}
            for measure in self.facts["measures"]
        ]


def _unbroken_end(line: list[Piece]) -> list[Piece]:
    """No last line of one or two signs: the end of a Japanese paragraph stays together."""
    last = line[-1]
    if last.kind != "plain" or len(last.text) <= 2 * END or last.text.isascii():
        return line
    return [*line[:-1], Piece(last.text[:-END]), Piece(last.text[-END:], "nowrap")]


def _note(text: str) -> str:
    return f"（{text}）" if text else ""


def _number(value: int | None) -> str:
    return "—" if value is None else f"{value:,}"


@dataclass(frozen=True)
class Finding:
    """Something the checks say about an edition; `blocks` stops the freeze."""

    blocks: bool
    where: str
    message: Words
    place: int = 0


def findings(report: Report, tables: Mapping[str, Table], edition: Edition) -> list[Finding]:
    """Failed checks of the tables shown, cells and tables that do not exist, loose numbers, small cells."""
    found: list[Finding] = []
    for chapter in report.chapters:
        found += [
            Finding(
                blocks=True,
                where=chapter.title,
                message=Words(f"表「{name}」はありません。", f"There is no table “{name}”."),
                place=chapter.no,
            )
            for name in chapter.missing
        ]
        for piece in (piece for line in chapter.paragraphs for piece in line):
            if piece.kind == "unknown":
                words = Words(f"「{piece.text}」という欄はありません。", f"There is no cell “{piece.text}”.")
                found.append(Finding(blocks=True, where=chapter.title, message=words, place=chapter.no))
            if piece.kind == "loose":
                words = Words(
                    f"本文の「{piece.text}」は、どの表の数にも結びついていません。",
                    f"“{piece.text}” in the text is bound to no cell.",
                )
                found.append(Finding(blocks=False, where=chapter.title, message=words, place=chapter.no))
        for printed in chapter.tables:
            found += list(_of_table(tables[printed.id], printed, edition, chapter.no))
    waiting = {check.message for table in tables.values() for check in table.failed if check.id == open_waves.CHECK}
    return sorted(_once(found, waiting, edition.language), key=lambda finding: not finding.blocks)


def _once(found: list[Finding], messages: set[Words], language: str) -> list[Finding]:
    """An open wave that stops several tables is one finding that names them all."""
    kept: dict[Words | int, Finding] = {}
    between = ", " if language == "en" else "、"
    for place, finding in enumerate(found):
        key = finding.message if finding.message in messages else place
        first = kept.get(key)
        kept[key] = replace(first, where=f"{first.where}{between}{finding.where}") if first else finding
    return list(kept.values())


def _of_table(table: Table, printed: PrintedTable, edition: Edition, place: int) -> Iterator[Finding]:
    where = f"{wording.table_name(printed.no, edition.language)} {printed.title}"
    failed: list[Check] = list(table.failed)
    for check in failed:
        yield Finding(blocks=True, where=where, message=check.message, place=place)
    small = sum(1 for row in table.rows for cell in row.cells if cell.n is not None and 0 < cell.n < SMALL)
    if small and edition.audience != "internal":
        yield Finding(
            blocks=False,
            where=where,
            place=place,
            message=Words(
                f"{SMALL}未満の数が{small}か所あります。公表してよいかを確かめるか、伏せる設定にしてください。",
                f"{small} cells hold a number under {SMALL}. Make sure they may be published, or have them hidden.",
            ),
        )
