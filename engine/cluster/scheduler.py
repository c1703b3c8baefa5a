"""`ClusterEngine`: trains a sweep on the workers of a Dask scheduler.

It answers the commands of a sweep as `engine.client.Engine` does, with the same events, so whoever
follows the one can follow the other.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import traceback
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Self

from engine.cancellation import cancel
from engine.cluster.tasks import Answer, code_of, digest_of, parts_of, portable
from engine.config.run import RunConfig
from engine.data.preview import preview
from engine.errors import DescentError
from engine.protocol.commands import ClientCommand
from engine.protocol.events import Event, Failed, Notice, Ready, Refused
from engine.protocol.sweep_messages import StopSweep, Sweep, SweepEnded, SweepRows

CONNECT_SECONDS = 10.0
_LOOK_SECONDS = 1.0
_ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?(?:\[[0-9a-fA-F:.]+\]|[^\s/:\[\]]+):\d{1,5}")
_MISSING = "--scheduler needs Dask; install it with: pip install 'descent-tui[cluster]'"


class ClusterEngine:
    """The workers of a scheduler, for one sweep.

    Args:
        address: of the scheduler, such as "tcp://node1:8786".
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._client: Any = None
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._futures: set[Any] = set()
        self._workers: set[str] = set()
        self._done = self._total = 0
        self._ended = False
        self._seconds = self._compile_seconds = 0.0

    async def __aenter__(self) -> Self:
        """Connect.

        Raises:
            DescentError: Dask is not installed, or no scheduler answers there.
        """
        if not _ADDRESS.fullmatch(self._address):
            raise DescentError(
                f"--scheduler: '{self._address}' is invalid; must be tcp://HOST:PORT, or tls://"
            )
        try:
            from distributed import Client
        except ImportError:
            raise DescentError(_MISSING) from None
        _silence()
        try:
            client: Any = Client(  # type: ignore[no-untyped-call]
                self._address, asynchronous=True, timeout=CONNECT_SECONDS
            )
            self._client = await client
        except (OSError, ValueError) as error:
            raise DescentError(
                f"--scheduler: no Dask scheduler answers at {self._address}: {_first_line(error)}"
            ) from None
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        tasks, self._tasks = self._tasks, []
        await cancel(tasks)
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._client.close(), 5)

    async def send(self, *commands: ClientCommand) -> None:
        """Start the sweep, or stop it; other commands have no meaning here."""
        for command in commands:
            match command:
                case Sweep(spec=spec):
                    self._total = spec.runs
                    self._tasks = [asyncio.create_task(self._guarded(command))]
                case StopSweep():
                    await self._stop()
                case _:
                    raise ValueError(f"{type(command).__name__} is no command of a sweep")

    async def events(self) -> AsyncIterator[Event]:
        """The sweep's events, up to its end."""
        while True:
            yield await self._events.get()

    # ------------------------------------------------------------------------------ the sweep

    async def _guarded(self, command: Sweep) -> None:
        try:
            await self._sweep(command)
        except DescentError as error:
            self._put(Refused(str(error)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the user must be told
            self._put(Failed(f"the sweep failed: {_first_line(error)}", _details(error)))

    async def _sweep(self, command: Sweep) -> None:
        spec = portable(command.spec)
        samples, digest, code = await asyncio.to_thread(_known, spec.base)
        await self._find_workers()
        parts = parts_of(spec, samples, len(self._workers), digest, code)
        self._put(SweepRows((), 0, self._total))
        self._tasks.append(asyncio.create_task(self._watch()))
        from distributed import as_completed

        from engine.cluster.remote import train

        futures = self._client.map(train, parts, pure=False)
        self._futures = set(futures)
        async for future in as_completed(futures):  # type: ignore[no-untyped-call]
            if not await self._take(future):
                return
        await self._look()
        self._end(stopped=False)

    async def _find_workers(self) -> None:
        """Find the workers, once there is one, and check that all have this program.

        Raises:
            DescentError: descent is not installed on one of them, or another version.
        """
        if not await self._client.nthreads():
            self._put(Notice(f"{self._address} has no workers yet; waiting for one"))
            await self._client.wait_for_workers(1)
        from engine.cluster.remote import versions

        ours = versions()
        try:
            theirs: dict[str, dict[str, str]] = await self._client.run(versions)
        except ImportError as error:
            raise DescentError(
                f"--scheduler: descent is not installed on a worker of {self._address} ({error}); "
                "install the same version there"
            ) from None
        for worker, found in theirs.items():
            if found["descent"] != ours["descent"]:
                raise DescentError(
                    f"--scheduler: worker {worker} has descent {found['descent'] or 'unknown'}, "
                    f"this is {ours['descent']}; install the same version"
                )
            differing = [name for name in ours if found[name] != ours[name]]
            if differing:
                words = ", ".join(f"{name} {found[name] or 'unknown'}" for name in differing)
                self._put(Notice(f"worker {worker} has {words}: last digits may differ"))
        self._workers = set(theirs)
        count = f"{len(theirs)} worker{'s' if len(theirs) != 1 else ''}"
        device = f"{count} of {self._address}"
        self._put(Ready(device, ours["tensorflow"], ours["keras"], 0.0))

    async def _take(self, future: Any) -> bool:
        """Report a part that has ended; returns whether to go on."""
        if self._ended:
            return False
        if future.status != "finished":
            await self._fail(future)
            return False
        answer: Answer = await future
        if answer.refused:
            await self._cancel()
            self._put(Refused(answer.refused))
            return False
        self._futures.discard(future)
        self._seconds += answer.seconds
        self._compile_seconds += answer.compile_seconds
        self._done += len(answer.rows)
        self._put(SweepRows(answer.rows, self._done, self._total))
        return True

    async def _fail(self, future: Any) -> None:
        """A part cannot be trained, or the scheduler has gone."""
        from distributed import KilledWorker

        error = await future.exception() if future.status == "error" else None
        await self._cancel()
        if error is None:
            self._put(Failed(f"the scheduler at {self._address} does not answer any longer"))
        elif isinstance(error, KilledWorker):
            count = error.allowed_failures + 1
            reason = f"the same runs ended {count} workers, the last one {error.last_worker}"
            self._put(Failed(reason, "Memory is a likely cause; see the log of that worker."))
        else:
            self._put(Failed(f"a worker failed: {_first_line(error)}", _details(error)))

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            await self._look()

    async def _look(self) -> None:
        """Say which workers are lost and which have joined since the last look."""
        try:
            now: set[str] = set(await self._client.nthreads())
        except OSError:
            return  # no scheduler: its futures show it
        for worker in self._workers - now:
            left = f"{len(now)} left" if now else "none left, waiting for one"
            self._put(Notice(f"worker {worker} is lost, {left}; its runs are trained again"))
        for worker in now - self._workers:
            self._put(Notice(f"worker {worker} has joined"))
        self._workers = now

    async def _stop(self) -> None:
        await self._cancel()
        self._end(stopped=True)

    async def _cancel(self) -> None:
        """Have nothing more trained."""
        futures, self._futures = list(self._futures), set()
        if futures:
            with contextlib.suppress(Exception):
                await self._client.cancel(futures, force=True)

    def _end(self, *, stopped: bool) -> None:
        if not self._ended:
            self._put(
                SweepEnded(self._done, self._total, stopped, self._seconds, self._compile_seconds)
            )
            self._ended = True

    def _put(self, event: Event) -> None:
        if not self._ended:
            self._events.put_nowait(event)


def _known(config: RunConfig) -> tuple[int, str, str]:
    """The number of samples, and the digests of the files with them and with the loss.

    Raises:
        DescentError: a file cannot be used.
    """
    samples = preview(config.data).moments.count
    return samples, digest_of(config), code_of(config)


def _silence() -> None:
    """Dask logs what is told here in words; it gives its loggers handlers when it is imported."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado"):
            logger = logging.getLogger(name)
            logger.handlers = [logging.NullHandler()]
            logger.propagate = False


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _details(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))
