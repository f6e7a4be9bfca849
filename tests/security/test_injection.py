"""What is typed into an address: thirty payloads in every choice of a page; "no match" comes back, never a fault."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.security.canaries import elsewhere
from tests.security.conftest import Check, Served

PAYLOADS = (
    "' or '1'='1", "'; drop table spells; --", '" or ""="', "1; attach 'x.db'", "') union select * from spells --",
    "read_text('/etc/passwd')", "%27%20or%201=1--", "\\'; select 1; --", "$1", "${provider}",
    "../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "file:///etc/passwd", "C:\\secrets.toml",
    "{{7*7}}", "{0.__class__}", "%s%s%n", "${jndi:ldap://x.test}", "<%= 7*7 %>",
    "a\r\nSet-Cookie: x=1", "a\nb", "a\tb", "\u202eevil", "\u0000", "A\u0000lder",
    "Ａｌｄｅｒ", "x" * 5000, "<script>alert(1)</script>", "🏥" * 50,
)  # fmt: skip
INPUTS = {
    "ward": "board-round", "site": "measure", "measure": "measure", "per": "measure", "from": "measure",
    "by": "measure", "pathway": "clock", "stay": "",
}  # fmt: skip
FAULTS = ("Something went wrong", "Traceback", "root:x:", "49", "Error:")
QUICK = 3


def asked(served: Served, check: Check, payloads: tuple[str, ...], name: str) -> None:
    with served.wire("coordinator") as wire:
        for payload in payloads:
            shown = wire.open(name=INPUTS[name], query=f"{name}={quote(payload)}")
            fault = [word for word in FAULTS[:3] if word in shown.said]
            strangers = shown.canaries & elsewhere(served.store)
            echoed = "{{7*7}}" in payload and "49" in shown.said and "{{7*7}}" not in shown.said
            held = not fault and not strangers and not echoed and bool(shown.texts)
            check("injection", held, (name, payload[:40], fault, len(strangers), shown.said[-200:]))


@pytest.mark.parametrize("name", INPUTS)
def test_a_few_payloads_in_every_choice(served: Served, check: Check, name: str) -> None:
    asked(served, check, PAYLOADS[:QUICK], name)


@pytest.mark.slow
@pytest.mark.parametrize("name", INPUTS)
def test_every_payload_in_every_choice(served: Served, check: Check, name: str) -> None:
    asked(served, check, PAYLOADS[QUICK:], name)
