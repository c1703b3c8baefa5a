"""The large numbers of the lecture layout."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from engine.history.values import RunState
from tui.canvas.large_digits import large, large_width
from tui.model.status import Status
from tui.widgets.big_numbers import fields_of

RUNNING = Status(
    state=RunState.RUNNING,
    epoch=1000,
    theta=(9.8412345, -1.3961234),
    full_loss=94.4851234,
    optimizer="sgd",
    learning_rate=0.001,
    batch=32,
)
SIZES = (78, 98, 118, 198)


def _texts(status, width, changed=""):
    return {field.label: field.text for field in fields_of(status, width, changed)}


@pytest.mark.parametrize("width", SIZES)
def test_the_four_numbers_fit_at_every_size(width):
    fields = fields_of(RUNNING, width)
    assert [field.label for field in fields][:4] == ["w", "b", "full loss", "epoch"]
    assert sum(field.room for field in fields) + 2 * (len(fields) - 1) <= width
    texts = _texts(RUNNING, width)
    digits = {78: 3, 98: 4, 118: 5, 198: 5}[width]
    assert texts["w"] == f"{9.8412345:.{digits - 1}f}"
    assert texts["b"] == f"{-1.3961234:.{digits - 1}f}"
    assert texts["full loss"] == f"{94.4851234:.{digits - 2}f}"
    assert texts["epoch"] == "1000"


def test_settings_are_always_there_on_wide_screens_and_for_a_moment_on_others():
    assert {"learning rate", "batch size"} <= set(_texts(RUNNING, 198))
    for width in (78, 98, 118):
        assert "learning rate" not in _texts(RUNNING, width)
        shown = _texts(RUNNING, width, "learning rate")
        assert (shown.pop("learning rate"), "epoch" in shown) == ("0.001", False)
        assert shown.items() < _texts(RUNNING, width).items(), "all others stay"
        assert _texts(RUNNING, width, "batch size")["batch size"] == "32"
    full = replace(RUNNING, batch=100, full_batch=True)
    assert _texts(full, 98, "full batch")["full batch"] == "100"


@pytest.mark.parametrize("width", SIZES)
def test_nothing_moves_and_nothing_is_cut_whatever_the_values(width):
    places = [(field.label, field.room) for field in fields_of(RUNNING, width)]
    sizes = (0.0, 1e-9, -4.1e10, 3.4e38, -3.4e38, 12345.678, -0.000123, math.nan, math.inf)
    for value in (*sizes, *(-size for size in sizes)):
        status = replace(
            RUNNING, theta=(value, -value), full_loss=abs(value), epoch=123_456,
            learning_rate=abs(value) if 0 < abs(value) < 1e6 else 5e-5,
        )  # fmt: skip
        for changed in ("", "learning rate"):
            fields = fields_of(status, width, changed)
            if not changed:
                assert [(field.label, field.room) for field in fields] == places
            for field in fields:
                rows = field.rows(plain=False)
                assert {len(row) for row in rows} == {field.room}
                shown = "\n".join(rows)
                assert "…" not in shown
                in_large = all(
                    part in row for part, row in zip(large(field.text), rows[1:], strict=True)
                )
                assert in_large or field.forms[0] in shown


def test_digits_become_fewer_before_an_exponent_is_used():
    assert _texts(replace(RUNNING, theta=(123456.0, -1234.56)), 98)["b"] == "-1235"
    assert _texts(replace(RUNNING, theta=(-4.12e10, 0.0123456)), 78) == {
        "w": "-4e10", "b": "0.01", "full loss": "94.5", "epoch": "1000",
    }  # fmt: skip
    assert large_width("-4e10") <= fields_of(RUNNING, 78)[0].room


def test_terminals_without_blocks_get_plain_numbers():
    (field, *_) = fields_of(RUNNING, 98)
    assert [row.strip() for row in field.rows(plain=True)] == ["w", "", "9.841", ""]
