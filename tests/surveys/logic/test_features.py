"""The features of XLSForm that are supported, one test each."""

import pytest

from surveys.logic.form import AnswerError, read_decimal, read_time
from tests.surveys.logic.sheets import TODAY, c, form, q, read, refused

YES_NO = c("yn", "yes", "no")


def codes(found, answers, name):
    return [
        x["name"]
        for s in found.sections(answers, today=TODAY)
        for y in s["questions"]
        if y["name"] == name
        for x in y["choices"]
    ]


def shown(found, answers):
    return [y["name"] for s in found.sections(answers, today=TODAY) for y in s["questions"]]


def problems(found, answers):
    return [(p.question, p.code) for p in found.validate(answers, today=TODAY)]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("text", "text"),
        ("string", "text"),
        ("integer", "integer"),
        ("int", "integer"),
        ("decimal", "decimal"),
        ("date", "date"),
        ("time", "time"),
        ("note", "note"),
        ("select_one yn", "select_one"),
        ("select one yn", "select_one"),
        ("select one from yn", "select_one"),
        ("select1 yn", "select_one"),
        ("select_multiple yn", "select_multiple"),
        ("select multiple yn", "select_multiple"),
        ("select all that apply yn", "select_multiple"),
        ("select all that apply from yn", "select_multiple"),
        ("rank yn", "rank"),
        ("Select_One yn", "select_one"),
    ],
)
def test_a_type_is_known_under_its_other_names(written, kind):
    assert form([q(written, "a"), q("text", "z")], YES_NO).questions["a"]["type"] == kind


@pytest.mark.parametrize("begin", ["begin group", "begin_group", "Begin Group"])
def test_a_group_is_known_under_its_other_names(begin):
    found = form([q(begin, "g"), q("text", "a"), {"type": begin.lower().replace("begin", "end")}])

    assert found.section_of == {"a": "g"}


@pytest.mark.parametrize(
    ("column", "key"),
    [
        ("relevance", "relevant"),
        ("bind::relevant", "relevant"),
        ("bind::constraint", "constraint"),
        ("bind::jr:constraintMsg", "constraint_message"),
        ("constraining_message", "constraint_message"),
        ("choice filter", "choice_filter"),
    ],
)
def test_a_column_is_known_under_its_other_names(column, key):
    found = form(
        [
            q("select_one yn", "b"),
            q("select_one yn", "a", **{column: "${b} = 'yes'" if "elevan" in column else "1 = 1"}),
        ],
        YES_NO,
    )

    assert found.questions["a"][key]


def test_a_decimal_is_kept_exactly():
    found = form([q("decimal", "a")])

    assert found.read(found.questions["a"], ["0.10"]) == "0.1"
    assert found.prune({"a": "0.1"}, today=TODAY) == {"a": "0.1"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.50", "12.5"),
        ("１２．５", "12.5"),
        ("-0.0", "0"),
        (".5", "0.5"),
        ("1,234.5", "1234.5"),
        ("3", "3"),
        ("1e3", "1000"),
        ("100", "100"),
    ],
)
def test_decimals_are_read_as_people_write_them(text, value):
    assert read_decimal(text) == value


@pytest.mark.parametrize("text", ["", "1.2.3", "NaN", "Infinity", "1e99", "0x1", "一"])
def test_what_is_no_decimal_is_refused(text):
    with pytest.raises(AnswerError):
        read_decimal(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("8:30", "08:30"), ("08:30:00", "08:30"), ("08:30:15", "08:30:15"), ("８時３０分", "08:30"), ("8時", "08:00")],
)
def test_times_are_read_as_people_write_them(text, value):
    assert read_time(text) == value


