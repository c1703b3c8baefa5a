"""`descent landscape --output`: evaluated without a screen, with the progress on stderr."""

from __future__ import annotations

import asyncio
import sys
from contextlib import aclosing
from pathlib import Path

from engine.errors import harmless
from engine.networks.landscape.file import write_landscape
from engine.networks.landscape.result import Landscape
from tui.cli.output import FAILED_STATUS, USAGE_STATUS, complain, put_out, sentences
from tui.cli.progress import Progress, clear_progress, show_waiting
from tui.networks.landscape.mapper import Mapper, NotMappedError
from tui.networks.landscape.words import facts
from tui.text.numbers import significant

ARRAYS = (".npz", ".csv")


def write_without_screen(mapper: Mapper, output: Path) -> int:
    """Evaluate what is left and write the file; returns the exit status.

    Raises:
        DescentError: the file cannot be written.
    """
    try:
        asyncio.run(_evaluated(mapper))
    except NotMappedError as error:
        clear_progress()
        complain(str(error), "" if error.usage else error.details)
        return USAGE_STATUS if error.usage else FAILED_STATUS
    finally:
        clear_progress()
    landscape = mapper.landscape
    assert landscape is not None
    write(output, landscape)
    put_out(sys.stdout, summary(landscape, output, kept=mapper.kept))
    return 0


async def _evaluated(mapper: Mapper) -> None:
    try:
        async with aclosing(mapper.changes()) as changes:
            async for _ in changes:
                landscape = mapper.landscape
                if landscape is None or not landscape.done:
                    show_waiting(harmless(mapper.doing))
                else:
                    Progress(landscape.total, "points").show(landscape.done)
    finally:
        await mapper.end()


def write(output: Path, landscape: Landscape) -> None:
    """Write .npz, .csv or a picture; raises as `write_landscape` and `write_picture`."""
    if output.suffix.lower() in ARRAYS:
        write_landscape(output, landscape)
        return
    from tui.canvas.picture.file import write_picture
    from tui.networks.landscape.still import still_picture

    write_picture(output, still_picture(landscape), "descent landscape")


def summary(landscape: Landscape, output: Path, *, kept: bool) -> str:
    """What was evaluated, in sentences."""
    plane, least = landscape.plane, landscape.least
    lines = ["; ".join(facts(landscape))]
    lines.append(f"loss of the model: {significant(plane.centre, 7)}")
    if least is not None:
        first, second, loss = (significant(value, 7) for value in least)
        lines.append(f"least loss of the grid: {loss} at ({first}, {second})")
    if len(plane.path):
        shares = ", ".join(f"{significant(100 * float(share), 4)} %" for share in plane.explained)
        lines.append(f"{len(plane.path)} checkpoints; variance along the directions: {shares}")
    how = "kept from before" if kept else f"{significant(landscape.seconds, 3)} s"
    lines.append(f"wrote {landscape.total:,} points ({how}) to {output}")
    return sentences(*lines)
