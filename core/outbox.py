"""Outgoing mail: rows first, sending later, each result kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db.models import F

from core import clock
from core.models import MailState, OutboxMail

logger = logging.getLogger(__name__)
ATTEMPTS = 5


@dataclass(frozen=True)
class RenderedMail:
    """The text, made only when sending."""

    to: str
    subject: str
    body: str


Renderer = Callable[[Mapping[str, Any]], RenderedMail | None]
renderers: dict[str, Renderer] = {}
listeners: dict[str, Callable[[OutboxMail, str], None]] = {}  # told of «sent» and «failed» for their kind


def queue_mail(kind: str, *, key: str, payload: Mapping[str, Any]) -> OutboxMail:
    """Put one mail in the outbox; the same kind and key twice is one mail. `payload` holds ids only."""
    mail, _created = OutboxMail.objects.get_or_create(kind=kind, key=key, defaults={"payload": dict(payload)})
    return mail


def send_waiting(limit: int = 200) -> int:
    """Send what waits. A renderer that returns None says that the mail is no longer needed."""
    sent = 0
    waiting = OutboxMail.objects.filter(state=MailState.QUEUED, not_before__lte=clock.now()).order_by("pk")[:limit]
    for mail in waiting:
        claimed = OutboxMail.objects.filter(pk=mail.pk, state=MailState.QUEUED, attempts=mail.attempts).update(
            attempts=F("attempts") + 1, not_before=clock.now() + timedelta(minutes=5)
        )
        if claimed:
            sent += _send(mail)
    return sent


def _send(mail: OutboxMail) -> int:
    row = OutboxMail.objects.filter(pk=mail.pk)
    try:
        rendered = renderers[mail.kind](mail.payload)
        if rendered is None:
            row.update(state=MailState.DROPPED)
            return 0
        EmailMessage(rendered.subject, rendered.body, to=[rendered.to]).send()
    except Exception as error:
        logger.exception("Mail %s could not be sent", mail.public_id)
        final = mail.attempts + 1 >= ATTEMPTS
        row.update(error=type(error).__name__, state=MailState.FAILED if final else MailState.QUEUED)
        if final:
            _tell(mail, MailState.FAILED)
        return 0
    row.update(state=MailState.SENT, sent_at=clock.now(), error="")
    _tell(mail, MailState.SENT)
    return 1


def _tell(mail: OutboxMail, state: str) -> None:
    if (listener := listeners.get(mail.kind)) is not None:
        listener(mail, state)