@pytest.mark.parametrize("text", ["24:00", "8:60", "8", "half past eight", "08:30pm"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(AnswerError):
        read_time(text)


def test_times_and_dates_compare():
    found = form(
        [q("time", "a"), q("time", "b", constraint=". > ${a}"), q("date", "d", constraint=". <= today() - 10")]
    )

    assert problems(found, {"a": "08:30", "b": "08:29", "d": "2023-02-06"}) == [
        ("b", "constraint"),
        ("d", "constraint"),
    ]
    assert problems(found, {"a": "08:30", "b": "08:31", "d": "2023-02-05"}) == []


def test_a_rank_is_the_codes_from_first_to_last():
    found = form([q("rank r", "a")], c("r", "x", "y", "z"))

    assert found.read(found.questions["a"], ["z", "x", "y"]) == ["z", "x", "y"]
    assert problems(found, {"a": ["z", "x", "y"]}) == []
    assert problems(found, {"a": ["z", "x"]}) == [("a", "rank_incomplete")]
    assert problems(found, {"a": ["z", "z", "x"]}) == [("a", "rank_twice")]


def test_a_calculation_is_made_on_the_server_and_kept_with_the_answers():
    found = form(
        [
            q("integer", "hours"),
            q("integer", "days"),
            {"type": "calculate", "name": "total", "calculation": "${hours} * ${days}"},
            {"type": "calculate", "name": "share", "calculation": "round(${hours} div 24, 2)"},
            q("note", "n", label="合計 ${total}"),
        ]
    )

    assert found.prune({"hours": 5, "days": 3, "total": 99}, today=TODAY) == {
        "hours": 5,
        "days": 3,
        "total": 15,
        "share": "0.21",
    }
    assert found.sections({"hours": 5, "days": 3}, today=TODAY)[0]["questions"][-1]["label"] == {"ja": "合計 15"}
    assert "total" not in shown(found, {})


def test_a_calculation_can_route():
    found = form(
        [
            q("integer", "a"),
            q("text", "b", relevant="${double} > 10"),
            {"type": "calculate", "name": "double", "calculation": "${a} * 2"},
        ]
    )

    assert shown(found, {"a": 5}) == ["a"]
    assert shown(found, {"a": 6}) == ["a", "b"]


def test_a_choice_filter_opens_choices_by_an_earlier_answer():
    found = form(
        [q("select_one area", "a"), q("select_one site", "s", choice_filter="area = ${a}")],
        [
            *c("area", "east", "west"),
            *c("site", "e1", "e2", area="east"),
            *c("site", "w1", area="west"),
        ],
    )

    assert codes(found, {}, "s") == []
    assert codes(found, {"a": "east"}, "s") == ["e1", "e2"]
    assert codes(found, {"a": "west"}, "s") == ["w1"]
    assert found.prune({"a": "west", "s": "e1"}, today=TODAY) == {"a": "west"}


def test_a_choice_filter_over_three_steps_follows_a_change_at_the_top():
    found = form(
        [
            q("select_one l1", "a"),
            q("select_one l2", "b", choice_filter="up = ${a}"),
            q("select_one l3", "d", choice_filter="up = ${b} or name = 'any'", required="yes"),
        ],
        [*c("l1", "x", "y"), *c("l2", "x1", up="x"), *c("l2", "y1", up="y"), *c("l3", "x11", up="x1"), *c("l3", "any")],
    )

    assert codes(found, {"a": "x", "b": "x1"}, "d") == ["x11", "any"]
    assert problems(found, {"a": "y", "b": "x1", "d": "x11"}) == [("d", "required")]


def test_or_other_adds_the_choice_and_a_text():
    found = form([q("select_multiple yn or_other", "a"), q("text", "z")], YES_NO)

    assert codes(found, {}, "a") == ["yes", "no", "other"]
    assert shown(found, {"a": ["other"]}) == ["a", "a_other", "z"]
    assert shown(found, {"a": ["yes"]}) == ["a", "z"]


ALL = ["dont_remember", "not_applicable", "prefer_interview"]


def test_skip_reasons_ask_why_where_there_is_no_answer():
    found = form([q("date", "day", required="yes", skip_reasons="yes"), q("text", "z")])

    reason = found.questions["day_skip"]
    assert (reason["type"], reason["other_of"], reason["relevant"]) == ("select_one", "day", "${day} = ''")
    assert [choice["name"] for choice in reason["choices"]] == found.questions["day"]["skip_reasons"] == ALL
    assert reason["label"]["ja"] == "答えられないときは、理由をお選びください。"
    assert shown(found, {}) == ["day", "day_skip", "z"]
    assert shown(found, {"day": "2020-01-01"}) == ["day", "z"]


@pytest.mark.parametrize("kind", ["text", "date", "time", "integer", "decimal"])
def test_a_reason_stands_for_a_required_answer(kind):
    found = form([q(kind, "a", required="yes", skip_reasons="dont_remember"), q("text", "z")])

    assert problems(found, {}) == [("a", "required")]
    assert problems(found, {"a_skip": "dont_remember"}) == []
    assert problems(found, {"a_skip": "not_applicable"}) == [("a", "required"), ("a_skip", "not_a_choice")]


def test_a_reason_goes_when_the_answer_comes_after_all():
    found = form([q("integer", "n", skip_reasons="yes"), q("text", "z")])

    assert found.prune({"n": 0, "n_skip": "dont_remember"}, today=TODAY) == {"n": 0}
    assert found.prune({"n_skip": "dont_remember"}, today=TODAY) == {"n_skip": "dont_remember"}


def test_why_is_asked_of_those_only_who_were_asked():
    rows = [
        q("select_one yn", "seen"),
        q("begin group", "g", relevant="${seen} = 'yes'"),
        q("text", "a", relevant="1 = 1", skip_reasons="prefer_interview, dont_remember"),
        {"type": "end group"},
    ]
    found = form(rows, YES_NO)

    assert found.questions["a_skip"]["relevant"] == "((${seen} = 'yes') and (1 = 1)) and (${a} = '')"
    assert found.questions["a"]["skip_reasons"] == ["dont_remember", "prefer_interview"]
    assert (shown(found, {"seen": "no"}), shown(found, {"seen": "yes"})) == (["seen"], ["seen", "a", "a_skip"])


def test_each_row_of_a_repeat_has_its_own_reason():
    rows = [
        q("begin repeat", "visits"),
        q("text", "why"),
        q("date", "day", required="yes", skip_reasons="yes"),
        {"type": "end repeat"},
    ]
    found = form(rows)
    given = {"visits": [{"day_skip": "dont_remember"}, {"why": "x"}]}

    assert problems(found, given) == [("visits.1.day", "required")]
    assert problems(found, {"visits": [*given["visits"][:1], {"day": "2020-01-01"}]}) == []


def test_a_questionnaire_in_one_language_stays_so():
    assert read([q("text", "a", skip_reasons="yes")]).definition["languages"] == ["ja"]


def test_a_reason_that_is_none_is_named_with_its_cell():
    found = read([q("text", "a", skip_reasons="dont_remember, ill, no_time")])

    assert [(p.code, p.row, p.column, p.params["name"]) for p in found.problems] == [
        ("skip_reason_unknown", 2, "D", "ill"),
        ("skip_reason_unknown", 2, "D", "no_time"),
    ]


@pytest.mark.parametrize(
    "kind", ["select_one yn", "select_multiple yn", "rank yn", "note", "calculate", "begin group", "begin repeat"]
)
def test_a_reason_has_no_meaning_for_other_types(kind):
    row = q(kind, "a", skip_reasons="yes", **({"calculation": "1"} if kind == "calculate" else {}))

    assert ("not_for_type", 2, "D") in refused([row, q("text", "z")], YES_NO)


def test_the_name_of_a_reason_is_not_given_twice():
    assert refused([q("text", "a", skip_reasons="yes"), q("text", "a_skip")]) == [("name_twice", 3, "B")]
    assert refused([q("text", "a_skip"), q("text", "a", skip_reasons="yes")]) == [("name_twice", 3, "B")]


def test_no_reasons_are_no_reasons():
    assert "a_skip" not in form([q("text", "a", skip_reasons="no"), q("text", "z")]).questions


def test_or_other_with_a_filter_is_refused_as_pyxform_does():
    assert refused([q("select_one yn or_other", "a", choice_filter="name = 'x'")], YES_NO) == [("or_other", 2, "A")]


@pytest.mark.parametrize(
    ("kind", "default", "value"),
    [
        ("integer", "3", 3),
        ("decimal", "0.50", "0.5"),
        ("date", "today()", "2023-02-15"),
        ("date", "date(today() - 15)", "2023-01-31"),
        ("select_one yn", "yes", "yes"),
        ("select_multiple yn", "no yes", ["yes", "no"]),
        ("text", "なし", "なし"),
    ],
)
def test_a_default_is_shown_and_counts_only_when_it_comes_back(kind, default, value):
    found = form([q(kind, "a", default=default)], YES_NO)

    assert found.prefilled({}, section="section_1", today=TODAY) == {"a": value}
    assert found.prefilled({"a": None}, section="section_1", today=TODAY) == {"a": None}
    assert found.prune({}, today=TODAY) == {}


def test_a_default_on_another_page_waits_for_it():
    found = form([q("begin group", "g"), q("integer", "a", default="1"), {"type": "end group"}, q("integer", "b")])

    assert found.prefilled({}, section="section_2", today=TODAY) == {}


@pytest.mark.parametrize("words", ["minimal", "likert", "horizontal", "horizontal-compact", "columns"])
def test_an_appearance_that_makes_sense_is_kept(words):
    assert form([q("select_one yn", "a", appearance=words)], YES_NO).questions["a"]["appearance"] == words


@pytest.mark.parametrize(
    ("kind", "words"),
    [("select_one yn", "map"), ("text", "likert"), ("date", "month-year"), ("select_one yn", "minimal w4")],
)
def test_an_appearance_that_cannot_be_shown_is_refused(kind, words):
    assert refused([q(kind, "a", appearance=words)], YES_NO) == [("appearance_unsupported", 2, "D")]


def test_a_field_list_is_what_a_page_is_anyway():
    assert form([q("begin group", "g", appearance="field-list"), q("text", "a"), {"type": "end group"}])


def test_a_wording_repeats_an_earlier_answer_in_its_own_language():
    choices = [{"list_name": "yn", "name": "yes", "label::ja": "はい", "label::en": "Yes"}]
    found = form(
        [
            {"type": "select_one yn", "name": "a", "label::ja": "問", "label::en": "Q"},
            {
                "type": "text",
                "name": "b",
                "label::ja": "「${a}」について",
                "label::en": "About «${a}»",
                "hint::ja": "${a}？",
            },
        ],
        choices,
    )

    question = found.sections({"a": "yes"}, today=TODAY)[0]["questions"][1]
    assert question["label"] == {"ja": "「はい」について", "en": "About «Yes»"}
    assert question["hint"] == {"ja": "はい？"}
    assert found.sections({}, today=TODAY)[0]["questions"][1]["label"]["ja"] == "「…」について"


def test_a_wording_repeats_several_choices_and_whole_numbers():
    found = form([q("select_multiple yn", "a"), q("integer", "n"), q("text", "b", label="${a}と${n}")], YES_NO)

    assert found.sections({"a": ["yes", "no"], "n": 3}, today=TODAY)[0]["questions"][2]["label"] == {
        "ja": "選 yes、選 noと3"
    }


def test_what_was_written_is_not_filled_in_twice():
    found = form([q("text", "a"), q("text", "b", label="${a}")])

    assert found.sections({"a": "${a}<b>"}, today=TODAY)[0]["questions"][1]["label"] == {"ja": "${a}<b>"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (q("text", "a", label="${nobody}"), ("expression_name", 2, "C")),
        (q("text", "a", label="${a}"), ("label_self", 2, "C")),
        (q("text", "a", label="${a b}"), ("expression_token", 2, "C")),
        (q("text", "a", hint="${z"), ("expression_token", 2, "D")),
    ],
)
def test_a_wording_that_names_nobody_is_refused(row, expected):
    assert refused([row])[0] == expected


REPEAT = [
    q("integer", "n"),
    q("begin repeat", "visits", label="訪問"),
    q("date", "day", required="yes"),
    q("integer", "minutes", constraint=". > 0"),
    q("text", "why", relevant="${minutes} > ${n}"),
    {"type": "calculate", "name": "place", "calculation": "position(..)"},
    {"type": "end repeat"},
    {"type": "calculate", "name": "all_minutes", "calculation": "sum(${minutes})"},
    {"type": "calculate", "name": "times", "calculation": "count(${visits})"},
    q("text", "z", relevant="max(${minutes}) >= 60"),
]
ROWS = [{"day": "2023-01-01", "minutes": 20}, {"day": "2023-01-02", "minutes": 60, "why": "x"}, {}]


def test_a_repeat_is_kept_as_its_rows():
    found = form(REPEAT)

    assert found.prune({"n": 30, "visits": ROWS, "z": "終"}, today=TODAY) == {
        "n": 30,
        "visits": [
            {"day": "2023-01-01", "minutes": 20, "place": 1},
            {"day": "2023-01-02", "minutes": 60, "why": "x", "place": 2},
        ],
        "all_minutes": 80,
        "times": 2,
        "z": "終",
    }


def test_a_row_of_a_repeat_is_routed_by_its_own_answers():
    found = form(REPEAT)

    [section] = found.sections({"n": 30, "visits": ROWS}, today=TODAY)
    [repeat] = [x for x in section["questions"] if x["name"] == "visits"]
    assert [[x["name"] for x in row] for row in repeat["rows"]] == [
        ["day", "minutes"],
        ["day", "minutes", "why"],
        ["day", "minutes"],
    ]


def test_a_problem_in_a_repeat_names_its_row():
    found = form(REPEAT)

    assert problems(found, {"n": 30, "visits": [{"minutes": 0}, {}]}) == [
        ("visits.0.day", "required"),
        ("visits.0.minutes", "constraint"),
    ]


def test_a_limit_in_a_row_looks_at_this_row_only():
    rows = [
        q("begin repeat", "visits"),
        q("integer", "start"),
        q("integer", "end", constraint="${start} = '' or . > ${start}"),
        {"type": "end repeat"},
    ]

    assert problems(form(rows), {"visits": [{"start": 5, "end": 7}, {"end": 3}]}) == []


def test_a_repeat_count_gives_the_number_of_rows():
    found = form(
        [
            q("integer", "n"),
            q("begin repeat", "r", repeat_count="${n}"),
            q("text", "a", required="yes"),
            {"type": "end repeat"},
        ]
    )

    assert len(found.sections({"n": 3}, today=TODAY)[0]["questions"][1]["rows"]) == 3
    assert len(found.sections({"n": 10**9}, today=TODAY)[0]["questions"][1]["rows"]) == 50
    assert problems(found, {"n": 2, "r": [{"a": "x"}, {}]}) == [("r.1.a", "required")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([q("begin repeat", "r"), q("begin repeat", "s"), q("text", "a")], ("repeat_nested", 3, "A")),
        ([q("begin repeat", "r"), {"type": "end repeat"}, q("text", "a")], ("repeat_empty", 2, "")),
        ([q("begin repeat", "r"), q("text", "a"), {"type": "end group"}], ("crossed", 4, "A")),
        ([q("text", "a"), {"type": "end repeat"}], ("repeat_close", 3, "A")),
        ([*REPEAT[:7], q("text", "x", relevant="${minutes} > 1")], ("expression_rows", 9, "D")),
        ([*REPEAT[:7], q("text", "x", label="${minutes}")], ("label_rows", 9, "C")),
        ([*REPEAT[:7], q("text", "x", relevant="sum(${n}) > 1")], ("expression_not_rows", 9, "E")),
        ([*REPEAT[:7], q("text", "x", relevant="position(..) > 1")], ("expression_position", 9, "E")),
        (
            [q("begin repeat", "r"), q("integer", "a", relevant="sum(${a}) > 1"), {"type": "end repeat"}],
            ("expression_own_rows", 3, "D"),
        ),
    ],
)
def test_a_repeat_that_cannot_be_worked_out_is_refused(rows, expected):
    found = refused(rows)

    assert (expected[0], expected[1]) in [(code, row) for code, row, _ in found]


