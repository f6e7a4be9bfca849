"""The board paper: one scope as an editable PowerPoint, a workbook or a printable page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from metrics.ask import Answers
from metrics.errors import MetricError
from metrics.scope import Scope
from metrics.suppression import DEFAULT, policy
from pages import service
from pages.paper import gather, html, pptx, xlsx
from pages.paper.content import Paper

WRITERS: Final[dict[str, Callable[[Paper], bytes]]] = {"pptx": pptx.save, "xlsx": xlsx.save, "html": html.save}
TYPES: Final = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
}


class UnknownFormat(MetricError):
    """No writer makes that kind of file."""

    def __init__(self, name: str) -> None:
        known = ", ".join(f".{ending}" for ending in WRITERS)
        wrong = f"can't be a file that ends in .{name}" if name else "needs a file name that says its kind"
        super().__init__(f"A board paper {wrong}: choose one of {known}.")


class UnknownSite(MetricError):
    """The store holds no such site."""

    def __init__(self, site: str, known: list[str]) -> None:
        super().__init__(f"There is no site called {site}: choose one of {', '.join(known)}.")


def build(
    kind: str,
    answers: Answers,
    principal: service.Principal,
    scope: Scope,
    to_day: date | None = None,
    policy_name: str = DEFAULT,
) -> bytes:
    """The file: kind "pptx", "xlsx" or "html"; to_day is the last day counted, that of the data where none is given.

    The same store, register and arguments give the same bytes. Raises UnknownFormat, UnknownSite, UnknownPolicy, or
    NotAllowed for a principal with no right to figures.
    """
    if kind not in WRITERS:
        raise UnknownFormat(kind)
    return WRITERS[kind](content(answers, principal, scope, to_day, policy_name))


def content(
    answers: Answers,
    principal: service.Principal,
    scope: Scope,
    to_day: date | None = None,
    policy_name: str = DEFAULT,
) -> Paper:
    """What would be in the file; raises as `build` does."""
    sites = answers.choices(principal, "site")
    for site in scope.chosen().get("site", ()):
        if site not in sites:
            raise UnknownSite(site, sites)
    return gather.paper(answers, principal, scope, to_day, policy(policy_name))
