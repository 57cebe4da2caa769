"""Printed letters with the link as a QR code and a code to type, and the list on which handing over is signed."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit import trail
from core import clock
from core.actor import Actor
from core.verdict import Refused
from engines.sheets import OutSheet, write_workbook
from surveys import rules
from surveys.actions.waves import wave_ref
from surveys.models import Invitation, Wave
from surveys.queries import FINISHED
from surveys.tokens import link_for, spelled, token_for

MOST_LETTERS = 100


def site_of(invitation: Invitation) -> str:
    """Where a letter or a list goes: the employer, or the department of one's own company."""
    return invitation.person.employer or invitation.person.unit


def qr_svg(text: str) -> str:
    """A QR code as SVG, one path, no colours of its own."""
    import qrcode  # noqa: PLC0415 -- slow import
    from qrcode.image.svg import SvgPathImage  # noqa: PLC0415 -- the same

    target = io.BytesIO()
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2, box_size=10)
    code.add_data(text)
    code.make(fit=True)
    code.make_image(image_factory=SvgPathImage).save(target)
    svg = target.getvalue().decode()
    return svg[svg.index("<svg") :]


def open_invitations(wave: Wave) -> list[Invitation]:
    """Everybody who has not finished, by site and name."""
    rows = Invitation.objects.filter(wave=wave).exclude(state__in=FINISHED).exclude(state="withdrawn")
    return list(rows.select_related("person").order_by("person__employer", "person__unit", "person__no", "pk"))


@transaction.atomic
def print_letters(*, wave: Wave, invitations: Sequence[Invitation], by: Actor) -> bytes:
    """One PDF, a page for each. It is not kept anywhere: whoever needs it again prints it again, and that is recorded."""
    rules.can_have_links(wave).require()
    if not invitations:
        raise Refused(_("Everybody there has finished; there is no letter to print."))
    if len(invitations) > MOST_LETTERS:
        raise Refused(_("These are too many letters for one file. Choose a smaller site."))
    trail.record(
        "surveys.letters_printed",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={"letters": len(invitations)},
    )
    from engines.documents import render_pdf  # noqa: PLC0415 -- slow import

    with translation.override(wave.case.language), timezone.override(wave.case.time_zone):
        html = render_to_string("surveys/letter.html", {"wave": wave, "letters": _letters(wave, invitations)})
        return render_pdf(
            html=html,
            css=[render_to_string("surveys/letter.css")],
            assets={f"qr-{number}.svg": _qr(one) for number, one in enumerate(invitations, start=1)},
            title=wave.label,
            language=wave.case.language,
            created=clock.now(),
        )


def _qr(invitation: Invitation) -> bytes:
    return qr_svg(link_for(invitation.public_id, invitation.generation)).encode()


def _letters(wave: Wave, invitations: Sequence[Invitation]) -> list[dict[str, object]]:
    return [
        {
            "number": number,
            "person": one.person,
            "site": site_of(one),
            "asker": wave.asker or wave.case.organisation.name,
            "code": spelled(token_for(one.public_id, one.generation)),
            "address": f"{settings.BASE_URL}/i/",
        }
        for number, one in enumerate(invitations, start=1)
    ]


@transaction.atomic
def hand_over_list(*, wave: Wave, by: Actor) -> bytes:
    """A workbook with one sheet for each site: who gets a letter, with room for day and signature. It holds no links."""
    rules.can_have_links(wave).require()
    sites: dict[str, list[Invitation]] = {}
    for one in open_invitations(wave):
        sites.setdefault(site_of(one) or "—", []).append(one)
    trail.record(
        "surveys.hand_over_list_taken",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={"sites": len(sites)},
    )
    target = io.BytesIO()
    with translation.override(wave.case.language):
        head = [_("Full name"), _("Department"), _("Handed over on"), _("Signature"), _("Remarks")]
        sheets = [
            OutSheet(
                name=site,
                title=f"{wave.label} {site}",
                above=[_("The letters are sealed. Please hand each to the person named, unopened, and let them sign.")],
                head=head,
                rows=[[one.person.name, one.person.unit, "", "", ""] for one in people],
                widths=[24, 28, 16, 24, 28],
            )
            for site, people in sites.items()
        ] or [OutSheet(name="—", head=head, rows=[])]
        write_workbook(target, sheets, created=clock.now(), title=wave.label, language=wave.case.language)
    return target.getvalue()
