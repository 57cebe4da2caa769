"""Another version of the mapping."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit import trail
from casework.access import can_work
from casework.models import Case
from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused
from surveys.logic import Pool, Pooling, PoolingError
from surveys.models import PoolingVersion
from surveys.pooling.queries import Options, newest

CODE = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)


@transaction.atomic
def pool_options(
    *, case: Case, pools: Iterable[Pool], reason: str, by: Actor, seen: int | None = None
) -> PoolingVersion:
    """The whole mapping as it is from now on; earlier ones stay readable. `seen` is the ordinal that the page showed.

    Raises Refused, also when nothing would change.
    """
    can_work(case).require()
    if not reason.strip():
        raise Refused(_("Say why, so that others can follow it later."))
    last = newest(case)
    ordinal = last.ordinal if last else 0
    if seen is not None and seen != ordinal:
        raise Refused(_("Somebody else has just changed the pooled options. Look and try again."))
    pooling = checked_pooling(case, pools)
    if pooling.as_json() == (last.pools if last else []):
        raise Refused(_("Nothing has changed."))
    try:
        with transaction.atomic():
            row = PoolingVersion.objects.create(
                case=case,
                ordinal=ordinal + 1,
                pools=pooling.as_json(),
                reason=reason.strip(),
                by_kind=by.kind,
                by_id=by.id,
                by_label=by.label,
            )
    except IntegrityError as taken:
        raise Refused(_("Somebody else has just changed the pooled options. Look and try again.")) from taken
    trail.record(
        "surveys.options_pooled",
        by=by,
        chain=case.chain,
        subject=Ref("pooling_version", str(row.public_id)),
        detail={"ordinal": row.ordinal, "meanings": len(pooling.pools)},
    )
    return row


def checked_pooling(case: Case, pools: Iterable[Pool]) -> Pooling:
    """The mapping, once every option in it is one that the case's questionnaires offer. Raises Refused."""
    options = Options(case)
    kept = tuple(sorted(pools, key=lambda pool: pool.code))
    for pool in kept:
        if not CODE.fullmatch(pool.code):
            raise Refused(_("Use small letters, digits and underscores only, beginning with a letter."))
        if not any(pool.label.values()):
            raise Refused(_("Give the meaning a wording in at least one language."))
        if not pool.members:
            raise Refused(_("Choose the options that have this meaning."))
        for member in sorted(pool.members):
            if options.wording(member) is None:
                raise Refused(
                    _("The questionnaire %(questionnaire)s does not offer «%(option)s» in %(question)s.")
                    % {"questionnaire": member.questionnaire, "option": member.option, "question": member.question}
                )
    try:
        return Pooling(kept)
    except PoolingError as error:
        raise Refused(_("«%(what)s» stands twice. An option has one meaning only.") % {"what": error.what}) from error
