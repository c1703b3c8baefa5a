"""The processes that train together, as TF_CONFIG names them."""

from __future__ import annotations

import json

import pytest

from engine.config.hosts import Hosts, HostsFrom, hosts_of
from engine.errors import ConfigError

A, B, C = "10.0.0.1:2222", "node-2.site:2222", "node-2.site:2223"


def tf_config(cluster: object, kind: object = "worker", index: object = 0) -> dict[str, str]:
    return {"TF_CONFIG": json.dumps({"cluster": cluster, "task": {"type": kind, "index": index}})}


def test_tf_config_names_the_processes_and_which_of_them_this_is() -> None:
    assert hosts_of(HostsFrom.NONE, tf_config({"worker": [A]})) is None
    found = hosts_of(HostsFrom.TF_CONFIG, tf_config({"worker": [A, B]}, index=1))
    assert found == Hosts((A, B), 1)
    # A chief comes first, as in tf.distribute; numbers may be written as text.
    with_chief = {"worker": [B, C], "chief": [A]}
    assert hosts_of(HostsFrom.TF_CONFIG, tf_config(with_chief, "chief")) == Hosts((A, B, C), 0)
    assert hosts_of(HostsFrom.TF_CONFIG, tf_config(with_chief, index="1")) == Hosts((A, B, C), 2)


def test_replicas_are_shared_equally() -> None:
    assert Hosts((A, B), 0).share_of(8) == 4
    with pytest.raises(ConfigError, match=r"^replicas: 3 cannot be shared equally by 2 processes"):
        Hosts((A, B), 0).share_of(3)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "the environment has no TF_CONFIG"),
        ({"TF_CONFIG": ""}, "the environment has no TF_CONFIG"),
        ({"TF_CONFIG": "{worker"}, "is not of the form"),
        ({"TF_CONFIG": "[1]"}, "is not of the form"),
        (tf_config([A, B]), "is not of the form"),
        (tf_config({"worker": 7}), "is not of the form"),
        (tf_config({"worker": [A]}, index="first"), "is not of the form"),
        (tf_config({"worker": [A]}, index=float("inf")), "is not of the form"),
        (tf_config({"worker": [A, B]}, index=1.5), "is not of the form"),
        ({"TF_CONFIG": "[" * 100_000}, "is not of the form"),
        (tf_config({"worker": ["node:" + "1" * 5000]}), "is no address; must be HOST:PORT"),
        (tf_config({"worker": ["http://node:1"]}), "'http://node:1' is no address"),
        (tf_config({"worker": ["a b:1"]}), "'a b:1' is no address"),
        (tf_config({"worker": [A], "ps": [B]}), "has a task 'ps'; only chief and worker train"),
        (tf_config({"worker": [A]}, "evaluator"), "has a task 'evaluator'"),
        (tf_config({"worker": [A, B]}, index=2), "has no worker 2; it has 2"),
        (tf_config({"worker": [A, "node"]}), "'node' is no address; must be HOST:PORT"),
        (tf_config({"worker": [A, "node:99999"]}), "'node:99999' is no address"),
        (tf_config({"worker": [A, A]}), f"{A} is there twice"),
    ],
)
def test_a_wrong_tf_config_is_refused(environment: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        hosts_of(HostsFrom.TF_CONFIG, environment)
    assert str(caught.value).startswith("hosts: ") and words in str(caught.value)
