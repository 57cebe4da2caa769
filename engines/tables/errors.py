"""What can be wrong with a specification, or between it and the data."""

from __future__ import annotations

from engines.tables.words import Words

SENTENCES = {
    "missing": Words("「{key}」がありません。", "“{key}” is missing."),
    "unknown_key": Words(
        "「{key}」は使えません。使えるのは {known} です。", "“{key}” is not known here; known are {known}."
    ),
    "not_text": Words("「{key}」には文字を書いてください。", "“{key}” must be a text."),
    "not_words": Words(
        "「{key}」には文字、または ja と en の組を書いてください。", "“{key}” must be a text or a pair of ja and en."
    ),
    "not_table": Words("「{key}」には項目の組を書いてください。", "“{key}” must be a table."),
    "not_list": Words("「{key}」には並びを書いてください。", "“{key}” must be a list."),
    "not_one_of": Words(
        "「{key}」の「{value}」は使えません。使えるのは {known} です。",
        "“{key}” is “{value}”; it must be one of {known}.",
    ),
    "not_flag": Words("「{key}」には true か false を書いてください。", "“{key}” must be true or false."),
    "not_value": Words(
        "「{key}」には文字、整数、真偽のどれかを書いてください。", "“{key}” must be text, integer or boolean."
    ),
    "unknown_name": Words(
        "「{key}」の「{value}」は定義されていません。", "“{key}” names “{value}”, which is not defined."
    ),
    "duplicate": Words("「{key}」の「{value}」が二度あります。", "“{key}” has “{value}” twice."),
    "one_condition": Words(
        "「{key}」には条件を一つだけ書いてください（eq, in, contains, below, answered, all, any, not）。",
        "“{key}” must hold exactly one condition (eq, in, contains, below, answered, all, any, not).",
    ),
    "count_needs_question": Words(
        "「{key}」で選択数を数えるには question が要ります。", "“{key}” counts selections, so it needs a question."
    ),
    "count_not_possible": Words(
        "「{relation}」では「{count}」を数えられません。", "“{count}” cannot be counted in “{relation}”."
    ),
    "unknown_relation": Words("データ「{relation}」がありません。", "There are no data called “{relation}”."),
    "unknown_column": Words(
        "データに列「{column}」がありません。あるのは {known} です。",
        "The data have no column “{column}”; they have {known}.",
    ),
    "list_needs_contains": Words(
        "列「{column}」は複数回答です。eq ではなく contains を使ってください。",
        "Column “{column}” is a multiple answer: use contains, not eq.",
    ),
    "contains_needs_list": Words(
        "列「{column}」は複数回答ではありません。contains ではなく eq を使ってください。",
        "Column “{column}” is not a multiple answer: use eq, not contains.",
    ),
    "wrong_type": Words(
        "値「{value}」は列の型 {kind} に合いません。", "“{value}” does not fit a column of type {kind}."
    ),
    "no_shared_total": Words(
        "「{key}」の合計は、行の数え方が異なるため重複を除けません。",
        "“{key}” cannot be a distinct total: its rows count different things.",
    ),
}


class TableError(ValueError):
    """A specification or data problem: `code` and `params` for the caller, an English sentence as text."""

    def __init__(self, code: str, **params: str) -> None:
        self.code = code
        self.params = params
        self.words = SENTENCES[code].fill(**params)
        super().__init__(self.words.en)
