"""Words of plans and what each says. A longer word wins over a shorter one that begins it."""

from __future__ import annotations

import re
from enum import Enum, auto


class Word(Enum):
    UNTIL = auto()
    SINCE = auto()
    DATED = auto()
    UNTIL_NEXT = auto()
    SINCE_NEXT = auto()
    TO = auto()
    DONE = auto()
    FINISH = auto()
    """Bare 完了: done, unless the text looks ahead («…までに完了», «完了予定»)."""
    PLANNED = auto()
    AIMED = auto()
    ABOUT = auto()
    PRINCIPLE = auto()
    AT_LEAST = auto()
    ASAP = auto()
    ONGOING = auto()
    AS_NEEDED = auto()
    CONSIDERING = auto()
    INTERIM = auto()
    STAGED = auto()
    REVISED = auto()
    ORIGINALLY = auto()
    FIRST = auto()
    """を初回として: the date is that of the first occurrence."""
    HOWEVER = auto()
    """…予定だったが…: what follows replaces what stands before."""
    PLAIN = auto()


NOTHING = frozenset(
    {"-", "ー", "--", "なし", "無し", "該当なし", "対策なし", "none", "n/a", "N/A", "None", "not applicable", "(-)"}
)

_JA = {
    Word.UNTIL: "まで までに までには 迄 迄に を期限に を期限として 期限 以前 以前に",
    Word.SINCE: "から より 以降 以降に 以降は 以後 以後は から開始 より開始 開始 着手",
    Word.DATED: "付で 付けで 付 付け",
    Word.DONE: "既に対策を講じた内容 対策済 対策済み 済 済み 既に",
    Word.FINISH: "完了 終了 完了日 終了日",
    Word.PLANNED: "予定 見込み 見込 計画 の予定 完了予定 終了予定 完了予定日 予定日 実施予定日 予定である 予定です",
    Word.AIMED: "目途 目処 めど メド 目標 を目途 を目途に を目処に をめどに を目標に を目指す を目指し",
    Word.ABOUT: "頃 ごろ ころ 頃に ごろに 程度 半ば 中頃 中ごろ",
    Word.PRINCIPLE: "原則 原則として",
    Word.AT_LEAST: "以上 少なくとも",
    Word.ASAP: (
        "速やかに すみやかに 早急に 至急 直ちに ただちに 早期に 可及的速やかに できるだけ早く できる限り早く できるだけ早期に "
        "遅滞なく 順次 速やかに着手 すみやかに着手 早急に着手"
    ),
    Word.ONGOING: (
        "継続 継続して 継続的に 継続実施 継続中 進行中 作業中 対応中 運用中 推進中 常時 引き続き 引続き 着手済 着手済み"
    ),
    Word.AS_NEEDED: "都度 その都度 随時 適宜 必要に応じて 必要に応じ 必要の都度 定期的に 定期的 定期 不定期 不定期に",
    Word.CONSIDERING: (
        "検討 検討中 時期未定 日程未定 要検討 検討着手 検討に着手 検討開始 検討を開始 検討する 検討します 検討予定 今後検討 "
        "調整中 協議中 策定中 未定 検討・調整中"
    ),
    Word.INTERIM: (
        "暫定 暫定措置 暫定措置を 暫定対応 暫定的に 暫定的な 一時的に 一時的に停止 一時停止 一時的な停止 "
        "当面 当面の 当面の間 当面の対応 当面の再発防止策 当面の再発防止対策 応急措置 応急対応"
    ),
    Word.STAGED: "最終形 最終的な姿 段階的に",
    Word.REVISED: (
        "に変更 へ変更 に延期 へ延期 に見直し へ見直し に前倒し へ前倒し に修正 へ修正 に改定 に変更しました に延期しました"
    ),
    Word.ORIGINALLY: "当初 当初は 当初予定 当初計画",
    Word.FIRST: "を初回として を初回とし を初回に を第1回として を第1回とし を起点として を起点に を起点とし 初回 初回は 第1回",
    Word.HOWEVER: "だったが であったが としていたが としたが でしたが だったものを",
    Word.PLAIN: "に の を は と で 中に 内に 遅くとも 実施時期 時期 時点 実施日 及び および 並びに 又 頻度 変更後 延期後 見直し後",
}
_DEEDS = [
    "実施",
    "周知",
    "変更",
    "対応",
    "措置",
    "導入",
    "改修",
    "設置",
    "撤去",
    "回収",
    "返却",
    "削除",
    "策定",
    "制定",
    "改定",
    "改訂",
    "見直し",
    "構築",
    "整備",
    "配布",
    "開催",
    "通知",
    "報告",
    "検証",
    "確認",
    "停止",
    "遮断",
    "展開",
    "公表",
    "作成",
    "設定",
    "運用開始",
    "再開",
    "点検",
    "教育",
    "研修",
    "更新",
    "発信",
    "移行",
    "適用",
    "施行",
    "納入",
    "リリース",
    "稼働",
    "契約",
    "決定",
    "提出",
    "反映",
    "運用",
]
_FINISHED = "完了済 完了済み 終了済 終了済み 完了しました 終了しました 完了した 終了した"
_EN = {
    Word.UNTIL_NEXT: "by|until|till|no later than|not later than|up to|by the|until the|on or before|due by|due|deadline",
    Word.SINCE_NEXT: "from|since|starting|starting in|starting on|starting from|beginning|beginning in|from the|not before|not earlier than|as of|effective",
    Word.SINCE: "onward|onwards|and after",
    Word.TO: "to|through",
    Word.DONE: "done|completed|finished|implemented|already taken|already done|carried out",
    Word.PLANNED: "planned|scheduled|expected|planned for|scheduled for|expected in|due to be completed|to be completed|to be done|to be implemented",
    Word.AIMED: "target|targeted|aimed|aim|aiming for",
    Word.ABOUT: "around|about|approximately|circa",
    Word.PRINCIPLE: "in principle",
    Word.AT_LEAST: "at least|or more",
    Word.ASAP: (
        "as soon as possible|asap|promptly|immediately|without delay|urgently|at the earliest|successively|in sequence"
    ),
    Word.ONGOING: "ongoing|in progress|under way|underway|continuing|continuously|continued",
    Word.AS_NEEDED: (
        "as needed|as necessary|when needed|when necessary|each time|every time|whenever needed|regularly|periodically"
    ),
    Word.CONSIDERING: (
        "under consideration|being considered|considering|to be considered|under review|under discussion|"
        "to be decided|tbd|undecided|tbc|to be confirmed|to be determined"
    ),
    Word.INTERIM: "interim|provisional|provisionally|interim measure|temporary|temporarily|for the time being",
    Word.STAGED: "in stages|staged|step by step|final form|final stage|target state",
    Word.ORIGINALLY: "originally|was|formerly",
    Word.REVISED: "changed|postponed|revised",
    Word.FIRST: "first in|first on|first time in|first time on|first at",
    Word.PLAIN: "in|on|the|of|during|within|at|and|it is|until further notice",
}


