"""`manage.py demo`: the example investigations, loaded as a user would load them, and three users to look at them."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from casework.models import Case
from config.casefolder.folder import CaseFolder
from config.casefolder.importing import import_case, is_unfinished
from core.actor import Actor
from core.files import scratch_dir
from core.ref import Ref
from core.verdict import Refused
from surveys.models import Invitation
from surveys.tokens import link_for

PASSWORD = "shirabe-demo-2023"  # noqa: S105 -- printed for everyone; the demo listens on loopback only
USERS = (
    ("officer@example.jp", "佐倉 恵", "officer"),
    ("executive@example.jp", "藤堂 誠", "executive"),
    ("auditor@example.jp", "白井 圭", "auditor"),
)
EXAMPLES = ("minato", "hayase", "mihon", "asagiri", "yukishiro", "shiomi")
SAMPLE_CASE, SAMPLE_PERSON = "S-0001", "MH-0001"
FOLDER = Path(settings.BASE_DIR) / "examples"


class Command(BaseCommand):
    """A second run finds everything and changes nothing; an interrupted one is finished."""

    help = "Loads the example investigations and three users, and prints how to sign in. For examples only."

    def handle(self, *args: Any, **options: Any) -> None:
        """Users, cases, sign-ins."""
        del args, options
        if not (settings.DEBUG or settings.INSECURE_LOOPBACK):
            raise CommandError(_("The demo has a known password. Set INSECURE_LOOPBACK=1 to load it on this machine."))
        users = {role: self.user(email, name) for email, name, role in USERS}
        by = Actor.of_user(users["officer"])
        wanted = [name for name in EXAMPLES if self.is_wanted(name)]
        with scratch_dir() as scratch:
            makers = {name: generate(FOLDER / name, scratch / name) for name in wanted}
            for name in wanted:
                self.load(name, makers[name], scratch / name, by)
        self.stdout.write(sign_ins())

    def user(self, email: str, name: str) -> User:
        """Made once; a changed password stays changed."""
        user = User.objects.filter(email=email).first()
        if user is None:
            with transaction.atomic():
                user = User.objects.create_user(email, PASSWORD, name=name, may_open_cases=email.startswith("officer@"))
                trail.record(
                    "config.demo_user_made",
                    by=Actor.system(),
                    chain=trail.INSTALLATION,
                    subject=Ref("user", str(user.public_id)),
                )
        return user

    def is_wanted(self, name: str) -> bool:
        """Not there, or only in part."""
        number = CaseFolder(FOLDER / name).facts["number"]
        case = Case.objects.filter(number=number).first()
        return case is None or is_unfinished(case)

    def load(self, name: str, maker: subprocess.Popen[bytes], folder: Path, by: Actor) -> None:
        """One example."""
        started = time.monotonic()
        if maker.wait() != 0:
            raise CommandError(_("The example %(name)s could not be made.") % {"name": name})
        facts = CaseFolder(folder)
        with translation.override(str(facts.facts.get("language", "ja"))):
            try:
                done = import_case(facts, by=by, say=self.stderr.write)
            except Refused as refusal:
                raise CommandError(f"{name}: {refusal.reason}") from refusal
        counts = ", ".join(f"{count} {what}" for what, count in done.counts.items())
        self.stderr.write(f"{done.case.number}: {counts}; {time.monotonic() - started:.1f} s")


def generate(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    """Start the example's generator."""
    return subprocess.Popen([sys.executable, str(FOLDER / "generate.py"), str(folder), str(out)])


def sign_ins() -> str:
    """What a visitor needs."""
    width = max(len(email) for email, _name, _role in USERS)
    lines = [_("Sign in at %(address)s with the password %(password)s:")]
    lines[0] %= {"address": settings.BASE_URL, "password": PASSWORD}
    lines += [f"  {email:<{width}}  {role}" for email, _name, role in USERS]
    invitation = Invitation.objects.filter(wave__case__number=SAMPLE_CASE, person__no=SAMPLE_PERSON).first()
    if invitation is not None:
        link = link_for(invitation.public_id, invitation.generation)
        lines.append(
            _("A personal link for answering a sample survey, as a respondent gets it: %(link)s") % {"link": link}
        )
    return "\n".join(lines)
