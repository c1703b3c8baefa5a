"""Learning-rate golf: the layers of the plane, and the text beside it."""

from __future__ import annotations

from engine.problems.linear_neuron.quadratic import level_curves
from engine.problems.view import View
from tui.canvas.axes import Layout
from tui.canvas.cells import Cells
from tui.canvas.legend import LegendEntry, Named, entry
from tui.canvas.palette import Look
from tui.canvas.raster import Dots
from tui.model.golf import HOLES, Golf, Stroke
from tui.text.numbers import significant, some, whole
from tui.views.play.plane import marks
from tui.views.play.side import BLANK, Row, Tone, heading, sentence

_DIGITS = 5
_FACTOR = 4
RULE = "each stroke is one update: choose its learning rate, and reach the hole"
RATE = "learning rate"
_KEYS = "0-9 type, ↑ ↓ ← → change it"
_HOLE = "The hole is where the loss is at most 1 % above the least."
_PAR = "Par: the fewest strokes with one learning rate for all of them."


def legend(look: Look) -> tuple[LegendEntry, ...]:
    """The meaning of what is drawn."""
    palette, glyphs = look.palette, look.markers.glyphs
    return (
        LegendEntry(glyphs.current, palette.current, "ball"),
        entry(Named.OPTIMUM, glyphs.optimum, palette.optimum),
        LegendEntry(look.bold_markers.glyphs.dashed, palette.optimum, "hole"),
        LegendEntry(glyphs.start, palette.start, "tee"),
    )


def hole(plan: Layout, golf: Golf, view: View, look: Look) -> Cells:
    """The edge of the hole: the contour line of its loss; between two lines for constant x."""
    dots = Dots(plan.area, look.bold_markers)
    for w, b in level_curves(golf.problem.moments, golf.target, view.w_low, view.w_high):
        dots.line(w, b)
    sign = look.bold_markers.glyphs.dashed
    return dots.cells((look.palette.optimum,), plan.columns, plan.rows, bold=1, sign=sign)


def points(plan: Layout, golf: Golf, look: Look) -> Cells:
    """The tee, where the strokes ended, the optimum, and the ball."""
    palette, glyphs = look.palette, look.markers.glyphs
    strokes = [(stroke.theta, glyphs.step, palette.current) for stroke in golf.strokes]
    optimum = (golf.theory.best, glyphs.optimum, palette.optimum)
    ball = (golf.ball, glyphs.arrived if golf.holed else glyphs.current, palette.current)
    return marks(plan, [(golf.tee, glyphs.start, palette.start), *strokes, optimum, ball])


# ---------------------------------------------------------------------------------- the text


def text(golf: Golf, width: int, height: int, *, theory: bool) -> list[Row]:
    """The lines beside the plane: the state of play, or the card of a finished hole."""
    head = [heading(f"hole {golf.hole + 1} of {HOLES}, par {par_text(golf)}"), Row(golf.name)]
    if golf.holed and golf.strokes:
        return [*head, BLANK, *_card(golf, width, height - len(head) - 1)]
    rows = [
        *head,
        BLANK,
        Row("strokes", whole(len(golf.strokes))),
        Row("loss", significant(golf.loss, _DIGITS)),
        Row("hole at", significant(golf.target, _DIGITS)),
        BLANK,
        heading("next stroke"),
        Row(RATE, significant(golf.club, 7), Tone.GOOD),
        Row("of the limit", f"{significant(golf.club / golf.limit, 3)}×"),
        Row(_KEYS),
    ]
    if theory:
        rows += _theory(golf)
    if golf.strokes:
        rows += [BLANK, *_last(golf.strokes[-1], golf, width)]
    else:
        rows += [BLANK, *sentence(_HOLE, width)]
    return [*rows, BLANK, *sentence(_PAR, width)]


def said(golf: Golf) -> str:
    """The same in one line, where there is no room for more."""
    if golf.holed and golf.strokes:
        return f"hole {golf.hole + 1}: {result_text(golf)}"
    rate, loss = significant(golf.club, 7), significant(golf.loss, _DIGITS)
    strokes = some(len(golf.strokes), "stroke")
    return f"hole {golf.hole + 1}, par {par_text(golf)} · {strokes} · loss {loss} · lr {rate}"


