"""Which kind of extract a file is, by its column names."""

from __future__ import annotations

from collections.abc import Iterable

from data.contract.kind import Kind
from data.contract.kinds import KINDS
from data.errors import DataError
from data.reading.tidying import fold


class UnknownKind(DataError):
    """The columns fit no kind of extract, or more than one."""


class AmbiguousColumns(DataError):
    """Two columns of a file have one name, once case, spaces and underscores are set aside."""


def matching(columns: Iterable[str], kind: Kind) -> dict[str, str]:
    """Give {column of the file: column of the contract} for every column that the kind knows.

    Raises AmbiguousColumns when two columns of the file match the same one.
    """
    known = {fold(name): name for name in kind.column_names}
    found: dict[str, str] = {}
    for column in columns:
        name = known.get(fold(column))
        if name is None:
            continue
        if name in found.values():
            raise AmbiguousColumns(f"The file has two columns for {name}. Rename or remove one of them.")
        found[column] = name
    return found


def missing(columns: Iterable[str], kind: Kind) -> tuple[str, ...]:
    """Give the required columns of the kind that the file lacks, in contract order."""
    present = {fold(column) for column in columns}
    lacking = tuple(name for name in kind.required_names if fold(name) not in present)
    if kind.one_of and not any(fold(name) in present for name in kind.one_of):
        return (*lacking, "at least one of " + ", ".join(kind.one_of))
    return lacking


def recognise(columns: Iterable[str], *, provider_given: bool = False) -> str:
    """Give the name of the kind whose required columns are all there and which matches the most columns.

    `provider_given` stands for a provider column that a load option supplies. Raises UnknownKind when no kind fits
    (naming the nearest and what it lacks) or when two fit equally well.
    """
    names = [*columns, *(["provider"] if provider_given else [])]
    fitting = [kind for kind in KINDS.values() if not missing(names, kind)]
    if not fitting:
        raise UnknownKind(_nearest_words(names))
    counts = {kind.name: len(_known(names, kind)) for kind in fitting}
    best = [name for name, count in counts.items() if count == max(counts.values())]
    if len(best) > 1:
        raise UnknownKind(f"The columns fit {' and '.join(best)} equally well. Say which with --kind.")
    return best[0]


def missing_words(lacking: tuple[str, ...], kind: Kind) -> str:
    """Give the sentence that says which required columns of a kind a file lacks."""
    columns = " and ".join([*([", ".join(lacking[:-1])] if lacking[1:] else []), lacking[-1]])
    hint = " The provider can be given with --provider." if "provider" in lacking else ""
    return f"Columns missing for {kind.name}: {columns}.{hint} Add them, or say with --map which columns they are."


def _known(names: list[str], kind: Kind) -> set[str]:
    known = {fold(name) for name in kind.column_names}
    return {fold(name) for name in names} & known


def _nearest_words(names: list[str]) -> str:
    nearest = max(KINDS.values(), key=lambda kind: (len(_known(names, kind)), -len(missing(names, kind))))
    if not _known(names, nearest):
        return "No column here is one that Homeward knows. Check the file, or give a mapping with --map."
    return f"The columns fit no kind of extract; the nearest is {nearest.name}. " + missing_words(
        missing(names, nearest), nearest
    )