def test_a_group_inside_a_repeat_keeps_its_heading_and_condition():
    found = form(
        [
            q("begin repeat", "r"),
            q("select_one yn", "a"),
            q("begin group", "g", label="なか", relevant="${a} = 'yes'"),
            q("text", "b"),
            {"type": "end group"},
            {"type": "end repeat"},
        ],
        YES_NO,
    )

    assert [x["name"] for x in found.questions["r"]["questions"]] == ["a", "g", "b"]
    assert found.inner("r")["b"]["relevant"] == "${a} = 'yes'"


def test_further_languages_are_kept_by_their_code():
    found = form(
        [
            {
                "type": "text",
                "name": "a",
                "label::日本語 (ja)": "問",
                "label::Français (fr)": "Question",
                "label::zh-tw": "問題",
            }
        ]
    )

    assert found.definition["languages"] == ["ja", "fr", "zh-tw"]
    assert found.questions["a"]["label"] == {"ja": "問", "fr": "Question", "zh-tw": "問題"}


def test_the_settings_are_kept_and_are_no_part_of_the_meaning():
    rows = [q("text", "a")]
    one = read(rows, settings=[{"form_title": "題", "form_id": "np", "version": "1"}])
    two = read(rows, settings=[{"form_title": "題", "form_id": "np", "version": "2"}])

    assert one.definition["settings"] == {"form_id": "np", "version": "1"}
    assert one.definition["title"] == {"ja": "題"}
    assert one.hash == two.hash


