"""The part of the script that draws the run with matplotlib."""

from __future__ import annotations

from engine.problems.view import View
from engine.storage.keras_script.part import Part, quoted

_SURFACE = '''\
# With x and y relative to their means, the loss is a quadratic form of w and b, exactly.
x64, y64 = x.astype("float64"), y.astype("float64")
x_mean, y_mean = x64.mean(), y64.mean()
x_variance = np.mean((x64 - x_mean) ** 2)
{penalized}w_best = np.mean((x64 - x_mean) * (y64 - y_mean)) / x_variance if x_variance else 0.0
b_best = y_mean - w_best * x_mean
least_loss = np.mean((w_best * x64 + b_best - y64) ** 2){penalty}


def full_loss(w, b):
    """The loss over all samples; w and b may be arrays."""
    return x_variance * (w - w_best) ** 2 + (w * x_mean + b - y_mean) ** 2 + least_loss


print(f"{best_name}: w = {{w_best:.7g}}, b = {{b_best:.7g}}, loss {{least_loss:.7g}}")
{in_units}
w_grid = np.linspace({w_low!r}, {w_high!r}, 200)
b_grid = np.linspace({b_low!r}, {b_high!r}, 200)
surface = full_loss(w_grid[None, :], b_grid[:, None])
rise = surface.max() - least_loss
levels = least_loss + rise * np.geomspace(1e-4, 1, 14)'''

_IN_UNITS = """\
for name, line in (("this run", history[-1][1:]), ("{best_name}", (w_best, b_best))):
    slope, intercept = in_data_units(*line)
    print(f"in the units of the data, {{name}}: w = {{slope:.7g}}, b = {{intercept:.7g}}")
"""

_PLOTS = '''\
def draw():
    """The loss, the trajectory on the loss surface, and the data with the line."""
    losses, w_path, b_path = np.array(history).T
    updates = np.arange(1, len(history) + 1)
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(16, 5), layout="constrained")

    left.plot(updates, losses, linewidth=0.8, label="loss of each update")
    if epoch_means:
        left.plot(epoch_ends, np.array(epoch_means)[:, 0], ".-", label="mean of each epoch")
    left.axhline(least_loss, linestyle="--", color="gray", label="least loss")
    left.set(xlabel="update", ylabel="loss", yscale="log")
    left.legend()

    middle.contour(w_grid, b_grid, surface, levels=levels, norm="log", cmap="viridis")
    path = np.array([({w0!r}, {b0!r}), *zip(w_path, b_path)])  # from the starting point
    middle.plot(*path.T, ".-", color="red", linewidth=0.8, markersize=3, label="trajectory")
    middle.plot(w_best, b_best, "k+", markersize=12, label="optimum")
    middle.set(xlabel="w{of}", ylabel="b{of}", xlim=w_grid[[0, -1]], ylim=b_grid[[0, -1]])
    middle.legend()

    shown = slice(None, None, -(-n // 5000))  # at most 5,000 points
    ends = np.array([{x}.min(), {x}.max()])
    slope, intercept = {fitted}
    right.plot({x}[shown], {y}[shown], ".", alpha=0.5, label="data")
    right.plot(ends, slope * ends + intercept, color="red", label="fitted line")
    slope, intercept = {best}
    right.plot(ends, slope * ends + intercept, "k--", label="{best_name}")
    right.set(xlabel={x_name}, ylabel={y_name})
    right.legend()
    for axes in (middle, right):
        axes.locator_params(axis="x", nbins=6)
    return figure'''

SHOW = """\
try:
    import matplotlib
    import matplotlib.pyplot as plt
except ImportError:
    print("no plots: matplotlib is not installed (pip install matplotlib)")
else:
    figure = draw()
    if matplotlib.get_backend().lower() == "agg":  # there is no screen, for example over SSH
        figure.savefig("descent-run.png")
        print("plots: descent-run.png")
    else:
        plt.show()"""


def best_name(l2: float) -> str:
    """What the line of least loss is called."""
    return "ridge" if l2 else "least squares"


def surface_part(view: View, l2: float, *, scaled: bool) -> Part:
    """The loss surface on a grid.

    Args:
        view: the part of the plane.
        l2: the factor of w² in the loss.
        scaled: whether the samples are standardized.
    """
    name = best_name(l2)
    return Part(
        "Loss surface",
        "The loss over all samples on a grid of 200 × 200 points (w, b), and its least value.",
        _SURFACE.format(
            w_low=view.w_low,
            w_high=view.w_high,
            b_low=view.b_low,
            b_high=view.b_high,
            in_units=_IN_UNITS.format(best_name=name) if scaled else "",
            best_name=name,
            penalized=f"x_variance += {l2!r}  # the penalty of w²\n" if l2 else "",
            penalty=f" + {l2!r} * w_best**2" if l2 else "",
        ),
    )


def plots_part(
    start: tuple[float, float], names: tuple[str, str], name_of_best: str, *, scaled: bool
) -> Part:
    """The plots: loss, trajectory, data.

    Args:
        start: the starting point (w, b).
        names: of x and y.
        name_of_best: what the line of least loss is called.
        scaled: whether the samples are standardized.
    """
    (w0, b0), (x_name, y_name) = start, names
    fitted, best = "w_path[-1], b_path[-1]", "w_best, b_best"
    plots = _PLOTS.format(
        w0=w0,
        b0=b0,
        of=" of the standardized data" if scaled else "",
        x="x_data" if scaled else "x",
        y="y_data" if scaled else "y",
        fitted=f"in_data_units({fitted})" if scaled else fitted,
        best_name=name_of_best,
        best=f"in_data_units({best})" if scaled else best,
        x_name=quoted(x_name),
        y_name=quoted(y_name),
    )
    return Part(
        "Plots",
        "Loss by update with the mean of each epoch, trajectory on the contour lines of the "
        "loss surface, data with the fitted line.",
        f"{plots}\n\n\n{SHOW}",
    )
