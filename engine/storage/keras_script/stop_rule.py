"""The part of the script that decides when a run has converged."""

from __future__ import annotations

from engine.config.problem import ProblemConfig
from engine.config.run import StopConfig, StopRule
from engine.expressions.syntax import SEQUENCES
from engine.stopping.rules import description
from engine.storage.keras_script.expression import python_of
from engine.storage.keras_script.part import Part, indented, lines_of

_IMPORTS = {
    "pow": "from math import pow",
    "sqrt": "from math import sqrt",
    "mean": "from statistics import fmean as mean",
}

_EPOCHS = '''\
class Epochs(list):
    """One value per epoch, the latest last. An index before the first epoch means "not yet"."""

    def __getitem__(self, index):
        if isinstance(index, slice):
            for end in (index.start, index.stop):
                if end is not None and end < -len(self):
                    raise IndexError("not yet")
            return Epochs(super().__getitem__(index))
        return super().__getitem__(index)'''


_GRADIENT = '''\
@tf.function(autograph=False)
def gradient_at(w, b):
    """The gradient of the loss over all samples."""
    with tf.GradientTape() as tape:
        tape.watch([w, b])
        loss = loss_at(w, b{samples})
    return tape.gradient(loss, [w, b], unconnected_gradients="zero")'''

_LINEAR_NORM = """\
error = w_now * x.astype("float64") + b_now - y
return np.hypot(2 * np.mean(error * x){pull}, 2 * np.mean(error)) < tolerance"""

_NORM = """\
slopes = gradient_at(tf.constant(w_now, tf.float32), tf.constant(b_now, tf.float32))
return np.hypot(*slopes) < tolerance"""


def stop_part(config: StopConfig, judged_from: int | None, problem: ProblemConfig) -> Part:
    """The function `converged`, which is called at the end of each epoch.

    Args:
        config: the rule.
        judged_from: the first epoch at which it counts; None: at none.
        problem: the loss.
    """
    title = "Stop rule"
    if config.stop is StopRule.NEVER or judged_from is None:
        text = "No stop rule: all epochs are trained."
        if judged_from is None:
            text = "The run was continued past its stop rule, so all epochs are trained."
        return Part(title, text, "def converged():\n    return False")
    text = f"The run has converged once {description(config)}."
    text += " The loss, w and b of an epoch are the means over its updates."
    if judged_from > 1:
        text += f" The rule counts from epoch {judged_from:,} on, as it did in the run."
    body = lines_of(_too_early(config, judged_from), _body(config, problem))
    doc = '"""Whether the run may end after the last epoch in `epoch_means` (loss, w, b)."""'
    function = lines_of("def converged():", indented(lines_of(doc, body)))
    return Part(title, text, "\n\n\n".join([*_before(config, problem), function]))


def _before(config: StopConfig, problem: ProblemConfig) -> list[str]:
    """What the function needs."""
    if config.stop is StopRule.EXPRESSION:
        code, _ = python_of(config.expression)
        used = [line for name, line in _IMPORTS.items() if f"{name}(" in code]
        return [lines_of(used), _EPOCHS] if used else [_EPOCHS]
    window = "" if config.window == 1 else f"window = {config.window}  # epochs"
    numbers = lines_of(f"tolerance = {config.tolerance!r}", window)
    if config.stop is not StopRule.GRADIENT or problem.is_quadratic:
        return [numbers]
    return [numbers, _GRADIENT.format(samples=", x, y" if problem.takes_data else "")]


def _too_early(config: StopConfig, judged_from: int) -> str:
    """The lines that return before the first epoch at which the rule can be met."""
    rounds = {StopRule.EXPRESSION: 0, StopRule.GRADIENT: 1}.get(config.stop, 2)
    first: int | str = max(judged_from, rounds * config.window)
    if first == 1:
        return ""
    if config.window > 1 and first == rounds * config.window:
        first = "window" if rounds == 1 else f"{rounds} * window"
    return lines_of(f"if len(epoch_means) < {first}:", "    return False")


def _body(config: StopConfig, problem: ProblemConfig) -> str:
    one = config.window == 1
    match config.stop:
        case StopRule.EXPRESSION:
            return _expression_body(config.expression)
        case StopRule.GRADIENT:
            now = "epoch_means[-1]" if one else "np.mean(epoch_means[-window:], axis=0)"
            pull = f" + 2 * {problem.l2!r} * w_now" if problem.l2 else ""
            norm = _LINEAR_NORM.format(pull=pull) if problem.is_quadratic else _NORM
            return lines_of(f"_, w_now, b_now = {now}", norm)
        case StopRule.PARAMETERS:
            return f"""\
{_before_and_now("1:", one=one)}  # w, b
change, size = np.linalg.norm(now - before), np.linalg.norm(before)
return change < tolerance * size or change == size == 0"""
        case _:
            return f"""\
{_before_and_now("0", one=one)}
return abs(now - before) < tolerance * abs(before) or now == before == 0"""


def _before_and_now(columns: str, *, one: bool) -> str:
    """The lines that set the values to be compared."""
    if one:
        return f"before, now = epoch_means[-2][{columns}], epoch_means[-1][{columns}]"
    means = "np.mean(epoch_means[{}], axis=0)[{}]".format
    return lines_of(
        f"before = {means('-2 * window : -window', columns)}",
        f"now = {means('-window:', columns)}",
    )


def _expression_body(text: str) -> str:
    code, is_condition = python_of(text)
    result = f"return {code}" if is_condition else f"return ({code}) is True"
    return lines_of(
        "epoch = len(epoch_means)",
        f"{', '.join(SEQUENCES)} = (Epochs(map(float, column)) for column in zip(*epoch_means))",
        "try:",
        indented(result),
        "except (ArithmeticError, IndexError, TypeError, ValueError):",
        "    return False  # not yet, or not defined",
    )
