"""How long somebody is somebody: stolen and resumed sessions, replays, a right taken away, idle and absolute limits."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from data.access import DEMONSTRATION
from data.register import Person, open_register, remove, save
from pages.web import visitor
from tests.security.conftest import Check, Served
from tests.security.wire import ISSUER, USER, Shown, Wire, claims, signed

WARD = {"groups": ["coordinator"], "wards": ["Alder"]}
HERE = {"name": "board-round", "query": "ward=Alder"}


def cookie(served: Served, sub: str, **more: object) -> str:
    return signed(claims(served.base, sub, **{**WARD, **more}))


def none_shown(shown: Shown, words: str) -> tuple[bool, str]:
    return not shown.canaries and words in shown.said, shown.said[-300:]


def soon(tab: Wire, still: Callable[[Shown], bool] = lambda shown: bool(shown.canaries)) -> Shown:
    """The page as it is once the server has looked again, which it does every half second: two seconds at the most."""
    end = time.monotonic() + 4 * visitor.FRESH
    shown = tab.open(**HERE)
    while still(shown) and time.monotonic() < end:
        shown = tab.open(**HERE)
    return shown


def sign_out(served: Served, value: str) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    request = urllib.request.Request(f"{served.base}/auth/logout", headers={"Cookie": f"{USER}={value}"})
    try:
        urllib.request.build_opener(Stay).open(request).close()
    except urllib.error.HTTPError as answer:
        answer.close()


@contextmanager
def entered(served: Served, **said: object) -> Iterator[None]:
    """Somebody's entry in the register, while the block runs."""
    register = open_register(served.store)
    saved = save(register, DEMONSTRATION, Person(**{"name": "P", "roles": (), **said}))  # type: ignore[arg-type]
    try:
        yield
    finally:
        remove(register, DEMONSTRATION, saved)
        register.close()


def test_a_stolen_session_is_worth_nothing_without_its_cookie(served: Served, check: Check) -> None:
    with Wire(served.base, user=cookie(served, "victim")) as victim:
        shown = victim.open(**HERE)
        assert shown.canaries
        session = shown.session
    with Wire(served.base, session=session) as thief:
        check("session", *none_shown(thief.open(**HERE), "Sign in to see this."))
    with Wire(served.base, session=session, user=signed(claims(served.base, "thief", groups=["executive"]))) as thief:
        found = thief.open(**HERE)
        check("session", not found.canaries, found.said)


def test_after_signing_out_neither_session_nor_cookie_is_taken(served: Served, check: Check) -> None:
    value = cookie(served, "leaver", iat=int(time.time()) - 5)
    with Wire(served.base, user=value) as tab, Wire(served.base, user=value) as other:
        assert tab.open(**HERE).canaries and other.open(**HERE).canaries
        session = tab.open(**HERE).session
        sign_out(served, value)
        check("session", *none_shown(soon(tab), "You have signed out"))
        check("session", *none_shown(soon(other), "You have signed out"))
    with Wire(served.base, user=value, session=session) as resumed:
        check("session", *none_shown(resumed.open(**HERE), "You have signed out"))
    with Wire(served.base, user=value) as replayed:
        check("session", *none_shown(replayed.open(**HERE), "You have signed out"))


def test_a_right_taken_away_is_gone_on_an_open_socket(served: Served, check: Check) -> None:
    with Wire(served.base, user=cookie(served, "moved")) as tab:
        assert tab.open(**HERE).canaries
        with entered(served, subject=f"{ISSUER}|moved", roles=("executive",), all_wards=True):
            found = soon(tab)
            check("session", not found.canaries, found.said)
        with entered(served, subject=f"{ISSUER}|moved", active=False):
            check("session", *none_shown(soon(tab, lambda shown: bool(shown.menu)), "has no role here yet"))


def test_a_right_taken_away_is_gone_at_a_click_on_the_page_that_is_open(served: Served, check: Check) -> None:
    """A click draws the page alone, without what stands around it."""
    with Wire(served.base, user=cookie(served, "here")) as tab:
        shown = tab.open(**HERE)
        again = tab.open(page=shown.page, query=HERE["query"], part=shown.part)
        check("session", bool(again.canaries) and not again.menu, again.said)
        with entered(served, subject=f"{ISSUER}|here", roles=("executive",), all_wards=True):
            found = tab.open(page=shown.page, query=HERE["query"], part=shown.part)
            check("session", not found.canaries and bool(found.menu), found.said)
    with Wire(served.base, user=cookie(served, "out")) as tab:
        shown = tab.open(**HERE)
        check("session", bool(shown.canaries), shown.said)
        sign_out(served, cookie(served, "out"))
        found = tab.open(page=shown.page, query=HERE["query"], part=shown.part)
        check("session", not found.canaries, found.said)


def test_a_sign_in_ends_by_itself(served: Served, check: Check) -> None:
    old = cookie(served, "night", iat=int((datetime.now(UTC) - timedelta(hours=10, minutes=1)).timestamp()))
    with Wire(served.base, user=old) as tab:
        check("session", *none_shown(tab.open(**HERE), "A sign-in lasts 10 hours"))


def test_a_page_looks_by_itself_whether_its_sign_in_still_holds(served: Served, check: Check) -> None:
    """Once a minute, without a click; when idle is too long stands in test_sign_in_rules.py."""
    with Wire(served.base, user=cookie(served, "idle")) as tab:
        shown = tab.open(**HERE)
    check("session", 60.0 in shown.refreshed_every, shown.refreshed_every)
