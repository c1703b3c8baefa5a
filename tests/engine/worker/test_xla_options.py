"""The options of XLA."""

from __future__ import annotations

import os

import pytest

from engine.worker.xla_options import set_xla_options

OURS = {
    "--xla_gpu_autotune_level=0",
    "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=400000",
}


def options(theirs: str | None) -> set[str]:
    environment = {} if theirs is None else {"XLA_FLAGS": theirs}
    set_xla_options(environment)
    once = environment["XLA_FLAGS"]
    set_xla_options(environment)
    assert environment["XLA_FLAGS"] == once
    return set(once.split())


def test_they_are_set_where_the_worker_is_imported():
    assert set(os.environ["XLA_FLAGS"].split()) >= OURS


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_both_are_set_where_the_user_has_none(nothing):
    assert options(nothing) == OURS


def test_an_option_of_the_user_is_kept():
    found = options("--xla_gpu_autotune_level=4  --xla_dump_to=/tmp/a --xla_dump_hlo_as_text")
    kept = {"--xla_gpu_autotune_level=4", "--xla_dump_to=/tmp/a", "--xla_dump_hlo_as_text"}
    assert found == kept | {
        "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=400000"
    }


def test_extra_options_of_the_user_are_joined_with_ours():
    name = "--xla_backend_extra_options="
    found = options(f"{name}xla_cpu_optimize_for_size,a=b")
    joined = "xla_cpu_small_while_loop_byte_threshold=400000,xla_cpu_optimize_for_size,a=b"
    assert found == {"--xla_gpu_autotune_level=0", name + joined}
    theirs = "xla_cpu_small_while_loop_byte_threshold=7"
    assert name + theirs in options(name + theirs)
