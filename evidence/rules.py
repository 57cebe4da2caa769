"""What may be done with evidence, by whom and in which state."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from casework.access import is_oneself
from core.actor import Actor
from core.verdict import ALLOWED, Verdict, refuse
from evidence.enums import LogFileState
from evidence.models import ExplanationKind, LogFile


def can_import(log_file: LogFile) -> Verdict:
    """A file is read in once, so that every run made of it stays true."""
    if log_file.state == LogFileState.IMPORTED:
        return refuse(_("This file has been read in already. Its rows stay as they are."))
    if log_file.job is not None and not log_file.job.is_over:
        return refuse(_("This file is being read in just now. Wait for the end, or stop it."))
    return ALLOWED


def can_read_reasons(reasons: Mapping[str, str]) -> Verdict:
    """A reason names a kind of explanation that there is."""
    if set(reasons.values()) - set(ExplanationKind.values):
        return refuse(_("This kind of explanation is not known."))
    return ALLOWED


def may_work_on(by: Actor, person: Person) -> Verdict:
    """Nobody follows up a question about themselves."""
    user = User.objects.filter(pk=by.user_id).first() if by.user_id else None
    if user is not None and is_oneself(user, person):
        return refuse(_("This concerns you. Another officer has to follow it up."))
    return ALLOWED
