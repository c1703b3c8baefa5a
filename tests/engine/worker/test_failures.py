"""Failures in one sentence."""

import pytest

from engine.worker.failures import is_out_of_device_memory, sentence


def tensorflow_error(name: str, text: str) -> Exception:
    kind = type(name, (Exception,), {"__module__": "tensorflow.python.framework.errors_impl"})
    error: Exception = kind(text)
    return error


RAW = "{{function_node __wrapped__Mul_device_/job:localhost}} OOM when allocating [Op:Mul] name:"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ModuleNotFoundError("No module named 'tensorflow'"),
         "TensorFlow cannot be imported: No module named 'tensorflow'"),
        (ImportError("Traceback (most recent call last):\n  File x\nImportError: libcuda.so.1: no\n"
                     "\n\nFailed to load the native TensorFlow runtime.\nSee https://"),
         "TensorFlow cannot be imported: libcuda.so.1: no"),
        (MemoryError(), "out of memory while training"),
        (MemoryError("Unable to allocate 7.45 GiB for an array"),
         "out of memory while training: Unable to allocate 7.45 GiB for an array"),
        (tensorflow_error("ResourceExhaustedError", RAW),
         "the device is out of memory while training; choose fewer samples or another device"),
        (tensorflow_error("InternalError", RAW), "TensorFlow failed while training: InternalError"),
        (tensorflow_error("UnavailableError", "Collective ops is aborted by: Error reported from "
                          "/job:worker/task:1: stopped sending heartbeats:\n"
                          "/job:worker/replica:0/task:1"),
         "process 2 is lost while training; start all of them again"),
        (tensorflow_error("DeadlineExceededError", "Collective has timed out during execution."),
         "a process does not answer while training; start all of them again"),
        (ValueError("one\ntwo\x1b[2J"), "the worker failed while training: ValueError: one"),
        (ValueError("\x1b[2J"), r"the worker failed while training: ValueError: \x1b[2J"),
        (AssertionError(), "the worker failed while training: AssertionError"),
    ],
)  # fmt: skip
def test_a_sentence(error, said):
    assert sentence(error, "training") == said


def test_without_what_it_was_doing():
    assert sentence(MemoryError(), "") == "out of memory"


def test_the_memory_of_a_device_is_not_that_of_the_machine():
    assert is_out_of_device_memory(tensorflow_error("ResourceExhaustedError", RAW))
    assert not is_out_of_device_memory(MemoryError())
