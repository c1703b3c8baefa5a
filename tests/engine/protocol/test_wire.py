"""Messages survive the wire whatever pieces they arrive in."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.protocol.commands import Run, SetPace, Step
from engine.protocol.wire import _HEADER, MOST_BYTES, Unpacker, WireError, packed, receive

messages = st.lists(
    st.one_of(st.just(Run()), st.builds(Step, st.integers(1, 99)), st.just(SetPace(None)))
)


@given(messages, st.integers(1, 40))
def test_pieces_of_any_size_give_the_messages_back_in_order(sent, size):
    stream = b"".join(map(packed, sent))
    unpacker = Unpacker()
    got = []
    for begin in range(0, len(stream), size):
        got += unpacker.feed(stream[begin : begin + size])
    assert got == sent


async def test_the_asynchronous_end_reads_the_same():
    reader = asyncio.StreamReader()
    reader.feed_data(packed(Step(3)) + packed(Run()))
    assert [await receive(reader), await receive(reader)] == [Step(3), Run()]


GARBAGE = (
    b"W0000 00:00:1732 cuda_dnn.cc:8310] garbage",
    bytes(64),
    _HEADER.pack(b"descent1", MOST_BYTES + 1),
    _HEADER.pack(b"descent1", 3) + b"abc",
    packed(Step(3))[:-1] + b"x" + packed(Run()),
    packed(Step(3))[:20] + b"a library wrote this" + packed(Step(3))[20:] + packed(Run()),
)


@pytest.mark.parametrize("garbage", GARBAGE)
async def test_what_is_no_message_is_noticed_at_both_ends(garbage):
    with pytest.raises(WireError):
        Unpacker().feed(packed(Run()) + garbage)
    reader = asyncio.StreamReader()
    reader.feed_data(packed(Run()) + garbage + bytes(100))
    assert await receive(reader) == Run()
    with pytest.raises(WireError):
        await receive(reader)
