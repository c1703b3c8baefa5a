"""The theory pane: exact results as text, and the gauge of the learning rate."""

from __future__ import annotations

from engine.problems.base import NAMES, Names
from engine.problems.linear_neuron.least_squares import Theory, theory_of
from engine.theory.momentum import Descent, descent_of, is_full_batch, least_sample_limit
from tui.canvas.cells import Cells
from tui.canvas.palette import Look
from tui.model.theory_text import limit_text, prediction_text, rate_text
from tui.text.best_line import best_line
from tui.text.numbers import number, significant, whole
from tui.text.standardized import condition_text, trained_names
from tui.text.width import text_width
from tui.views.theory.facts import Facts
from tui.views.theory.gauge import Line, Tone, gauge
from tui.views.theory.lines import Lines
from tui.views.theory.local import local_parts

_LESS = 1 - 1e-6
"""The limit of a single sample is shown if it is below this share of the full batch's limit."""


def lines_of(facts: Facts, width: int, height: int, *, ascii_only: bool = False) -> list[Line]:
    """The lines of the pane, at most `height` of `width` characters; unimportant parts go first."""
    if width < 1 or height < 1:
        return []
    theory = facts.problem.theory
    if theory is None:
        return _fitting(local_parts(facts, width, ascii_only=ascii_only), height)
    write = _Writer(facts, theory, width, ascii_only=ascii_only)
    # In their order on the screen, each with its rank: the last rank is dropped first.
    parts = [
        (0, write.rates()),
        (1, write.prediction()),
        (3, write.curvature()),
        (2, write.batch()),
        (4, write.sample()),
        (5, write.optimum()),
    ]
    return _fitting(parts, height)


def _fitting(parts: list[tuple[int, list[Line]]], height: int) -> list[Line]:
    """The parts that fit, with blank lines between them if there is room."""
    shown = [(rank, part) for rank, part in parts if part]
    while len(shown) > 1 and sum(len(part) for _, part in shown) > height:
        shown.remove(max(shown))
    blank = height - sum(len(part) for _, part in shown) >= len(shown) - 1
    lines: list[Line] = []
    for _, part in shown:
        lines += [(), *part] if lines and blank else part
    return lines[:height]


