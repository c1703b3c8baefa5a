"""A sweep on a real scheduler with two worker processes."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.client.engine import Engine
from engine.cluster import scheduler as cluster_engine
from engine.cluster.remote import train
from engine.cluster.scheduler import ClusterEngine
from engine.cluster.tasks import Part
from engine.config.parameters import with_values
from engine.config.run import DataConfig, RunConfig, StopConfig
from engine.errors import DescentError
from engine.protocol.commands import Watch
from engine.protocol.events import Event, Notice, Ready
from engine.protocol.sweep_messages import StopSweep, Sweep, SweepEnded, SweepRows
from engine.sweeps.rows import SweepRow
from engine.sweeps.spec import SweepSpec
from tests.engine.cluster.cluster import scheduler, worker
from tests.engine.cluster.light_worker import row_of

RATES = tuple(0.001 * (k + 1) for k in range(24))
SPEC = SweepSpec(RunConfig(), batch_sizes=(1, "full"), learning_rates=RATES)
EXPECTED = [row_of(k, config) for k, config in enumerate(SPEC.configs())]


async def until_the_end(events: AsyncIterator[Event]) -> tuple[list[SweepRow], list[Event]]:
    """The rows, and all other events."""
    rows: list[SweepRow] = []
    others: list[Event] = []
    async for event in events:
        if isinstance(event, SweepRows):
            rows += event.rows
            assert event.done == len(rows)
            continue
        others.append(event)
        if isinstance(event, SweepEnded):
            break
    return sorted(rows, key=lambda row: row.index), others


async def opened(folder: Path) -> int:
    """The gate in this folder, at which a worker waits now."""
    return await asyncio.to_thread(os.open, folder / "gate", os.O_WRONLY)


async def test_a_lost_worker_s_runs_are_trained_by_another(tmp_path, capfd):
    folders = tmp_path / "first", tmp_path / "second"
    for folder in folders:
        folder.mkdir()
    os.mkfifo(folders[0] / "gate")
    with (
        scheduler() as address,
        worker(address, folders[0]) as first,
        worker(address, folders[1]) as second,
    ):
        async with ClusterEngine(address) as engine:
            await engine.send(Sweep(SPEC))
            ending = asyncio.create_task(until_the_end(engine.events()))
            gate = await opened(folders[0])
            first.kill()
            rows, others = await ending
            os.close(gate)
        assert rows == EXPECTED
        assert isinstance(others[0], Ready)
        assert others[0].device == f"2 workers of {address}"
        lost = [event.message for event in others if isinstance(event, Notice)]
        assert [message.partition(" is lost, ")[2] for message in lost] == [
            "1 left; its runs are trained again"
        ]
        assert others[-1] == SweepEnded(48, 48, stopped=False, seconds=4.0, compile_seconds=2.0)

        # What is left of a sweep that was stopped does not get into the next one.
        os.mkfifo(folders[1] / "gate")
        async with ClusterEngine(address) as engine:
            await engine.send(Sweep(SPEC))
            gate = await opened(folders[1])
            await engine.send(StopSweep())
            rows, others = await until_the_end(engine.events())
            assert rows == []
            assert others[-1] == SweepEnded(0, 48, stopped=True)
            os.write(gate, b"stay")
            (folders[1] / "gate").unlink()
            os.close(gate)
        async with ClusterEngine(address) as engine:
            await engine.send(Sweep(SPEC))
            rows, _ = await until_the_end(engine.events())
            assert rows == EXPECTED
        second.terminate()
        printed = await asyncio.to_thread(second.communicate)
    assert "Traceback" not in "".join(capfd.readouterr())
    # Dask's log may tell of a connection that was closed.
    assert "engine/cluster" not in printed[1]


async def test_where_no_scheduler_answers(monkeypatch):
    monkeypatch.setattr(cluster_engine, "CONNECT_SECONDS", 0.2)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # nobody listens
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(DescentError, match=f"no Dask scheduler answers at {address}: "):
            await ClusterEngine(address).__aenter__()


@pytest.mark.parametrize("address", ["", "node1", "http://node1:80", "tcp://node1", "a b:1"])
async def test_what_is_no_address(address):
    with pytest.raises(DescentError, match="must be tcp://HOST:PORT"):
        await ClusterEngine(address).__aenter__()


def test_a_worker_refuses_another_file_of_the_same_name(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x,y\n1,2\n2,3\n")
    spec = SweepSpec(RunConfig(data=DataConfig(data=path)), learning_rates=(0.1, 0.2))
    part = Part(spec, (0, 1), digest="of another content")
    assert train(part).refused.startswith(f"{path}: another file on ")
    path.unlink()
    assert train(part).refused.startswith(f"{path}: no such file or directory on ")


def test_a_worker_refuses_another_version_of_a_file_with_a_loss(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("def loss(w, b, x, y):\n    return (w * x + b - y) ** 2\n")
    base = with_values(RunConfig(), {"problem": str(path)})
    part = Part(SweepSpec(base, learning_rates=(0.1, 0.2)), (0, 1), code="of another content")
    assert train(part).refused.startswith(f"{path}: another file on ")
    path.unlink()
    assert train(part).refused.startswith(f"{path}: no such file (")


@pytest.mark.thorough
async def test_the_numbers_are_those_of_one_machine(tmp_path):
    """With TensorFlow: every number but the times equals that of the embedded sweep, to the bit."""
    spec = SweepSpec(
        RunConfig(stop=StopConfig(epochs=30)),
        batch_sizes=(1, 16, "full"),
        learning_rates=(0.0001, 0.001, 0.01, 0.03),
        seeds=(0, 1),
    )
    async with Engine(spec.base, watch=Watch(frames=False)) as engine:
        await engine.send(Sweep(spec))
        expected, _ = await until_the_end(engine.events())
    with scheduler() as address, worker(address, tmp_path, light=False):
        async with ClusterEngine(address) as cluster:
            await cluster.send(Sweep(spec))
            rows, _ = await until_the_end(cluster.events())
    assert [replace(row, seconds=0.0, together=1) for row in rows] == [
        replace(row, seconds=0.0, together=1) for row in expected
    ]