def _words_of_deeds() -> dict[str, Word]:
    """実施済, 周知予定, 改修中, 実施しました …: each deed with each of its endings."""
    words: dict[str, Word] = {}
    for deed in _DEEDS:
        words |= dict.fromkeys((deed, f"{deed}する", f"{deed}します", f"を{deed}", f"に{deed}"), Word.PLAIN)
        words |= dict.fromkeys((f"{deed}予定", f"{deed}する予定", f"{deed}見込み"), Word.PLANNED)
        words[f"{deed}中"] = Word.ONGOING
        words[f"{deed}完了"] = Word.FINISH
        for done in ("済", "済み", "した", "しました", "いたしました"):
            words[f"{deed}{done}"] = Word.DONE
    return words


def _japanese() -> dict[str, Word]:
    words = _words_of_deeds()
    for meaning, spelled in _JA.items():
        words |= dict.fromkeys(spelled.split(), meaning)
    return words | dict.fromkeys(_FINISHED.split(), Word.DONE)


def _english() -> dict[str, Word]:
    return {phrase: meaning for meaning, phrases in _EN.items() for phrase in phrases.split("|")}


JAPANESE = _japanese()
ENGLISH = _english()


def _alternation(words: dict[str, Word]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


JAPANESE_WORD = re.compile(_alternation(JAPANESE))
ENGLISH_WORD = re.compile(rf"(?<![A-Za-z])(?:{_alternation(ENGLISH)})(?![A-Za-z])", re.IGNORECASE)
