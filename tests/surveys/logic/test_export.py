"""Definition → workbook → definition."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.logic import content_hash, read_questionnaire
from surveys.logic.export import write_questionnaire
from tests.surveys.logic.sheets import again, c, q, read

ROOT = Path(__file__).resolve().parents[3]
CREATED = datetime(2023, 1, 20, tzinfo=UTC)
FILES = sorted(
    path
    for folder in ("examples", "surveys/library")
    for path in (ROOT / folder).rglob("*.xlsx")
    if path.parent.name in {"questionnaires", "library"}
)

words = (
    st.text(alphabet=st.sampled_from("あいう漢字abc XYZ?、「」<&'\"=+-@"), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)


@st.composite
def labels(draw, column="label"):
    codes = draw(st.lists(st.sampled_from(["ja", "en", "fr", "zh-tw"]), min_size=1, max_size=4, unique=True))
    return {f"{column}::{code}": draw(words) for code in codes}


@st.composite
def questionnaires(draw):  # noqa: PLR0912, C901 -- one row a turn
    survey, names, opened = [], [], []
    repeat_open = False
    for number in range(draw(st.integers(1, 14))):
        kind = draw(
            st.sampled_from(
                [
                    "text",
                    "integer",
                    "decimal",
                    "date",
                    "time",
                    "note",
                    "select_one l",
                    "select_multiple k",
                    "rank l",
                    "select_one l or_other",
                    "calculate",
                    "group",
                    "repeat",
                    "end",
                ]
            )
        )
        name = f"q{number}"
        condition = f"${{{draw(st.sampled_from(names))}}} != 'x'" if names and draw(st.booleans()) else None
        if kind == "end" and opened:
            survey.append({"type": f"end {opened.pop()}"})
            repeat_open = "repeat" in opened
        elif kind == "group" or (kind == "repeat" and not repeat_open):
            survey.append(
                {
                    "type": f"begin {kind}",
                    "name": name,
                    **draw(labels()),
                    **({"relevant": condition} if condition else {}),
                }
            )
            opened.append(kind)
            repeat_open = repeat_open or kind == "repeat"
            if kind == "repeat":
                survey.append({"type": "text", "name": f"{name}_in", **draw(labels())})
        elif kind not in {"end", "repeat"}:
            row = {"type": kind, "name": name, **draw(labels())}
            if condition:
                row["relevant"] = condition
            if kind == "calculate":
                row["calculation"] = "1 + 1"
            else:
                row |= draw(labels("hint")) if draw(st.booleans()) else {}
            if kind in {"text", "integer", "decimal", "date", "time"}:
                row["skip_reasons"] = draw(st.sampled_from([None, None, "yes", "prefer_interview dont_remember"]))
            if kind not in {"calculate", "note"}:
                row["required"] = draw(st.sampled_from([None, "yes"]))
            if kind == "select_one l":
                row["appearance"] = draw(st.sampled_from([None, "minimal", "likert"]))
                row["choice_filter"] = draw(st.sampled_from([None, "area = 'x' or name = 'b'"]))
            if kind == "integer":
                row["default"] = draw(st.sampled_from([None, "3", "1 + int(2)"]))
                row["constraint"] = draw(st.sampled_from([None, ". > 1"]))
                if row["constraint"]:
                    row |= draw(labels("constraint_message"))
            survey.append(row)
            if not repeat_open and kind not in {"note"}:
                names.append(name)
    survey += [{"type": f"end {kind}"} for kind in reversed(opened)]
    survey.append({"type": "text", "name": "last", "label::ja": "終"})
    choices = [
        {"list_name": listed, "name": code, "area": draw(st.sampled_from([None, "x", "y"])), **draw(labels())}
        for listed in "lk"
        for code in "abc"
    ]
    if not any(row.get("choice_filter") for row in survey):
        choices = [{key: value for key, value in row.items() if key != "area"} for row in choices]
    setting = {
        "form_title": draw(words),
        "form_id": "f",
        "version": "2023-1",
        "default_language": draw(st.sampled_from(["日本語 (ja)", "English (en)", "fr"])),
    }
    return read(survey, choices, [setting])


@settings(max_examples=200, deadline=None)
@given(questionnaires())
def test_writing_out_and_reading_back_gives_the_same_definition(reading):
    assert [(p.code, p.row, p.column, dict(p.params)) for p in reading.problems] == []

    back = again(reading.definition)

    assert [(p.code, p.row, p.column) for p in back.problems] == []
    assert back.definition == reading.definition


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_questionnaire_comes_back_from_a_file_equal_in_meaning(path, tmp_path):
    reading = read_questionnaire(path)
    target = tmp_path / "out.xlsx"

    write_questionnaire(target, reading.definition, created=CREATED)

    back = read_questionnaire(target)
    assert back.problems == []
    assert back.definition == reading.definition
    assert content_hash(back.definition) == reading.hash


def test_the_same_definition_gives_the_same_bytes(tmp_path):
    definition = read([q("select_one a", "x"), q("text", "y")], c("a", "1", "2")).definition

    write_questionnaire(tmp_path / "1.xlsx", definition, created=CREATED)
    write_questionnaire(tmp_path / "2.xlsx", definition, created=CREATED)

    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_pyxform_accepts_what_we_write(tmp_path):
    from pyxform.xls2xform import convert  # noqa: PLC0415 -- slow import

    definition = read(
        [
            q("select_one a", "x"),
            q("select_one b", "y", choice_filter="up = ${x}"),
            q("select_multiple a or_other", "w"),
            q("begin repeat", "r"),
            q("decimal", "m", appearance=None),
            {"type": "end repeat"},
            {"type": "calculate", "name": "s", "calculation": "sum(${m})"},
            q("rank a", "k"),
            q("time", "t", default="08:30"),
        ],
        [*c("a", "p", "q"), *c("b", "u", up="p")],
        [{"form_title": "題", "form_id": "f", "version": "1"}],
    ).definition
    write_questionnaire(tmp_path / "out.xlsx", definition, created=CREATED)

    assert "<h:html" in convert(str(tmp_path / "out.xlsx"), validate=False).xform
