"""Whatever looks as if it could be clicked, can be."""

from __future__ import annotations

from engine.protocol.sweep_messages import SweepEnded, SweepRows
from tests.tui.stage import Stage, stage
from tests.tui.sweeps import ended_row
from tests.tui.views.sweeps.sweep_stage import begun, tell


async def _click(on: Stage, x: int, y: int) -> None:
    await on.pilot.click(offset=(x, y))
    await on.settle()


async def test_a_title_leads_to_its_view_and_back():
    async with stage() as on:
        dashboard = on.app.dashboard
        for name in ("loss", "data", "surface"):
            title = dashboard.query_one(f"#{name}").region
            await _click(on, title.x + 3, title.y)
            assert dashboard.view_name == name
            await _click(on, 3, 0)
            assert dashboard.view_name == "dashboard"
        await on.press("t")
        pane = dashboard.query_one("#theory").region
        await _click(on, pane.x + 3, pane.y)
        assert not dashboard.has_class("-theory")
        border = dashboard.plot("surface").region
        await _click(on, border.right - 3, border.y)
        assert dashboard.view_name == "dashboard"


async def test_rows_and_heads_of_the_table_of_runs():
    async with stage(size=(120, 40)) as on:
        for _ in range(3):
            await on.press("n", "p")
        await on.press("7")
        table = on.app.dashboard.plots.runs
        assert table is not None
        top = table.content_region
        lines = [table.render_line(y).text for y in range(table.content_size.height)]
        row = next(y for y, line in enumerate(lines) if line[2:3] == "B")
        await _click(on, top.x + 10, top.y + row)
        assert table.selected == "B"
        head = lines[0].index("epochs")
        await _click(on, top.x + head, top.y)
        order = [entry.letter for entry in table.entries]
        assert "sorted by epochs" in on.text
        await _click(on, top.x + head, top.y)
        assert [entry.letter for entry in table.entries] != order


async def test_rows_of_a_sweep_and_keys_that_borders_and_messages_mention():
    async with stage(size=(120, 40)) as on:
        spec = await begun(on, batch_size="1,16,32", learning_rate="0.001,0.002")
        rows = tuple(ended_row(spec, index) for index in range(6))
        await tell(on, SweepRows(rows, 6, 6), SweepEnded(6, 6, False, 0.5, 1.5))
        view = on.app.dashboard.plots.sweeps
        assert view is not None and "d stop" not in on.footer
        top = view.content_region
        for row in (3, 1):
            line = next(y for y, text in enumerate(on.lines) if _start(row) in text)
            await _click(on, top.x + 6, line)
            assert view.selected == rows[row].cell
        before = view.border_subtitle
        await _click(on, on.lines[view.region.bottom - 1].index("v: next"), view.region.bottom - 1)
        assert view.border_subtitle != before
        assert "v: next" in str(view.border_subtitle)
        on.app.say("see the log (l: log)")
        await on.settle()
        line = next(y for y, text in enumerate(on.lines) if "l: log" in text)
        await _click(on, on.lines[line].index("l: log"), line)
        assert on.app.screen is not on.app.dashboard


def _start(row: int) -> str:
    return f"{[1, 1, 16, 16, 32, 32][row]:>2}  0.00{row % 2 + 1}"
