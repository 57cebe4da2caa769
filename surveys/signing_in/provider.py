"""The company's sign-in service, spoken to through Authlib: authorization code with PKCE, state and nonce.

Nothing of what it sends is stored: a sign-in ends as a set of claims in memory, or as one of the problems below.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache

from surveys.tokens import derived_secret

logger = logging.getLogger(__name__)

BACK = "/answer/sign-in/back/"
TIMEOUT = (5, 10)  # seconds to connect, to answer
LEEWAY = 60  # seconds by which the clocks may differ
REMEMBERED = 600  # seconds for the service's addresses and keys
SIGNED = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]  # never «none»


class ProviderDown(Exception):  # noqa: N818 -- a state of the world
    """The sign-in service cannot be reached or does not answer as one."""


class NotSignedIn(Exception):  # noqa: N818 -- a state of the world
    """The person did not sign in, or what came back cannot be trusted."""


@dataclass(frozen=True)
class Provider:
    """The sign-in service as the settings describe it."""

    issuer: str
    client_id: str
    client_secret: str
    scope: str

    @classmethod
    def of_settings(cls) -> Provider:
        return cls(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET, settings.OIDC_SCOPE)

    def address_for(self, state: str, *, again: bool) -> str:
        """Where the person signs in. `again`: with their password even if somebody is signed in on this device."""
        metadata = self._metadata()
        further = {"prompt": "login"} if again else {}
        with self._session(metadata) as session:
            address, _state = session.create_authorization_url(
                metadata["authorization_endpoint"],
                state=state,
                nonce=derived_secret("nonce", state),
                code_verifier=derived_secret("verifier", state),
                **further,
            )
        return str(address)

    def claims_of(self, answer: Mapping[str, str], state: str, needed: str) -> dict[str, Any]:
        """Exchange the code and return what the service vouches for; `needed` may stand with the user's details only."""
        if answer.get("iss", self.issuer) != self.issuer:
            raise NotSignedIn("another issuer answered")
        if "code" not in answer:
            raise NotSignedIn(f"no code: {answer.get('error', '')[:40]!r}")
        metadata = self._metadata()
        with self._session(metadata) as session:
            token = _spoken(
                lambda: session.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=answer["code"],
                    redirect_uri=redirect_uri(),
                    code_verifier=derived_secret("verifier", state),
                )
            )
            claims = self._checked(metadata, token, derived_secret("nonce", state))
            if needed not in claims and "userinfo_endpoint" in metadata:
                details = _spoken(lambda: _read(session.get(metadata["userinfo_endpoint"])))
                if details.get("sub") != claims["sub"]:
                    raise NotSignedIn("the details are another account's")
                claims = details | claims
        return claims

    def _checked(self, metadata: Mapping[str, Any], token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """Signature, issuer, audience, times, nonce: the claims of the ID token."""
        from authlib.oidc.core import CodeIDToken  # noqa: PLC0415 -- slow import
        from joserfc import jwt  # noqa: PLC0415 -- the same
        from joserfc.errors import InvalidKeyIdError, JoseError  # noqa: PLC0415 -- the same
        from joserfc.jwk import KeySet  # noqa: PLC0415 -- the same
        from joserfc.jws import JWSRegistry  # noqa: PLC0415 -- the same

        def opened(*, fresh: bool) -> Any:
            known: Any = self._remembered("keys", metadata["jwks_uri"], fresh=fresh)
            keys = KeySet.import_key_set(known)
            registry = JWSRegistry(algorithms=SIGNED, strict_check_header=False)
            return jwt.decode(str(token.get("id_token", "")), keys, registry=registry)

        try:
            try:
                found = opened(fresh=False)
            except InvalidKeyIdError:  # the service has changed its keys since
                found = opened(fresh=True)
            claims = CodeIDToken(
                found.claims,
                found.header,
                {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client_id}},
                {"nonce": nonce, "client_id": self.client_id, "access_token": token.get("access_token")},
            )
            claims.validate(leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as problem:
            raise NotSignedIn(f"the ID token was refused: {type(problem).__name__} {problem}") from problem
        return dict(claims)

    def _metadata(self) -> dict[str, Any]:
        """The service's own description; it has to call itself by the issuer's name."""
        found = self._remembered("addresses", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise ProviderDown(f"the service calls itself {found.get('issuer')!r}")
        if missing := {"authorization_endpoint", "token_endpoint", "jwks_uri"} - found.keys():
            raise ProviderDown(f"the service names no {sorted(missing)}")
        return found

    def _remembered(self, what: str, address: str, *, fresh: bool = False) -> dict[str, Any]:
        """A JSON document of the service, fetched at most every ten minutes."""
        import requests  # noqa: PLC0415 -- slow import

        name = derived_secret("sign-in service", f"{what} {address}")
        found: dict[str, Any] | None = None if fresh else cache.get(name)
        if found is None:
            found = _spoken(lambda: _read(requests.get(address, timeout=TIMEOUT)))
            cache.set(name, found, REMEMBERED)
        return found

    def _session(self, metadata: Mapping[str, Any]) -> Any:
        from authlib.integrations.requests_client import OAuth2Session  # noqa: PLC0415 -- slow import

        ways = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return OAuth2Session(
            self.client_id,
            self.client_secret,
            scope=self.scope,
            redirect_uri=redirect_uri(),
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if "client_secret_basic" in ways else "client_secret_post",
            default_timeout=TIMEOUT,
        )


def redirect_uri() -> str:
    """Where people come back to; its host comes from the settings, never from a request."""
    return f"{settings.BASE_URL}{BACK}"


def _read(response: Any) -> dict[str, Any]:
    response.raise_for_status()
    found = response.json()
    if not isinstance(found, dict):
        raise ProviderDown("the service answered something else than an object")
    return found


def _spoken(talk: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """One conversation with the service, its failures in our words."""
    from authlib.integrations.base_client import OAuthError  # noqa: PLC0415 -- slow import
    from requests import RequestException  # noqa: PLC0415 -- the same

    try:
        return talk()
    except OAuthError as problem:
        raise NotSignedIn(f"the service refused: {problem.error!r}") from problem
    except (RequestException, ValueError) as problem:  # not reached, a failure of its own, no JSON
        raise ProviderDown(type(problem).__name__) from problem
