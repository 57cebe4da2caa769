"""What a calculated column does, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.sources import parts_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS: dict[str, StrOrPromise] = {
    "split": gettext_lazy("Part between separators"),
    "regex": gettext_lazy("Part that an expression finds"),
    "replace": gettext_lazy("Replace what an expression finds"),
    "lookup": gettext_lazy("Look up in a table"),
    "json": gettext_lazy("Field of JSON in a cell"),
    "join": gettext_lazy("Columns put together"),
    "first": gettext_lazy("First column that is filled"),
    "constant": gettext_lazy("The same for every row"),
}
SIGNS: dict[str, StrOrPromise] = {
    " ": gettext_lazy("blank"),
    "\t": gettext_lazy("tab"),
    "　": gettext_lazy("wide blank"),
}


def described(entry: Mapping[str, Any]) -> str:
    """For the list of calculated columns."""
    sources = parts_of(entry["from"])
    facts = {
        "column": sources[0],
        "columns": "、".join(sources),
        "sign": SIGNS.get(str(entry.get("at", " ")), str(entry.get("at", " "))),
        "part": entry.get("part", 1),
        "pattern": entry.get("pattern", ""),
        "group": entry.get("group", 1),
        "with": entry.get("with", ""),
        "entries": len(dict(entry.get("table") or {})),
        "path": entry.get("path", ""),
    }
    sentences = {
        "split": _("Part %(part)s of «%(column)s», divided at «%(sign)s»."),
        "regex": _("Group %(group)s of «%(pattern)s» in «%(column)s»."),
        "replace": _("«%(column)s» with «%(with)s» instead of «%(pattern)s»."),
        "lookup": _("«%(column)s» looked up in a table of %(entries)s values."),
        "json": _("The field «%(path)s» of the JSON in «%(column)s»."),
        "join": _("«%(columns)s» put together."),
        "first": _("The first of «%(columns)s» that is filled."),
    }
    return sentences[str(entry["kind"])] % facts
