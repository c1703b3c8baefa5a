"""Messages survive the wire whatever pieces they arrive in."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from engine.protocol.commands import Run, SetPace, Step
from engine.protocol.wire import Unpacker, packed, receive

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
