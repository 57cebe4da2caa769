"""`manage.py compile_translations`: make the .mo of each language from the rooms' .po files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.translations import compile_all


class Command(BaseCommand):
    """Needs no gettext on the machine."""

    help = "Compiles locale/<language>/*.po into one .mo."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per language."""
        del args, options
        try:
            counts = compile_all(settings.BASE_DIR / "locale")
        except ValueError as error:
            raise CommandError(str(error)) from error
        for language, count in counts.items():
            self.stdout.write(f"{language}: {count} sentences")
