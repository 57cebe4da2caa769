"""What the names of columns probably mean, and what values of customers may be shown."""

from __future__ import annotations

import re
import unicodedata

HEADERS: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "at": (
            "操作日時 日時 アクセス日時 照会日時 閲覧日時 処理日時 タイムスタンプ ログ日時 発生日時 timestamp datetime "
            "time at accessedat accesstime eventtime logtime date"
        ),
        "login": (
            "ユーザid ユーザーid 利用者id ログインid 操作者id 職員番号 社員番号 従業員番号 ユーザ ユーザー 操作者 userid "
            "user login loginid username account operator 操作者コード 担当者コード アカウント"
        ),
        "terminal": (
            "端末番号 端末id 端末 端末名 pc名 クライアント ipアドレス terminal terminalid host hostname "
            "client workstation ip ipaddress device"
        ),
        "system": "システム システム名 システムコード system systemcode application app",
        "screen": "画面 画面名 画面id 機能 機能名 照会画面 screen page function view menu メニュー",
        "contract": (
            "契約番号 お客さま番号 お客様番号 顧客番号 契約id 供給地点特定番号 地点番号 契約 contract contractid "
            "contractno contractnumber customerid customerno accountnumber spid"
        ),
        "category": (
            "事業者区分 区分 契約区分 顧客区分 お客さま区分 お客様区分 種別 契約種別 category customercategory class"
        ),
        "customer_kind": "法人個人 法人個人区分 法個区分 顧客種別 個人法人 customerkind customertype kind",
        "retailer": (
            "小売電気事業者 小売事業者 小売 事業者 事業者コード 小売電気事業者コード 小売事業者コード retailer retailerid "
            "supplier retailercode"
        ),
        "action": "操作 操作種別 操作内容 処理 処理区分 action operation event activity method",
    }.items()
}
CUSTOMER_WORDS = {
    "contact": re.compile(r"住所|電話|メール|郵便|address|phone|mail|postal", re.IGNORECASE),
    "name": re.compile(
        r"氏名|名前|名義|お客さま名|お客様名|顧客名|契約者|customer.?name|full.?name|^name$", re.IGNORECASE
    ),
    "identifier": re.compile(r"口座|マイナンバー|生年月日|account.?no|birth", re.IGNORECASE),
    "competition": re.compile(
        r"契約電力|使用量|料金|単価|切替|スイッチング|契約先|小売|usage|tariff|price|switch|supplier", re.IGNORECASE
    ),
}


def clean(name: str) -> str:
    """Without spaces around it, wide ones too."""
    return name.strip().strip("\u3000")


def fold_header(name: str) -> str:
    """A header without width, case, spaces and signs, as HEADERS lists them."""
    return re.sub(r"[\s_\-・/()（）.]", "", unicodedata.normalize("NFKC", name).lower())


def canonical_name(name: str) -> str | None:
    """The canonical column that a header probably means."""
    last = name.split()[-1:]  # under a head of two rows: «操作 日時»
    for folded in dict.fromkeys(fold_header(text) for text in (name, *last)):
        for canonical, known in HEADERS.items():
            if folded in known:
                return canonical
    return None


def customer_class(name: str, canonical: str | None) -> str | None:
    """What a column says about customers, by its name: identifier, name, contact, competition, or nothing."""
    if canonical == "contract":
        return "identifier"
    if canonical == "retailer":
        return "competition"
    if canonical is not None:
        return None
    for group, words in CUSTOMER_WORDS.items():
        if words.search(name):
            return group
    return None


def mask(value: str) -> str:
    """The first and last sign of a value, the rest as a dot each: 0•••••8; short values are hidden wholly."""
    return value[0] + "•" * (len(value) - 2) + value[-1] if len(value) > 4 else "•" * len(value)
