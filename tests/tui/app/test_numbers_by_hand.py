"""What stands on the screen, number by number, recomputed from the samples by other formulas.

The run is made again with sums over the samples in plain numpy; nothing of the program is used
but the samples themselves. Where else a number is shown, its own test recomputes it: the
algorithm's page in `test_algorithm_page`, the optimizers' state in `test_algorithm_rules`, the
theory pane in `plots.test_theory`, the colour bar in `plots.test_colour_bar`, contour numbers in
`plots.test_contour_labels`, the histogram in `plots.test_residuals`, the box in
`plots.test_solid_box`, scatter in `engine.test_smoothness`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from engine.data.dataset import load
from tests.tui.stage import Stage, stage
from tui.model.situation import PlotName

RATE, SIZE, UPDATES = 0.01, 8, 17
VALUES: dict[str, Any] = {"batch_size": SIZE, "learning_rate": RATE, "seed": 3}
NUMBER = r"(-?[\d.]+(?:e-?\d+)?|–)"


@dataclass
class ByHand:
    """A run in plain numpy: w, b and batch loss of each update, the mean of each whole epoch."""

    x: np.ndarray
    y: np.ndarray
    w: list[float]
    b: list[float]
    losses: list[float]
    means: list[float]

    def full(self, update: int) -> float:
        """The loss over all samples after so many updates."""
        return sum((self.w[update] * x + self.b[update] - y) ** 2 for x, y in self.pairs) / len(
            self.x
        )

    @property
    def pairs(self) -> list[tuple[float, float]]:
        return list(zip(self.x.tolist(), self.y.tolist(), strict=True))

    def batch(self, update: int) -> slice:
        """The samples of an update, from 1."""
        each = math.ceil(len(self.x) / SIZE)
        start = (update - 1) % each * SIZE
        return slice(start, min(start + SIZE, len(self.x)))

    def of_batch(self, update: int, point: int) -> float:
        """The loss of an update's batch after so many updates."""
        rows = self.batch(update)
        return float(np.mean((self.w[point] * self.x[rows] + self.b[point] - self.y[rows]) ** 2))


def by_hand(on: Stage, updates: int = UPDATES) -> ByHand:
    samples = load(on.app.model.config.data)
    made = ByHand(samples.x.astype(float), samples.y.astype(float), [0.0], [0.0], [], [])
    epoch: list[float] = []
    for update in range(1, updates + 1):
        rows = made.batch(update)
        x, y = made.x[rows], made.y[rows]
        error = made.w[-1] * x + made.b[-1] - y
        made.losses.append(float(error @ error / len(x)))
        made.w.append(made.w[-1] - RATE * 2 * float(error @ x) / len(x))
        made.b.append(made.b[-1] - RATE * 2 * float(error.sum()) / len(x))
        epoch.append(made.losses[-1])
        if rows.stop == len(made.x):
            made.means.append(sum(epoch) / len(epoch))
            epoch = []
    return made


def shown(text: str, pattern: str) -> list[float]:
    """The numbers of a pattern, of which there must be one; # stands for a number."""
    found = re.findall(pattern.replace("#", NUMBER), text)
    assert len(found) == 1, f"{pattern} is {len(found)} times in\n{text}"
    parts = (found[0],) if isinstance(found[0], str) else found[0]
    return [float(part) for part in parts]


def subtitle(on: Stage, name: PlotName) -> str:
    plot = on.app.dashboard.plot(name)
    assert plot.shown  # the read-out in its border is said when it is drawn
    return str(plot.border_subtitle or "")


async def run(on: Stage, updates: int = UPDATES) -> ByHand:
    await on.press("space")
    await on.train(updates)
    await on.press("space")
    return by_hand(on, updates)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_the_status_line(size):
    async with stage(size=size, **VALUES) as on:
        made = await run(on)
        assert shown(on.numbers, r"ep(?:och)? +#") == [len(made.means)]
        assert shown(on.numbers, r"upd(?:ate)? +#") == [UPDATES]
        close: dict[str, Any] = {"rel": 5e-5}
        assert shown(on.numbers, r" w +#") == [pytest.approx(made.w[-1], **close)]
        assert shown(on.numbers, r" b +#") == [pytest.approx(made.b[-1], **close)]
        assert shown(on.numbers, r" (?:batch )?loss +#(?= +full)") == [
            pytest.approx(made.losses[-1], **close)
        ]
        assert shown(on.numbers, r" full(?: loss)? +#") == [pytest.approx(made.full(-1), **close)]