def test_the_default_language_is_that_of_columns_without_a_language():
    found = form(
        [q("text", "a", label="Why?")],
        settings=[{"form_title": "Form", "form_title::ja": "用紙", "default_language": "English (en)"}],
    )

    assert found.questions["a"]["label"] == {"en": "Why?"}
    assert found.definition["title"] == {"ja": "用紙", "en": "Form"}


def test_a_hint_a_message_and_required_are_kept():
    found = form(
        [
            q(
                "integer",
                "a",
                hint="ヒント",
                required="yes",
                required_message="必ず",
                constraint=". < 3",
                constraint_message="3未満",
            )
        ]
    )

    assert [dict(p.message) for p in found.validate({}, today=TODAY)] == [{"ja": "必ず"}]
    assert [dict(p.message) for p in found.validate({"a": 4}, today=TODAY)] == [{"ja": "3未満"}]


@pytest.mark.parametrize(
    "kind",
    [
        "geopoint",
        "geotrace",
        "geoshape",
        "image",
        "audio",
        "video",
        "file",
        "barcode",
        "range",
        "acknowledge",
        "datetime",
        "start",
        "end",
        "deviceid",
        "username",
        "xml-external",
        "csv-external",
        "select_one_from_file a.csv",
        "background-audio",
        "hidden",
    ],
)
def test_a_type_that_is_not_supported_is_named_with_its_cell(kind):
    reading = read([q(kind, "a")])

    assert next((p.code, p.sheet, p.row, p.column) for p in reading.problems) == ("type_unsupported", "survey", 2, "A")
    assert reading.unsupported == [kind.split()[0]]


