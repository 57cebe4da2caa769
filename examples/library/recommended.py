"""F, the questionnaire that we recommend."""

from __future__ import annotations

from collections.abc import Sequence

from examples.library.rows import (
    ANY,
    CANNOT_SAY,
    CLOSEST,
    HONEST,
    NO_CUSTOMERS,
    OTHER,
    OTHER_LABEL,
    PERIOD,
    Option,
    Pair,
    group,
    row,
    write,
)
from surveys.library import Entry


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