async def test_before_a_run_the_full_loss_is_that_of_the_start():
    async with stage(ready=False, w0=1.5, b0=-2.0, **VALUES) as on:
        samples = load(on.app.model.config.data)
        error = 1.5 * samples.x.astype(float) - 2.0 - samples.y
        assert shown(on.numbers, r" full(?: loss)? +#") == [
            pytest.approx(np.mean(error**2), rel=2e-5)
        ]


async def test_an_earlier_moment_has_the_numbers_it_had_then():
    async with stage(**VALUES) as on:
        made = await run(on)
        await on.press("comma", "comma", "comma")
        assert shown(on.numbers, r"update +# of +#") == [UPDATES - 3, UPDATES]
        assert shown(on.numbers, r" w +#") == [pytest.approx(made.w[-4], rel=2e-5)]
        assert shown(on.numbers, r" full loss +#") == [pytest.approx(made.full(-4), rel=2e-5)]


async def test_the_panels_foot():
    async with stage(**VALUES) as on:
        made = by_hand(on, 0)
        x, y = made.x, made.y
        # The normal equations.
        n, sums = len(x), (x.sum(), y.sum(), (x * x).sum(), (x * y).sum())
        w = (n * sums[3] - sums[0] * sums[1]) / (n * sums[2] - sums[0] ** 2)
        b = (sums[1] - w * sums[0]) / n

        def steepest(begin: int) -> float:
            """The largest eigenvalue of the batch that begins with this sample."""
            some = x[begin : begin + SIZE]
            mean = some.mean()
            return float(np.linalg.eigvalsh([[2 * np.mean(some**2), 2 * mean], [2 * mean, 2]])[1])

        low, high = np.linalg.eigvalsh(2 / n * np.array([[sums[2], sums[0]], [sums[0], n]]))
        for label, value in (
            ("optimum w", w),
            ("optimum b", b),
            ("least loss", np.mean((w * x + b - y) ** 2)),
            ("condition number", high / low),
            ("stable lr below", 2 / max(map(steepest, range(0, n, SIZE)))),
            ("full", 2 / (low + high)),
        ):
            row = on.panel_row(label)
            assert float(row.split()[-1]) == pytest.approx(value, rel=1e-3), label


async def test_what_the_batch_did():
    async with stage(**VALUES) as on:
        await on.press("b", "2")
        made = await run(on)
        text = subtitle(on, "surface")
        moved = made.w[-1] - made.w[-2], made.b[-1] - made.b[-2]
        rose = made.full(-1) - made.full(-2)
        up = ["up" if way > 0 else "down" for way in moved]
        sentence = (
            rf"update # ?: this batch pulled w {up[0]} by # and b {up[1]} by #; "
            rf"the full loss {'rose' if rose > 0 else 'fell'} by #$"
        ).replace(" ?", "")
        expected = [UPDATES, *map(abs, moved), abs(rose)]
        assert shown(text, sentence) == [pytest.approx(value, rel=6e-3) for value in expected]


async def test_what_is_under_the_cursor_of_the_surface():
    async with stage(**VALUES) as on:
        made = await run(on)
        await on.press("2", "i", "right", "right", "up")
        w, b, loss = shown(subtitle(on, "surface"), "w #  b #  loss #")
        assert loss == pytest.approx(np.mean((w * made.x + b - made.y) ** 2), rel=5e-2)


async def test_the_loss_of_an_update_and_of_its_epoch():
    async with stage(**VALUES) as on:
        made = await run(on)
        await on.press("3", "i")
        text = subtitle(on, "loss")
        # Its epoch is not over: there is no mean yet.
        assert shown(
            text.replace("–", "0"), "update # · epoch # · batch loss # · epoch mean #"
        ) == [
            UPDATES,
            2,
            pytest.approx(made.losses[-1], rel=1e-5),
            0,
        ]
        await on.press("home", "right", "right")
        assert shown(subtitle(on, "loss"), "update # · epoch # · batch loss # · epoch mean #") == [
            3,
            1,
            pytest.approx(made.losses[2], rel=1e-5),
            pytest.approx(made.means[0], rel=1e-5),
        ]
        residual = np.linalg.lstsq(
            np.column_stack([made.x, np.ones_like(made.x)]), made.y, rcond=None
        )[1]
        top = on.app.dashboard.plot("loss").shown.lines()[0]
        assert shown(top, "least loss #") == [pytest.approx(residual[0] / len(made.x), rel=1e-4)]


