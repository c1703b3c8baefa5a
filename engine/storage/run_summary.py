"""`summary.json` of a saved run: what the list of runs shows, and the state of the run."""

from __future__ import annotations

import json

from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from engine.data.scaling import Scaling
from engine.history.values import RunState
from engine.problems.current import PROBLEM
from engine.theory.verdict import Kind

FORMAT = 1
"""Version of the format of a saved run; incremented when older programs can no longer read it."""

PROGRAM = "descent"
SUMMARY = "summary.json"


class WrongSummaryError(Exception):
    """A file that is not the summary of a run, with the reason in a few words."""


class Summary(BaseModel):
    """The summary of a saved run; numbers that are not finite are None.

    Attributes:
        saved: date and time with time zone, ISO 8601.
        method: the display name of the optimizer.
        batch_size: samples per batch; all samples for the full batch.
        status: the state of the run; a running one counts as paused.
        theta, full_loss: after the last update.
        loss_over_least: the full loss as a multiple of the least loss; None if that is 0, and in
            runs that were saved before it was recorded.
        verdict: on the run; None before its first update, and in runs that were saved before it
            was recorded.
        seconds: training time, excluding compilation.
        device: TensorFlow's name of the device.
        live_changes: number of live changes.
        updates_kept_every, epochs_kept_every: 1 if all rows are stored, see `engine.history`.
        epoch_limit: epochs after which it ends; rule_armed: whether the stop rule is evaluated.
        data_sha256: of the data file, if one was read.
        data_theta: θ in the data's units, if the samples are standardized; scaling: how.
        set_aside: values of parameters that do not apply with the other parameters.
    """

    model_config = ConfigDict(frozen=True)

    saved: str
    method: str
    batch_size: int
    learning_rate: float
    epochs: NonNegativeInt
    updates: NonNegativeInt
    status: RunState
    theta: tuple[float | None, float | None]
    full_loss: float | None
    seconds: float
    device: str
    live_changes: NonNegativeInt
    updates_kept_every: NonNegativeInt
    epochs_kept_every: NonNegativeInt
    epoch_limit: NonNegativeInt
    rule_armed: bool
    data_sha256: str | None
    data_theta: tuple[float | None, float | None] | None = None
    scaling: Scaling | None = None
    set_aside: dict[str, bool | int | float | str] = {}
    loss_over_least: float | None = None
    verdict: Kind | None = None


def summary_text(summary: Summary) -> str:
    """The contents of the file, with the parameters by the problem's names."""
    plain: dict[str, object] = {"program": PROGRAM, "format": FORMAT}
    for name, value in summary.model_dump(mode="json").items():
        plain |= zip(PROBLEM.names, value, strict=True) if name == "theta" else {name: value}
    return json.dumps(plain, indent=1, allow_nan=False) + "\n"


def summary_in(text: bytes) -> Summary:
    """The summary in the contents of the file.

    Raises:
        WrongSummaryError: it belongs to something else or to a newer program, or it is damaged.
    """
    try:
        found = json.loads(text.decode())
    except (ValueError, RecursionError):
        raise _damaged("not JSON") from None
    if not isinstance(found, dict) or found.get("program") != PROGRAM:
        raise WrongSummaryError(f"no saved run here; its {SUMMARY} belongs to something else")
    version = found.get("format")
    if version != FORMAT:
        newer = isinstance(version, int) and version > FORMAT
        what = "was saved by a newer descent" if newer else "has an unknown format"
        raise WrongSummaryError(f"{what} (format {version!r}; this one reads {FORMAT})")
    # A missing name would give None, which means that a value was not finite.
    missing = [name for name in PROBLEM.names if name not in found]
    if missing:
        raise _damaged(f"{missing[0]} is missing")
    theta = tuple(found[name] for name in PROBLEM.names)
    try:
        return Summary.model_validate(found | {"theta": theta})
    except ValidationError as error:
        raise _damaged(f"{_key(error.errors()[0]['loc'])} is invalid") from None


def _damaged(why: str) -> WrongSummaryError:
    return WrongSummaryError(f"damaged: {SUMMARY}: {why}")


def _key(where: tuple[int | str, ...]) -> str:
    """The key of an invalid value in the file."""
    match where:
        case ("theta", int(place), *_):
            return PROBLEM.names[place]
        case _:
            return ".".join(map(str, where))
