"""A to E: the options are those of published questionnaires, with companies' names made neutral; the wording is our own."""

from __future__ import annotations

from collections.abc import Sequence

from examples.library.rows import (
    ANY,
    CLOSEST,
    NO_CUSTOMERS,
    NONE,
    OTHER,
    OTHER_LABEL,
    PERIOD,
    Option,
    Pair,
    Row,
    group,
    row,
    write,
)
from surveys.library import Entry

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


AWARE_REASONS: list[Option] = [
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
    lists: dict[str, Sequence[Option]] = {
        "seen": SEEN_LIST,
        "reason": [REQUEST, proposal("新電力のお客さま", "customers of other retailers")],
        "route": routes("manual", "not_aware", "boss", "peers", "self", "overheard", "network", "shown_ok", "other"),
        "told": TOLD_LIST,
        "aware": AWARE_LIST,
        "aware_reason": AWARE_REASONS,
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
