"""Themes: ours and Textual's, every text and every mark readable on what it lies on."""

from __future__ import annotations

import pytest
from textual.theme import BUILTIN_THEMES, Theme

from engine.config.run import RunConfig
from engine.storage.settings_file import read_settings, write_setting
from tests.fakes import FakeEngine
from tests.tui.stage import Stage, stage
from tui.app.app import DescentApp
from tui.app.theme import THEMES, full_name, kind_of, readable_variables, theme_names
from tui.canvas.contrast import contrast, on_ground
from tui.canvas.palette import Kind, palette_for
from tui.terminal.settings import ScreenSettings

ALL = {**BUILTIN_THEMES, **{theme.name: theme for theme in THEMES}}
OWN_COLOURS = [name for name in ALL if not name.startswith("ansi")]


def colours_of(theme: Theme) -> dict[str, int]:
    made = {**theme.to_color_system().generate(), **theme.variables}
    variables = readable_variables(made, theme)
    names = ("foreground", "primary", "accent", "warning", "error", "success", "muted", "label",
             "background", "surface", "panel", "cursor")  # fmt: skip
    return {name: int(variables[name][1:7], 16) for name in names}


@pytest.mark.parametrize("name", OWN_COLOURS)
def test_every_text_and_mark_is_read_on_every_background_of_the_app(name):
    theme = ALL[name]
    colours = colours_of(theme)
    kind = kind_of(name)
    least = 7 if kind is Kind.CONTRAST else 4.5
    grounds = [colours.pop(ground) for ground in ("background", "surface", "panel")]
    cursor = colours.pop("cursor")
    for text, colour in colours.items():
        for ground in grounds:
            assert contrast(colour, ground) >= least, text
    assert contrast(colours["foreground"], cursor) >= least
    palette = on_ground(palette_for(dark=theme.dark, kind=kind), grounds[0])
    marks = (
        *palette.path, *palette.runs, palette.text, palette.muted, palette.current,
        palette.optimum, palette.start, palette.truth, palette.sample, palette.lit,
        palette.batch_loss, palette.change, palette.warning,
    )  # fmt: skip
    for mark in marks:
        assert contrast(mark, grounds[0]) >= 4.5, hex(mark)


def test_our_own_themes_are_readable_as_they_are():
    for theme in THEMES:
        made = {**theme.to_color_system().generate(), **theme.variables}
        shown = readable_variables(made, theme)
        changed = {name for name in made if shown[name].lower() != made[name].lower()}
        assert changed == set(), theme.name


def test_colours_that_the_terminal_chooses_stay_its_own():
    theme = BUILTIN_THEMES["ansi-dark"]
    made = theme.to_color_system().generate()
    shown = readable_variables(made, theme)
    assert {name: shown[name] for name in made} == made


def test_a_theme_is_known_by_its_short_and_its_whole_name():
    assert full_name("light-safe") == full_name("descent-light-safe") == "descent-light-safe"
    assert full_name("nord") == "nord"
    assert full_name("") == full_name("no-such") == ""
    assert {full_name(name) for name in theme_names()} == set(ALL)


def started(file, theme: str = "") -> DescentApp:
    return DescentApp(
        RunConfig(), FakeEngine, screen_settings=ScreenSettings(theme=theme, file=file)
    )


async def chosen(on: Stage, *keys: str) -> str:
    await on.press(*keys)
    working = [worker for worker in on.app.workers if worker.group == "writing"]
    if working:  # an empty list would wait for all workers
        await on.app.workers.wait_for_complete(working)
    await on.settle()
    return on.app.theme


async def test_the_theme_is_remembered_and_an_option_overrides_it(tmp_path, monkeypatch):
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)
    file = tmp_path / "settings.json"
    async with stage(settings=ScreenSettings(file=file)) as on:
        assert not file.exists()
        assert await chosen(on, "ctrl+t", "ctrl+t") == "descent-dark-contrast"
        assert "theme: dark, contrast" in on.message
        assert read_settings(file) == {"theme": "dark-contrast"}
        before = on.app.dashboard.plot("surface").shown
        await on.press("ctrl+p", *"themes")
        on.app.theme = "nord"
        await chosen(on, "escape")
        assert read_settings(file) == {"theme": "nord"}
        # The plots have its colours at once, whoever chose it.
        assert (on.app.dashboard.plot("surface").shown.back != before.back).any()
    assert started(file).theme == "nord"
    assert started(file, "light").theme == "descent-light"
    assert read_settings(file) == {"theme": "nord"}
    write_setting(file, "theme", "a theme of another version")
    assert started(file).theme == "descent-dark"


async def test_a_file_that_is_of_no_use_costs_a_line_in_the_log(tmp_path):
    file = tmp_path / "settings.json"
    file.mkdir()
    async with stage(settings=ScreenSettings(file=file)) as on:
        assert await chosen(on, "ctrl+t") == "descent-light"
        assert "theme: light" in on.message
        log = [line for line in on.app.model.messages.log if "settings.json" in line]
        assert [line.partition(f"{file}: ")[2] for line in log] == [
            "cannot be read: is a folder; must be a file",
            "cannot be written: Is a directory",
        ]
