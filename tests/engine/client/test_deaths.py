"""The delays after workers that die one after the other."""

from engine.client.deaths import Deaths


def test_delays_grow_to_a_limit_count_from_the_last_death_and_end_with_a_life():
    deaths = Deaths()
    delays = []
    for moment in range(0, 200, 10):
        deaths.died(f"death {moment}", moment)
        delays.append(deaths.delay(moment))
    assert delays[:8] == [0, 0, 1, 2, 4, 8, 10, 10]
    assert set(delays[6:]) == {10}
    assert (deaths.count, deaths.reason) == (20, "death 190")
    assert deaths.delay(193.0) == 7
    assert deaths.delay(500.0) == 0
    deaths.lived()
    deaths.died("again", 600.0)
    assert (deaths.count, deaths.delay(600.0)) == (1, 0)
