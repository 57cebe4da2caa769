"""The meanings under which options are counted together, and the page to change one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from surveys.logic import Member, Pool
from surveys.logic.definition import Text
from surveys.models import PoolingVersion
from surveys.pooling.actions import pool_options
from surveys.pooling.queries import Options, newest, pooling_of, proposals
from surveys.sentences import local

LONGEST = 500


@dataclass(frozen=True)
class Line:
    """An option as it was asked."""

    questionnaire: str
    version: int
    question: str
    option: str
    words: str


def _lines(pool: Pool, options: Options) -> list[Line]:
    return [
        Line(m.questionnaire, m.version, m.question, m.option, local(options.wording(m) or {}) or m.option)
        for m in sorted(pool.members)
    ]


@case_view(Right.VIEW)
@require_GET
def pool_list(request: HttpRequest, case: Case) -> HttpResponse:
    """What is counted together, why, and since when."""
    options = Options(case)
    context = {
        "case": case,
        "rail": "surveys",
        "pools": [(pool, local(pool.label), _lines(pool, options)) for pool in pooling_of(case).pools],
        "proposals": [(pool, local(pool.label), _lines(pool, options)) for pool in proposals(case, options)],
        "versions": PoolingVersion.objects.filter(case=case).defer("pools").order_by("-ordinal"),
        "may_work": bool(may(request.user, case, Right.WORK)),
        "poolable": bool(options.offered),
    }
    return render(request, "surveys/pooling/list.html", context)


def _typed(request: HttpRequest) -> tuple[str, Text, frozenset[Member], str]:
    label: Text = {
        code: said for code in ("ja", "en") if (said := request.POST.get(f"label-{code}", "").strip()[:LONGEST])
    }
    members = set()
    for told in request.POST.getlist("member"):
        parts = told.split("\t")
        if len(parts) == 4 and parts[3].isascii() and parts[3].isdigit() and len(parts[3]) < 6:
            members.add(Member(parts[0], parts[1], parts[2], int(parts[3])))
    code = request.POST.get("code", "").strip().lower()
    return code, label, frozenset(members), request.POST.get("reason", "").strip()[:LONGEST]


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def pool_edit(request: HttpRequest, case: Case, code: str = "") -> HttpResponse:
    """One meaning: its wording, the options that bear it, and why."""
    options = Options(case)
    pools = {pool.code: pool for pool in pooling_of(case).pools}
    proposed = {pool.code: pool for pool in proposals(case, options)}
    if code and code not in pools and code not in proposed:
        raise Http404
    pool = pools.get(code) or proposed.get(code) or Pool("", {}, frozenset())
    refusal, reason = "", ""
    last = newest(case)
    seen = last.ordinal if last else 0
    if request.method == "POST":
        typed_code, label, members, reason = _typed(request)
        pool = Pool(code or typed_code, label, members, reason)
        told = request.POST.get("seen", "")
        others = [one for name, one in pools.items() if name != code]
        kept = others if request.POST.get("deed") == "remove" else [*others, pool]
        try:
            pool_options(
                case=case,
                pools=kept,
                reason=reason,
                by=actor_of(request),
                seen=int(told) if told.isascii() and told.isdigit() and len(told) < 8 else -1,
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Tables count it so from now on and say so below them."))
            return redirect("surveys:pool-list", case_id=case.public_id)
    context = {
        "case": case,
        "rail": "surveys",
        "code": code,
        "pool": pool,
        "is_new": code not in pools,
        "label": [(language, pool.label.get(language, "")) for language in ("ja", "en")],
        "groups": list(_groups(options, pool, {m: one.code for one in pools.values() for m in one.members})),
        "reason": reason or (pool.reason if request.method == "GET" and code not in pools else ""),
        "seen": seen,
        "refusal": refusal,
    }
    return render(request, "surveys/pooling/pool.html", context, status=422 if refusal else 200)


def _groups(options: Options, pool: Pool, taken: dict[Member, str]) -> Any:
    """Options question by question; one for every version, or for one version only where versions differ."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    labels: dict[tuple[str, str], str] = {}
    for one in options.offered:
        key = (one.questionnaire, one.question)
        labels[key] = local(one.question_label)
        choices = [Member(one.questionnaire, one.question, one.option)]
        choices += [
            Member(one.questionnaire, one.question, one.option, number)
            for number in one.versions
            if Member(one.questionnaire, one.question, one.option, number) in pool.members or one.differs
        ]
        for member in choices:
            other = taken.get(member, "")
            groups.setdefault(key, []).append(
                {
                    "value": "\t".join([member.questionnaire, member.question, member.option, str(member.version)]),
                    "words": local(options.wording(member) or {}) or member.option,
                    "version": member.version,
                    "ticked": member in pool.members,
                    "taken": other if other != pool.code else "",
                }
            )
    for key, rows in groups.items():
        yield key[0], key[1], labels[key], rows, any(row["ticked"] for row in rows)


@case_view(Right.VIEW)
@require_GET
def pooling_show(request: HttpRequest, case: Case, version_id: uuid.UUID) -> HttpResponse:
    """The mapping as it was at one time."""
    version = PoolingVersion.objects.filter(case=case, public_id=version_id).first()
    if version is None:
        raise Http404
    options = Options(case)
    context = {
        "case": case,
        "rail": "surveys",
        "version": version,
        "pools": [(pool, local(pool.label), _lines(pool, options)) for pool in version.pooling.pools],
    }
    return render(request, "surveys/pooling/version.html", context)
