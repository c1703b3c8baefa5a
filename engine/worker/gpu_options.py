"""Options of XLA for training on a GPU; they take effect if set before anything is compiled."""

from __future__ import annotations

from collections.abc import MutableMapping

_NAME = "XLA_FLAGS"

_OPTIONS = (
    # XLA times several kernels and takes the fastest. They sum in different orders, so the last
    # bits of a long batch would differ from one start of the program to the next.
    "--xla_gpu_autotune_level=0",
    # The loop over updates becomes a CUDA graph and runs on the GPU. Otherwise the CPU launches
    # each kernel and reads back each loop condition: measured, 1.8 times as long for short batches.
    # CUDA before 12.3 has no loops in graphs, and XLA launches as before.
    "--xla_gpu_enable_command_buffer=FUSION,WHILE,CONDITIONAL",
    "--xla_gpu_graph_min_graph_size=1",
)


def set_gpu_options(environment: MutableMapping[str, str]) -> None:
    """Add the options to `XLA_FLAGS`; one that the user has set is kept."""
    theirs = environment.get(_NAME, "")
    names = {option.split("=")[0] for option in theirs.split()}
    ours = [option for option in _OPTIONS if option.split("=")[0] not in names]
    environment[_NAME] = " ".join([*ours, *theirs.split()])
