"""What a command line asks for, or why it is refused."""

from __future__ import annotations

import pytest

from engine.config.run import RunConfig
from engine.errors import DescentError
from engine.sweeps.spec import SweepSpec
from tui.cli.lists import sweep_spec
from tui.cli.parse import parse
from tui.cli.request import Request, configuration


def config_for(line: str) -> RunConfig:
    request = parse(line.split())
    assert request is not None
    return configuration(request)


def refusal_of(line: str) -> str:
    with pytest.raises(DescentError) as caught:
        config_for(line)
    return str(caught.value)


def request_for(line: str) -> Request:
    """The request of a command line."""
    request = parse(line.split())
    assert request is not None
    return request


def spec_for(line: str) -> SweepSpec:
    """The sweep of these options."""
    return sweep_spec(request_for(f"sweep {line}"))
