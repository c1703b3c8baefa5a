"""Options of XLA for training on a GPU; they take effect if set before anything is compiled."""

from __future__ import annotations

from collections.abc import MutableMapping

_NAME = "XLA_FLAGS"

_OPTIONS = (
    # XLA times several kernels and takes the fastest. They sum in different orders, so the last
    # bits of a long batch would differ from one start of the program to the next.
    "--xla_gpu_autotune_level=0",
)


def set_gpu_options(environment: MutableMapping[str, str]) -> None:
    """Add the options to `XLA_FLAGS`; one that the user has set is kept."""
    theirs = environment.get(_NAME, "")
    names = {option.split("=")[0] for option in theirs.split()}
    ours = [option for option in _OPTIONS if option.split("=")[0] not in names]
    environment[_NAME] = " ".join([*ours, *theirs.split()])
