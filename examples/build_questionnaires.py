"""Writes the example questionnaires as XLSForm workbooks. The same run gives the same bytes.

    python examples/build_questionnaires.py

Companies are invented; the wording of the questions is our own, the options are those of published surveys.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from engines.sheets import OutSheet, write_workbook  # noqa: E402
from examples.library.published import AWARE_REASONS  # noqa: E402
from examples.library.rows import CANNOT_SAY, COLUMNS, HONEST  # noqa: E402

CREATED = datetime(2023, 1, 20, tzinfo=UTC)
SURVEY_HEAD = tuple(head for head in COLUMNS if head != "appearance")
CHOICES_HEAD = ("list_name", "name", "label::日本語 (ja)", "label::English (en)")
SETTINGS_HEAD = ("form_title", "form_id", "version", "default_language")

Entry = tuple[str, str, str]


def row(
    kind: str,
    name: str,
    ja: str = "",
    en: str = "",
    *,
    hint: tuple[str, str] = ("", ""),
    required: bool = False,
    relevant: str = "",
    constraint: str = "",
    message: tuple[str, str] = ("", ""),
    skip_reasons: str = "",
) -> tuple[str, ...]:
    return (kind, name, ja, en, *hint, "yes" if required else "", relevant, constraint, *message, skip_reasons)


def choices(**lists: Sequence[Entry]) -> list[tuple[str, ...]]:
    return [(name, *entry) for name, entries in lists.items() for entry in entries]


def write(
    target: Path, *, title: str, code: str, survey: Sequence[tuple[str, ...]], options: list[tuple[str, ...]]
) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    settings = [(title, code, "1", "日本語 (ja)")]
    used = len(SURVEY_HEAD) if any(line[-1] for line in survey) else -1
    sheets = [
        OutSheet("survey", SURVEY_HEAD[:used], [line[:used] for line in survey]),
        OutSheet("choices", CHOICES_HEAD, options),
        OutSheet("settings", SETTINGS_HEAD, settings),
    ]
    write_workbook(target, sheets, created=CREATED, title=title)
    print(target.relative_to(HERE.parent))


ANY = ("あてはまるものを、いくつでも。", "Choose all that apply.")
PERIOD = ("2016年4月から今日までのことをお答えください。", "Please answer for April 2016 until today.")
VIEWED = "${q1_viewed} = 'yes'"


FIT_PERIOD = (
    "2017年4月から今日までのことをお答えください。あてはまる業務のない方は、答えずに進んでください。",
    "Please answer for April 2017 until today. If you never do such work, go on without an answer.",
)
LR_PERIOD = (
    "2016年4月から今日までのことをお答えください。このシステムを使っていない方は、答えずに進んでください。",
    "Please answer for April 2016 until today. If you do not use this system, go on without an answer.",
)


def follow_ups(code: str, name: str, *, label: Entry, seen: str) -> list[tuple[str, ...]]:
    """Routes, passing on and awareness: the same three questions after each module's filter."""
    return [
        row("begin group", name, label[1], label[2], relevant=seen),
        row(
            f"select_multiple {label[0]}",
            f"{code}3_routes",
            "その情報を見られることを、どのように知りましたか。",
            "How did you learn that the information could be seen?",
            hint=ANY,
        ),
        row(
            "text",
            f"{code}3_other",
            "「その他」の内容を教えてください。",
            "Please tell us what «other» was.",
            hint=("お客さまの名前や番号は書かないでください。", "Please leave out customers' names and numbers."),
            relevant=f"selected(${{{code}3_routes}}, 'other')",
            skip_reasons=CANNOT_SAY,
        ),
        row(
            "select_one told",
            f"{code}4_told",
            "見た内容を、ほかの人に伝えたことがありますか。",
            "Did you pass on to others what you saw?",
        ),
        row(
            "select_one aware",
            f"{code}5_aware",
            "見ることが電気事業法上の問題になると、当時認識していましたか。",
            "Were you aware at the time that this was a problem under the Electricity Business Act?",
        ),
        row("end group", ""),
    ]


def feed_in() -> list[tuple[str, ...]]:
    seen = "${b1_viewed} = 'yes'"
    return [
        row("begin group", "fit_viewing", "FIT買取分のお客さま", "Feed-in customers"),
        row(
            "select_one viewed",
            "b1_viewed",
            "送配電会社がFIT制度で買い取っているお客さまの情報が、業務の画面に表示されたのを見たことがありますか。",
            "Have you seen information on feed-in customers of the network company on a screen at work?",
            hint=FIT_PERIOD,
        ),
        row(
            "select_one fit_reason",
            "b2_reason",
            "見たのは、どのような場面でしたか。他社が買い取っているお客さまの場合も含めてお答えください。",
            "In what situation did you see it? Please include customers whose power another company buys.",
            hint=("いちばん近いものを一つ。", "Choose the one that comes closest."),
            relevant=seen,
        ),
        row("end group", ""),
        *follow_ups(
            "b",
            "fit_ways",
            label=("fit_route", "FIT買取分のお客さま（きっかけと認識）", "Feed-in customers: how, and the law"),
            seen=seen,
        ),
    ]


