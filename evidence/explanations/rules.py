"""What an explanation must say, and who may decide about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from casework.access import Right, may
from casework.models import Case, EmergencyWindow, System
from core.actor import Actor
from core.verdict import ALLOWED, Verdict, refuse
from evidence.explanations.queries import Standing
from evidence.models import ExplanationKind, ExplanationRule

# At least one of these must be named, else a rule of the kind would explain too much.
NEEDED = {
    ExplanationKind.EMERGENCY: (),
    ExplanationKind.OWN_CUSTOMER: ("categories", "retailers"),
    ExplanationKind.ENTRUSTED: ("affiliations", "people", "logins", "screens"),
    ExplanationKind.TEST: ("people", "logins", "terminals"),
}


@dataclass(frozen=True)
class Proposal:
    """The content of a rule; see `ExplanationRule`. `order` None: after the last."""

    kind: str
    title: str
    ground: str
    order: int | None = None
    window: EmergencyWindow | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    lists: dict[str, Sequence[str]] = field(default_factory=dict)


def can_propose(case: Case, proposal: Proposal) -> Verdict:
    """A title, a ground, conditions that mean something."""
    if not proposal.title.strip() or not proposal.ground.strip():
        return refuse(gettext_lazy("Name the rule, and the order or document on which it rests."))
    if proposal.kind not in ExplanationKind.values:
        return refuse(gettext_lazy("This kind of explanation is not known."))
    known = set(System.objects.filter(case=case).values_list("code", flat=True))
    if absent := sorted(set(proposal.lists.get("systems", ())) - known):
        return refuse(_("There is no system %(codes)s in the case.") % {"codes": ", ".join(absent)})
    if proposal.kind == ExplanationKind.EMERGENCY and not (proposal.starts_at and proposal.ends_at):
        return refuse(gettext_lazy("An emergency has a beginning and an end."))
    if proposal.starts_at and proposal.ends_at and proposal.ends_at <= proposal.starts_at:
        return refuse(gettext_lazy("The end lies before the start."))
    needed = NEEDED[ExplanationKind(proposal.kind)]
    if needed and not any(proposal.lists.get(name) for name in needed):
        return refuse(
            {
                ExplanationKind.OWN_CUSTOMER: gettext_lazy("Name the customer categories or retailers that are own."),
                ExplanationKind.ENTRUSTED: gettext_lazy("Name who was entrusted, or the screens of the task."),
                ExplanationKind.TEST: gettext_lazy("Name the people, ids or terminals of the test."),
            }[ExplanationKind(proposal.kind)]
        )
    return ALLOWED


def may_decide(by: Actor, rule: ExplanationRule) -> Verdict:
    """An officer who is not the one who proposed it."""
    user = User.objects.filter(pk=by.user_id, is_active=True).first() if by.user_id else None
    if user is None:
        return refuse(gettext_lazy("Only a signed-in officer can decide about an explanation."))
    if (by.kind, by.id) == (rule.by_kind, rule.by_id) or by.label == rule.by_label:
        return refuse(gettext_lazy("Whoever proposes a rule cannot approve it. Another officer has to."))
    return may(user, rule.case, Right.WORK)


def can_decide(standing: Standing) -> Verdict:
    """A proposal is decided once."""
    if standing.state == "proposed":
        return ALLOWED
    return refuse(gettext_lazy("This rule has been decided already."))


def can_withdraw(standing: Standing) -> Verdict:
    """What is proposed or approved can be withdrawn; it stays on record."""
    if standing.state in {"proposed", "approved"}:
        return ALLOWED
    return refuse(gettext_lazy("This rule is no longer in force."))


def has_reason(reason: str) -> Verdict:
    """Refusing and withdrawing need a reason."""
    return ALLOWED if reason.strip() else refuse(gettext_lazy("Write down the reason."))
