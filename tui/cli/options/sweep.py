"""The options of `descent sweep` and `descent tradeoff`, in addition to a run's parameters."""

# Annotations are not postponed in this module: cyclopts could not resolve those of local types.

from typing import Annotated, Any

from cyclopts import App, Group
from cyclopts import Parameter as Option

from engine.config.parameters import PARAMETERS
from engine.optimizers.schedules import SCHEDULES
from tui.cli.options.files import FILE_ACCEPTS, ConfigFile, path_of
from tui.cli.options.groups import EXIT_STATUS, GENERAL, AsJson
from tui.cli.options.run import default_text, given, run_options
from tui.cli.options.words import DataFile, with_file
from tui.cli.request import Request

SWEEP_ACCEPTS = {
    "--batch-sizes": "batch sizes separated by commas, such as 1,16,32,64,full",
    "--learning-rates": "learning rates separated by commas, or LOW:HIGH:COUNT",
    "--l2": "several separated by commas or as LOW:HIGH:COUNT, or one for all runs",
    "--optimizers": "optimizers separated by commas, such as sgd,adam",
    "--schedules": f"names separated by commas: {', '.join(SCHEDULES)}",
    "--seeds": "the number of seeds, or seeds separated by commas",
    "--data-seeds": "the number of seeds, or seeds separated by commas",
    "--order-seeds": "the number of seeds, or seeds separated by commas",
    "--map": "epochs, seconds, loss or excess",
    "--scheduler": "an address such as tcp://node1:8786",
    "--loss-factor": "a number above 1",
}
SWEEP_LISTS = {
    "--batch-sizes": "batch_size",
    "--learning-rates": "learning_rate",
    "--schedules": "schedule",
    "--optimizers": "optimizer",
    "--l2": "l2",
    "--seeds": "seed",
    "--data-seeds": "data_seed",
    "--order-seeds": "order_seed",
}
"""The parameter that each list varies."""

_SWEEP_HELP = f"""\
Train every combination of the given lists, many small runs per compiled call.

Prints runs as they end, then a table, with mean and sample standard deviation for several seeds,
and how the final loss, relative to the least loss, differs from the first row with the same seeds.
Means exclude runs that diverged or are unstable; the table counts them.
An interrupted sweep keeps the finished runs. {EXIT_STATUS}"""
_TRADEOFF_HELP = f"""\
Measure the trade-off of batch size on this device.

For each M: updates, epochs and seconds to the same full loss, from the same starting point with the
same learning rate, and the speed; one run at a time, excluding compilation.

{EXIT_STATUS}"""


_HOW_MANY = "how many, or a list separated by commas"


def _text(group: Group, name: str, metavar: str, does: str, accepts: str = "") -> Any:
    """An option: what it does, if its name does not say so, and what it accepts."""
    accepts = accepts or (SWEEP_ACCEPTS | FILE_ACCEPTS)[name]
    text = f"{does}: {accepts}." if does else f"{accepts[0].upper()}{accepts[1:]}."
    return Annotated[str | None, Option(name=name, group=group, metavar=metavar, help=text)]


def add_sweep_commands(app: App) -> None:
    """Add the commands sweep and tradeoff."""
    annotation, none_given = run_options()
    Options: Any = annotation  # noqa: N806 - it is a type
    but_l2, none_but_l2 = run_options(tuple(name for name in PARAMETERS if name != "l2"))
    OptionsButL2: Any = but_l2  # noqa: N806
    lists = Group("Varied parameters", sort_key=-1)
    BatchSizes: Any = _text(lists, "--batch-sizes", "M,M,...", "")  # noqa: N806
    Rates: Any = _text(lists, "--learning-rates", "X,X,...", "")  # noqa: N806
    Schedules: Any = _text(lists, "--schedules", "NAME,...", "")  # noqa: N806
    Optimizers: Any = _text(lists, "--optimizers", "NAME,...", "")  # noqa: N806
    one = PARAMETERS["l2"]
    penalty = one.description.rstrip(".")
    accepts = f"{SWEEP_ACCEPTS['--l2']}, {one.accepts}"
    penalty = f"{penalty}: {accepts}. [default: {default_text(one)}]"
    Penalties: Any = Annotated[  # noqa: N806
        str | None, Option(name="--l2", group=lists, metavar="X,X,...", help=penalty)
    ]
    Seeds: Any = _text(lists, "--seeds", "N", "Seeds of data and order", _HOW_MANY)  # noqa: N806
    DataSeeds: Any = _text(lists, "--data-seeds", "N", "Seeds of the data alone", _HOW_MANY)  # noqa: N806
    OrderSeeds: Any = _text(lists, "--order-seeds", "N", "Seeds of the order alone", _HOW_MANY)  # noqa: N806
    Output: Any = _text(GENERAL, "--output", "FILE", "Write the results to a file")  # noqa: N806
    Map: Any = _text(GENERAL, "--map", "WHAT", "Print a map of two varied quantities")  # noqa: N806
    Scheduler: Any = _text(  # noqa: N806
        GENERAL, "--scheduler", "ADDRESS", "Train on the workers of a Dask scheduler"
    )
    Factor: Any = Annotated[  # noqa: N806
        str,
        Option(
            group=GENERAL,
            metavar="X",
            help="The full loss to reach, as a multiple of the least loss: a number above 1.",
        ),
    ]

    @app.command(help=_SWEEP_HELP)
    def sweep(
        file: DataFile = None,
        /,
        *,
        batch_sizes: BatchSizes = None,
        learning_rates: Rates = None,
        optimizers: Optimizers = None,
        schedules: Schedules = None,
        l2: Penalties = None,
        seeds: Seeds = None,
        data_seeds: DataSeeds = None,
        order_seeds: OrderSeeds = None,
        output: Output = None,
        map: Map = None,  # noqa: A002 - it is the option's name
        scheduler: Scheduler = None,
        config: ConfigFile = None,
        json: AsJson = False,
        options: OptionsButL2 = none_but_l2,
    ) -> Request:
        several = l2 is not None and ("," in l2 or ":" in l2)
        one = {} if l2 is None or several else {"l2": l2}
        lists_given = {
            "batch_size": batch_sizes,
            "learning_rate": learning_rates,
            "optimizer": optimizers,
            "schedule": schedules,
            "l2": l2 if several else None,
            "seed": seeds,
            "data_seed": data_seeds,
            "order_seed": order_seeds,
        }
        return Request(
            "sweep",
            with_file(given(options) | one, file),
            path_of("--config", config),
            as_json=json,
            lists={name: text for name, text in lists_given.items() if text is not None},
            output=path_of("--output", output),
            heat_map=map,
            scheduler=scheduler,
        )

    @app.command(help=_TRADEOFF_HELP)
    def tradeoff(
        file: DataFile = None,
        /,
        *,
        batch_sizes: BatchSizes = None,
        loss_factor: Factor = "1.1",
        output: Output = None,
        config: ConfigFile = None,
        json: AsJson = False,
        options: Options = none_given,
    ) -> Request:
        return Request(
            "tradeoff",
            with_file(given(options), file),
            path_of("--config", config),
            as_json=json,
            lists={} if batch_sizes is None else {"batch_size": batch_sizes},
            loss_factor=loss_factor,
            output=path_of("--output", output),
        )
