"""Who signed out when: one small file a person, so that every process of the server knows at its next look.

Streamlit's cookie stays good for 30 days after a sign-out; this is what makes a copy of it worthless.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

FOLDER = "signed_out"


def sign_out(store: Path, subject: str, at: datetime) -> None:
    """Every sign-in of the person issued up to `at` (with a zone) ends."""
    path = _path(store, subject)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    scratch = path.with_suffix(".tmp")
    scratch.write_text(at.astimezone(UTC).isoformat(), "ascii")
    scratch.replace(path)


def signed_out_at(store: Path, subject: str) -> datetime | None:
    """When the person last signed out; None where they never did. A damaged file ends every sign-in up to its time."""
    path = _path(store, subject)
    try:
        text = path.read_text("ascii")
    except FileNotFoundError:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _path(store: Path, subject: str) -> Path:
    return store / FOLDER / hashlib.sha256(subject.encode()).hexdigest()
