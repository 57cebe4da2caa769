"""What a wave without names needs, and who may still take part in it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core.verdict import ALLOWED, Verdict, refuse
from surveys.enums import Identity, Proof, WaveMode
from surveys.models import Invitation, Participation, Wave

FEWEST = 5


def is_nameless(wave: Wave) -> bool:
    """Anonymous or pseudonymous."""
    return wave.identity != Identity.IDENTIFIED


def can_be_nameless(wave: Wave) -> Verdict:
    """Before opening: nothing that would leave a name beside an answer, and people enough to be lost among."""
    if not is_nameless(wave):
        return ALLOWED
    if wave.mode != WaveMode.WEB:
        return refuse(_("Only a wave on the web can do without names: elsewhere somebody sees who answers what."))
    if wave.proof != Proof.LINK_ONLY:
        return refuse(
            _("In a wave without names the personal link alone is enough: a proof of identity would leave traces.")
        )
    if wave.allows_proxy or wave.allows_interview:
        return refuse(_("In a wave without names nobody can answer for others: they would know the answers."))
    if wave.population.members.count() < FEWEST:
        return refuse(_("Fewer than five people cannot answer without being known. Choose a larger population."))
    return ALLOWED


def can_be_reconciled(case: Case, codes: list[str]) -> Verdict:
    """Answers without names cannot be laid beside what a log says of a person."""
    nameless = (
        Wave.objects.filter(case=case, code__in=codes).exclude(identity=Identity.IDENTIFIED).order_by("no").first()
    )
    if nameless is None:
        return ALLOWED
    return refuse(
        gettext("The answers of the wave %(wave)s bear no names, so they cannot be compared with the log.")
        % {"wave": nameless.code}
    )


def participants(wave: Wave) -> list[int]:
    """Keys of the invitations whose people have taken part; sorted, so that nothing tells who came when."""
    found = Participation.objects.filter(wave=wave).values_list("people", flat=True).first()
    return list(found or [])


def has_taken_part(invitation: Invitation) -> bool:
    """Whether these people's answers are in, whichever they are."""
    return is_nameless(invitation.wave) and invitation.pk in participants(invitation.wave)


def without_participants(wave: Wave) -> Iterable[int]:
    """Whom a reminder must not reach."""
    return participants(wave) if is_nameless(wave) else ()
