"""A run of another worker is continued, or refused with nothing changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.history.values import Change
from engine.protocol.commands import Resume, Seek
from tests.engine.conftest import config_of
from tests.engine.worker.session.stand import (
    ENDLESS,
    Reference,
    Stand,
    assert_same_history,
    assert_same_state,
)


def adam() -> Resume:
    return Resume.of(Reference(optimizer="adam", **ENDLESS).step(5))


REFUSED = {
    "the variables of another optimizer": (
        lambda: replace(adam(), config=config_of(optimizer="sgd", momentum=0.5, **ENDLESS)),
        "does not match its configuration",
    ),
    "other data": (lambda: replace(adam(), config=config_of(seed=3)), "other data"),
    "a live change of what is not a parameter": (
        lambda: replace(adam(), changes=(Change(2, 2, "learning_rate", "-1", "0.1"),)),
        "learning",
    ),
}


@pytest.mark.parametrize(("command", "why"), REFUSED.values(), ids=REFUSED)
def test_a_run_that_does_not_match_is_refused_and_the_current_one_goes_on(command, why):
    run = Stand(optimizer="momentum", learning_rate=0.002, **ENDLESS)
    before = run.step(7)
    run.refused.clear()
    run.obey(command())
    assert len(run.refused) == 1
    assert why in run.refused[0]
    assert run.config == before.config
    after, wanted = (
        run.step(3),
        Reference(optimizer="momentum", learning_rate=0.002, **ENDLESS).step(10),
    )
    assert_same_state(after, wanted)
    assert_same_history(after, wanted)


def test_an_earlier_moment_stays_shown_if_a_run_is_refused():
    run = Stand(**ENDLESS)
    run.step(9)
    shown = run.obey(Seek(4))
    run.obey(replace(adam(), config=config_of(seed=3)))
    assert run.frames[-1].update == shown.update == 4
    assert run.step(1).update == 4, "still refused: an earlier moment is shown"


def test_a_matching_run_is_continued_to_the_bit():
    wanted = Reference(optimizer="adam", **ENDLESS).step(13)
    run = Stand(**ENDLESS)
    run.step(3)
    run.obey(adam())
    assert not run.refused
    assert run.config == wanted.config
    assert_same_state(run.step(8), wanted)