def last_resort() -> list[tuple[str, ...]]:
    """Two systems are asked about; only who viewed in the first is asked further, as in the published survey."""
    first = "${c1a_viewed} = 'yes'"
    return [
        row("begin group", "lr_viewing", "最終保障供給のお客さま", "Last-resort customers"),
        row(
            "select_one viewed",
            "c1a_viewed",
            "最終保障供給のお客さまの情報を、顧客管理システムの画面で見たことがありますか。",
            "Have you seen information on last-resort customers in the customer management system?",
            hint=LR_PERIOD,
        ),
        row(
            "select_one viewed",
            "c1b_viewed",
            "最終保障供給のお客さまの情報を、法人訪問記録システムの画面で見たことがありますか。",
            "Have you seen information on last-resort customers in the corporate visit records?",
            hint=LR_PERIOD,
        ),
        row(
            "select_one lr_reason",
            "c2_reason",
            "見たのは、どのような場面でしたか。",
            "In what situation did you see it?",
            hint=("いちばん近いものを一つ。", "Choose the one that comes closest."),
            relevant=f"{first} or ${{c1b_viewed}} = 'yes'",
        ),
        row("end group", ""),
        *follow_ups(
            "c",
            "lr_ways",
            label=("lr_route", "最終保障供給のお客さま（きっかけと認識）", "Last-resort customers: how, and the law"),
            seen=first,
        ),
    ]


