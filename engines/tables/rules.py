"""The sentences a table prints about its own counting."""

from __future__ import annotations

from collections.abc import Iterable

from engines.tables.counting import is_answers
from engines.tables.planning import Counted, Plan
from engines.tables.specs import Count
from engines.tables.words import Words

BY_OTHERS = Words(
    "※ 回答のうち{n}人分は、本人の入力ではなく、聞き取りまたは代理の方の回答によるものです。",
    "* {n} of the answers were given in an interview or by a proxy, not entered by the person.",
)
SEVERAL_WAVES = Words(
    "※ 複数回の調査に回答した方は1人と数え、最後に提出された回答によっています。",
    "* A person who answered more than once is counted once, with the answer submitted last.",
)
LOG_BESIDE_ANSWERS = Words(
    "※ ログによる数とアンケートによる数は、対象期間と数え方が異なるため、そのまま比べることはできません。",
    "* Numbers from the log and from the survey differ in period and in what they count; they cannot be compared as "
    "they stand.",
)
PEOPLE = Words("人数は、同じ方を1人と数えたものです。", "People: the same person is counted once.")
SELECTIONS = Words("回答数は、選ばれた選択肢の数です。", "Answers: the number of options chosen.")
VIEWS = Words(
    "閲覧件数は、利用ログの1行を1件と数えたものです（事案の範囲でまとめると定めた行は、まとめて1件とします）。",
    "Views: one line of the log is one view (lines that the scope of an incident joins are one together).",
)
VIEWERS = Words(
    "ログの閲覧者数は、ログインIDから特定できた方を1人ずつ数えたもので、特定できない利用は含みません。",
    "Viewers in the log: each person identified by a log-in id counts once; use that could not be attributed is left "
    "out.",
)
CONTRACTS = Words(
    "契約件数は、事案ごとに同じ契約を1件と数えたものです。契約の数はお客さまの数とは異なります。",
    "Contracts: the same contract counts once within an incident; contracts are not customers.",
)
TERMINALS = Words(
    "端末台数は、システムごとに同じ端末を1台と数えたものです。",
    "Terminals: the same terminal counts once within a system.",
)
RETAILERS = Words(
    "事業者数は、同じ小売電気事業者を1と数えたものです。",
    "Retailers: the same retailer counts once.",
)
DIFFERENT = Words("事業所や会社の数は、同じものを1と数えたものです。", "Sites and companies: each counts once.")
SUM = Words(
    "回答された件数は、聞き取りなどで分かった件数の合計です。",
    "Numbers that people gave are added up as they were given.",
)
LOGINS = Words("ID数は、同じログインIDを1件と数えたものです。", "Log-in ids: the same id counts once within a system.")


def for_plans(plans: Iterable[Plan]) -> tuple[Words, ...]:
    """What one unit of each kind in the table is."""
    found: dict[Words, None] = {}
    for plan in plans:
        if isinstance(plan, Counted):
            found[_rule(plan.measure.relation, plan.measure.count)] = None
    return tuple(found)


def _rule(relation: str, count: Count) -> Words:
    if count is Count.PEOPLE:
        return VIEWERS if relation == "views" and not is_answers(relation) else PEOPLE
    return {
        Count.ROWS: VIEWS,
        Count.CONTRACTS: CONTRACTS,
        Count.TERMINALS: TERMINALS,
        Count.LOGINS: LOGINS,
        Count.RETAILERS: RETAILERS,
        Count.SELECTIONS: SELECTIONS,
        Count.DIFFERENT: DIFFERENT,
        Count.SUM: SUM,
    }[count]
