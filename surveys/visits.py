"""One request of a respondent: the session, and everything that belongs to it, in one statement."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any, NamedTuple, cast

from django.db.models import Model

from accounts.models import Organisation, Person
from casework.models import Case
from core import clock
from core.prepared import PreparedRow, insert_row, loaded, update_rows
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


_OWN = (("", Invitation), ("draft__", Draft), ("person__", Person))
_SHARED = (
    ("wave__", Wave),
    ("wave__version__", QuestionnaireVersion),
    ("wave__case__", Case),
    ("wave__case__organisation__", Organisation),
)


_COMMON = "_common"


def common_of(wave: Wave) -> Hashable | None:
    """The same as long as the wave, its questionnaire, its case and the organisation stay what they are.

    None for a wave that did not come with a visit.
    """
    return cast("Hashable | None", wave.__dict__.get(_COMMON))


class _Statement:
    """The parts of one person, and after them those that everybody asked in the wave has in common.

    The common ones come with every request too, so that a wave that was closed or changed is so at once. But what the
    database gives is read only once while it stays the same.
    """

    MOST = 200

    def __init__(self, own: list[_Part], shared: list[_Part], make: Callable[[list[str], str], Any]) -> None:
        self.own, self.shared = own, shared
        self.cut = sum(len(part.names) for part in own)
        names = [part.path + name for part in (*own, *shared) for name in part.names]
        self.row = PreparedRow(lambda hole: make(names, hole))
        self.known: dict[tuple[Any, ...], list[tuple[type[Model], dict[str, Any]]]] = {}
        self.numbers = count(1)

    def get(self, value: str) -> list[Any] | None:
        """The rows of both, in order; None for what is not there."""
        found = self.row.raw(value)
        if found is None:
            return None
        own = _facts(self.own, self.row.converted(found, 0, self.cut))
        key = found[self.cut :]
        shared = self.known.get(key)
        if shared is None:
            if len(self.known) >= self.MOST:
                self.known.clear()
            shared = list(_facts(self.shared, self.row.converted(found, self.cut, len(found))))
            shared[0][1][_COMMON] = (id(self), next(self.numbers))
            self.known[key] = shared
        return [loaded(model, facts) if facts["id"] is not None else None for model, facts in (*own, *shared)]


def _facts(parts: list[_Part], values: list[Any]) -> Iterator[tuple[type[Model], dict[str, Any]]]:
    place = 0
    for part in parts:
        end = place + len(part.names)
        yield part.model, dict(zip(part.names, values[place:end], strict=True))
        place = end


def _parts(path: str, chosen: tuple[tuple[str, type[Model]], ...]) -> list[_Part]:
    return [_part(path + below, model) for below, model in chosen]


_sessions = _Statement(
    [_part("", AnsweringSession), *_parts("invitation__", _OWN)],
    _parts("invitation__", _SHARED),
    lambda names, hole: AnsweringSession.objects.filter(key_hash=hole).values_list(*names),
)
_links = _Statement(
    _parts("", _OWN),
    _parts("", _SHARED),
    lambda names, hole: Invitation.objects.filter(token_hash=hole).values_list(*names),
)


def _joined(parts: list[Any]) -> tuple[Invitation, Draft | None]:
    invitation, draft, person, wave, version, case, organisation = parts
    _join(case, "organisation", organisation)
    _join(wave, "version", version)
    _join(wave, "case", case)
    _join(invitation, "wave", wave)
    _join(invitation, "person", person)
    if draft is not None:
        _join(draft, "invitation", invitation)
    return invitation, draft


def _join(row: Model, name: str, other: Model) -> None:
    row._meta.get_field(name).set_cached_value(row, other)  # type: ignore[union-attr]  # noqa: SLF001 -- what a descriptor does


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
        update_rows(AnsweringSession, {"pk": self.row.pk}, seen_at=clock.now(), **facts)

    @property
    def idle(self) -> timedelta:
        """After so long without a saved page the session is over."""
        return IDLE_SHARED if self.row.shared else IDLE


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation of a link, with its wave, person and draft, whether the link works now or not."""
    parts = _links.get(hash_of(token))
    return _joined(parts)[0] if parts else None


def visit_by_key(key: str) -> Visit | None:
    """The session, if it is alive and its link still works."""
    parts = _sessions.get(hash_of(key))
    if parts is None:
        return None
    row = parts[0]
    visit = Visit(row, *_joined(parts[1:]))
    now = clock.now()
    if now - row.seen_at > visit.idle or now - row.began_at > LONGEST:
        return None
    if row.generation != visit.invitation.generation or not can_answer(visit.invitation, now):
        return None
    return visit


def begin_visit(invitation: Invitation, *, shared: bool = False, confirmed: bool = False) -> str:
    """A new session; its key goes to the browser and is stored nowhere."""
    key, now = secrets.token_urlsafe(32), clock.now()
    insert_row(
        AnsweringSession(
            invitation=invitation,
            key_hash=hash_of(key),
            generation=invitation.generation,
            shared=shared,
            confirmed=confirmed,
            began_at=now,
            seen_at=now,
        )
    )
    return key


def end_visit(key: str) -> None:
    """«Finish»."""
    AnsweringSession.objects.filter(key_hash=hash_of(key)).delete()


def forget_old_visits() -> int:
    """Sessions that are over anyway."""
    return AnsweringSession.objects.filter(began_at__lt=clock.now() - LONGEST).delete()[0]
