"""What a sign-in gives and when it ends; how a store may be served; what is refused before the server starts."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.access import Right, rights_of
from data.loading import load
from data.register import Person
from data.sign_in import (
    BadSignIn,
    Limits,
    Mode,
    allow_one_person,
    mark_demonstration,
    mode_of,
    principal_of,
    read_sign_in,
    refused_because,
    sign_out,
    signed_out_at,
)
from data.sign_in.config import SignIn

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
SECRET = "0123456789abcdefghijklmnopqrstuvwxyz"
SIGN_IN = SignIn(
    redirect_uri="https://homeward.test/oauth2callback", client_id="h", server_metadata_url="https://id.test/x",
    roles={"g-coord": "coordinator", "g-exec": "executive", "g-wall": "screen"}, all_wards=("g-all",),
)  # fmt: skip
LINES = 'redirect_uri = "https://h.test/oauth2callback"\nclient_id = "h"\nserver_metadata_url = "https://id.test/x"\n'


def claims(**more: Any) -> dict[str, Any]:
    return {"iss": "https://id.test", "sub": "c1", "name": "Cora", "iat": NOW.timestamp() - 60, **more}


def because(more: dict[str, Any], *, idle: float = 0, signed_out: datetime | None = None) -> str | None:
    return refused_because(claims(**more), SIGN_IN, Limits(now=NOW, idle=idle, signed_out=signed_out))


def test_groups_give_roles_and_a_claim_gives_wards() -> None:
    found = principal_of(claims(groups=["g-coord", "unknown"], wards=["A1", "N/B2"]), SIGN_IN, [])
    assert (found.roles, found.wards, found.see_patients) == ({"coordinator"}, {"A1", "N/B2"}, True)
    assert principal_of(claims(groups="g-coord", wards="A1"), SIGN_IN, []) == principal_of(
        claims(groups=["g-coord"], wards=["A1"]), SIGN_IN, []
    )


def test_nobody_has_a_role_by_default() -> None:
    for given in ({}, {"groups": ["canteen"]}, {"groups": None}, {"groups": [7]}, {"sub": ""}, {"iss": None}):
        assert rights_of(principal_of(claims(**given), SIGN_IN, [])) == frozenset()


def test_an_executive_sees_no_patient_on_any_ward() -> None:
    found = principal_of(claims(groups=["g-exec", "g-all"]), SIGN_IN, [])
    assert found.wards is None and rights_of(found) == {Right.READ}


def test_a_person_in_the_register_takes_the_place_of_all_claims() -> None:
    person = Person(subject="https://id.test|c1", name="Cora W", roles=("executive",))
    assert principal_of(claims(groups=["g-coord"]), SIGN_IN, [person]).roles == {"executive"}
    gone = Person(subject="https://id.test|c1", name="Cora W", roles=("executive",), active=False)
    assert rights_of(principal_of(claims(groups=["g-coord"]), SIGN_IN, [gone])) == frozenset()
    other = Person(subject="https://other.test|c1", name="Not Cora", roles=("administrator",))
    assert principal_of(claims(groups=["g-exec"]), SIGN_IN, [other]).roles == {"executive"}


def test_a_sign_in_ends() -> None:
    assert because({}) is None
    assert because({}, idle=15 * 60) is None
    assert "15 minutes" in str(because({}, idle=15 * 60 + 1))
    assert because({"iat": NOW.timestamp() - 10 * 3600 + 1}) is None
    assert "10 hours" in str(because({"iat": NOW.timestamp() - 10 * 3600 - 1}))
    assert "10 hours" in str(because({"iat": NOW.timestamp() + 3600}))  # a clock that is an hour ahead proves nothing
    assert "signed out" in str(because({}, signed_out=NOW))
    assert because({}, signed_out=NOW - timedelta(hours=1)) is None
    for broken in ({"iat": None}, {"iat": "now"}, {"sub": None}, {"iss": ""}):
        assert because(broken) == "Sign in to see this."


def test_a_wall_screen_is_not_idle_but_its_week_ends() -> None:
    limits = Limits(now=NOW, idle=9e9, signed_out=None)
    assert refused_because(claims(), SIGN_IN, limits, screen=True) is None
    old = claims(iat=(NOW - timedelta(days=8)).timestamp())
    assert refused_because(old, SIGN_IN, limits, screen=True) is not None


def test_signing_out_is_kept_for_every_process(tmp_path: Path) -> None:
    assert signed_out_at(tmp_path, "a|b") is None
    sign_out(tmp_path, "a|b", NOW)
    assert signed_out_at(tmp_path, "a|b") == NOW
    assert signed_out_at(tmp_path, "a|c") is None
    next((tmp_path / "signed_out").iterdir()).write_text("damaged")
    assert signed_out_at(tmp_path, "a|b") is not None  # still signed out


@pytest.mark.parametrize(
    ("lines", "words"),
    {
        "client_secret in the file": (LINES + 'client_secret = "x"\n', "holds a secret"),
        "unknown line": (LINES + 'colour = "x"\n', "means nothing"),
        "no client": (LINES.replace('client_id = "h"\n', ""), "has no client_id"),
        "plain http": (LINES.replace("https://h.test", "http://h.test"), "must begin with https"),
        "provider over http": (LINES.replace("https://id.test", "http://id.test"), "must begin with https"),
        "wrong callback": (LINES.replace("/oauth2callback", "/callback"), "must end in /oauth2callback"),
        "unknown role": (LINES + '[roles]\ng = "king"\n', "no role king"),
        "no time-out": (LINES + "idle_minutes = 0\n", "whole number from 1"),
        "not TOML": ("redirect_uri = ", "can't be read"),
    }.values(),
)
def test_a_sign_in_that_could_not_be_trusted_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str, words: str
) -> None:
    for name in ("CLIENT", "COOKIE"):
        monkeypatch.setenv(f"HOMEWARD_{name}_SECRET", SECRET)
    (tmp_path / "sign_in.toml").write_text(lines)
    with pytest.raises(BadSignIn, match=words):
        read_sign_in(tmp_path)


@pytest.mark.parametrize("secret", ["", "short", "a" * 64])
def test_a_cookie_secret_must_be_long_and_random(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("HOMEWARD_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("HOMEWARD_COOKIE_SECRET", secret)
    (tmp_path / "sign_in.toml").write_text(LINES)
    with pytest.raises(BadSignIn, match="cookie_secret"):
        read_sign_in(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="file modes are of POSIX")
def test_secrets_that_others_can_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "sign_in.toml").write_text(LINES)
    path = tmp_path / "secrets.toml"
    path.write_text(f'client_secret = "{SECRET}"\ncookie_secret = "{SECRET}"\n')
    path.chmod(0o644)
    with pytest.raises(BadSignIn, match="read by others"):
        read_sign_in(tmp_path)
    path.chmod(0o600)
    found = read_sign_in(tmp_path)
    assert found is not None and found.cookie_secret == SECRET
    assert SECRET not in repr(found)


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A store with one spell that no demonstration made."""
    file = tmp_path / "spells.csv"
    file.write_text(
        "provider,site,ward,spell_id,age,admission_method,patient_classification,admitted_at,discharged_at\n"
        "RXX,N,A1,S1,70,21,1,2026-01-01 10:00,2026-01-03 10:00\n"
    )
    load(tmp_path / "store", [file])
    return tmp_path / "store"


