"""`summary.json` of a saved run: what the list of runs shows, and the state of the run."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    FiniteFloat,
    NonNegativeInt,
    StringConstraints,
    ValidationError,
)

from engine.data.scaling import Scaling
from engine.history.values import RunState
from engine.problems.base import NAMES
from engine.storage.plain_json import plain_json
from engine.storage.seal import sealed, unsealed
from engine.theory.verdict import Kind

FORMAT = 1
"""Version of the format of a saved run; incremented when older programs can no longer read it."""

PROGRAM = "descent"
SUMMARY = "summary.json"


LARGEST_SUMMARY = 64_000
"""Bytes; a summary has less than 10,000."""

_LONGEST_WORDS = 200
Words = Annotated[str, StringConstraints(max_length=_LONGEST_WORDS)]


def _with_zone(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("the time zone is missing")
    return text


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
        samples: their number; samples_sha256: of generated ones (`saved_run.samples_digest`). Both
            are None in runs that were saved before they were recorded.
        loss_sha256: of the file with the loss, if it comes from one.
        files_sha256: of the other files of the run; empty in such runs.
        data_theta: θ in the data's units, if the samples are standardized; scaling: how.
        set_aside: values of parameters that do not apply with the other parameters.
    """

    model_config = ConfigDict(frozen=True)

    saved: Annotated[Words, AfterValidator(_with_zone)]
    method: Words
    batch_size: int
    learning_rate: FiniteFloat
    epochs: NonNegativeInt
    updates: NonNegativeInt
    status: RunState
    theta: tuple[FiniteFloat | None, FiniteFloat | None]
    full_loss: FiniteFloat | None
    seconds: FiniteFloat
    device: Words
    live_changes: NonNegativeInt
    updates_kept_every: NonNegativeInt
    epochs_kept_every: NonNegativeInt
    epoch_limit: NonNegativeInt
    rule_armed: bool
    data_sha256: str | None
    data_theta: tuple[FiniteFloat | None, FiniteFloat | None] | None = None
    scaling: Scaling | None = None
    set_aside: dict[str, bool | int | float | str] = {}
    loss_over_least: FiniteFloat | None = None
    verdict: Kind | None = None
    samples: NonNegativeInt | None = None
    samples_sha256: str | None = None
    loss_sha256: str | None = None
    files_sha256: dict[str, str] = {}

    @property
    def saved_at(self) -> float:
        """When it was saved, in seconds since 1970."""
        return datetime.fromisoformat(self.saved).timestamp()


def summary_text(summary: Summary) -> str:
    """The contents of the file, with the parameters by the problem's names."""
    plain: dict[str, object] = {"program": PROGRAM, "format": FORMAT}
    for name, value in summary.model_dump(mode="json").items():
        plain |= zip(NAMES, value, strict=True) if name == "theta" else {name: value}
    return json.dumps(sealed(plain), indent=1, allow_nan=False) + "\n"


def summary_in(text: bytes) -> Summary:
    """The summary in the contents of the file.

    Raises:
        WrongSummaryError: it belongs to something else or to a newer program, or it is damaged.
    """
    try:
        found = plain_json(text)
    except ValueError:
        raise _damaged("not JSON") from None
    if not isinstance(found, dict) or found.get("program") != PROGRAM:
        raise WrongSummaryError(f"no saved run here; its {SUMMARY} belongs to something else")
    version = found.get("format")
    if version != FORMAT:
        newer = isinstance(version, int) and version > FORMAT
        what = "was saved by a newer descent" if newer else "has an unknown format"
        raise WrongSummaryError(f"{what} (format {version!r}; this one reads {FORMAT})")
    found, whole = unsealed(found)
    # A missing name would give None, which means that a value was not finite.
    missing = [name for name in NAMES if name not in found]
    if missing:
        raise _damaged(f"{missing[0]} is missing")
    theta = tuple(found[name] for name in NAMES)
    try:
        summary = Summary.model_validate(found | {"theta": theta})
    except ValidationError as error:
        raise _damaged(f"{_key(error.errors()[0]['loc'])} is invalid") from None
    if whole is False or (whole is None and summary.files_sha256):
        raise _damaged("changed since the run was saved")
    return summary


def _damaged(why: str) -> WrongSummaryError:
    return WrongSummaryError(f"damaged: {SUMMARY}: {why}")


def _key(where: tuple[int | str, ...]) -> str:
    """The key of an invalid value in the file."""
    match where:
        case ("theta", int(place), *_):
            return NAMES[place]
        case _:
            return ".".join(map(str, where))
