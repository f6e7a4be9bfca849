"""How the audit log names a patient without a name or number: by a mark that whoever has the number can work out."""

from __future__ import annotations

import hashlib
import json


def one_patient(data_version: str, provider: str, spell_id: str) -> str:
    """The place of a look at one patient, "one patient" and a mark of 16 hex digits.

    The same for a spell in one data version and different in the next, so the log alone doesn't tell who came back.
    """
    said = json.dumps([data_version, provider, spell_id]).encode()
    return f"one patient {hashlib.sha256(said).hexdigest()[:16]}"
