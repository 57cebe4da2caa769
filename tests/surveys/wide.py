"""A questionnaire that uses what the examples do not: cascade, rank, likert, default, repeat, calculation."""

import io
from functools import cache

from openpyxl import Workbook

from tests.surveys.factories import make_wave, version_of

HEAD = (
    "type",
    "name",
    "label::日本語 (ja)",
    "label::English (en)",
    "required",
    "relevant",
    "choice_filter",
    "default",
    "appearance",
    "calculation",
)
SURVEY = [
    ("begin group", "first", "はじめ", "First"),
    ("select_one area", "area", "地域", "Area", "yes"),
    ("select_one site", "site", "事業所", "Site", "", "", "area = ${area}", "", "minimal"),
    ("rank way", "order", "よく使う順", "Order of use"),
    ("select_one scale", "often", "頻度", "How often", "", "", "", "", "likert"),
    ("end group",),
    ("begin group", "second", "つぎ", "Second"),
    ("text", "why", "${site}でのこと", "At ${site}"),
    ("date", "from_day", "いつから", "Since", "", "", "", "2016-04-01"),
    ("begin repeat", "visits", "訪問", "Visits"),
    ("time", "at", "時刻", "Time", "yes"),
    ("decimal", "hours", "時間", "Hours"),
    ("text", "long", "長い理由", "Why so long", "", "${hours} > 2"),
    ("end repeat",),
    ("calculate", "total", "", "", "", "", "", "", "", "sum(${hours})"),
    ("note", "n", "合計 ${total} 時間", "${total} hours in all"),
    ("end group",),
]
CHOICES = [
    ("list_name", "name", "label::日本語 (ja)", "label::English (en)", "area"),
    ("area", "east", "東", "East"),
    ("area", "west", "西", "West"),
    ("site", "e1", "東第一", "East 1", "east"),
    ("site", "w1", "<西>第一", "West 1", "west"),
    ("way", "a", "甲", "A"),
    ("way", "b", "乙", "B"),
    ("scale", "1", "まれ", "Rarely"),
    ("scale", "2", "毎日", "Daily"),
    ("scale", "dont_remember", "覚えていない", "I don't remember"),
]


@cache
def wide_workbook():
    book = Workbook()
    book.active.title = "survey"
    for row in (HEAD, *SURVEY):
        book.active.append(row)
    page = book.create_sheet("choices")
    for row in CHOICES:
        page.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def wide_wave(case):
    return make_wave(case, version=version_of(case, wide_workbook(), code="wide"))
