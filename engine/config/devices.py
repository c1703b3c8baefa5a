"""Where a run is trained."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from engine.config.hosts import HostsFrom
from engine.config.notes import Effect, ParameterNotes, Section

Devices = tuple[str, HostsFrom, int]
"""The device, the processes that train together, and the number of replicas."""


class DeviceConfig(Section):
    """The device that TensorFlow computes on, and the processes that train together."""

    device: Annotated[str, ParameterNotes(label="device", effect=Effect.PROCESS, step="none")] = (
        Field(
            "auto",
            pattern=r"^(auto|cpu|gpu:\d{1,2})$",
            description="Device to train on; auto uses the first GPU, or the CPU if there is none.",
        )
    )
    hosts: Annotated[
        HostsFrom, ParameterNotes(label="hosts", effect=Effect.PROCESS, step="choice")
    ] = Field(
        HostsFrom.NONE,
        description="Where the processes that train together are named: tf_config is the variable "
        "TF_CONFIG, slurm the step of Slurm.",
    )
