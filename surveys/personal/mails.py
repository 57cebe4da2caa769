"""Mails that lead to the personal page. They say nothing of what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.outbox import RenderedMail
from surveys.clarifying.actions import MAIL_DUE
from surveys.models import AnswerQuery, PersonalLink
from surveys.models.answer_query import QueryState
from surveys.personal.actions import MAIL_PERSONAL, can_enter
from surveys.tokens import personal_address


def render_personal(payload: Mapping[str, Any]) -> RenderedMail | None:
    """Something waits on the page: a record, a proposed change, a question."""
    link = PersonalLink.objects.select_related("case__organisation", "person").filter(public_id=payload["link"]).first()
    if link is None or not link.person.email or not can_enter(link):
        return None
    due_on = None
    if "query" in payload:
        query = AnswerQuery.objects.filter(public_id=payload["query"], state=QueryState.OPEN).first()
        if query is None:
            return None
        due_on = query.due_on
    with translation.override(link.case.language), timezone.override(link.case.time_zone):
        facts = {
            "person": link.person,
            "organisation": link.case.organisation,
            "due_on": due_on,
            "address": personal_address(link.public_id, link.generation),
        }
        subject = _("An answer from you is still wanted") if due_on else _("Something for you to read")
        return RenderedMail(link.person.email, subject, render_to_string("surveys/mail/personal.txt", facts))


PERSONAL_RENDERERS = {MAIL_PERSONAL: render_personal, MAIL_DUE: render_personal}
