"""People: those who sign in and those who stand on a roster."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit.labels import name_types


class AccountsApp(AppConfig):
    """A Person is not a User."""

    name = "accounts"

    def ready(self) -> None:
        """Names for the trail, mails for the outbox."""
        from accounts.users.mails import RENDERERS  # noqa: PLC0415 -- models must be loaded
        from core import outbox  # noqa: PLC0415 -- the same

        outbox.renderers.update(RENDERERS)
        name_types(
            {
                "accounts.people_file_received": _("File with people received"),
                "accounts.people_file_discarded": _("File with people deleted without import"),
                "accounts.roster_imported": _("Roster imported"),
                "accounts.logins_imported": _("Log-in ids imported"),
                "accounts.person_corrected": _("Entry of the roster corrected"),
                "accounts.user_made": _("Account made"),
                "accounts.user_changed": _("Account changed"),
                "accounts.user_stopped": _("Account stopped"),
                "accounts.user_let_in": _("Account allowed to sign in again"),
                "accounts.password_link_given": _("Link for a password handed out"),
                "accounts.password_link_mailed": _("Link for a password mailed"),
                "accounts.password_set": _("Password set"),
            }
        )