def new_power() -> None:
    survey = [
        row("begin group", "viewing", "情報を見たこと", "Seeing the information"),
        row(
            "select_one viewed",
            "q1_viewed",
            "新電力等と契約しているお客さまの情報が、業務の画面に表示されたのを見たことがありますか。",
            "Have you seen information on customers of other retailers on a screen at work?",
            hint=PERIOD,
            required=True,
        ),
        row(
            "select_one reason",
            "q2_reason",
            "見たのは、どのような場面でしたか。",
            "In what situation did you see it?",
            hint=("いちばん近いものを一つ。", "Choose the one that comes closest."),
            relevant=VIEWED,
        ),
        row("end group", ""),
        row("begin group", "ways", "見られると知ったきっかけ", "How you came to know", relevant=VIEWED),
        row(
            "select_multiple route",
            "q3_routes",
            "その情報を見られることを、どのように知りましたか。",
            "How did you learn that the information could be seen?",
            hint=ANY,
        ),
        row(
            "text",
            "q3_other",
            "「その他」の内容を教えてください。",
            "Please tell us what «other» was.",
            hint=("お客さまの名前や番号は書かないでください。", "Please leave out customers' names and numbers."),
            relevant="selected(${q3_routes}, 'other')",
            skip_reasons=CANNOT_SAY,
        ),
        row(
            "select_one told",
            "q4_told",
            "見た内容を、ほかの人に伝えたことがありますか。",
            "Did you pass on to others what you saw?",
        ),
        row("end group", ""),
        row("begin group", "law", "法令のこと", "The law", relevant=VIEWED),
        row(
            "select_one aware",
            "q5_aware",
            "見ることが電気事業法上の問題になると、当時認識していましたか。",
            "Were you aware at the time that this was a problem under the Electricity Business Act?",
        ),
        row(
            "select_multiple aware_reason",
            "q6_aware_reasons",
            "認識していながら見たのは、どのような理由からでしたか。",
            "You were aware. For what reasons did you see it nevertheless?",
            hint=ANY,
            relevant="${q5_aware} = 'aware'",
        ),
        row(
            "text",
            "q6_other",
            "「その他」の内容を教えてください。",
            "Please tell us what «other» was.",
            relevant="${q5_aware} = 'aware' and selected(${q6_aware_reasons}, 'other')",
            skip_reasons=CANNOT_SAY,
        ),
        row("end group", ""),
        *feed_in(),
        *last_resort(),
        row("begin group", "closing", "さいごに", "Finally"),
        row(
            "text",
            "remarks",
            "補足があれば、書いてください。",
            "Is there anything you would like to add?",
            hint=("書かなくてもかまいません。", "You may leave this empty."),
            constraint="string-length(.) <= 2000",
            message=("2000字までで書いてください。", "Please write at most 2,000 signs."),
        ),
        row("end group", ""),
    ]
    options = choices(
        viewed=[("yes", "ある", "Yes"), ("no", "ない", "No"), *HONEST],
        reason=[
            ("request", "お客さまからのお申し出への対応等", "Answering a customer's request and the like"),
            ("proposal", "新電力のお客さまに対しての提案活動", "Making offers to customers of other retailers"),
        ],
        route=[
            ("manual", "マニュアル類", "Manuals"),
            ("not_aware_of_viewing", "閲覧しているという認識なし", "I was not aware of viewing it"),
            ("boss", "上司からの業務指示", "An instruction from my superior"),
            ("peers", "同僚等からの情報共有", "Colleagues shared it"),
            ("self_found", "問合せ対応等で自ら発見", "I found it myself while answering enquiries"),
            ("overheard", "誰かが話しているのを聞いた", "I heard somebody talk about it"),
            ("pg_experience", "送配電会社在籍時の知識", "I knew it from working at the network company"),
            ("shown_so_ok", "表示されるので問題ない認識", "It is shown, so I thought it was all right"),
            ("other", "その他", "Other"),
        ],
        told=[("yes", "伝達した事実あり", "Yes, I did"), ("no", "伝達した事実なし", "No, I did not")],
        aware=[
            ("aware", "認識していた", "I was aware"),
            ("unaware", "認識していなかった", "I was not aware"),
            *HONEST,
        ],
        aware_reason=AWARE_REASONS,
        fit_reason=[
            ("request", "お客さまからのお申し出への対応等", "Answering a customer's request and the like"),
            ("proposal", "FIT買取分のお客さまに対しての提案活動", "Making offers to feed-in customers"),
        ],
        fit_route=[
            ("manual", "マニュアル類", "Manuals"),
            ("self_found", "問合せ対応等で自ら発見", "I found it myself while answering enquiries"),
            ("boss", "上司からの業務指示", "An instruction from my superior"),
            ("peers", "同僚等からの情報共有", "Colleagues shared it"),
            ("pg_experience", "送配電会社在籍時の知識", "I knew it from working at the network company"),
            ("overheard", "誰かが話しているのを聞いた", "I heard somebody talk about it"),
            ("other", "その他", "Other"),
        ],
        lr_reason=[
            ("request", "お客さまからのお申し出への対応等", "Answering a customer's request and the like"),
            ("proposal", "最終保障供給のお客さまに対しての提案活動", "Making offers to last-resort customers"),
        ],
        lr_route=[
            (
                "search_found",
                "問合せ対応等でシステム検索したときに自ら発見",
                "I found it myself when searching the system to answer an enquiry",
            ),
            ("boss", "上司からの業務指示", "An instruction from my superior"),
            ("manual", "マニュアル類", "Manuals"),
            ("peers", "同僚等からの情報共有", "Colleagues shared it"),
            ("overheard", "誰かが話しているのを聞いた", "I heard somebody talk about it"),
            ("pg_experience", "送配電会社在籍時の知識", "I knew it from working at the network company"),
            ("other", "その他", "Other"),
        ],
    )
    target = HERE / "minato/questionnaires/np.xlsx"
    write(target, title="新電力等のお客さま情報についてのアンケート", code="np", survey=survey, options=options)


def interview() -> None:
    survey = [
        row("begin group", "interview", "面談の記録", "Interview record"),
        row("date", "interviewed_on", "面談した日", "Day of the interview", constraint=". <= today()"),
        row(
            "select_one viewed",
            "viewed",
            "お客さま情報を閲覧した事実がありますか。",
            "Did this person view the customer information?",
            required=True,
        ),
        row(
            "text",
            "account",
            "本人の説明",
            "The person's account",
            hint=(
                "本人の言葉で。お客さまの名前や番号は書かないでください。",
                "In the person's own words. Leave out customers' names and numbers.",
            ),
            required=True,
        ),
        row("end group", ""),
    ]
    options = choices(
        viewed=[("yes", "ある", "Yes"), ("no", "ない", "No"), ("dont_remember", "覚えていない", "Does not remember")]
    )
    target = HERE / "minato/questionnaires/iv.xlsx"
    write(target, title="面談の記録", code="iv", survey=survey, options=options)


