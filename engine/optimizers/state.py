"""The state of an optimizer, by the symbols of its rule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OptimizerState:
    """The state of an optimizer.

    Attributes:
        count: updates since the optimizer started.
        symbols: the state symbols of the rule (`engine.optimizers.rules`), in order of its lines.
        values: for each parameter, in the order of θ, the value of each symbol; nan if it has
            none. Shared values are repeated for each parameter.
    """

    count: int
    symbols: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]

    def of(self, parameter: int) -> dict[str, float]:
        """The values of one parameter, by symbol."""
        return dict(zip(self.symbols, self.values[parameter], strict=True))
