"""One line for each section of the page: what is set there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from evidence.looking.customers import LEFT_OUT, treatments
from evidence.looking.forms import DECIMALS, DELIMITERS, ENCODING_CHOICES, QUOTES
from evidence.looking.mapping import CANONICAL_LABELS, MappingForm
from evidence.looking.words import KINDS, described
from evidence.looking.working import read_in

LINE_KINDS = ("before_head", "head", "row", "repeated_head", "left_out", "total", "blank")


def sections_of(form: MappingForm, *, opened: str = "") -> dict[str, Any]:
    """Summaries, the lines, the calculated columns, the kinds that can be added; which sections stand open."""
    lead = form.profile.get("lead") or {}
    return {
        "file": _file(form),
        "lines": _lines(form, lead),
        "calculated": _calculated(form),
        "customers": _customers(form),
        "lead": lead,
        "lead_lines": [(number, line_word(kind), kind, text) for number, kind, text in lead.get("lines", [])],
        "made": [
            (place, entry, described(entry), KINDS[str(entry["kind"])])
            for place, entry in enumerate(form.base.get("computed", ()))
        ],
        "constants": [(meaning, CANONICAL_LABELS[meaning], value) for meaning, value in form.constants.items()],
        "kinds": list(KINDS.items()),
        "rows": form.customers.rows(form),
        "open": {name: name == opened or bool(set(form.errors) & fields) for name, fields in _fields(form).items()},
    }


def _fields(form: MappingForm) -> dict[str, set[str]]:
    customers = {f"{field}_{place}" for place in form.customers.places for field in ("class", "treatment", "reason")}
    return {
        "file": {"encoding", "delimiter", "quote", "decimal", "time_zone"},
        "lines": {"skip_rows", "header_rows", "skip"},
        "calculated": set(),
        "customers": customers,
    }


def _word(choices: Any, value: object) -> str:
    return str(dict(choices).get(value, value))


def _file(form: MappingForm) -> str:
    shown = form.initial
    words = [str(shown["time_zone"])]
    if "delimiter" in form.fields:
        words = [_word(DELIMITERS, shown["delimiter"]), *words]
    if "encoding" in form.fields:
        words = [_word(ENCODING_CHOICES, shown["encoding"]), *words]
    if shown["quote"] != '"' and "quote" in form.fields:
        words.append(_word(QUOTES, shown["quote"]))
    if shown["decimal"] != "." and "decimal" in form.fields:
        words.append(_("decimal sign: %(sign)s") % {"sign": _word(DECIMALS, shown["decimal"])})
    return "・".join(words)


def _lines(form: MappingForm, lead: dict[str, Any]) -> str:
    before, head = int(form.initial["skip_rows"]), int(form.initial["header_rows"])
    if not head:
        words = [_("No head") if form.form_of_file != "fixed" else _("Names as recognised")]
    elif head == 1:
        words = [_("Head in line %(line)s") % {"line": before + 1}]
    else:
        words = [_("Head in lines %(first)s to %(last)s") % {"first": before + 1, "last": before + head}]
    left_out = sum(lines for _rule, lines in lead.get("rules", [])) + lead.get("repeated", 0) + lead.get("totals", 0)
    if left_out:
        words.append(_("%(count)s lines left out") % {"count": left_out})
    return "・".join(words)


def _calculated(form: MappingForm) -> str:
    names = [*form.made, *(str(CANONICAL_LABELS[name]) for name in form.constants)]
    return "、".join(names) if names else _("None")


def _customers(form: MappingForm) -> str:
    words = {"hash": _("hashed"), "encrypt": _("encrypted"), "plain": _("in plain"), LEFT_OUT: _("left out")}
    found = treatments(form.base.get("classes") or {}, read_in(form.base))
    return "・".join(f"{words[code]} {columns}" for code, columns in found) or _("None")


def line_word(kind: str) -> str:
    """What a line is taken for."""
    return {
        "before_head": _("before the head"),
        "head": _("head"),
        "row": _("record"),
        "repeated_head": _("repeated head"),
        "left_out": _("left out"),
        "total": _("total"),
        "blank": _("blank line"),
    }[kind]
