"""Options of XLA; they take effect if set before anything is compiled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping

_NAME = "XLA_FLAGS"
_EXTRA = "--xla_backend_extra_options"

_OPTIONS = {
    # On a GPU, XLA times several kernels and takes the fastest. They sum in different orders, so
    # the last bits of a long batch would differ from one start of the program to the next.
    "--xla_gpu_autotune_level": "0",
    # On a CPU, XLA makes one function of a loop that touches fewer bytes than this at a time, 1024
    # by default; of a larger one it calls a kernel for each operation, at about 80 ns each. With
    # 100 samples an update takes a sixth of the time, with 4,000 a half; with many more, the same.
    _EXTRA: "xla_cpu_small_while_loop_byte_threshold=400000",
}


def set_xla_options(environment: MutableMapping[str, str]) -> None:
    """Add the options to `XLA_FLAGS`; one that the user has set is kept."""
    theirs = _read(environment.get(_NAME, "").split())
    options = _OPTIONS | theirs
    if extra := theirs.get(_EXTRA):
        ours = _read(_OPTIONS[_EXTRA].split(","))
        options[_EXTRA] = ",".join(_written(ours | _read(extra.split(","))))
    environment[_NAME] = " ".join(_written(options))


def _read(options: Iterable[str]) -> dict[str, str]:
    return {name: value for name, _, value in (option.partition("=") for option in options)}


def _written(options: dict[str, str]) -> Iterator[str]:
    return (f"{name}={value}" if value else name for name, value in options.items())
