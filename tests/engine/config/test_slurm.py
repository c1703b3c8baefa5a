"""Lists of nodes as Slurm writes them, and the tasks of a step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config.hosts import Hosts, HostsFrom, hosts_of
from engine.config.slurm import node_names
from engine.errors import ConfigError

STEP = {
    "SLURM_STEP_NODELIST": "gpu[08-09],login1",
    "SLURM_STEP_TASKS_PER_NODE": "2(x2),1",
    "SLURM_PROCID": "3",
    "SLURM_NODEID": "1",
    "SLURM_JOB_ID": "1234567",
    "SLURM_STEP_ID": "0",
}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("tux", "tux"),
        ("tux[0-2],dev", "tux0 tux1 tux2 dev"),
        ("linux[00-02,10]", "linux00 linux01 linux02 linux10"),
        ("a[0-1]n[08-10]", "a0n08 a0n09 a0n10 a1n08 a1n09 a1n10"),
        ("n[9-11]-ib.site", "n9-ib.site n10-ib.site n11-ib.site"),
    ],
)  # fmt: skip
def test_a_list_of_nodes_has_the_names_that_scontrol_shows(text: str, names: str) -> None:
    assert list(node_names(text)) == names.split()


@given(st.integers(0, 999), st.integers(0, 40), st.integers(1, 4))
def test_a_range_has_every_number_once_with_its_zeros(first: int, more: int, width: int) -> None:
    names = list(node_names(f"n[{first:0{width}d}-{first + more:0{width}d}]"))
    assert names == [f"n{number:0{width}d}" for number in range(first, first + more + 1)]


@given(st.text(alphabet="n[]-,0123456789 x", max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        names = list(node_names(text))
    except ConfigError:
        names = ["refused"]
    assert names and all(name and not set(name) & set("[],") for name in names)


def test_the_tasks_of_a_step_have_addresses_of_their_own_in_order() -> None:
    hosts = hosts_of(HostsFrom.SLURM, STEP)
    assert hosts is not None and hosts.index == 3 and not hosts.leads
    nodes = [address.partition(":")[0] for address in hosts.addresses]
    assert nodes == ["gpu08", "gpu08", "gpu09", "gpu09", "login1"]
    assert len(set(hosts.addresses)) == 5
    assert hosts.addresses[hosts.index] not in hosts.others
    another = hosts_of(HostsFrom.SLURM, STEP | {"SLURM_STEP_ID": "1"})
    assert another is not None and not set(another.addresses) & set(hosts.addresses)
    ranks = ("0", "1", "2", "3", "4")
    places = ("0", "0", "1", "1", "2")
    found = [
        hosts_of(HostsFrom.SLURM, STEP | {"SLURM_PROCID": rank, "SLURM_NODEID": place})
        for rank, place in zip(ranks, places, strict=True)
    ]
    assert found == [Hosts(hosts.addresses, index) for index in range(5)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SLURM_STEP_NODELIST": ""}, "has no SLURM_STEP_NODELIST; start it with srun"),
        ({"SLURM_STEP_NODELIST": "gpu[08-"}, "'gpu[08-' is no list of nodes"),
        ({"SLURM_STEP_NODELIST": "gpu[9-8]"}, "'gpu[9-8]' is no list of nodes"),
        ({"SLURM_STEP_NODELIST": "n[1-99][1-99]"}, "more than 4096 nodes"),
        ({"SLURM_STEP_TASKS_PER_NODE": "2(x1)"}, "names 3 nodes, but tasks of 1"),
        ({"SLURM_STEP_NODELIST": f"n[{','.join(['0-4095'] * 9000)}]"}, "more than 4096 nodes"),
        ({"SLURM_STEP_NODELIST": f"n[{'9' * 5000}]"}, "is no list of nodes"),
        ({"SLURM_STEP_TASKS_PER_NODE": "999999999(x2),1"}, "more than 4096 tasks"),
        ({"SLURM_STEP_TASKS_PER_NODE": "9" * 5000}, "is no list of tasks by node"),
        ({"SLURM_JOB_ID": "9" * 5000}, "must be a number"),
        ({"SLURM_STEP_TASKS_PER_NODE": "two"}, "'two' is no list of tasks by node"),
        ({"SLURM_PROCID": "-1"}, "SLURM_PROCID is '-1'; must be a number"),
        ({"SLURM_PROCID": "9"}, "add --distribution=block to srun"),
        ({"SLURM_NODEID": "2"}, "add --distribution=block to srun"),
    ],
)
def test_an_environment_that_is_no_step_is_refused(change: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        hosts_of(HostsFrom.SLURM, STEP | change)
    assert str(caught.value).startswith("hosts: ") and words in str(caught.value)
