"""What an optimizer keeps from one update to the next, by the symbols of its rule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OptimizerState:
    """The state of an optimizer.

    Attributes:
        count: updates since the optimizer began.
        symbols: what the rule keeps (`engine.optimizers.rules`), in the order of its lines.
        values: for each parameter, in the order of θ, the value of each symbol; nan where the
            optimizer has none. What the parameters share is the same for all of them.
    """

    count: int
    symbols: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]

    def of(self, parameter: int) -> dict[str, float]:
        """The values of one parameter, by symbol."""
        return dict(zip(self.symbols, self.values[parameter], strict=True))
