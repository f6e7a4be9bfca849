"""The same content, the same bytes: times and order of what the office libraries write into their zip files."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Final

_TIMES: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_OFFICE: Final = (".xlsx", ".pptx")


def repacked(content: bytes, made: datetime) -> bytes:
    """An office file with `made` as every time in it, in the workbooks inside it too."""
    stamp = (max(made.year, 1980), made.month, made.day, made.hour, made.minute, made.second)
    said = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            part = source.read(item)
            if item.filename.endswith(_OFFICE):
                part = repacked(part, made)
            elif item.filename == "docProps/core.xml":
                part = _TIMES.sub(rb"\g<1>" + said + rb"\g<2>", part)
            info = zipfile.ZipInfo(item.filename, stamp)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(info, part)
    return out.getvalue()
