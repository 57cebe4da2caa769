"""`manage.py missing_translations`: sentences that have no Japanese yet; exit 1 if there are any."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.translations import missing


class Command(BaseCommand):
    """Part of `make check`."""

    help = "Lists sentences without a Japanese translation."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Each sentence with a file that uses it."""
        del args, options
        try:
            lacking = missing(settings.BASE_DIR, "ja")
        except ValueError as error:
            raise CommandError(str(error)) from error
        for sentence, place in lacking.items():
            self.stdout.write(f"{place}: {sentence}")
        if lacking:
            raise CommandError(f"{len(lacking)} sentences have no Japanese.")
