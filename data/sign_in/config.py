"""`sign_in.toml` of a store: the identity provider, which of its groups is which role, how long a sign-in lasts.

The two secrets never stand there: they come from the environment (HOMEWARD_CLIENT_SECRET, HOMEWARD_COOKIE_SECRET) or
from `secrets.toml` beside it, which nobody but its owner may read.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from data.access import ROLE_RIGHTS
from data.errors import DataError

FILE_NAME, SECRETS = "sign_in.toml", "secrets.toml"
SHORTEST_SECRET = 32  # bytes; Streamlit itself only warns, below 14
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class BadSignIn(DataError):
    """The sign-in of a store is not set up so that it could be trusted."""


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """The identity provider and what its claims give; times in the unit that the name says.

    `roles`: a value of the claim `roles_claim` -> a role of Homeward. `wards_claim` lists wards (a name, or SITE/WARD)
    whose patients the person may see; `all_wards` are values of `roles_claim` that give every ward. A person entered
    in the register takes the place of all claims. `screen` roles (a wall screen's account) have no idle time-out.
    """

    redirect_uri: str
    client_id: str
    server_metadata_url: str
    roles: Mapping[str, str] = field(default_factory=dict)
    roles_claim: str = "groups"
    wards_claim: str = "wards"
    name_claim: str = "name"
    all_wards: tuple[str, ...] = ()
    idle_minutes: int = 15
    hours: int = 10
    client_kwargs: Mapping[str, str] = field(default_factory=dict)
    client_secret: str = field(default="", repr=False)
    cookie_secret: str = field(default="", repr=False)

    def streamlit_secrets(self) -> dict[str, Any]:
        """What Streamlit's own sign-in asks for."""
        auth = {
            "redirect_uri": self.redirect_uri,
            "cookie_secret": self.cookie_secret,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "server_metadata_url": self.server_metadata_url,
            "client_kwargs": {"scope": "openid profile email", "prompt": "login", **self.client_kwargs},
        }
        return {"auth": auth}


def hosts_of(sign_in: SignIn | None) -> frozenset[str]:
    """The names under which the server may be called; any other is a page elsewhere that points its name here."""
    own = urlsplit(sign_in.redirect_uri).hostname if sign_in else None
    return LOOPBACK | ({own} if own else frozenset())


def read_sign_in(store: Path) -> SignIn | None:
    """The sign-in of a store, or None where it has no sign_in.toml; raises BadSignIn with what to mend."""
    path = store / FILE_NAME
    if not path.exists():
        return None
    given = _toml(path)
    known = {one.name for one in fields(SignIn)} - {"client_secret", "cookie_secret"}
    for name in given:
        if name in ("client_secret", "cookie_secret"):
            raise BadSignIn(f"{FILE_NAME} holds a secret ({name}): move it to {SECRETS} or to the environment.")
        if name not in known:
            raise BadSignIn(f"{name} in {FILE_NAME} means nothing. It takes {', '.join(sorted(known))}.")
    for name in ("redirect_uri", "client_id", "server_metadata_url"):
        if not isinstance(given.get(name), str) or not given[name]:
            raise BadSignIn(f"{FILE_NAME} has no {name}: add it.")
    found = SignIn(**{**given, **_secrets(store), "all_wards": tuple(given.get("all_wards", ()))})
    _check(found)
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSignIn(f"{path.name} can't be read: {error}. Correct the file.") from error


def _secrets(store: Path) -> dict[str, str]:
    path, held = store / SECRETS, {}
    if path.exists():
        if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise BadSignIn(f"{SECRETS} can be read by others on this machine: chmod 600 it, and change the secrets.")
        held = _toml(path)
    names = ("client_secret", "cookie_secret")
    return {name: os.environ.get(f"HOMEWARD_{name.upper()}") or str(held.get(name, "")) for name in names}


def _check(found: SignIn) -> None:
    for name in ("client_secret", "cookie_secret"):
        if not getattr(found, name):
            raise BadSignIn(f"Sign-in has no {name}: set HOMEWARD_{name.upper()} or put it into {SECRETS}.")
    if len(found.cookie_secret.encode()) < SHORTEST_SECRET or len(set(found.cookie_secret)) < 8:
        raise BadSignIn(f"cookie_secret must be {SHORTEST_SECRET} random bytes or more: make a new one.")
    for name in ("redirect_uri", "server_metadata_url"):
        url = urlsplit(getattr(found, name))
        if url.scheme != "https" and not (url.scheme == "http" and url.hostname in LOOPBACK):
            raise BadSignIn(f"{name} in {FILE_NAME} must begin with https:// (http only on this machine itself).")
    if not found.redirect_uri.endswith("/oauth2callback"):
        raise BadSignIn(f"redirect_uri in {FILE_NAME} must end in /oauth2callback.")
    for role in found.roles.values():
        if role not in ROLE_RIGHTS:
            raise BadSignIn(f"There is no role {role} ({FILE_NAME}): choose among {', '.join(sorted(ROLE_RIGHTS))}.")
    for name, most in (("idle_minutes", 24 * 60), ("hours", 24 * 7)):
        value = getattr(found, name)
        if not isinstance(value, int) or not 1 <= value <= most:
            raise BadSignIn(f"{name} in {FILE_NAME} must be a whole number from 1 to {most}.")
