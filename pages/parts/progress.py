"""Comparisons that take a while: at once where ready within a moment, else how far they are, until they are."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final

import streamlit as st

from metrics.ask import Answers
from metrics.compare import METHODS, Comparison, compare
from metrics.second import Opinion, opinions
from pages import background, comparing, service
from pages.background import Job, Say, Work
from pages.comparing import Question
from pages.parts.methods import NAMES

MOMENT: Final = 0.4  # seconds that a page waits before it shows a bar
LOOK_AGAIN: Final = 0.5
FEW_WARDS: Final = 14  # up to here all sign vectors are looked at in a moment
Others = tuple[dict[str, Comparison], tuple[Opinion, ...]]


def job(key: Hashable, work: Work) -> Any | None:
    """The answer of the work, or None and a bar in its place that draws the page again once it is done."""
    held = background.start(key, work)
    if held.soon(MOMENT):
        return held.answer()
    st.fragment(_watch, run_every=LOOK_AGAIN)(held)
    return None


def comparison(held: Answers, who: service.Principal, asked: Question) -> Comparison | None:
    """The comparison; between many wards it is worked out off the page."""
    if len(asked.design.starts) + len(asked.design.others) <= FEW_WARDS:
        return comparing.answer(held, who, asked)
    given = comparing.inputs(held, who, asked)

    def work(say: Say) -> Comparison:
        say("Comparing ward by ward", 0.0)
        return compare(asked.metric, asked.design, given, method=asked.method)

    found: Comparison | None = job(("one", comparing.key_of(held, who, asked)), work)
    return found


def others(held: Answers, who: service.Principal, asked: Question) -> Others | None:
    """Every method's answer and the second opinions by trying what did not happen."""
    given = comparing.inputs(held, who, asked)

    def work(say: Say) -> Others:
        answers: dict[str, Comparison] = {}
        for place, method in enumerate(METHODS):
            say(NAMES[method], 0.5 * place / len(METHODS))
            answers[method] = compare(asked.metric, asked.design, given, method=method)
        effect = answers["series"].verdict.evidence.estimate if answers["series"].method == "series" else None
        value = None if effect is None else effect.value
        tried = opinions(asked.metric, asked.design, given, value, lambda words, share: say(words, 0.5 + share / 2))
        return answers, tried

    every: Others | None = job(("all", comparing.key_of(held, who, asked)), work)
    return every


def _watch(held: Job) -> None:
    if held.soon(0):
        st.rerun()
    st.progress(min(held.share, 1.0), held.words)
