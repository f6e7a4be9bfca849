"""What is left behind once all the checks before have been through the server: no patient, no secret, no traceback."""

from __future__ import annotations

from tests.security.canaries import CANARY
from tests.security.conftest import Check, Served
from tests.security.test_socket import fetch
from tests.security.wire import SECRET


def test_logs_hold_no_patient_and_no_secret(served: Served, check: Check) -> None:
    """Once the checks above have been through the server: its log, the audit log and what it serves unasked."""
    log, group = served.log.read_bytes(), "secrets and rows in logs"
    check(group, not CANARY.findall(log), "a patient in the server's log")
    for name, secret in {"cookie secret": SECRET, "client secret": "loopback-only"}.items():
        check(group, secret.encode() not in log, f"the {name} in the server's log")
    check(group, served.cookie("executive")[:30].encode() not in log, "a cookie in the server's log")
    check(group, b"Traceback" not in log, "a traceback in the server's log")
    register = b"".join(path.read_bytes() for path in served.store.glob("register.sqlite-wal"))
    check(group, SECRET.encode() not in register, "a secret in the register")
    for path in ("/_stcore/metrics", "/_stcore/health", "/_stcore/host-config", "/readyz"):
        body = fetch(served, path)[1]
        check(group, not CANARY.findall(body) and SECRET.encode() not in body, path)