@pytest.mark.parametrize(
    "column",
    [
        "read_only",
        "media::image",
        "image",
        "audio",
        "parameters",
        "trigger",
        "guidance_hint",
        "body::accuracyThreshold",
        "bind::saveIncomplete",
        "instance::x",
    ],
)
def test_a_column_that_is_not_supported_is_named_with_its_cell(column):
    assert refused([q("text", "a", **{column: "x"})]) == [("column_unsupported", 2, "D")]


def test_a_filter_by_a_column_that_choices_lack_is_refused():
    assert refused([q("select_one yn", "a", choice_filter="area = 'x'")], YES_NO) == [("filter_column", 2, "D")]


def test_a_column_of_choices_that_no_filter_names_is_refused_when_filled():
    assert refused([q("select_one yn", "a")], c("yn", "yes", area="x")) == [("column_unsupported", 2, "D")]


@pytest.mark.parametrize(
    ("kind", "default"), [("integer", "three"), ("select_one yn", "maybe"), ("date", "2023-02-30"), ("time", "25:00")]
)
def test_a_default_that_is_no_answer_is_refused(kind, default):
    assert refused([q(kind, "a", default=default)], YES_NO) == [("default_bad", 2, "D")]


@pytest.mark.parametrize(
    "rows",
    [
        [{"type": "calculate", "name": "a", "calculation": "${a} + 1"}, q("text", "z")],
        [
            {"type": "calculate", "name": "a", "calculation": "${b}"},
            {"type": "calculate", "name": "b", "calculation": "${a}"},
            q("text", "z"),
        ],
        [{"type": "calculate", "name": "a", "calculation": "${z}"}, q("text", "z", relevant="${a} = 1")],
        [
            q("begin repeat", "r"),
            {"type": "calculate", "name": "a", "calculation": "${b}"},
            q("text", "b", relevant="${a} = 1"),
            {"type": "end repeat"},
        ],
        [
            q("begin repeat", "r", repeat_count="${s}"),
            q("integer", "b"),
            {"type": "end repeat"},
            {"type": "calculate", "name": "s", "calculation": "sum(${b})"},
        ],
    ],
)
def test_a_circle_is_refused_with_its_cell(rows):
    [(code, row, column)] = refused(rows)

    assert (code, bool(row), bool(column)) == ("expression_circle", True, True)
