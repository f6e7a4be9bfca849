"""Streamlit's own options that must stand as they are, for the guard to hold: looked at before every start."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pages import service

WANTED: Final[dict[str, Any]] = {
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableAgentApi": False,
    "server.trustedUserHeaders": {},
    "server.enableStaticServing": False,
    "server.fileWatcherType": "none",
    "client.showErrorDetails": ("none", "type", False),
    "client.toolbarMode": "minimal",
    "browser.gatherUsageStats": False,
}
MOST_UPLOAD_MB: Final = 50


def options() -> list[service.Check]:
    """One check for each option; an option that this Streamlit does not know is not wanted on."""
    found = [service.Check(name, _is(name, wanted), _words(name, wanted)) for name, wanted in WANTED.items()]
    size = st.config.get_option("server.maxUploadSize")
    fits = size <= MOST_UPLOAD_MB
    words = f"Uploads of up to {size} MB are taken" + ("." if fits else f": set it to {MOST_UPLOAD_MB} or less.")
    return [*found, service.Check("server.maxUploadSize", fits, words)]


def _value(name: str) -> Any:
    try:
        return st.config.get_option(name)
    except RuntimeError:
        return None


def _is(name: str, wanted: Any) -> bool:
    value = _value(name)
    if isinstance(wanted, tuple):
        return value in wanted
    return value == wanted or (not wanted and not value)


def _words(name: str, wanted: Any) -> str:
    right = wanted[0] if isinstance(wanted, tuple) else wanted
    return f"{name} is {_value(name)!r}." if _is(name, wanted) else f"{name} is {_value(name)!r}: set it to {right!r}."
