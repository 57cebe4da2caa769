"""What could be understood in two ways, and is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engines.columnar.formats.seen import Seen

QUESTIONS = {
    "time_zone_assumed": {
        "ja": "日時に時差の表記がないため、{value} の時刻とみなします。違うときは時刻帯を選んでください。",
        "en": "The times carry no offset and are taken as {value}. If that is wrong, choose the time zone.",
    },
    "at_missing": {
        "ja": "日時の列が分かりません。どの列かを選んでください。",
        "en": "No column was recognised as the time. Choose which one it is.",
    },
    "identity_missing": {
        "ja": "ログイン ID も端末も見つかりません。どの列が人または端末を示すかを選んでください。",
        "en": "Neither a log-in id nor a terminal was recognised. Choose the column that names the person or terminal.",
    },
    "terminal_only": {
        "ja": "ログイン ID の列がありません。端末だけのログからは、人ごとの区分は作れません。",
        "en": "There is no column with log-in ids. A log of terminals alone gives no classes of people.",
    },
    "at_ambiguous": {
        "ja": "「{value}」は日・月の順が決められません。形式を選んでください。",
        "en": "In “{value}” day and month cannot be told apart. Choose the format.",
    },
    "at_day_only": {
        "ja": "日付の列だけで、時刻の列がありません。時刻の列があれば選んでください。",
        "en": "There is a column with days but none with the time. Choose one if there is.",
    },
    "encoding_ambiguous": {
        "ja": "文字コードは {value} のどれとしても読めます。見本を見て選んでください。",
        "en": "The text can be read as {value}. Look at the samples and choose.",
    },
    "other_lines": {
        "ja": "見出しの繰り返しや合計など、記録ではない行が {value} 行あります。除く行の指定を確かめてください。",
        "en": "{value} lines are no records but titles, repeated heads or totals. Check which lines are left out.",
    },
    "private_use": {
        "ja": "外字（{value}）があります。そのまま残します。どの文字かを送り主に確かめてください。",
        "en": "There are user-defined characters ({value}). They are kept; ask the giver what they stand for.",
    },
    "encoding_mixed": {
        "ja": "一部の行が {value} として読めません。その行は理由を付けて除外されます。",
        "en": "Some lines cannot be read as {value}. They will be rejected, with the reason.",
    },
    "ragged": {
        "ja": "はじめの {total} 行のうち {value} 行は、列の数が見出しと合いません。",
        "en": "Of the first {total} rows, {value} do not have as many columns as the header.",
    },
    "no_header": {
        "ja": "見出しの行がないようです。列は番号で選びます。",
        "en": "There seems to be no header row. Columns are chosen by number.",
    },
    "category_missing": {
        "ja": "顧客の区分の列が分かりません。区分ごとに数えるときは選んでください。",
        "en": "No column was recognised as the customer category. Choose one if categories are to be counted.",
    },
}


def questions_of(columns: Sequence[dict[str, Any]], seen: Seen, time_zone: str) -> list[dict[str, str]]:
    """Code and sentence in both languages of everything that could be understood in two ways."""
    asked: list[dict[str, str]] = []

    def ask(code: str, **values: object) -> None:
        asked.append({"code": code, **{lang: text.format(**values) for lang, text in QUESTIONS[code].items()}})

    known = {column["canonical"]: column for column in columns}
    if seen.ready is None:
        _ask_about_time(known.get("at"), time_zone, ask)
        if "login" not in known and "terminal" not in known:
            ask("identity_missing")
        elif "login" not in known:
            ask("terminal_only")
        if "category" not in known:
            ask("category_missing")
    if not seen.header:
        ask("no_header")
    if seen.mixed:
        ask("encoding_mixed", value=seen.encoding)
    if len(set(seen.encodings.values())) > 1:  # plain ASCII reads the same in all of them
        ask("encoding_ambiguous", value=" / ".join(seen.encodings))
    if seen.body_rows != len(seen.rows):
        ask("ragged", value=seen.body_rows - len(seen.rows), total=seen.body_rows)
    if seen.other_lines:
        ask("other_lines", value=seen.other_lines)
    if seen.private_use:
        ask("private_use", value=", ".join(sorted(seen.private_use)[:5]))
    return asked


def _ask_about_time(at: dict[str, Any] | None, time_zone: str, ask: Callable[..., None]) -> None:
    if at is None:
        ask("at_missing")
        return
    form = str(at.get("format") or "")
    if at.get("formats"):
        ask("at_ambiguous", value=at["samples"][0] if at["samples"] else "")
    if at["type"] == "date" and not at.get("with"):
        ask("at_day_only")
    if "%z" not in form and not form.startswith("epoch"):
        ask("time_zone_assumed", value=time_zone)
