"""A process that reads the current version over and over until the file `stop` appears; prints reads and faults."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from data.warehouse import current, open_version


def read_until_told(store: Path, stop: Path) -> dict[str, object]:
    """Every version holds spells of one ward only, which is named for the version: anything else is a mixed read."""
    reads, versions, faults = 0, set(), []
    while not stop.exists():
        version = current(store)
        if version is None or version.fallback:
            faults.append(f"no whole version after {reads} reads")
            continue
        cursor = open_version(version).cursor()
        wards = cursor.sql("select ward, count(*) from spells group by ward").fetchall()
        stays = cursor.sql("select count(*) from stay").fetchall()
        if len(wards) != 1 or [(wards[0][1],)] != stays:
            faults.append(f"{version.name} holds {wards} and {stays}")
        reads += 1
        versions.add(version.name)
    return {"reads": reads, "versions": len(versions), "faults": faults}


if __name__ == "__main__":
    print(json.dumps(read_until_told(Path(sys.argv[1]), Path(sys.argv[2]))))