async def test_the_losses_before_and_after_the_step():
    async with stage(**VALUES) as on:
        await on.press("5")
        made = await run(on)
        assert shown(subtitle(on, "slice"), "update # · batch loss # → # · full loss # → #") == [
            UPDATES,
            pytest.approx(made.of_batch(UPDATES, -2), rel=2e-6),
            pytest.approx(made.of_batch(UPDATES, -1), rel=2e-6),
            pytest.approx(made.full(-2), rel=2e-6),
            pytest.approx(made.full(-1), rel=2e-6),
        ]


async def test_beside_the_theory_too_the_slice_tells_both_losses():
    async with stage(size=(80, 24), **VALUES) as on:
        await on.press("5", "t")
        made = await run(on)
        assert shown(subtitle(on, "slice"), "batch # → # · full # → #") == [
            pytest.approx(value, rel=5e-4)
            for value in (
                made.of_batch(UPDATES, -2),
                made.of_batch(UPDATES, -1),
                made.full(-2),
                made.full(-1),
            )
        ]


async def test_the_residuals():
    async with stage(**VALUES) as on:
        await on.press("4", "d")
        made = await run(on)
        left = [y - made.w[-1] * x - made.b[-1] for x, y in made.pairs]
        mean = math.fsum(left) / len(left)
        deviation = math.sqrt(math.fsum((one - mean) ** 2 for one in left) / len(left))
        rms = math.sqrt(math.fsum(one * one for one in left) / len(left))
        x, y = made.x[made.batch(UPDATES)], made.y[made.batch(UPDATES)]
        own = y - made.w[-1] * x - made.b[-1]
        said = shown(subtitle(on, "data"), "of the batch: mean #, rms # · all samples: rms #")
        assert said == [
            pytest.approx(value, rel=1e-3)
            for value in (np.mean(own), math.sqrt(np.mean(own * own)), rms)
        ]
        await on.press("d", "h")
        assert shown(subtitle(on, "data"), "mean #, std #, rms # .minimum possible")[:3] == [
            pytest.approx(value, rel=1e-3) for value in (mean, deviation, rms)
        ]


async def test_the_batchs_own_limit_and_one_samples():
    async with stage(**VALUES) as on:
        await on.press("t")
        made = await run(on)
        x = made.x[made.batch(UPDATES)]
        steepest = np.linalg.eigvalsh(2 * np.array([[np.mean(x * x), x.mean()], [x.mean(), 1]]))[1]
        text = on.text
        assert shown(text, "batch of update #") == [UPDATES]
        assert shown(text, "batch λmax +#") == [pytest.approx(steepest, rel=1e-5)]
        assert shown(text, "batch limit +#") == [pytest.approx(2 / steepest, rel=1e-3)]
        assert shown(text, "limit of one sample +#") == [
            pytest.approx(1 / (max(made.x**2) + 1), rel=1e-3)
        ]


async def test_the_figures_of_the_runs():
    async with stage(size=(200, 50), **VALUES) as on:
        made = await run(on)
        await on.press("7")
        titles, row = table(on)[:2]
        # Figures stand at the right of their column: each ends where its title does.
        figures = {
            found[0].strip("▲▼ "): row[: found.end()].split("  ")[-1].strip()
            for found in re.finditer(r"[▲▼]?\w+(?: \w+)*", titles)
        }
        w, b = np.polyfit(made.x, made.y, 1)
        assert int(figures["epochs"]) == len(made.means)
        assert int(figures["updates"]) == UPDATES
        assert int(figures["M"]) == SIZE
        assert float(figures["lr"]) == RATE
        assert float(figures["full loss"]) == pytest.approx(made.full(-1), rel=1e-5)
        assert float(figures["off w"]) == pytest.approx(abs(made.w[-1] - w), rel=1e-4)
        assert float(figures["off b"]) == pytest.approx(abs(made.b[-1] - b), rel=1e-4)


def table(on: Stage) -> list[str]:
    return on.app.dashboard.plot("runs").shown.lines()
