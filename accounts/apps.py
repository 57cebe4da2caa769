"""People: those who sign in and those who stand on a roster."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit.labels import name_types


class AccountsApp(AppConfig):
    """A Person is not a User."""

    name = "accounts"

    def ready(self) -> None:
        """Names for the trail."""
        name_types(
            {
                "accounts.people_file_received": _("File with people received"),
                "accounts.roster_imported": _("Roster imported"),
                "accounts.logins_imported": _("Log-in ids imported"),
                "accounts.person_corrected": _("Entry of the roster corrected"),
            }
        )
