"""Sessions without a process: commands in, events out."""

from __future__ import annotations

from engine.config.run import RunConfig
from engine.history.values import RunState
from engine.protocol.commands import Acknowledge, Command, Seek
from engine.protocol.events import Refused
from engine.worker.session.session import Session
from tests.device import DEVICE
from tests.engine.shared_programs import share

share()


def session_of(config: RunConfig, *commands: Command) -> Session:
    """A session that has obeyed these commands, each to its end."""
    session = Session(config, DEVICE)
    obey(session, *commands)
    return session


def obey(session: Session, *commands: Command) -> None:
    for command in commands:
        session.obey(command)
        while session.run.state is RunState.RUNNING:
            session.work()


def look_back(session: Session, update: int) -> None:
    """Seek an update and get there, with somebody who deals with every frame."""
    session.obey(Seek(update))
    for _ in range(1000):
        session.work()
        session.obey(Acknowledge())
        if session.idle_seconds is None:
            return
    raise AssertionError(f"update {update} was not reached")


def refusal(session: Session, command: Command) -> str:
    session.outbox.clear()
    session.obey(command)
    refused = [event for event in session.outbox if isinstance(event, Refused)]
    assert len(refused) == 1
    assert "\n" not in refused[0].message
    return refused[0].message
