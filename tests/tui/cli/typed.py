"""What a command line asks for, or why it is refused."""

from __future__ import annotations

import pytest

from engine.config.run import RunConfig
from engine.errors import DescentError
from tui.cli.parse import parse
from tui.cli.request import configuration


def config_for(line: str) -> RunConfig:
    request = parse(line.split())
    assert request is not None
    return configuration(request)


def refusal_of(line: str) -> str:
    with pytest.raises(DescentError) as caught:
        config_for(line)
    return str(caught.value)
