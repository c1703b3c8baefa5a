"""The options of XLA on a GPU."""

from __future__ import annotations

from engine.worker.gpu_options import set_gpu_options


def options(theirs: str | None) -> list[str]:
    environment = {} if theirs is None else {"XLA_FLAGS": theirs}
    set_gpu_options(environment)
    return environment["XLA_FLAGS"].split()


def test_no_kernel_is_chosen_by_its_time():
    assert "--xla_gpu_autotune_level=0" in options(None)


def test_an_option_of_the_user_is_kept():
    found = options("--xla_gpu_autotune_level=4  --xla_dump_to=/tmp/a")
    assert found == ["--xla_gpu_autotune_level=4", "--xla_dump_to=/tmp/a"]
    assert len(options("--xla_dump_to=/tmp/a")) == 2


def test_setting_them_twice_changes_nothing():
    environment: dict[str, str] = {}
    set_gpu_options(environment)
    once = environment["XLA_FLAGS"]
    set_gpu_options(environment)
    assert environment["XLA_FLAGS"].split() == once.split()