def network_terminals() -> None:
    survey = [
        row("begin group", "viewing", "端末での閲覧", "Viewing on the terminal"),
        row(
            "select_one viewed",
            "q1_viewed",
            "送配電側の端末で、新電力のお客さまの情報を閲覧したことがありますか。",
            "Have you viewed information on other retailers' customers on the network company's terminals?",
            hint=(
                "災害などの非常時に、頼まれて使った場合は除きます。",
                "Leave out use on request in disasters and other emergencies.",
            ),
            required=True,
        ),
        row(
            "select_one purpose",
            "q2_purpose",
            "何のために閲覧しましたか。",
            "For what purpose did you view it?",
            relevant=VIEWED,
        ),
        row("end group", ""),
        row("begin group", "thoughts", "当時の考え", "What you thought then", relevant=VIEWED),
        row(
            "select_one aware",
            "q3_aware",
            "閲覧することに、問題意識はありましたか。",
            "Did you think of the viewing as a problem?",
        ),
        row(
            "select_one aware_reason",
            "q4_aware_reason",
            "問題意識がありながら閲覧したのは、なぜですか。",
            "You thought of it as a problem. Why did you view it nevertheless?",
            hint=("いちばん近いものを一つ。", "Choose the one that comes closest."),
            relevant="${q3_aware} = 'aware'",
        ),
        row("end group", ""),
    ]
    options = choices(
        viewed=[("yes", "閲覧あり", "Yes"), ("no", "閲覧なし", "No"), *HONEST],
        purpose=[
            ("request", "お客さまからのお申し出への対応等", "Answering a customer's request and the like"),
            ("proposal", "新電力お客さまに対しての提案活動", "Making offers to customers of other retailers"),
        ],
        aware=[("aware", "問題意識あり", "Yes"), ("unaware", "問題意識なし", "No"), *HONEST],
        aware_reason=[
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
            ("other", "その他", "Other"),
        ],
    )
    target = HERE / "hayase/questionnaires/nw.xlsx"
    write(target, title="送配電側の端末の利用についてのアンケート", code="nw", survey=survey, options=options)


def screening() -> None:
    survey = [
        row("begin group", "viewing", "閲覧について", "Viewing"),
        row(
            "select_one seen",
            "q1_viewed",
            "新電力の顧客情報を閲覧したことがあるか",
            "Have you viewed information on other retailers' customers?",
            hint=(
                "2016年4月から今日までのことをお答えください。",
                "Please answer for April 2016 until today.",
            ),
            required=True,
        ),
        row(
            "select_one good",
            "q2_reason",
            "閲覧に、非常災害時の応援などの合理的な理由がありましたか。",
            "Was there a good reason for viewing, such as helping in a disaster?",
            required=True,
            relevant=VIEWED,
        ),
        row(
            "text",
            "q3_which",
            "どのような理由ですか。",
            "Which reason?",
            relevant="${q2_reason} = 'yes'",
            skip_reasons=CANNOT_SAY,
        ),
        row("end group", ""),
    ]
    options = choices(
        seen=[("yes", "ある", "Yes"), ("no", "ない", "No"), *HONEST],
        good=[("yes", "あった", "Yes"), ("no", "なかった", "No")],
    )
    target = HERE / "yukishiro/questionnaires/kc.xlsx"
    write(target, title="新電力の顧客情報の閲覧についてのアンケート", code="kc", survey=survey, options=options)


def in_depth() -> None:
    seen = "${viewed} = 'yes'"
    survey = [
        row("begin group", "talk", "聞き取り", "Interview"),
        row(
            "select_one yn",
            "viewed",
            "合理的な理由なく、新電力の顧客情報を閲覧したことがありますか。",
            "Has this person viewed information on other retailers' customers without a good reason?",
            required=True,
        ),
        row("text", "situation", "閲覧した場面", "In what situation", relevant=seen),
        row("integer", "corporations", "閲覧した法人の数", "Number of corporations", relevant=seen),
        row("integer", "views_corporate", "法人の閲覧件数", "Views of corporations", relevant=seen),
        row("integer", "views_individual", "個人の閲覧件数", "Views of individuals", relevant=seen),
        row("integer", "views", "閲覧件数（分かる場合）", "Views, if known", relevant=seen),
        row("select_one yn", "sales", "営業活動に使いましたか。", "Was it used for sales?", relevant=seen),
        row("select_one yn", "outside", "社外に伝えましたか。", "Was it passed on outside?", relevant=seen),
        row("select_one yn", "still", "現在も閲覧できますか。", "Can it still be viewed?", relevant=seen),
        row("end group", ""),
    ]
    options = choices(yn=[("yes", "はい", "Yes"), ("no", "いいえ", "No")])
    target = HERE / "yukishiro/questionnaires/dk.xlsx"
    write(target, title="個別の聞き取り", code="dk", survey=survey, options=options)


if __name__ == "__main__":
    new_power()
    interview()
    network_terminals()
    screening()
    in_depth()