class _Writer(Lines):
    """Writes the parts of the pane."""

    def __init__(self, facts: Facts, theory: Theory, width: int, *, ascii_only: bool) -> None:
        super().__init__(width, ascii_only=ascii_only)
        self._config, self._problem = facts.config, facts.problem
        self._theory, self._facts = theory, facts
        self._rate = facts.config.optimizer.learning_rate if facts.rate is None else facts.rate
        self._descent = descent_of(facts.config.optimizer)
        bears = self._descent or Descent()
        self._limit = bears.limit(self._theory.lambda_max)
        self._sample_limit = least_sample_limit(bears, facts.problem.preview.x_range, theory.l2)
        self._over = self._descent is not None and self._rate >= self._limit

    def rates(self) -> list[Line]:
        """The gauge, and the learning rates that are marked on it."""
        rate, signs, descent = self._rate, self.signs, self._descent
        if descent is None:
            return [
                self.row(("learning rate",), number(rate)),
                self.row(("sgd's limit 2/λmax", "sgd's limit"), limit_text(self._limit, rate)),
            ]
        formula = "2/λmax"
        if descent.beta:
            formula = "2(1+β)/(1+2β)/λmax" if descent.nesterov else "2(1+β)/λmax"
        both = _fastest_formula(descent, unique=self._theory.unique)
        sign, tone = (signs.over, Tone.WARNING) if self._over else (signs.rate, Tone.MARK)
        return [
            gauge(rate, self._limit, self._sample_limit, self.width, signs),
            self.row((f"{sign} learning rate",), number(rate), tone),
            self.row(
                (f"{signs.limit} limit {formula}", f"{signs.limit} limit"),
                limit_text(self._limit, rate),
            ),
            self.row(
                (f"  fastest{both}", f"  best{both}", "  fastest"),
                rate_text(descent.fastest(self._theory)),
            ),
            self.row(
                (f"{signs.sample} limit of one sample", f"{signs.sample} one sample"),
                limit_text(self._sample_limit, rate),
            ),
        ]

    def prediction(self) -> list[Line]:
        """The predicted and the actual end of the run."""
        found, took = self._facts.prediction, self._facts.took
        text = prediction_text(self._config, self._problem, found)
        lines = self.heading("prediction, from the start", "prediction")
        lines += self.sentence(text, Tone.WARNING if self._over else Tone.VALUE)
        if took is not None and found is not None:
            lines += self.sentence(f"the run took {whole(took)} epochs", Tone.LABEL)
        return lines

    def curvature(self) -> list[Line]:
        """The Hessian's eigenvalues."""
        theory = self._theory
        return [
            *self.heading("curvature, all samples", "curvature"),
            self.row(("λmax",), significant(theory.lambda_max, 6)),
            self.row(("λmin",), significant(theory.lambda_min, 6)),
            self.row(("condition number", "condition"), condition_text(theory.condition_number, 4)),
        ]

    def batch(self) -> list[Line]:
        """The curvature and the limit of the last batch alone."""
        step, descent = self._facts.step, self._descent
        full = is_full_batch(self._config, self._problem.preview.samples)
        if step is None or descent is None or full:
            return []
        steepest = theory_of(step.moments).lambda_max
        limit = descent.limit(steepest)
        over = self._rate >= limit
        return [
            *self.heading(f"batch of update {whole(step.update)}", "batch"),
            self.row(("batch λmax", "λmax"), significant(steepest, 6)),
            self.row(
                (f"{self.signs.over} batch limit" if over else "batch limit", "limit"),
                limit_text(limit, self._rate),
                Tone.WARNING if over else Tone.VALUE,
            ),
        ]

    def sample(self) -> list[Line]:
        """The limit of a single sample, if it is below that of the full batch."""
        if self._descent is None or not self._sample_limit < _LESS * self._limit:
            return []
        limit = limit_text(self._sample_limit, self._rate)
        text = (
            f"a single sample can set the limit {limit}: why M\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}"
            "1 can blow up where the full batch does not"
        )
        heading = [] if self.batch() else self.heading("mini-batches")
        return heading + self.sentence(text, Tone.LABEL)

    def optimum(self) -> list[Line]:
        """The optimal line."""
        scaling = self._problem.preview.scaling
        name = best_line(self._theory)
        lines = self._least_squares(name, self._theory, trained_names(scaling))
        if not scaling.identity:
            heading = f"{self._problem.preview.y_name} against {self._problem.preview.x_name}"
            theory = self._problem.theory_of_data
            assert theory is not None
            lines += self._least_squares(heading, theory, NAMES)
        return lines

    def _least_squares(self, heading: str, theory: Theory, names: Names) -> list[Line]:
        return [
            *self.heading(heading),
            self.row((names[0],), significant(theory.w_best, 6)),
            self.row((names[1],), significant(theory.b_best, 6)),
            self.row(("least loss",), significant(theory.least_loss, 6)),
        ]


def _fastest_formula(descent: Descent, *, unique: bool) -> str:
    """The formula of `Descent.fastest`, if it is short enough."""
    if not unique:
        return " (1+β)/λmax" if descent.beta and not descent.nesterov else " 1/λmax"
    if descent.beta and descent.nesterov:
        return ""
    return " 2(1+β)/(λmax+λmin)" if descent.beta else " 2/(λmax+λmin)"


def pane(lines: list[Line], columns: int, rows: int, look: Look) -> Cells:
    """The lines as cells."""
    palette = look.palette
    colours = {
        Tone.HEADING: palette.muted,
        Tone.LABEL: palette.muted,
        Tone.VALUE: palette.text,
        Tone.WARNING: palette.warning,
        Tone.MARK: palette.current,
    }
    cells = Cells.blank(columns, rows)
    for row, line in enumerate(lines[:rows]):
        column = 0
        for text, tone in line:
            cells.put(column, row, text, colours[tone], bold=tone is not Tone.LABEL)
            column += text_width(text)
    return cells
