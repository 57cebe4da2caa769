"""Which systems a wave asks about, said before it opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from casework.models import System
from core.actor import Actor
from core.verdict import Refused
from surveys import rules
from surveys.actions.waves import wave_ref
from surveys.forms_of import form_of
from surveys.models import AskedSystem, Wave


@transaction.atomic
def set_asked_systems(*, wave: Wave, systems: Mapping[str, Sequence[str]], by: Actor) -> None:
    """System code → the questions that speak of it. Replaces what was said before."""
    rules.can_change(wave).require()
    known = {system.code: system for system in System.objects.filter(case=wave.case)}
    asked = set(form_of(wave.version).everything)
    for code, names in systems.items():
        if code not in known:
            raise Refused(_("There is no system %(code)s in the case.") % {"code": code})
        if unknown := sorted(set(names) - asked):
            raise Refused(_("The questionnaire has no question %(names)s.") % {"names": ", ".join(unknown)})
    AskedSystem.objects.filter(wave=wave).delete()
    AskedSystem.objects.bulk_create(
        [AskedSystem(wave=wave, system=known[code], questions=sorted(set(names))) for code, names in systems.items()]
    )
    trail.record(
        "surveys.asked_systems_set",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={"systems": sorted(systems)},
    )
