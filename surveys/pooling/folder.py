"""Every version of the mapping for the case folder, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from casework.access import can_work
from casework.models import Case
from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused
from surveys.logic import Pooling, PoolingError
from surveys.models import PoolingVersion
from surveys.pooling.actions import checked_pooling
from surveys.pooling.queries import newest

FACTS = ("ordinal", "pools", "reason", "by_kind", "by_label")


def meaning_lines(case: Case) -> Iterator[str]:
    """meanings.jsonl: the mapping each time it changed, with author and reason."""
    for version in PoolingVersion.objects.filter(case=case).order_by("ordinal"):
        facts = {name: getattr(version, name) for name in FACTS} | {"made_at": version.made_at.isoformat()}
        yield json.dumps(facts, ensure_ascii=False, sort_keys=True)


@transaction.atomic
def import_meanings(*, case: Case, lines: Iterable[str], by: Actor) -> int:
    """The reverse, for a case in which nothing is pooled yet. The newest mapping must fit the questionnaires."""
    can_work(case).require()
    if newest(case) is not None:
        raise Refused(_("Pooled options can only be brought into a case that has none yet."))
    try:
        rows = [_version(case, place, line) for place, line in enumerate((x for x in lines if x.strip()), start=1)]
    except (ValueError, KeyError, TypeError, PoolingError) as broken:
        raise Refused(_("meanings.jsonl cannot be read: %(reason)s") % {"reason": str(broken)[:120]}) from broken
    if not rows:
        return 0
    checked_pooling(case, rows[-1].pooling.pools)
    PoolingVersion.objects.bulk_create(rows)
    trail.record(
        "surveys.pooling_restored",
        by=by,
        chain=case.chain,
        subject=Ref("case", str(case.public_id)),
        detail={"versions": len(rows), "meanings": len(rows[-1].pools)},
    )
    return len(rows)


def _version(case: Case, place: int, line: str) -> PoolingVersion:
    facts = json.loads(line)
    return PoolingVersion(
        case=case,
        ordinal=place,
        pools=Pooling.from_json(facts["pools"]).as_json(),
        reason=str(facts["reason"])[:500] or "-",
        by_kind=str(facts.get("by_kind", "system"))[:12],
        by_label=str(facts.get("by_label", ""))[:300],
        made_at=datetime.fromisoformat(facts["made_at"]),
    )
