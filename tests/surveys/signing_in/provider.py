"""A small OpenID provider: a real server with real keys. It signs in whomever it is told to, or does one thing wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from joserfc import jws, jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "shirabe", "between-the-two-of-us"


class OpenIdProvider:
    """`account` is who is signed in there; `wrong` names what is not as it should be; `seen` keeps what was asked."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})
        self.foreign = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})
        self.account: dict[str, Any] = {}
        self.details: dict[str, Any] = {}
        self.wrong = ""
        self.asked: list[dict[str, str]] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def metadata(self) -> dict[str, Any]:
        base = self.issuer
        return {
            "issuer": "https://elsewhere.example" if self.wrong == "issuer of the service" else base,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "userinfo_endpoint": f"{base}/userinfo",
            "jwks_uri": f"{base}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "none"],
        }

    def authorize(self, query: dict[str, str]) -> str:
        """The address that sends the browser back; what a person would see in between is skipped."""
        self.asked.append(query)
        back = {"state": query["state"]}
        if self.wrong == "cancelled":
            back["error"] = "access_denied"
        else:
            code = f"code-{len(self.codes)}"
            self.codes[code] = query
            back["code"] = code
        return f"{query['redirect_uri']}?{urllib.parse.urlencode(back)}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        given = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        asked = self.codes.pop(form.get("code", ""), None)
        if given != f"{CLIENT}:{SECRET}" or asked is None or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if asked["code_challenge"] != challenge.decode() or asked["code_challenge_method"] != "S256":
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "at-1", "token_type": "Bearer", "id_token": self.id_token(asked["nonce"])}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {"iss": self.issuer, "aud": CLIENT, "sub": "s-1", "iat": now, "exp": now + 300}
        claims |= {"nonce": nonce} | self.account
        claims |= {
            "audience": {"aud": "another-client"},
            "audience among others": {"aud": [CLIENT, "another-client"]},
            "expired": {"iat": now - 900, "exp": now - 600},
            "nonce": {"nonce": "of-another-sign-in"},
            "issuer": {"iss": "https://elsewhere.example"},
        }.get(self.wrong, {})
        if self.wrong == "unsigned":
            head, body = (
                base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
                for part in ({"alg": "none", "typ": "JWT"}, claims)
            )
            return f"{head}.{body}."
        if self.wrong == "signed with the public key":
            secret = OctKey.import_key(self.key.as_pem(private=False) and json.dumps(self.key.as_dict(private=False)))
            registry = jws.JWSRegistry(algorithms=["HS256"])
            return jwt.encode({"alg": "HS256", "kid": "k1"}, claims, secret, registry=registry)
        key = self.foreign if self.wrong == "signed by somebody else" else self.key
        return jwt.encode({"alg": "RS256", "kid": str(key.kid)}, claims, key)

    def change_key(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "k2", "use": "sig"})


def _handler(provider: OpenIdProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _sign, query = self.path.partition("?")
            if path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(dict(urllib.parse.parse_qsl(query))))
                self.end_headers()
            elif path == "/.well-known/openid-configuration":
                self._answer(200, provider.metadata())
            elif path == "/keys":
                known = [provider.key.as_dict(private=False)]
                self._answer(200, {} if provider.wrong == "no keys" else {"keys": known})
            elif path == "/userinfo":
                good = self.headers["Authorization"] == "Bearer at-1"
                self._answer(200 if good else 401, {"sub": "s-1"} | provider.details)
            else:
                self._answer(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if provider.wrong == "down at the end":
                self._answer(503, {})
                return
            self._answer(*provider.token(dict(urllib.parse.parse_qsl(body)), self.headers.get("Authorization", "")))

        def _answer(self, status: int, found: dict[str, Any]) -> None:
            data = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    return Handler
