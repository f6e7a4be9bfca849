"""A folder into which extracts are dropped: a file is loaded once it has stopped growing, and again if it changes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from data.errors import DataError
from data.loading.preparing import EXTENSIONS

REMEMBERED = "watched.json"
Look = tuple[int, int]
"""Size and time of change of a file, in bytes and nanoseconds: a file that keeps both between two looks is whole."""


class NoFolder(DataError):
    """The folder to watch is not there, or can't be read."""


@dataclass
class Watcher:
    """What was seen in a folder at the last look, and what was dealt with in any run before (kept in the store).

    A file is due when two looks in a row found it the same and it was not dealt with as it is now. Hidden files and
    other types are left alone; so are folders inside, where systems keep what they are still writing.
    """

    store: Path
    folder: Path
    before: dict[str, Look] = field(default_factory=dict)

    def due(self) -> list[Path]:
        """Look once; gives the files to load now, spells first, then by name. Raises NoFolder."""
        now = self._look()
        settled = [name for name, look in now.items() if self.before.get(name) == look]
        self.before = now
        dealt = self._dealt()
        found = [self.folder / name for name in settled if dealt.get(name) != now[name]]
        return sorted(found, key=lambda path: (not path.stem.lower().startswith("spells"), path.name))

    def dealt_with(self, files: list[Path]) -> None:
        """Remember files as they were when last looked at: loaded or refused, they come again only if they change."""
        dealt = {**self._dealt(), **{file.name: self.before[file.name] for file in files}}
        here = {name: look for name, look in dealt.items() if name in self.before}
        scratch = self.store / f"{REMEMBERED}.tmp"
        scratch.write_text(json.dumps({str(self.folder.resolve()): here}), "utf-8")
        scratch.replace(self.store / REMEMBERED)

    def _look(self) -> dict[str, Look]:
        try:
            files = [path for path in self.folder.iterdir() if path.suffix.lower() in EXTENSIONS and path.is_file()]
            found = {path.name: path.stat() for path in files if not path.name.startswith(".")}
        except OSError as trouble:
            raise NoFolder(f"The folder {self.folder} can't be read ({trouble.strerror}): name another.") from trouble
        return {name: (stat.st_size, stat.st_mtime_ns) for name, stat in found.items()}

    def _dealt(self) -> dict[str, Look]:
        try:
            held = json.loads((self.store / REMEMBERED).read_text("utf-8"))
            return {name: (look[0], look[1]) for name, look in held[str(self.folder.resolve())].items()}
        except (OSError, ValueError, KeyError, TypeError):
            return {}  # forgetting costs a second look at files that are held already
