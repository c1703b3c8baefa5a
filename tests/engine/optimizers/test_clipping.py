"""What clipping leaves of a gradient, by hand."""

from __future__ import annotations

import pytest

from engine.optimizers.before_rule import Clipping


@pytest.mark.parametrize(
    ("kind", "gradient", "left"),
    [
        ("none", (30.0, -40.0), (30.0, -40.0)),
        ("value", (30.0, -4.0), (5.0, -4.0)),
        ("norm", (30.0, -4.0), (5.0, -4.0)),
        ("global_norm", (30.0, -40.0), (3.0, -4.0)),
        ("global_norm", (3.0, -1.0), (3.0, -1.0)),
    ],
)
def test_a_gradient_is_at_most_as_large_as_its_limit(kind, gradient, left):
    assert Clipping(kind, 5.0).clipped(gradient) == pytest.approx(left)
