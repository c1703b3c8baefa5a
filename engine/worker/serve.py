"""Carries out commands until the other end is closed; what goes wrong is sent in one sentence."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from engine.config.hosts import hosts_of
from engine.errors import ConfigError, DescentError
from engine.protocol.commands import Command, Configure, Quit
from engine.protocol.events import IMPORTING, JOINING, Event, Failed, Notice, Ready
from engine.protocol.landscape_messages import MapLoss
from engine.worker.activity import BEGINNING, CHOOSING, TRAINING, Activity, doing_of
from engine.worker.failures import sentence
from engine.worker.link import Link
from engine.worker.tensorflow_import import import_tensorflow

if TYPE_CHECKING:
    from engine.worker.landscape.job import LandscapeJob


class Serving(Protocol):
    """What obeys commands: `engine.worker.session.session.Session`, or a stand-in in tests."""

    outbox: list[Event]

    @property
    def idle_seconds(self) -> float | None: ...
    def obey(self, command: Command) -> None: ...
    def work(self) -> None: ...
    def close(self) -> None: ...


Start = Callable[[Link, Activity], Callable[[], Serving] | None]
"""Gets ready and says so; returns a factory of the session, or None if there is nothing to do."""


def work_for(link: Link, activity: Activity, start: Start) -> int:
    """Be a worker for the other end of the link; returns the exit status."""
    try:
        make_session = start(link, activity)
        if make_session is not None:
            session = make_session()
            _serve(link, session, activity)
            session.close()
    except DescentError as error:
        link.send(Failed(str(error), usage=True))
        return 2
    except Exception as error:  # noqa: BLE001 - the app must receive the reason of any failure
        link.send(Failed(sentence(error, activity.doing), traceback.format_exc()))
        return 1
    return 0


def start_tensorflow(link: Link, activity: Activity) -> Callable[[], Serving] | None:
    """Import TensorFlow, choose the device, and send Ready; returns a factory of the session."""
    activity.begin(IMPORTING)
    begun = time.perf_counter()
    tf, keras = import_tensorflow()

    from engine.worker.devices import choose_device
    from engine.worker.session.follower import Follower
    from engine.worker.session.session import Session
    from engine.worker.training.hosts.joined import join
    from engine.worker.training.hosts.port import check_port

    seconds = time.perf_counter() - begun
    activity.rest()
    first = link.next(None)
    if not isinstance(first, Configure):
        return None
    activity.begin(CHOOSING)
    config = first.config
    hosts = hosts_of(config.device.hosts, os.environ)
    replicas = config.batch.replicas if hosts is None else hosts.share_of(config.batch.replicas)
    device = choose_device(config.device.device, replicas, try_it=hosts is None)
    others = None
    if hosts is not None:
        if replicas > 1 and "CPU" in device.name:
            # The strategy of several hosts takes one CPU of each.
            raise ConfigError(
                "replicas",
                f"{config.batch.replicas} need a GPU each; without, must be {len(hosts.addresses)},"
                " one of each process",
            )
        check_port(hosts)
        link.send(Notice(f"waiting for {', '.join(hosts.others)}, to train together"))
        activity.begin(JOINING)
        link.send(activity.beat())  # the heart cannot, until the others are there
        others = join(hosts)
    link.send(Ready(device.title, tf.__version__, keras.__version__, seconds, device.bus))
    if device.note:
        link.send(Notice(device.note))
    activity.begin(BEGINNING)
    if others is not None and not others.hosts.leads:
        return lambda: Follower(others, device.name)
    return lambda: Session(first.config, device.name)


def start_landscape(link: Link, activity: Activity) -> Callable[[], LandscapeJob] | None:
    """As `start_tensorflow`, for a worker that maps the loss of a network."""
    activity.begin(IMPORTING)
    begun = time.perf_counter()
    tf, keras = import_tensorflow()

    from engine.worker.devices import choose_device
    from engine.worker.landscape.job import LandscapeJob

    seconds = time.perf_counter() - begun
    activity.rest()
    first = link.next(None)
    if not isinstance(first, MapLoss):
        return None
    activity.begin(CHOOSING)
    device = choose_device(first.device)
    link.send(Ready(device.title, tf.__version__, keras.__version__, seconds))
    return lambda: LandscapeJob(first, device, activity)


def _serve(link: Link, session: Serving, activity: Activity) -> None:
    """Carry out commands, work and send events until `Quit` or the other end is closed."""
    _tell(link, session)
    while link.open:
        activity.rest()
        # A command may change how long there is nothing to do, so ask again after each.
        while (command := link.next(session.idle_seconds)) is not None:
            if isinstance(command, Quit):
                return
            activity.begin(doing_of(command))
            session.obey(command)
            activity.rest()
            _tell(link, session)
        activity.begin(TRAINING)
        session.work()
        activity.rest()
        _tell(link, session)


def _tell(link: Link, session: Serving) -> None:
    for event in session.outbox:
        link.send(event)
    session.outbox.clear()
