"""The sign-in server of an agency (OpenID Connect) on this machine, made with Authlib.

It asks nobody for a password: ``claims`` says who is in front of it.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import uvicorn
from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.browser.server import free_port

CLIENT_ID, CLIENT_SECRET = "son-la-map", secrets.token_urlsafe(16)


@dataclass(frozen=True)
class Client:
    """The map, as the sign-in server knows it."""

    redirect_uri: str

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, _: str) -> bool:
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class _Code(SimpleNamespace):
    """A code that was given out."""

    def get_redirect_uri(self) -> str:
        return str(self.redirect_uri)

    def get_scope(self) -> str:
        return str(self.scope)

    def get_nonce(self) -> str:
        return str(self.nonce)

    def get_auth_time(self) -> int:
        return int(self.auth_time)

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class _Grant(AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        asked = request.payload.data
        self.server.told.codes[code] = _Code(
            redirect_uri=asked["redirect_uri"],
            scope=asked["scope"],
            nonce=asked["nonce"],
            auth_time=int(time.time()),
            user=request.user,
            code=code,
            code_challenge=asked.get("code_challenge"),
            code_challenge_method=asked.get("code_challenge_method"),
        )

    def query_authorization_code(self, code: str, _: Client) -> _Code | None:
        return self.server.told.codes.get(code)

    def delete_authorization_code(self, authorization_code: _Code) -> None:
        self.server.told.codes.pop(authorization_code.code)

    def authenticate_user(self, authorization_code: _Code) -> object:
        return authorization_code.user


class _IdToken(OpenIDCode):
    def __init__(self, told: OidcServer) -> None:
        super().__init__(require_nonce=True)
        self.told = told

    def exists_nonce(self, nonce: str, _: OAuth2Request) -> bool:
        return any(code.nonce == nonce for code in self.told.codes.values())

    def get_client_algorithm(self, _: Client) -> str:
        return "RS256"

    def get_client_claims(self, _: Client) -> dict[str, Any]:
        return {"iss": self.told.url, "exp": int(time.time()) + 3600}

    def resolve_client_private_key(self, _: Client) -> RSAKey:
        return self.told.key

    def generate_user_info(self, user: dict[str, Any], _: str) -> dict[str, Any]:
        return user


class _Server(AuthorizationServer):
    """What Authlib wants of whatever carries its requests."""

    def __init__(self, told: OidcServer) -> None:
        super().__init__()
        self.told = told
        tokens = BearerTokenGenerator(lambda **_: secrets.token_urlsafe(24))
        self.register_token_generator("default", tokens)
        self.register_grant(_Grant, [_IdToken(told), CodeChallenge(required=True)])

    def query_client(self, client_id: str) -> Client | None:
        return self.told.client if client_id == CLIENT_ID else None

    def save_token(self, token: object, request: object) -> None:
        """Nobody asks this server again."""

    def send_signal(self, name: str, *values: object, **names: object) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        return request

    def handle_response(
        self, status: int, body: object, headers: list[tuple[str, str]]
    ) -> Response:
        content = json.dumps(body) if isinstance(body, dict) else str(body or "")
        return Response(content, status, dict(headers))


class _Asked(OAuth2Request):
    @property
    def args(self) -> dict[str, str]:
        return dict(self.payload.data)

    form = args


async def _asked(request: Request) -> OAuth2Request:
    made = _Asked(request.method, str(request.url), headers=request.headers)
    made.payload = BasicOAuth2Payload({**request.query_params, **await request.form()})
    return made


@dataclass
class OidcServer:
    """The server, and what it says of whoever comes."""

    url: str
    client: Client
    claims: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, _Code] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048))

    def app(self) -> Starlette:
        server = _Server(self)

        async def authorize(request: Request) -> Response:
            made = await _asked(request)
            grant = server.get_consent_grant(made, self.claims)
            return server.create_authorization_response(made, grant_user=self.claims, grant=grant)

        async def token(request: Request) -> Response:
            return server.create_token_response(await _asked(request))

        def end(request: Request) -> Response:
            return RedirectResponse(request.query_params["post_logout_redirect_uri"])

        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._metadata),
                Route("/jwks", self._keys),
                Route("/authorize", authorize),
                Route("/token", token, methods=["POST"]),
                Route("/end", end),
            ]
        )

    def _metadata(self, _: Request) -> Response:
        names = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "jwks_uri": "jwks",
            "end_session_endpoint": "end",
        }
        told: dict[str, object] = {name: f"{self.url}/{path}" for name, path in names.items()}
        told |= {
            "issuer": self.url,
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return JSONResponse(told)

    def _keys(self, _: Request) -> Response:
        public = self.key.as_dict(private=False)
        return JSONResponse({"keys": [{**public, "use": "sig", "alg": "RS256"}]})

    def secrets(self, cookie_secret: str) -> dict[str, object]:
        """Give what stands in the map's secrets to sign in here."""
        return {
            "auth": {
                "redirect_uri": self.client.redirect_uri,
                "cookie_secret": cookie_secret,
                "client_id": CLIENT_ID,
                "client_secret": CLIENT_SECRET,
                "server_metadata_url": f"{self.url}/.well-known/openid-configuration",
            }
        }


@contextmanager
def serving(redirect_uri: str) -> Iterator[OidcServer]:
    """Serve on a free port of this machine, and stop."""
    port = free_port()
    told = OidcServer(f"http://127.0.0.1:{port}", Client(redirect_uri))
    settings = uvicorn.Config(told.app(), host="127.0.0.1", port=port, log_level="warning")
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 30
    while not server.started and time.monotonic() < end:
        time.sleep(0.02)
    try:
        yield told
    finally:
        server.should_exit = True
        thread.join(timeout=10)
