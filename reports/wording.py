"""Words of the printed report in both languages; the report's language is the edition's, not the reader's."""

from __future__ import annotations

from engines.tables import Words

CLASSES: dict[str, Words] = {
    "log_yes_answer_yes": Words("記録あり・閲覧したと回答", "In the log, answered yes"),
    "log_yes_answer_no": Words("記録あり・閲覧していないと回答", "In the log, answered no"),
    "log_yes_answer_unsure": Words("記録あり・わからないと回答", "In the log, unsure"),
    "log_yes_no_answer": Words("記録あり・回答なし", "In the log, no answer"),
    "log_yes_not_asked": Words("記録あり・調査の対象外", "In the log, not asked"),
    "log_no_answer_yes_in_window": Words(
        "記録なし・記録の期間内に閲覧したと回答", "Not in the log, answered yes within the log's window"
    ),
    "answer_yes_period_unknown": Words(
        "記録なし・閲覧したと回答（時期は不明または一部が期間外）",
        "Not in the log, answered yes (time unknown or partly outside the window)",
    ),
    "answer_yes_out_of_window": Words(
        "記録なし・記録の期間より前に閲覧したと回答", "Not in the log, answered yes outside the log's window"
    ),
    "log_not_usable": Words("記録では確かめられない", "The log cannot tell"),
    "log_no_answer_no": Words("記録なし・閲覧していないと回答", "Not in the log, answered no"),
    "log_no_answer_unsure": Words("記録なし・わからないと回答", "Not in the log, unsure"),
    "log_no_no_answer": Words("記録なし・回答なし", "Not in the log, no answer"),
    "log_no_not_asked": Words("記録なし・調査の対象外", "Not in the log, not asked"),
}
TOTAL = Words("人数の計（調査の母集団）", "People in all")
UNMAPPED = Words("別に、どなたのものか特定できないID", "Beside these: log-in ids of nobody known")
RECONCILIATION_TITLE = Words("利用の記録と回答の照合", "Log beside answers")
RECONCILIATION_NOTES = (
    Words(
        "記録は、開いた画面を残したものであり、閲覧の意図を示すものではありません。",
        "A log keeps which screens were opened; it does not show intent.",
    ),
    Words(
        "「記録なし」は、記録が残っている期間とシステムの中に見つからないことをいい、閲覧がなかったことを意味しません。",
        "“Not in the log” means not found in the period and systems of the log; it does not mean that nothing was viewed.",
    ),
)
PEOPLE = Words("人", "people")
MODES: dict[str, Words] = {
    "web": Words("ウェブ", "web"),
    "import": Words("一覧・調査票からの取込み", "lists and paper forms"),
    "interview": Words("聞き取り", "interview"),
}
NATURES: dict[str, Words] = {
    "defect": Words("誤って閲覧できる状態になっていたもの", "Could be viewed by mistake"),
    "permission": Words("閲覧できるように設定され、後に不適切と判断されたもの", "Was permitted, later judged improper"),
}
AUDIENCES: dict[str, Words] = {
    "internal": Words("社内限り", "Within the company"),
    "regulator": Words("規制機関への提出用", "For the regulator"),
    "public": Words("公表", "Public"),
}
STATES: dict[str, Words] = {
    "not_started": Words("未着手", "Not started"),
    "under_consideration": Words("検討中", "Under consideration"),
    "planned": Words("予定", "Planned"),
    "in_progress": Words("実施中", "In progress"),
    "partly_done": Words("一部実施済", "Partly done"),
    "done": Words("実施済", "Done"),
    "recurring": Words("継続実施", "Recurring"),
    "withdrawn": Words("取下げ", "Withdrawn"),
}
NO_MEASURE = Words("この原因に応える対策は、まだありません。", "No measure answers this cause yet.")
LABELS: dict[str, Words] = {
    "contents": Words("目次", "Contents"),
    "tables": Words("表", "Tables"),
    "table": Words("表", "Table"),
    "edition": Words("版", "Edition"),
    "as_of": Words("集計基準日", "As of"),
    "code": Words("検証コード", "Verification code"),
    "handling": Words("取扱い", "Handling"),
    "continued": Words("（つづき）", "(continued)"),
    "base": Words("母数", "Base"),
    "unit": Words("単位：", "Unit: "),
    "end": Words("以上", ""),
    "snapshot": Words("集計の SHA-256", "SHA-256 of the figures"),
    "snapshot_note": Words(
        "凍結した集計の一式に対する値です。本書の数は、すべてこの集計から取り出しました。",
        "The hash of the frozen figures; every number in this document comes from them.",
    ),
    "cause": Words("発生原因", "Cause"),
    "situation": Words("状況", "Situation"),
    "incidents": Words("関係する事案", "Incidents"),
    "answers": Words("対応する対策", "Measures"),
    "no": Words("番号", "No."),
    "measure": Words("対策", "Measure"),
    "target": Words("対象", "For"),
    "actor": Words("実施者", "By"),
    "timing": Words("実施時期", "When"),
    "state": Words("状況", "State"),
    "causes": Words("発生原因", "Causes"),
    "measures": Words("対策一覧", "Measures"),
    "causes_beside": Words("発生原因と対策", "Causes and measures"),
    "unnamed": Words("（記載なし）", "(not named)"),
    "draft": Words("案（集計は現在のデータによる）", "Draft (figures from the present data)"),
    "class": Words("区分", "Class"),
    "to": Words("御中", ""),
}


def label(name: str, language: str) -> str:
    return LABELS[name].in_language(language)


def edition_name(ordinal: int, language: str) -> str:
    return f"Edition {ordinal}" if language == "en" else f"第{ordinal}版"


def table_name(number: int, language: str) -> str:
    return f"Table {number}" if language == "en" else f"表{number}"


def incident_name(number: str, language: str) -> str:
    return f"Incident {number}" if language == "en" else f"事案 {number}"
