"""The columns of each table, by code and by the words that people use."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.sheets import Column

CAUSES = (
    Column("no", _("Number"), ("番号", "原因番号", "cause"), required=True),
    Column("heading", _("Grouping"), ("分類", "区分", "要因")),
    Column("text", _("Cause"), ("原因", "発生原因", "内容"), required=True),
    Column("situation", _("Situation"), ("状況", "背景")),
    Column("incidents", _("Incidents"), ("事案", "対象事案")),
    Column("axes", _("Further groupings"), ("他の分類", "別の軸")),
    Column("evidence", _("What stands behind it"), ("根拠", "裏付け")),
)
MEASURES = (
    Column("no", _("Number"), ("番号", "対策番号", "measure"), required=True),
    Column("text", _("Measure"), ("対策", "再発防止策", "再発防止対策", "内容"), required=True),
    Column("target", _("Target of measure"), ("対象", "対象部門")),
    Column("category", _("Category of measure"), ("分類", "区分", "要素")),
    Column("actor", _("Carried out by"), ("実施主体", "実施者")),
    Column("owner", _("Responsible"), ("担当", "責任者", "担当部門")),
    Column("timing", _("Timing"), ("時期", "実施時期", "期限")),
    Column("state", _("State"), ("状態", "実施状況", "状況")),
    Column("done_on", _("Done on"), ("完了日", "実施日")),
    Column("review_on", _("Look again on"), ("見直し日", "確認予定日")),
    Column("audience", _("Audience"), ("対象者", "受講者")),
    Column("axes", _("Further groupings"), ("他の分類", "別の軸")),
    Column("stage", _("Stage"), ("段階",)),
    Column("effect", _("Expected effect"), ("対策効果", "効果")),
    Column("request", _("Only asked of another organisation"), ("依頼",)),
    Column("order_giver", _("Ordered by"), ("指示者", "指示・命令")),
    Column("monitor", _("Watched by"), ("モニタリング", "監視")),
    Column("verifier", _("Confirmed by"), ("確認者",)),
    Column("status", _("Status as printed"), ("公表した状況", "状況の文言")),
    Column("relations", _("Relations to other measures"), ("関係する対策",)),
    Column("cites", _("What it rests on"), ("根拠", "拠りどころ")),
    Column("check_after_months", _("Check the effect after (months)"), ("効果の確認（月後）",)),
    Column("promised_on", _("Promised first"), ("当初の期日",)),
    Column("postponements", _("Times put off"), ("延期回数",)),
    Column("reason", _("Reason of the postponement"), ("延期の理由",)),
    Column("agreed_by", _("Agreed by"), ("合意した人", "承認者")),
)
LINKS = (
    Column("cause", _("Cause"), ("原因", "原因番号")),
    Column("measure", _("Measure"), ("対策", "対策番号"), required=True),
    Column("group", _("Grouping"), ("分類", "区分", "要因")),
)
SUBACTIONS = (
    Column("measure", _("Measure"), ("対策", "対策番号"), required=True),
    Column("no", _("Number"), ("番号",), required=True),
    Column("text", _("Sub-action"), ("実施項目", "内容"), required=True),
    Column("timing", _("Timing"), ("時期", "実施時期", "期限")),
    Column("state", _("State"), ("状態", "実施状況", "状況")),
    Column("done_on", _("Done on"), ("完了日", "実施日")),
)
REVISIONS = (
    Column("measure", _("Measure"), ("対策", "対策番号"), required=True),
    Column("ordinal", _("Number"), ("番号", "回"), required=True),
    Column("timing_before", _("Timing before"), ("変更前の時期",)),
    Column("timing_after", _("Timing after"), ("変更後の時期",)),
    Column("due_before", _("Due day before"), ("変更前の期日",)),
    Column("due_after", _("Due day after"), ("変更後の期日",)),
    Column("corrects", _("Mends a slip"), ("誤記の訂正",)),
    Column("reason", _("Reason"), ("理由",)),
    Column("agreed_by", _("Agreed by"), ("合意した人", "承認者")),
    Column("agreed_on", _("Agreed on"), ("合意日",)),
    Column("by", _("Written by"), ("記録者",)),
    Column("at", _("Written at"), ("記録日時",)),
)
TABLES = {
    "causes": CAUSES,
    "measures": MEASURES,
    "links": LINKS,
    "subactions": SUBACTIONS,
    "revisions": REVISIONS,
}
"""By the name of the file in a case folder and of the sheet in a workbook."""
