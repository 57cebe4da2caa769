"""One request of a respondent: the session, and everything that belongs to it, in one statement."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import Model

from accounts.models import Organisation, Person
from casework.models import Case
from core import clock
from core.prepared import PreparedRow
from surveys.models import AnsweringSession, Draft, Invitation, QuestionnaireVersion, Wave
from surveys.rules import can_answer
from surveys.tokens import hash_of

IDLE = timedelta(minutes=30)
IDLE_SHARED = timedelta(minutes=10)
LONGEST = timedelta(hours=8)
REFRESH = timedelta(minutes=3)


class _Part(NamedTuple):
    """A model that is loaded along, by the path that leads to it."""

    path: str
    model: type[Model]
    names: list[str]


def _part(path: str, model: type[Model]) -> _Part:
    """The definition stays behind: the compiled questionnaire is kept by its hash (`form_of`)."""
    left = {"definition"} if model is QuestionnaireVersion else set()
    return _Part(path, model, [f.attname for f in model._meta.concrete_fields if f.attname not in left])  # noqa: SLF001


_INVITED = (
    ("", Invitation),
    ("draft__", Draft),
    ("person__", Person),
    ("wave__", Wave),
    ("wave__version__", QuestionnaireVersion),
    ("wave__case__", Case),
    ("wave__case__organisation__", Organisation),
)


def _parts(path: str) -> list[_Part]:
    return [_part(path + below, model) for below, model in _INVITED]


_BY_SESSION = [_part("", AnsweringSession), *_parts("invitation__")]
_BY_LINK = _parts("")


def _names(parts: list[_Part]) -> list[str]:
    return [part.path + name for part in parts for name in part.names]


_sessions = PreparedRow(lambda hole: AnsweringSession.objects.filter(key_hash=hole).values_list(*_names(_BY_SESSION)))
_links = PreparedRow(lambda hole: Invitation.objects.filter(token_hash=hole).values_list(*_names(_BY_LINK)))


def _made(parts: list[_Part], values: list[Any]) -> Iterator[Any]:
    place = 0
    for part in parts:
        names = part.names
        own = values[place : place + len(names)]
        place += len(names)
        yield part.model.from_db("default", names, own) if own[0] is not None else None


def _joined(parts: Iterator[Any]) -> tuple[Invitation, Draft | None]:
    invitation, draft, person, wave, version, case, organisation = parts
    case.organisation, wave.version, wave.case = organisation, version, case
    invitation.wave, invitation.person = wave, person
    if draft is not None:
        draft.invitation = invitation
    return invitation, draft


class Visit:
    """A respondent who came through the door."""

    def __init__(self, row: AnsweringSession, invitation: Invitation, draft: Draft | None) -> None:
        self.row, self.invitation, self.draft = row, invitation, draft

    @property
    def confirmed(self) -> bool:
        """Whether «this is me» was said in this session."""
        return self.row.confirmed

    def confirm(self) -> None:
        self._write(confirmed=True)

    def touch(self) -> None:
        """After a saved page: the time begins again. Written at most every few minutes."""
        if clock.now() - self.row.seen_at > REFRESH:
            self._write()

    def _write(self, **facts: Any) -> None:
        AnsweringSession.objects.filter(pk=self.row.pk).update(seen_at=clock.now(), **facts)

    @property
    def idle(self) -> timedelta:
        """After so long without a saved page the session is over."""
        return IDLE_SHARED if self.row.shared else IDLE


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation of a link, with its wave, person and draft, whether the link works now or not."""
    values = _links.get(hash_of(token))
    return _joined(_made(_BY_LINK, values))[0] if values else None


def visit_by_key(key: str) -> Visit | None:
    """The session, if it is alive and its link still works."""
    values = _sessions.get(hash_of(key))
    if values is None:
        return None
    parts = _made(_BY_SESSION, values)
    row = next(parts)
    visit = Visit(row, *_joined(parts))
    now = clock.now()
    if now - row.seen_at > visit.idle or now - row.began_at > LONGEST:
        return None
    if row.generation != visit.invitation.generation or not can_answer(visit.invitation, now):
        return None
    return visit


def begin_visit(invitation: Invitation, *, shared: bool = False, confirmed: bool = False) -> str:
    """A new session; its key goes to the browser and is stored nowhere."""
    key, now = secrets.token_urlsafe(32), clock.now()
    AnsweringSession.objects.create(
        invitation=invitation,
        key_hash=hash_of(key),
        generation=invitation.generation,
        shared=shared,
        confirmed=confirmed,
        began_at=now,
        seen_at=now,
    )
    return key


def end_visit(key: str) -> None:
    """«Finish»."""
    AnsweringSession.objects.filter(key_hash=hash_of(key)).delete()


def forget_old_visits() -> int:
    """Sessions that are over anyway."""
    return AnsweringSession.objects.filter(began_at__lt=clock.now() - LONGEST).delete()[0]
