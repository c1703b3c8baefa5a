"""The README says what the program says."""

from __future__ import annotations

import re

from tools.readme import README, with_tables
from tui.cli.options.run import OTHER_ACCEPTS

TEXT = README.read_text(encoding="utf-8")


def test_its_tables_are_the_programs_own() -> None:
    assert with_tables(TEXT) == TEXT, "make docs writes them anew"


def test_its_pictures_are_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT)
    assert pictures
    assert all((README.parent / picture).is_file() for picture in pictures)


def test_it_tells_the_options_that_are_no_parameters() -> None:
    assert all(option in TEXT for option in (*OTHER_ACCEPTS, "--json"))
