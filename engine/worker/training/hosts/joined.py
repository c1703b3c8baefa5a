"""What joins the processes: TensorFlow's strategy, and the words of the first one to the others.

Made once, before anything is computed: TensorFlow sets up what its processes exchange at the start.
Imports TensorFlow: for the worker only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np
import tensorflow as tf

from engine.config.hosts import Hosts
from engine.errors import DescentError

PATIENCE = 45.0
"""Seconds that an exchange within an update may take. Compilation takes a few."""

_WORDS = 4096
"""32-bit numbers of an order: 16 kB, enough for a configuration and the state of any optimizer."""


class Joined:
    """The processes of a run.

    Args:
        hosts: their addresses.

    Attributes:
        hosts: the same.
        strategy: with the replicas of all of them.
    """

    def __init__(self, hosts: Hosts) -> None:
        self.hosts = hosts
        options = tf.distribute.experimental.CommunicationOptions(timeout_seconds=PATIENCE)
        self.strategy = tf.distribute.MultiWorkerMirroredStrategy(
            cluster_resolver=tf.distribute.cluster_resolver.SimpleClusterResolver(
                tf.train.ClusterSpec({"worker": list(hosts.addresses)}),
                task_type="worker",
                task_id=hosts.index,
                rpc_layer="grpc",
            ),
            communication_options=options,
        )
        self._sum = tf.function(self._summed, autograph=False)

    def tell(self, order: Mapping[str, object]) -> None:
        """Tell the others what is done next; nothing if this is one of them."""
        if self.hosts.leads:
            text = json.dumps(order).encode()
            if len(text) > 4 * _WORDS:
                raise DescentError(
                    f"the configuration is too long to be told to other processes: {len(text)} "
                    f"bytes, at most {4 * _WORDS}"
                )
            self._exchange(text)

    def part(self) -> None:
        """End together: who goes first would take the last words with it."""
        with suppress(tf.errors.OpError):
            self._exchange(b"")

    def heard(self) -> dict[str, Any]:
        """What the first one tells; waits for it."""
        order: dict[str, Any] = json.loads(self._exchange(b""))
        return order

    def _exchange(self, text: bytes) -> bytes:
        """The text of the first process, which is the only one that has some."""
        own = np.zeros(4 * _WORDS, np.uint8)
        own[: len(text)] = np.frombuffer(text, np.uint8)
        told = self._sum(tf.constant(own.view(np.int32)))
        (first, *_) = self.strategy.experimental_local_results(told)
        return bytes(first.numpy().tobytes().rstrip(b"\0"))

    def _summed(self, words: tf.Tensor) -> tf.Tensor:
        def replica(words: tf.Tensor) -> tf.Tensor:
            context = tf.distribute.get_replica_context()
            # Each process may have several replicas, of which one speaks.
            speaks = tf.cast(context.replica_id_in_sync_group == 0, tf.int32)
            # A run may be paused for hours, so there is no limit.
            endless = tf.distribute.experimental.CommunicationOptions(timeout_seconds=0)
            return context.all_reduce(tf.distribute.ReduceOp.SUM, words * speaks, options=endless)

        return self.strategy.run(replica, (words,))


_joined: list[Joined] = []


def join(hosts: Hosts) -> Joined:
    """Join the processes; waits until all are there."""
    _joined[:] = [Joined(hosts)]
    return _joined[0]


def joined() -> Joined | None:
    """Those that were joined; None if this process trains alone."""
    return _joined[0] if _joined else None
