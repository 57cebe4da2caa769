"""Ready questionnaires as XLSForm workbooks, built by `examples/library/build.py`. No Django here.

A to E repeat questionnaires whose results were published; their weaknesses are listed with each. F is the one we
recommend. Companies' names are made neutral; the wording of the questions is our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from surveys.logic import Contradiction, Definition, Member, Pool, Pooling, Said, read_questionnaire
from surveys.logic.definition import Text

FOLDER = Path(__file__).resolve().parent

_SHORTENS: Text = {
    "ja": "最初の質問に「ない」と答えると残りがなくなるため、早く終えたい人は「ない」を選びやすい。",
    "en": "«No» to the first question ends the form, so whoever is in a hurry is tempted to say no.",
}
_ONE_WORD: Text = {
    "ja": "「閲覧」が、表示された・気づいた・読んだ・使ったのどれを指すのか決まっていない。",
    "en": "«Viewed» does not say whether displayed, noticed, read or used is meant.",
}
_NO_PERIOD: Text = {
    "ja": "時期と頻度を尋ねないので、記録と突き合わせにくい。",
    "en": "It asks neither when nor how often, so answers are hard to compare with records.",
}
_LAW_LATE: Text = {
    "ja": "法令の認識を閲覧した人にだけ尋ね、当時と現在を分けていない。",
    "en": "Legal awareness is asked only of viewers, and «then» and «now» are not told apart.",
}
_NO_DONT_KNOW: Text = {
    "ja": "「覚えていない」「面談で話したい」がなく、無回答と区別できない。",
    "en": "«I don't remember» and «I'd rather explain in an interview» are missing and look like no answer.",
}


@dataclass(frozen=True)
class Entry:
    """One workbook of the library."""

    code: str
    file: str
    title: Text
    purpose: Text
    weaknesses: tuple[Text, ...] = ()
    recommended: bool = False

    @property
    def path(self) -> Path:
        return FOLDER / self.file

    @property
    def definition(self) -> Definition:
        return _definition(self.path)


@lru_cache(maxsize=16)
def _definition(path: Path) -> Definition:
    definition = read_questionnaire(path).definition
    if definition is None:
        raise LookupError(path.name)
    return definition


def _as_published(ja: str, en: str) -> Text:
    return {"ja": f"{ja}（公表された形のまま。弱点あり）", "en": f"{en} (as published; known weaknesses)"}


ENTRIES = (
    Entry(
        "F",
        "f_recommended.xlsx",
        {"ja": "画面に表示された情報についてのアンケート（推奨）", "en": "Information shown on screens (recommended)"},
        {
            "ja": "表示された・気づいた・読んだ・使ったを分けて尋ねます。頻度と時期、当時と現在の法令の認識も、全員に尋ねます。初めての調査には、これをお勧めします。",
            "en": "Asks apart whether something was displayed, noticed, read or used, how often and when, and what everybody knew of the law then and knows now. We recommend it for a first survey.",
        },
        recommended=True,
    ),
    Entry(
        "A",
        "a_other_retailers.xlsx",
        _as_published("新電力等のお客さま情報", "Customers of other retailers"),
        {
            "ja": "他の小売電気事業者のお客さま情報を閲覧したか、どう知り、誰に伝え、なぜ閲覧し、問題と思っていたかを尋ねます。",
            "en": "Whether customers of other retailers were viewed, how people came to know of it, whom they told, why they viewed, and whether they knew it was a problem.",
        },
        (_ONE_WORD, _SHORTENS, _NO_PERIOD, _LAW_LATE, _NO_DONT_KNOW),
    ),
    Entry(
        "B",
        "b_feed_in.xlsx",
        _as_published("固定価格買取のお客さま情報", "Feed-in customers"),
        {
            "ja": "固定価格買取制度のお客さま情報について、A と同じことを尋ねます。",
            "en": "The same as A for customers of the feed-in scheme.",
        },
        (_ONE_WORD, _SHORTENS, _NO_PERIOD, _LAW_LATE, _NO_DONT_KNOW),
    ),
    Entry(
        "C",
        "c_last_resort.xlsx",
        _as_published("最終保障供給のお客さま情報", "Last-resort supply customers"),
        {
            "ja": "最終保障供給のお客さま情報について、二つのシステムの閲覧を尋ねます。",
            "en": "Viewing of last-resort supply customers in two systems.",
        },
        (
            _ONE_WORD,
            _SHORTENS,
            {
                "ja": "二つのシステムを尋ねるが、経路・伝達・認識は一つ目の利用者にしか尋ねない。",
                "en": "Two systems are asked about, but routes, passing on and awareness only for the first.",
            },
            _NO_PERIOD,
            _LAW_LATE,
            _NO_DONT_KNOW,
        ),
    ),
    Entry(
        "D",
        "d_terminals.xlsx",
        _as_published("送配電側の端末の利用", "Use of the network company's terminals"),
        {
            "ja": "送配電側の端末で、いつ、何のために情報を閲覧したかを尋ねます。",
            "en": "When and for what information was viewed at the network company's terminals.",
        },
        (_ONE_WORD, _SHORTENS, _NO_PERIOD, _LAW_LATE, _NO_DONT_KNOW),
    ),
    Entry(
        "E",
        "e_good_reason.xlsx",
        _as_published("閲覧と合理的な理由の有無", "Viewing, and whether there was a good reason"),
        {
            "ja": "閲覧したかと、合理的な理由があったかを尋ねます。面談に進む人を選ぶときに使われた形です。",
            "en": "Whether people viewed and whether they had a good reason; used to find out with whom to hold an interview.",
        },
        (
            _ONE_WORD,
            _SHORTENS,
            {
                "ja": "「合理的な理由」を本人に判断させるため、答えがそろわない。",
                "en": "Respondents themselves decide what a good reason is, so answers differ for the same deed.",
            },
            _LAW_LATE,
            _NO_DONT_KNOW,
        ),
    ),
)


def entry(code: str) -> Entry:
    """Raises LookupError."""
    found = next((one for one in ENTRIES if one.code == code), None)
    if found is None:
        raise LookupError(code)
    return found


POOLING = Pooling(
    (
        Pool(
            "found_myself",
            {"ja": "問合せ対応等で自ら発見", "en": "Found it myself while answering enquiries"},
            frozenset(
                {
                    Member("A", "a3_routes", "self_found"),
                    Member("B", "b3_routes", "self_found"),
                    Member("C", "c3_routes", "search_found"),
                }
            ),
            "同じ場面を、質問票ごとに違う言葉で表している。",
        ),
        Pool(
            "manuals",
            {"ja": "マニュアル類", "en": "Manuals"},
            frozenset(Member(code, f"{code.lower()}3_routes", "manual") for code in "ABC"),
        ),
        Pool(
            "superior",
            {"ja": "上司からの業務指示", "en": "An instruction from a superior"},
            frozenset(Member(code, f"{code.lower()}3_routes", "boss") for code in "ABC"),
        ),
        Pool(
            "colleagues",
            {"ja": "同僚等からの情報共有", "en": "Colleagues shared it"},
            frozenset(Member(code, f"{code.lower()}3_routes", "peers") for code in "ABC"),
        ),
        Pool(
            "overheard",
            {"ja": "誰かが話しているのを聞いた", "en": "Heard somebody talk about it"},
            frozenset(Member(code, f"{code.lower()}3_routes", "overheard") for code in "ABC"),
        ),
        Pool(
            "network_company",
            {"ja": "送配電会社在籍時の知識", "en": "Knew it from working at the network company"},
            frozenset(Member(code, f"{code.lower()}3_routes", "network_company") for code in "ABC"),
        ),
    )
)


def _pair(code: str, first: tuple[str, str], second: tuple[str, str], ja: str, en: str) -> Contradiction:
    return Contradiction(
        code,
        Said(first[0], frozenset({first[1]})),
        Said(second[0], frozenset({second[1]})),
        {"ja": ja, "en": en},
    )


_WHICH_TIME = (
    "どちらも本当のことがあります。それぞれどの時期のことか、確かめてください。",
    "Both can be true. Please ask which time each answer is about.",
)
CONTRADICTIONS: dict[str, tuple[Contradiction, ...]] = {
    "A": (
        _pair(
            "unaware_of_viewing_but_aware_of_law",
            ("a3_routes", "not_aware_of_viewing"),
            ("a5_aware", "aware"),
            *_WHICH_TIME,
        ),
        _pair(
            "unaware_of_viewing_but_other_route",
            ("a3_routes", "not_aware_of_viewing"),
            ("a3_routes", "boss"),
            *_WHICH_TIME,
        ),
        _pair(
            "thought_it_allowed_but_aware_of_law",
            ("a3_routes", "shown_so_ok"),
            ("a5_aware", "aware"),
            *_WHICH_TIME,
        ),
    ),
    "F": (
        _pair("displayed_but_never", ("f1_displayed", "yes"), ("f2_noticed", "never_displayed"), *_WHICH_TIME),
        _pair("not_displayed_but_read", ("f1_displayed", "no"), ("f3_read", "yes"), *_WHICH_TIME),
        _pair("not_noticed_but_read", ("f2_noticed", "no"), ("f3_read", "yes"), *_WHICH_TIME),
        _pair("not_read_but_used", ("f3_read", "no"), ("f4_used", "yes"), *_WHICH_TIME),
        _pair("not_read_but_passed_on", ("f3_read", "no"), ("f5_passed_on", "yes"), *_WHICH_TIME),
        _pair("knew_then_not_now", ("f6_law_then", "knew"), ("f7_law_now", "did_not_know"), *_WHICH_TIME),
    ),
}
