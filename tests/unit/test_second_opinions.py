"""What did not happen, tried: made-up starts, other wards, start dates dealt anew; and the worker that does it."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest

from metrics.compare import Inputs
from metrics.effects.pretend import NoRoomToPretend, pretend_starts
from metrics.second import Opinion, opinions
from pages import background
from pages.parts import methods
from tests.unit.test_compare import DELAY, START, day, design, noise, panel, weekly

WARDS = tuple("ABCDEF")


def silent(words: str, share: float) -> None:
    """Nobody looks."""


def named(found: tuple[Opinion, ...]) -> dict[str, Opinion]:
    return {one.name: one for one in found}


def test_made_up_starts_in_quiet_weeks_are_rarely_clear() -> None:
    found = pretend_starts(np.arange(104), noise(1), 78, -3.0)
    assert (found.tried, found.as_large) == (11, 0)
    assert found.clear <= 2
    with pytest.raises(NoRoomToPretend, match="need 50 weeks before the real one; there are 40"):
        pretend_starts(np.arange(60), noise(1)[:60], 40, -3.0)


def test_weeks_after_the_real_start_are_not_looked_at() -> None:
    values = noise(1)
    values[78:] -= 50
    assert pretend_starts(np.arange(104), values, 78, -50.0) == pretend_starts(np.arange(104), noise(1), 78, -50.0)


def test_other_wards_chosen_are_all_looked_at_where_they_began_together() -> None:
    plan = design(starts={ward: day(START) for ward in "ABC"}, others=tuple("DEF"))
    given = Inputs(weekly(noise(1)), panel(-2.0, WARDS, ("A", "B", "C")))
    found = named(opinions(DELAY, plan, given, -2.0, silent))
    # The real choice and its mirror image are as large; with an effect this size no other is.
    assert found["chosen"].facts == {
        "treated": 3, "wards": 6, "ways": 20, "as_large": 2, "all_ways": 1, "usable": 1,
    }  # fmt: skip
    assert methods._SAID["chosen"](found["chosen"].facts, "days") == (
        "Of all 20 ways to choose 3 of the 6 wards, 2 show a change as large as the real choice, itself among them."
    )


def test_start_dates_are_dealt_anew_in_a_staggered_roll_out_and_progress_is_told() -> None:
    plan = design(starts={"A": day(START), "B": day(START + 6)}, others=tuple("CDE"))
    rows = panel(0.0, tuple("ABCDE"), ()).filter(np.tile(np.arange(104) >= 60, 5))
    said: list[tuple[str, float]] = []
    found = named(
        opinions(DELAY, plan, Inputs(weekly(noise(1)), rows), None, lambda words, share: said.append((words, share)))
    )
    assert 0 < found["dealt"].facts["share"] <= 1
    shares = [share for _, share in said]
    assert shares == sorted(shares) and shares[-1] == pytest.approx(1.0)


def test_one_ward_is_set_against_a_mixture_and_a_refusal_is_a_sentence() -> None:
    plan = design(starts={"A": day(START)}, others=tuple("BCDEF"))
    found = named(opinions(DELAY, plan, Inputs(weekly(noise(1)), panel(-2.0, WARDS, ("A",))), -2.0, silent))
    assert found["mixture"].refused.startswith("A synthetic control needs 8 comparison areas; there are 5.")
    many = tuple("ABCDEFGHIJ")
    plan = replace(plan, starts={"F": day(START)}, others=tuple(ward for ward in many if ward != "F"))
    found = named(opinions(DELAY, plan, Inputs(weekly(noise(1)), panel(-2.0, many, ("F",))), -2.0, silent))
    assert (found["mixture"].facts["rank"], found["mixture"].facts["areas"]) == (1, 10)


def test_work_is_done_once_in_another_thread_and_its_answer_kept() -> None:
    threads: list[str] = []

    def work(say: background.Say) -> int:
        say("Half-way", 0.5)
        threads.append(threading.current_thread().name)
        return 42

    first, second = (background.start(("test", "once"), work) for _ in range(2))
    assert first.soon(20)
    assert (first is second, first.answer(), first.words, threads) == (True, 42, "Half-way", ["homeward-slow"])


def test_what_work_raises_is_raised_where_the_answer_is_asked_for() -> None:
    def work(say: background.Say) -> int:
        raise NoRoomToPretend(3)

    held = background.start(("test", "raises"), work)
    assert held.soon(20)
    with pytest.raises(NoRoomToPretend):
        held.answer()
