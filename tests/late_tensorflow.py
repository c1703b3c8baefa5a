"""TensorFlow and Keras are imported when a test first uses them, not when tests are collected.

Every process of the tests collects all of them, and one alone runs those of TensorFlow: the others
save its seconds and its memory.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from functools import cache
from types import ModuleType
from typing import Any

_NAMES = ("tensorflow", "keras")


class _Late(ModuleType):
    """Stands for a module that is imported when an attribute of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        # Whoever looks through all modules asks for names such as __file__ or _mock_name.
        if name.startswith("_") and name != "__version__":
            raise AttributeError(name)
        return getattr(_imported(self.__name__), name)


@cache
def _imported(name: str) -> ModuleType:
    """The module itself, which takes its place; it cannot be imported twice in a process."""
    if name == "keras":
        _imported("tensorflow")  # before Keras, which has it fix its devices
    for one in _NAMES:
        if isinstance(sys.modules.get(one), _Late):
            del sys.modules[one]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of its own modules are not the test's
        module = importlib.import_module(name)
    if name == "tensorflow":
        _divide(module)
    return module


def _divide(tensorflow: ModuleType) -> None:
    """Divide the CPU into devices for tests of several; the first one is that of all others."""
    (cpu,) = tensorflow.config.list_physical_devices("CPU")
    parts = [tensorflow.config.LogicalDeviceConfiguration()] * 4
    tensorflow.config.set_logical_device_configuration(cpu, parts)


def import_late() -> None:
    """From here on `import tensorflow` and `import keras` take no time."""
    for name in _NAMES:
        sys.modules.setdefault(name, _Late(name))


def is_imported() -> bool:
    """Whether a test, or the collection of tests, has used it."""
    return not isinstance(sys.modules.get("tensorflow"), _Late)


def import_now() -> None:
    """Import them, for a test that restores `sys.modules`, from which they would be missing."""
    for name in _NAMES:
        _imported(name)
