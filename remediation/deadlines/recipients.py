"""Who is told: nobody outside the case, nobody excluded from it, and the delegate of whoever is on leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from accounts.models import User
from casework.models import Case, Exclusion, Membership
from casework.models import Role as CaseRole
from remediation.models import Absence, EscalationStep, StepTarget
from remediation.models.reminder import Role

HOPS = 3
"""A delegate may be on leave too; after that the mail stays with the last one."""


@dataclass(frozen=True, slots=True)
class Recipient:
    user: User
    role: Role
    on_behalf_of: User | None = None


@dataclass(frozen=True, slots=True)
class Step:
    target: StepTarget
    after_days: int
    user: User | None = None


DEFAULT_CHAIN = (Step(StepTarget.OWNER, 1), Step(StepTarget.MANAGER, 7), Step(StepTarget.EXECUTIVE, 30))


def chain_of(case: Case) -> list[Step]:
    """The stored chain in the order of its delays, or owner after 1 day, manager after 7, executives after 30."""
    stored = EscalationStep.objects.filter(case=case).select_related("user").order_by("after_days", "pk")
    return [Step(StepTarget(step.target), step.after_days, step.user) for step in stored] or list(DEFAULT_CHAIN)


@dataclass
class People:
    """Who can be reached in one case on one day; read once for a whole run."""

    case: Case
    day: date
    members: dict[int, User] = field(init=False)
    officers: list[User] = field(init=False)
    executives: list[User] = field(init=False)
    delegates: dict[int, User] = field(init=False)

    def __post_init__(self) -> None:
        live = (
            Membership.objects.filter(case=self.case, user__is_active=True)
            .filter(Q(expires_on__isnull=True) | Q(expires_on__gte=self.day))
            .exclude(user__in=Exclusion.objects.filter(case=self.case).values("user"))
            .select_related("user")
            .order_by("pk")
        )
        self.members = {member.user_id: member.user for member in live}
        self.officers = [member.user for member in live if member.role == CaseRole.OFFICER]
        self.executives = [member.user for member in live if member.role == CaseRole.EXECUTIVE]
        absent = Absence.objects.filter(first_on__lte=self.day, last_on__gte=self.day, user__in=self.members)
        self.delegates = {one.user_id: one.delegate for one in absent.select_related("delegate").order_by("pk")}

    def owner(self, user: User | None) -> list[Recipient]:
        """The owner, or the officers where there is none who can be reached."""
        if user is not None and user.pk in self.members:
            return [self._present(user, Role.OWNER)]
        return [self._present(officer, Role.OFFICER) for officer in self.officers]

    def of_step(self, step: Step, owner: User | None) -> list[Recipient]:
        if step.target == StepTarget.OWNER:
            return self.owner(owner)
        role = Role.MANAGER if step.target == StepTarget.MANAGER else Role.EXECUTIVE
        if step.user is not None and step.user.pk in self.members:
            return [self._present(step.user, role)]
        group = self.officers if step.target == StepTarget.MANAGER else self.executives
        return [self._present(user, role) for user in group]

    def _present(self, user: User, role: Role) -> Recipient:
        """The person, or who stands in; a delegate outside the case is passed over."""
        found = user
        for _ in range(HOPS):
            delegate = self.delegates.get(found.pk)
            if delegate is None or delegate.pk not in self.members or delegate.pk == user.pk:
                break
            found = delegate
        return Recipient(found, role, None if found.pk == user.pk else user)