def par_text(golf: Golf) -> str:
    """Par as a number."""
    return "over 1e9" if golf.par is None else whole(golf.par.updates)


def result_text(golf: Golf) -> str:
    """The strokes, and how far they are over or under par."""
    score = golf.score
    strokes = some(len(golf.strokes), "stroke")
    if score is None or score < 0:
        under = "" if score is None else f"{whole(-score)} "
        return f"{strokes}, {under}under par"
    return f"{strokes}, par" if score == 0 else f"{strokes}, {whole(score)} over par"


def _theory(golf: Golf) -> list[Row]:
    """What theory says of the next stroke."""
    theory = golf.theory
    rows = [
        Row("steep error ×", significant(1 - golf.club * theory.lambda_max, _FACTOR)),
        Row("flat error ×", significant(1 - golf.club * theory.lambda_min, _FACTOR)),
        Row("1/λmax", significant(1 / theory.lambda_max, _DIGITS)),
    ]
    if theory.unique:
        rows.append(Row("1/λmin", significant(1 / theory.lambda_min, _DIGITS)))
    return rows


def _last(stroke: Stroke, golf: Golf, width: int) -> list[Row]:
    """What the last stroke did."""
    rows = [
        heading(f"stroke {len(golf.strokes)}, lr {significant(stroke.rate, 7)}"),
        Row("steep error ×", significant(stroke.steep, _FACTOR)),
        Row("flat error ×", significant(stroke.flat, _FACTOR)),
    ]
    if stroke.out:
        lost = "Out of bounds: beyond float32. The ball is back, the stroke counts."
        return [*rows, *sentence(lost, width, Tone.WARNING)]
    if abs(stroke.steep) > 1:
        limit = significant(golf.limit, 4)
        cost = f"Beyond the limit {limit}: the steep error grew and changed sides."
        return [*rows, *sentence(cost, width, Tone.WARNING)]
    return rows


def _card(golf: Golf, width: int, height: int) -> list[Row]:
    """The card of a finished hole: the strokes, and what others would need."""
    tail = [
        BLANK,
        *sentence(result_text(golf), width, Tone.GOOD),
        Row("your record", whole(golf.records[golf.hole])),
        BLANK,
        *sentence(_par_reason(golf), width),
        *sentence(_fewest_reason(golf), width),
        *_chebyshev(golf, width),
    ]
    needed = len(tail) - tail.count(BLANK)
    room = max(height - needed - 1, 1)
    shown = list(enumerate(golf.strokes, 1))
    if len(shown) > room:
        shown = [*shown[: (room - 1) // 2], *shown[len(shown) - room // 2 :]]
    rows, before = [heading("stroke: lr, loss")], 0
    for number, stroke in shown:
        if number != before + 1:
            rows.append(Row(f"… {whole(number - before - 1)} more"))
        before = number
        over = " !" if abs(stroke.steep) > 1 else ""
        value = f"{significant(stroke.rate, 7)}{over}  {significant(stroke.loss, _DIGITS):>8}"
        rows.append(Row(whole(number), value))
    return [*rows, *tail]


def _par_reason(golf: Golf) -> str:
    if golf.par is None:
        return "Par: with one learning rate, more than 1e9 strokes."
    rate = significant(golf.par.rate, 4)
    strokes = some(golf.par.updates, "stroke")
    return f"Par: one learning rate for all strokes; {rate} needs {strokes}, none needs fewer."


def _fewest_reason(golf: Golf) -> str:
    rates = [significant(rate, 4) for rate in golf.fewest]
    if len(rates) == 1:
        return f"Fewest: 1 stroke, lr {rates[0]}."
    return f"Fewest: 2 strokes, 1/λmax = {rates[0]} and 1/λmin = {rates[1]}: each ends one error."


def _chebyshev(golf: Golf, width: int) -> list[Row]:
    """How many Chebyshev's rates need, if they are fewer than par."""
    count, par = golf.chebyshev, golf.par
    if count is None or (par is not None and count >= par.updates):
        return []
    return sentence(f"Chebyshev's rates: {some(count, 'stroke')}.", width)