def test_only_made_up_data_are_served_without_a_sign_in(real: Path) -> None:
    assert mode_of(real.parent / "empty") is Mode.DEMONSTRATION
    assert mode_of(real) is Mode.REFUSED
    mark_demonstration(real, [real.parent / "spells.csv"])
    assert mode_of(real) is Mode.DEMONSTRATION


def test_one_person_may_say_so_by_the_named_setting(real: Path) -> None:
    (real / "homeward.toml").write_text("keep_versions = 2\none_person_on_this_computer = false\n")
    allow_one_person(real)
    assert mode_of(real) is Mode.ONE_PERSON
    assert "keep_versions = 2" in (real / "homeward.toml").read_text()


@pytest.mark.parametrize(
    ("prepare", "address", "words"),
    [
        (lambda store: None, "127.0.0.1", "so nobody may open them"),
        (allow_one_person, "0.0.0.0", "answers this computer only"),
        (lambda store: (store / "sign_in.toml").write_text(LINES), "127.0.0.1", "Sign-in has no client_secret"),
    ],
    ids=["real data, no sign-in", "an open address", "no secrets"],
)
def test_the_server_does_not_start(real: Path, prepare: Any, address: str, words: str) -> None:
    prepare(real)
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "1", "--server.address", address]
    ran = subprocess.run(
        command, cwd=root, env=os.environ | {"HOMEWARD_STORE": str(real)}, capture_output=True, text=True, timeout=60
    )
    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False)
    assert words in ran.stderr
