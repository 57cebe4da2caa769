"""Who may open what, and when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.access import Right, may
from core import clock
from core.actor import Actor
from core.verdict import ALLOWED, Verdict, refuse
from evidence.models import LogFile, Opening, OpeningState, Seal


def user_of(by: Actor) -> User | None:
    """The signed-in user who acts."""
    return User.objects.filter(pk=by.user_id, is_active=True).first() if by.user_id else None


def is_locked(log_file: LogFile) -> bool:
    """Whether the file waits for its password."""
    return "password_needed" in log_file.profile.get("codes", [])


def is_sealed(log_file: LogFile) -> bool:
    """Whether the original holds restricted customer columns."""
    return Seal.objects.filter(log_file=log_file).exists()


def may_take_original(by: Actor, log_file: LogFile) -> Verdict:
    """An officer takes an open original at once, a sealed one after another officer has granted it."""
    user = user_of(by)
    if user is None:
        return refuse(_("Only a signed-in officer can take an original."))
    right = may(user, log_file.case, Right.WORK)
    if not right.allowed or not is_sealed(log_file):
        return right
    granted = Opening.objects.filter(
        log_file=log_file, asked_by=user, state=OpeningState.GRANTED, until__gt=clock.now()
    )
    if granted.exists():
        return ALLOWED
    return refuse(
        _("This original is sealed, because it names customers. Ask for its opening; another officer decides.")
    )


def may_take_rejects(by: Actor, log_file: LogFile) -> Verdict:
    """The rejected rows of a sealed original are taken as the original is."""
    return may_take_original(by, log_file) if is_sealed(log_file) else ALLOWED


def may_ask(by: Actor, log_file: LogFile) -> Verdict:
    """Asking is for officers, once at a time, and only where something is sealed."""
    user = user_of(by)
    if user is None:
        return refuse(_("Only a signed-in officer can take an original."))
    right = may(user, log_file.case, Right.WORK)
    if not right.allowed:
        return right
    if not is_sealed(log_file):
        return refuse(_("This original is not sealed. It can be taken without asking."))
    if Opening.objects.filter(log_file=log_file, asked_by=user, state=OpeningState.ASKED).exists():
        return refuse(_("You have asked for this opening already. Another officer has to decide first."))
    return ALLOWED


def may_decide(by: Actor, opening: Opening) -> Verdict:
    """Two people: whoever asked cannot decide."""
    user = user_of(by)
    if user is None:
        return refuse(_("Only a signed-in officer can take an original."))
    if user.pk == opening.asked_by_id:
        return refuse(_("Whoever asks cannot decide. Another officer has to."))
    return may(user, opening.log_file.case, Right.WORK)


def can_decide(opening: Opening) -> Verdict:
    """A decision is made once."""
    if opening.state == OpeningState.ASKED:
        return ALLOWED
    return refuse(_("This request has been decided already."))


def has_words(text: str) -> Verdict:
    """A reason is required."""
    return ALLOWED if text.strip() else refuse(_("Write down the reason."))
