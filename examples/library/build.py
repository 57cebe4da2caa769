"""Writes the library of ready questionnaires into surveys/library. The same run gives the same bytes.

    python examples/library/build.py

A to E carry the options of published questionnaires, with companies' names made neutral; the wording of the questions
is our own. F is the one we recommend.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from engines.sheets import OutSheet, write_workbook  # noqa: E402
from surveys.library import ENTRIES, Entry  # noqa: E402

CREATED = datetime(2023, 4, 1, tzinfo=UTC)
COLUMNS = (
    "type",
    "name",
    "label::日本語 (ja)",
    "label::English (en)",
    "hint::日本語 (ja)",
    "hint::English (en)",
    "required",
    "relevant",
    "constraint",
    "constraint_message::日本語 (ja)",
    "constraint_message::English (en)",
    "appearance",
    "skip_reasons",
)
Row = tuple[str, ...]
Pair = tuple[str, str]
Option = tuple[str, str, str]

DONT_REMEMBER: Option = ("dont_remember", "覚えていない", "I don't remember")
INTERVIEW: Option = ("prefer_interview", "面談で話したい", "I'd rather explain in an interview")
HONEST = (DONT_REMEMBER, INTERVIEW)
CANNOT_SAY = "dont_remember prefer_interview"
OTHER: Option = ("other", "その他", "Other")
NONE: Pair = ("", "")
ANY: Pair = ("あてはまるものを、いくつでも。", "Choose all that apply.")
CLOSEST: Pair = ("いちばん近いものを一つ。", "Choose the one that comes closest.")
NO_CUSTOMERS: Pair = (
    "お客さまや職場の人の名前・番号は書かないでください。",
    "Please leave out names and numbers of customers and colleagues.",
)
PERIOD: Pair = (
    "案内に書かれた期間のことをお答えください。途中で所属した方は、所属してからのことをお答えください。",
    "Please answer for the period named in the invitation; if you joined later, since you joined.",
)


def row(
    kind: str,
    name: str,
    label: Pair,
    *,
    hint: Pair = NONE,
    required: bool = False,
    relevant: str = "",
    constraint: str = "",
    message: Pair = NONE,
    appearance: str = "",
    skip_reasons: str = "",
) -> Row:
    needed = "yes" if required else ""
    return (kind, name, *label, *hint, needed, relevant, constraint, *message, appearance, skip_reasons)


def group(name: str, label: Pair, *rows: Row, relevant: str = "") -> list[Row]:
    return [row("begin group", name, label, relevant=relevant), *rows, row("end group", name, NONE)]


def write(entry: Entry, survey: Sequence[Row], lists: dict[str, Sequence[Option]]) -> None:
    used = [place for place in range(len(COLUMNS)) if place < 4 or any(line[place] for line in survey)]
    choices = [(name, *option) for name, options in lists.items() for option in options]
    sheets = [
        OutSheet("survey", [COLUMNS[place] for place in used], [[line[place] for place in used] for line in survey]),
        OutSheet("choices", ("list_name", "name", "label::日本語 (ja)", "label::English (en)"), choices),
        OutSheet(
            "settings",
            ("form_title", "form_title::English (en)", "form_id", "version", "default_language"),
            [(entry.title["ja"], entry.title["en"], entry.file.removesuffix(".xlsx"), "1", "日本語 (ja)")],
        ),
    ]
    if entry.weaknesses:
        rows = [(text["ja"], text["en"]) for text in entry.weaknesses]
        sheets.append(OutSheet("メモ", ("知られている弱点", "Known weaknesses"), rows))
    entry.path.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(entry.path, sheets, created=CREATED, title=entry.title["ja"])


# --- what the published questionnaires share

SEEN_LIST = (("yes", "ある", "Yes"), ("no", "ない", "No"))
TOLD_LIST = (("yes", "伝達した事実あり", "Yes, I did"), ("no", "伝達した事実なし", "No, I did not"))
AWARE_LIST = (("aware", "認識していた", "I was aware"), ("unaware", "認識していなかった", "I was not aware"))
REQUEST: Option = ("request", "お客さまからのお申し出への対応等", "Answering a customer's request and the like")
ROUTES: dict[str, Option] = {
    "manual": ("manual", "マニュアル類", "Manuals"),
    "not_aware": ("not_aware_of_viewing", "閲覧しているという認識なし", "I was not aware of viewing it"),
    "boss": ("boss", "上司からの業務指示", "An instruction from my superior"),
    "peers": ("peers", "同僚等からの情報共有", "Colleagues shared it"),
    "self": ("self_found", "問合せ対応等で自ら発見", "I found it myself while answering enquiries"),
    "search": (
        "search_found",
        "問合せ対応等でシステム検索したときに自ら発見",
        "I found it myself when searching the system for an enquiry",
    ),
    "overheard": ("overheard", "誰かが話しているのを聞いた", "I heard somebody talk about it"),
    "network": ("network_company", "送配電会社在籍時の知識", "I knew it from working at the network company"),
    "shown_ok": ("shown_so_ok", "表示されるので問題ない認識", "It is shown, so I thought it was all right"),
    "other": OTHER,
}
ROUTE_LABEL: Pair = (
    "その情報を見られることを、どのように知りましたか。",
    "How did you learn that the information could be seen?",
)
TOLD_LABEL: Pair = ("見た内容を、ほかの人に伝えたことがありますか。", "Did you pass on to others what you saw?")
AWARE_LABEL: Pair = (
    "見ることが電気事業法上の問題になると、認識していましたか。",
    "Were you aware that this was a problem under the Electricity Business Act?",
)
REASON_LABEL: Pair = ("見たのは、どのような場面でしたか。", "In what situation did you see it?")
OTHER_LABEL: Pair = ("「その他」の内容を教えてください。", "Please tell us what «other» was.")


def proposal(ja: str, en: str) -> Option:
    return ("proposal", f"{ja}に対しての提案活動", f"Making offers to {en}")


def routes(*names: str) -> list[Option]:
    return [ROUTES[name] for name in names]


def follow_ups(code: str, seen: str, seen_for_routes: str = "") -> list[Row]:
    """Reason, routes, passing on, awareness: the same four in A, B and C."""
    inner = seen_for_routes or seen
    return [
        *group(
            "ways",
            ("見た場面と、知ったきっかけ", "The situation, and how you came to know"),
            row("select_one reason", f"{code}2_reason", REASON_LABEL, hint=CLOSEST, relevant=seen),
            row("select_multiple route", f"{code}3_routes", ROUTE_LABEL, hint=ANY, relevant=inner),
            row(
                "text",
                f"{code}3_other",
                OTHER_LABEL,
                hint=NO_CUSTOMERS,
                relevant=f"{inner} and selected(${{{code}3_routes}}, 'other')",
            ),
            row("select_one told", f"{code}4_told", TOLD_LABEL, relevant=inner),
        ),
        *group(
            "law",
            ("法令のこと", "The law"),
            row("select_one aware", f"{code}5_aware", AWARE_LABEL, relevant=inner),
        ),
    ]


def other_retailers(entry: Entry) -> None:
    seen = "${a1_viewed} = 'yes'"
    survey = [
        *group(
            "viewing",
            ("情報を見たこと", "Seeing the information"),
            row(
                "select_one seen",
                "a1_viewed",
                (
                    "新電力等と契約しているお客さまの情報が表示された画面を、閲覧したことがありますか。",
                    "Have you viewed screens showing information on customers of other retailers?",
                ),
                hint=PERIOD,
                required=True,
            ),
        ),
        *follow_ups("a", seen)[:-1],
        row(
            "select_multiple aware_reason",
            "a6_aware_reasons",
            (
                "問題になると認識していながら見たのは、どのような理由からでしたか。",
                "You were aware of the problem. For what reasons did you view it nevertheless?",
            ),
            hint=ANY,
            relevant="${a5_aware} = 'aware'",
        ),
        row(
            "text",
            "a6_other",
            OTHER_LABEL,
            hint=NO_CUSTOMERS,
            relevant="${a5_aware} = 'aware' and selected(${a6_aware_reasons}, 'other')",
        ),
        row("end group", "law", NONE),
    ]
    reasons: list[Option] = [
        (
            "search_result",
            "検索したら結果として新電力等のお客さまだった",
            "I searched, and it turned out to be another retailer's customer",
        ),
        (
            "past_info",
            "過去の情報を閲覧しようとしたら新電力等のお客さまが表示された",
            "I looked for earlier information, and another retailer's customer was shown",
        ),
        (
            "simplify",
            "契約申込処理上、手続き簡略化のため閲覧した",
            "I viewed it to simplify an application for a contract",
        ),
        (
            "customer_wish",
            "問題だと認識していたが、やむを得ずお客さまのご要望に従った",
            "I knew it was a problem, but could not but follow the customer's wish",
        ),
        (
            "service",
            "問題だと認識していたが、お客さまサービス向上のため閲覧した",
            "I knew it was a problem, but viewed it to serve the customer better",
        ),
        (
            "attached_contract",
            "供給側契約の付帯契約を閲覧しようとしたら他社買取の再エネ契約の内容が表示された",
            "I looked for a contract attached to the supply, and a renewable contract bought by another was shown",
        ),
        OTHER,
    ]
    lists: dict[str, Sequence[Option]] = {
        "seen": SEEN_LIST,
        "reason": [REQUEST, proposal("新電力のお客さま", "customers of other retailers")],
        "route": routes("manual", "not_aware", "boss", "peers", "self", "overheard", "network", "shown_ok", "other"),
        "told": TOLD_LIST,
        "aware": AWARE_LIST,
        "aware_reason": reasons,
    }
    write(entry, survey, lists)


def feed_in(entry: Entry) -> None:
    survey = [
        *group(
            "viewing",
            ("情報を見たこと", "Seeing the information"),
            row(
                "select_one seen",
                "b1_viewed",
                (
                    "送配電会社が買い取っている（固定価格買取）お客さまの情報が表示された画面を、閲覧したことがありますか。",
                    "Have you viewed screens showing information on feed-in customers of the network company?",
                ),
                hint=PERIOD,
                required=True,
            ),
        ),
        *follow_ups("b", "${b1_viewed} = 'yes'"),
    ]
    lists: dict[str, Sequence[Option]] = {
        "seen": SEEN_LIST,
        "reason": [REQUEST, proposal("固定価格買取のお客さま", "feed-in customers")],
        "route": routes("manual", "self", "boss", "peers", "network", "overheard", "other"),
        "told": TOLD_LIST,
        "aware": AWARE_LIST,
    }
    write(entry, survey, lists)


def last_resort(entry: Entry) -> None:
    first = "${c1a_viewed} = 'yes'"
    survey = [
        *group(
            "viewing",
            ("情報を見たこと", "Seeing the information"),
            row(
                "select_one seen",
                "c1a_viewed",
                (
                    "最終保障供給のお客さまの情報を、顧客管理システムで閲覧したことがありますか。",
                    "Have you viewed information on last-resort supply customers in the customer system?",
                ),
                hint=PERIOD,
                required=True,
            ),
            row(
                "select_one seen",
                "c1b_viewed",
                (
                    "最終保障供給のお客さまの情報を、法人のお客さまへの訪問実績を蓄積するシステムで閲覧したことがありますか。",
                    "Have you viewed it in the system that keeps visits to corporate customers?",
                ),
                required=True,
            ),
        ),
        *follow_ups("c", f"({first} or ${{c1b_viewed}} = 'yes')", first),
    ]
    lists: dict[str, Sequence[Option]] = {
        "seen": SEEN_LIST,
        "reason": [REQUEST, proposal("最終保障供給のお客さま", "last-resort supply customers")],
        "route": routes("search", "boss", "manual", "peers", "overheard", "network", "other"),
        "told": TOLD_LIST,
        "aware": AWARE_LIST,
    }
    write(entry, survey, lists)


def terminals(entry: Entry) -> None:
    seen = "${d1_viewed} = 'yes'"
    survey = [
        *group(
            "terminals",
            ("端末のこと", "The terminals"),
            row(
                "text",
                "d0_circumstances",
                (
                    "送配電側の設定の端末が職場に置かれている事情と、ふだんの使い方を、知っている範囲で書いてください。",
                    "Please write what you know of why terminals set up for the network company are at your workplace, and how they are used.",
                ),
                hint=NO_CUSTOMERS,
            ),
            row(
                "select_one seen",
                "d1_viewed",
                (
                    "その端末で、新電力のお客さまの情報を閲覧したことがありますか。",
                    "Have you viewed information on other retailers' customers on such a terminal?",
                ),
                hint=(
                    "災害などの非常時に、頼まれて使った場合は除きます。",
                    "Leave out use on request in disasters and other emergencies.",
                ),
                required=True,
            ),
            row(
                "select_one purpose",
                "d2_purpose",
                ("何のために閲覧しましたか。", "For what purpose did you view it?"),
                relevant=seen,
            ),
            row(
                "select_one concern",
                "d3_concern",
                ("閲覧することに、問題意識はありましたか。", "Did you think of the viewing as a problem?"),
                relevant=seen,
            ),
            row(
                "select_one why",
                "d4_why",
                (
                    "問題意識がありながら閲覧したのは、なぜですか。",
                    "You thought of it as a problem. Why did you view it nevertheless?",
                ),
                hint=CLOSEST,
                relevant="${d3_concern} = 'aware'",
            ),
        ),
    ]
    lists: dict[str, Sequence[Option]] = {
        "seen": (("yes", "閲覧あり", "Yes"), ("no", "閲覧なし", "No")),
        "purpose": [REQUEST, proposal("新電力お客さま", "customers of other retailers")],
        "concern": (("aware", "問題意識あり", "Yes"), ("unaware", "問題意識なし", "No")),
        "why": [
            (
                "smooth",
                "システム障害時等、お客さまのお申し出に対してスムーズに対応するため",
                "To answer customers smoothly when a system failed and the like",
            ),
            (
                "ops_first",
                "法的分離前は恒常的に使用していたため、業務運用面を優先",
                "We had always used it before the legal separation, so the work came first",
            ),
            OTHER,
        ],
    }
    write(entry, survey, lists)


def good_reason(entry: Entry) -> None:
    without = "${e1_viewed} = 'yes' and ${e2_reason} = 'no'"
    survey = [
        *group(
            "viewing",
            ("情報を見たこと", "Seeing the information"),
            row(
                "select_one seen",
                "e1_viewed",
                (
                    "新電力の顧客情報を閲覧したことがありますか。",
                    "Have you viewed information on customers of other retailers?",
                ),
                hint=PERIOD,
                required=True,
            ),
            row(
                "select_one reason",
                "e2_reason",
                (
                    "閲覧には、非常災害の応援などの合理的な理由がありましたか。",
                    "Was there a good reason, such as helping in a disaster?",
                ),
                relevant="${e1_viewed} = 'yes'",
            ),
        ),
        *group(
            "interview",
            ("面談でお聞きすること", "What the interview asks"),
            row("text", "e3_period", ("いつからいつまでのことですか。", "From when until when was it?")),
            row("text", "e4_situation", ("どのような場面でしたか。", "In what situation?"), hint=NO_CUSTOMERS),
            row("text", "e5_content", ("どの項目を見ましたか。", "Which items did you see?"), hint=NO_CUSTOMERS),
            row("text", "e6_reason", ("見た理由を教えてください。", "Why did you view it?")),
            row("integer", "e7_count", ("何件くらいですか。", "About how many were there?"), constraint=". >= 0"),
            row("select_one yn", "e8_sales", ("営業活動に使いましたか。", "Did you use it for sales?")),
            row("select_one yn", "e9_outside", ("社外の人に伝えましたか。", "Did you tell anybody outside?")),
            row("select_one yn", "e10_now", ("いまも見られますか。", "Can you still see it?")),
            relevant=without,
        ),
    ]
    lists: dict[str, Sequence[Option]] = {
        "seen": (("yes", "はい", "Yes"), ("no", "いいえ", "No")),
        "reason": (("yes", "あった", "Yes"), ("no", "なかった", "No")),
        "yn": (("yes", "はい", "Yes"), ("no", "いいえ", "No")),
    }
    write(entry, survey, lists)


def recommended(entry: Entry) -> None:
    shown = "(${f1_displayed} = 'yes' or ${f2_noticed} = 'yes' or ${f3_read} = 'yes' or ${f4_used} = 'yes')"
    used, passed = "${f4_used} = 'yes'", "${f5_passed_on} = 'yes'"
    knew = f"{shown} and ${{f6_law_then}} = 'knew'"
    about: Pair = (
        "ここで「その情報」とは、ほかの小売電気事業者と契約しているお客さまの情報のことです。見ようとしたかどうかは問いません。",
        "«The information» means information on customers of other retailers, whether or not you meant to see it.",
    )
    filters = [
        row("note", "about", about),
        row(
            "select_one step",
            "f1_displayed",
            (
                "業務で使う画面に、その情報が表示されたことがありますか。",
                "Has the information been displayed on a screen you use at work?",
            ),
            hint=PERIOD,
            required=True,
        ),
        row(
            "select_one step_after",
            "f2_noticed",
            (
                "表示されたとき、ほかの事業者のお客さまの情報だと気づいたことがありますか。",
                "When it was displayed, did you ever notice that it concerned another retailer's customer?",
            ),
            required=True,
        ),
        row(
            "select_one step_after",
            "f3_read",
            ("その内容を読んだことがありますか。", "Did you ever read what it said?"),
            required=True,
        ),
        row(
            "select_one step_after",
            "f4_used",
            (
                "読んだ内容を、仕事に使ったことがありますか（お客さまへの応対を含みます）。",
                "Did you ever use it in your work, answering customers included?",
            ),
            required=True,
        ),
        row(
            "select_one step_after",
            "f5_passed_on",
            ("その内容を、ほかの人に伝えたことがありますか。", "Did you ever pass it on to others?"),
            required=True,
        ),
    ]
    law = [
        row(
            "select_one law",
            "f6_law_then",
            (
                "【当時】その情報を見たり使ったりすることが法令上の問題になりうると、知っていましたか。",
                "THEN: did you know that seeing or using the information can be a problem under the law?",
            ),
            hint=(
                "表示されたことがない方も、この期間にどうだったかをお答えください。",
                "Please answer for that time even if it was never displayed to you.",
            ),
            required=True,
        ),
        row(
            "select_one law",
            "f7_law_now",
            (
                "【現在】そのことを、いまは知っていますか。",
                "NOW: do you know it today?",
            ),
            required=True,
        ),
        row(
            "select_multiple taught",
            "f8_explained",
            (
                "そのことについて、この期間に説明を受けたことがありますか。",
                "Was this explained to you during that time?",
            ),
            hint=ANY,
        ),
    ]
    details = [
        row(
            "select_one frequency",
            "f9_frequency",
            ("どのくらいの頻度でしたか。", "How often was it?"),
            hint=CLOSEST,
        ),
        row(
            "select_one known_period",
            "f10_period",
            ("いつごろのことか、わかりますか。", "Do you know when it was?"),
        ),
        row(
            "date",
            "f10_from",
            ("いつからですか。", "Since when?"),
            hint=("だいたいの日でかまいません。", "An approximate day will do."),
            relevant="${f10_period} = 'known'",
            constraint=". <= today()",
            message=("今日までの日を入れてください。", "Please enter a day up to today."),
            skip_reasons=CANNOT_SAY,
        ),
        row(
            "date",
            "f10_until",
            ("いつまでですか。", "Until when?"),
            hint=("いまも続いている場合は、空けておいてください。", "If it still goes on, leave this empty."),
            relevant="${f10_period} = 'known'",
            constraint=". <= today() and (${f10_from} = '' or . >= ${f10_from})",
            message=(
                "「いつから」より後で、今日までの日を入れてください。",
                "Please enter a day after the first, up to today.",
            ),
            skip_reasons=CANNOT_SAY,
        ),
        row(
            "select_multiple situation",
            "f11_situations",
            ("どのような場面でしたか。", "In what situations was it?"),
            hint=ANY,
        ),
        row(
            "text",
            "f11_other",
            OTHER_LABEL,
            hint=NO_CUSTOMERS,
            relevant="selected(${f11_situations}, 'other')",
            skip_reasons=CANNOT_SAY,
        ),
        row(
            "select_multiple way",
            "f12_ways",
            (
                "その情報が画面に出ることを、どのように知りましたか。",
                "How did you learn that the information appears on the screen?",
            ),
            hint=ANY,
        ),
        row(
            "text",
            "f12_other",
            OTHER_LABEL,
            hint=NO_CUSTOMERS,
            relevant="selected(${f12_ways}, 'other')",
            skip_reasons=CANNOT_SAY,
        ),
        row(
            "select_multiple purpose",
            "f13_purposes",
            ("何のために使いましたか。", "What did you use it for?"),
            hint=ANY,
            relevant=used,
        ),
        row(
            "select_multiple receiver",
            "f14_receivers",
            ("どこの人に伝えましたか。", "To whom did you pass it on?"),
            hint=("お名前は尋ねません。", "We do not ask for names."),
            relevant=passed,
        ),
        row(
            "select_multiple why",
            "f15_why",
            (
                "問題になりうると知っていた当時、見たり使ったりしたのは、どのような事情からでしたか。",
                "You knew then that it can be a problem. What led to it nevertheless?",
            ),
            hint=ANY,
            relevant=knew,
        ),
    ]
    closing = [
        row(
            "select_one wish",
            "f16_interview",
            ("面談で説明したいことがありますか。", "Is there anything you would like to explain in an interview?"),
        ),
        row(
            "text",
            "f17_remarks",
            ("補足があれば、書いてください。", "Is there anything you would like to add?"),
            hint=NO_CUSTOMERS,
            constraint="string-length(.) <= 2000",
            message=("2000字までで書いてください。", "Please write at most 2,000 signs."),
        ),
    ]
    survey = [
        *group("screens", ("画面に表示された情報", "Information shown on screens"), *filters),
        *group("law", ("法令について（全員におたずねします）", "The law (asked of everyone)"), *law),
        *group("details", ("表示されたときのこと", "When it was displayed"), *details, relevant=shown),
        *group("closing", ("さいごに", "Finally"), *closing),
    ]
    never: Option = ("never_displayed", "表示されたことがない", "It was never displayed")
    during: Option = ("during_work", "業務をしている間に表示された", "It was displayed during my work")
    lists: dict[str, Sequence[Option]] = {
        "step": [("yes", "ある", "Yes"), ("no", "ない", "No"), *HONEST],
        "step_after": [("yes", "ある", "Yes"), ("no", "ない", "No"), never, *HONEST],
        "law": [
            ("knew", "知っていた", "I knew"),
            ("vaguely", "なんとなく知っていた", "I knew vaguely"),
            ("did_not_know", "知らなかった", "I did not know"),
            *HONEST,
        ],
        "taught": [
            ("training", "研修で説明を受けた", "In a training"),
            ("manual", "マニュアルや通知で読んだ", "In a manual or notice"),
            ("workplace", "職場で説明を受けた", "At my workplace"),
            ("not_explained", "説明を受けたことはない", "It was not explained"),
            *HONEST,
        ],
        "frequency": [
            ("once", "一度だけ", "Once"),
            ("yearly", "年に数回", "A few times a year"),
            ("monthly", "月に数回", "A few times a month"),
            ("weekly", "週に数回", "A few times a week"),
            ("daily", "ほぼ毎日", "Almost every day"),
            *HONEST,
        ],
        "known_period": [
            ("known", "だいたいわかる", "Roughly"),
            ("always", "この期間を通じて", "Throughout the period"),
            *HONEST,
        ],
        "situation": [
            during,
            ("request", "お客さまの問合せや申込みに応えるとき", "When answering a customer's enquiry or application"),
            ("search", "検索した結果に含まれていたとき", "When it was among the results of a search"),
            ("earlier", "過去の契約や手続きを調べるとき", "When looking up an earlier contract or procedure"),
            ("emergency", "災害や停電などの非常時に対応するとき", "When responding to a disaster, outage or the like"),
            ("proposal", "営業や提案の準備や実施のとき", "When preparing or making offers"),
            OTHER,
            *HONEST,
        ],
        "way": [
            during,
            ("manual", "マニュアルや研修", "Manuals or training"),
            ("instructed", "業務の指示のとおりに操作した", "As instructed for the work"),
            ("shared", "職場で共有されていた", "It was shared at the workplace"),
            ("overheard", "話しているのを聞いた", "I heard people talk about it"),
            ("earlier_post", "以前の部署や会社で知っていた", "I knew it from an earlier post or company"),
            OTHER,
            *HONEST,
        ],
        "purpose": [
            ("answer", "お客さまへの応対", "Answering the customer"),
            ("procedure", "申込みなどの手続き", "An application or other procedure"),
            ("check", "内容の確認や訂正", "Checking or correcting entries"),
            ("proposal", "営業や提案", "Sales or offers"),
            OTHER,
            *HONEST,
        ],
        "receiver": [
            ("unit", "同じ部署の人", "People of my unit"),
            ("company", "社内のほかの部署の人", "People of other units"),
            ("contractor", "委託元・委託先の人", "People of the client or contractor company"),
            ("customer", "お客さま本人", "The customer concerned"),
            ("outside", "それ以外の社外の人", "Others outside the company"),
            *HONEST,
        ],
        "why": [
            ("shown_anyway", "操作すると表示されてしまう", "It is displayed whatever one does"),
            ("customer_wish", "お客さまの求めに応えるため", "To meet the customer's wish"),
            ("instructed", "業務の指示のとおりに操作した", "As instructed for the work"),
            ("usual", "職場のふだんのやり方だった", "It was the usual way of working"),
            ("no_other_way", "ほかの方法がなかった", "There was no other way"),
            OTHER,
            *HONEST,
        ],
        "wish": [("yes", "ある", "Yes"), ("no", "ない", "No"), ("undecided", "まだ決めていない", "Not decided yet")],
    }
    write(entry, survey, lists)


BUILDERS = {
    "A": other_retailers,
    "B": feed_in,
    "C": last_resort,
    "D": terminals,
    "E": good_reason,
    "F": recommended,
}

if __name__ == "__main__":
    for found in ENTRIES:
        BUILDERS[found.code](found)
        print(found.path.relative_to(ROOT))
