"""The parts of the script that draw a loss of which no exact results are known."""

from __future__ import annotations

from engine.config.run import RunConfig
from engine.problems.registry import problem_of
from engine.storage.keras_script.part import Part, indented, lines_of, quoted
from engine.storage.keras_script.plots import SHOW
from engine.storage.keras_script.problem import ProblemCode

_SURFACE = '''\
path = np.array([({w0!r}, {b0!r}), *(row[1:] for row in history)])  # from the starting point
losses = np.array(history)[:, 0]
{box}
w_grid, b_grid = (np.linspace(*ends, 100, dtype="float32") for ends in zip(low, high))
{shown}

@tf.function(autograph=False)
def losses_at(points):
    """The losses at points (w, b), one a row."""
    return tf.map_fn(lambda point: loss_at(point[0], point[1]{samples}), points)


points = np.stack(np.meshgrid(w_grid, b_grid), axis=-1).reshape(-1, 2)
surface = losses_at(points).numpy().reshape(100, 100).astype("float64")
least, rise = np.nanmin(surface), np.ptp(surface[np.isfinite(surface)])
levels = least + rise * np.geomspace(1e-4, 1, 14)'''

_FOUND_BOX = """\
near = np.vstack([path[:1], path[:-1][losses <= losses[0]]])
near = np.vstack([near, near[:1] + 0.5, near[:1] - 0.5])
low, high = near.min(axis=0), near.max(axis=0)
low, high = low - 0.3 * (high - low), high + 0.3 * (high - low)"""

_SHOWN = """\
shown = slice(None, None, -(-n // 5000))  # at most 5,000 samples
x_shown, y_shown = x[shown], y[shown]
"""

_PLOTS = '''\
def draw():
    """{doc}"""
    updates = np.arange(1, len(history) + 1)
    figure, ({names}) = plt.subplots(1, {count}, figsize=({width}, 5), layout="constrained")

    left.plot(updates, losses, linewidth=0.8, label="loss of each update")
    if epoch_means:
        left.plot(epoch_ends, np.array(epoch_means)[:, 0], ".-", label="mean of each epoch")
    left.set(xlabel="update", ylabel="loss", yscale="log" if losses.min() > 0 else "linear")
    left.legend()

    if rise > 0:
        norm = "log" if levels[0] > 0 else "linear"
        middle.contour(w_grid, b_grid, surface, levels=levels, norm=norm, cmap="viridis")
    middle.plot(*path.T, ".-", color="red", linewidth=0.8, markersize=3, label="trajectory")
{minima}    middle.set(xlabel="w", ylabel="b", xlim=w_grid[[0, -1]], ylim=b_grid[[0, -1]])
    middle.legend()
{data}
    return figure'''

_DATA = """
right.plot(x_shown, y_shown, ".", alpha=0.5, label="data")
{neuron}
right.set(xlabel={x_name}, ylabel={y_name})
right.legend()"""

_NEURON = """\
curve = np.linspace(x.min(), x.max(), 200, dtype="float32")
right.plot(curve, neuron(curve[:, None])[:, 0], color="red", label="neuron")"""


def contours_part(config: RunConfig, problem: ProblemCode) -> Part:
    """The loss on a grid around the trajectory, or in the usual view of a landscape."""
    view, (w0, b0) = problem_of(config.problem).view, config.start.theta
    box = _FOUND_BOX
    if view is not None:
        corners = f"({view.w_low!r}, {view.b_low!r}), ({view.w_high!r}, {view.b_high!r})"
        box = lines_of(
            f"corners = np.array([{corners}, path[0]])",
            "low, high = corners.min(axis=0), corners.max(axis=0)",
        )
    text = "The loss on a grid of 100 × 100 points (w, b)"
    return Part(
        "Loss surface",
        f"{text}, over at most 5,000 of the samples." if problem.takes_data else f"{text}.",
        _SURFACE.format(
            w0=w0,
            b0=b0,
            box=box,
            shown=_SHOWN if problem.takes_data else "",
            samples=", x_shown, y_shown" if problem.takes_data else "",
        ),
    )


def contour_plots_part(config: RunConfig, problem: ProblemCode, names: tuple[str, str]) -> Part:
    """The plots: loss, trajectory, and the samples if there are any; `names`: of x and y."""
    minima = problem_of(config.problem).minima
    shown = ["loss by update", "trajectory on the contour lines of the loss"]
    if problem.takes_data:
        shown.append("data with the neuron" if config.problem.is_neuron else "data")
    told = f"{', '.join(shown[:-1])}, and {shown[-1]}" if len(shown) > 2 else " and ".join(shown)
    text = f"{told[0].upper()}{told[1:]}."
    data = ""
    if problem.takes_data:
        neuron = _NEURON if config.problem.is_neuron else ""
        lines = _DATA.format(neuron=neuron, x_name=quoted(names[0]), y_name=quoted(names[1]))
        data = "\n" + indented(lines_of(lines))
    marks = f'middle.plot(*np.array({list(minima)}).T, "k+", markersize=12, label="minima")'
    plots = _PLOTS.format(
        doc=text,
        names="left, middle, right" if problem.takes_data else "left, middle",
        count=3 if problem.takes_data else 2,
        width=16 if problem.takes_data else 11,
        minima=f"{indented(marks)}\n" if minima else "",
        data=data,
    )
    return Part("Plots", text, f"{plots}\n\n\n{SHOW}")
