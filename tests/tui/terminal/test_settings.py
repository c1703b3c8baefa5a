"""How often pictures come: by the command line, a key, and what the session is."""

from __future__ import annotations

import pytest

from tui.cli.parse import parse
from tui.cli.request import UsageError
from tui.terminal.settings import STEPS, LinkKind, ScreenSettings, settings_for, stepped

LOCAL: dict[str, str] = {}
REMOTE = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}


def test_over_ssh_nothing_moves_that_is_no_news():
    assert settings_for(LinkKind.AUTO, None, LOCAL) == ScreenSettings(30, animations=True)
    assert settings_for(LinkKind.AUTO, None, REMOTE) == ScreenSettings(30, animations=False)


def test_a_slow_link_gets_few_pictures_unless_it_is_said_how_many():
    assert settings_for(LinkKind.SLOW, None, LOCAL) == ScreenSettings(5, animations=False)
    assert settings_for(LinkKind.SLOW, 12, LOCAL) == ScreenSettings(12, animations=False)


def test_the_key_goes_from_many_to_few_and_round():
    seen = [60.0]
    for _ in range(len(STEPS) + 1):
        seen.append(stepped(seen[-1]))
    assert seen == [60, 30, 15, 5, 2, 1, 30]


def test_the_command_line_asks_for_the_app_and_for_a_saved_run():
    for words in (
        ["--fps", "2.5", "--link=slow"],
        ["open", "first", "--fps=2.5", "--link", "slow"],
    ):
        request = parse(words)
        assert request is not None
        assert request.screen == ScreenSettings(2.5, animations=False)


@pytest.mark.parametrize("words", [["--fps=0"], ["--fps=61"], ["--fps=nan"], ["--fps=many"]])
def test_a_rate_that_cannot_be_is_refused_with_what_can(words: list[str]):
    with pytest.raises(
        UsageError, match=r"^--fps: '.+' is invalid; must be a number above 0, at most"
    ):
        parse(words)


def test_a_link_that_is_not_known_is_refused_with_what_is():
    with pytest.raises(UsageError, match=r"^--link: 'fast' is invalid; must be one of auto, slow$"):
        parse(["--link=fast"])
