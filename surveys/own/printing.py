"""One's own answers on paper: with the code, the hash and the questionnaire's version, without a name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock
from surveys.forms_of import form_of
from surveys.models import Invitation, ResponseVersion
from surveys.pages import Reviewed, review
from surveys.sentences import reader


def printed_versions(
    invitation: Invitation, versions: Iterable[ResponseVersion]
) -> list[tuple[ResponseVersion, list[Reviewed]]]:
    """Each version with its answers in words, in the reader's language."""
    form, today = form_of(invitation.wave.version), clock.today(invitation.wave.case.time_zone)
    return [
        (
            version,
            [
                line
                for _section, lines in review(form.sections(version.answers, today=today), version.answers, {})
                for line in lines
            ],
        )
        for version in versions
    ]


def own_copy(invitation: Invitation, versions: Iterable[ResponseVersion]) -> bytes:
    """The PDF. It is made anew each time and kept nowhere."""
    from engines.documents import render_pdf  # noqa: PLC0415 -- slow import

    wave = invitation.wave
    language = "en" if reader() == "en" else "ja"
    with timezone.override(wave.case.time_zone):
        context = {
            "wave": wave,
            "asker": wave.asker or wave.case.organisation.label,
            "number": wave.version.number,
            "hash": wave.version.content_hash,
            "versions": printed_versions(invitation, versions),
            "now": clock.now(),
            "language": language,
        }
        html = render_to_string("surveys/own/copy_print.html", context)
    folder = Path(settings.BASE_DIR) / "templates" / "surveys" / "own"
    return render_pdf(
        html=html,
        css=[(folder / "copy_print.css").read_text(encoding="utf-8")],
        title=_("My answers"),
        language=language,
        created=clock.now(),
        author=wave.asker or wave.case.organisation.label,
    )
