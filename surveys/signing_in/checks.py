"""A half-set sign-in service stops the start with what to do."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def sign_in_service_is_whole(app_configs: Sequence[AppConfig] | None, **_kwargs: object) -> list[CheckMessage]:
    """surveys.E001: all three settings or none, and an issuer over HTTPS."""
    given = {name: getattr(settings, name) for name in ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")}
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(given):
        return []
    if missing:
        sentence = f"The sign-in service is set up by half: {', '.join(missing)} is missing."
        return [Error(sentence, hint="Set all three, or none of them.", id="surveys.E001")]
    if not given["OIDC_ISSUER"].startswith("https://") and not settings.INSECURE_LOOPBACK:
        return [
            Error(
                "OIDC_ISSUER is no https:// address: anybody on the way could sign in as anybody.",
                hint="Write the issuer as the service names itself, beginning with https://.",
                id="surveys.E001",
            )
        ]
    return []
