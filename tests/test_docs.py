"""README and docs say what the program says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.docs import ROOT, TABLES, with_table
from tui.cli.options.command_line import OTHER_ACCEPTS

PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", TABLES, ids=lambda page: page.name)
def test_tables_are_the_programs_own(page: Path) -> None:
    assert with_table(page) == page.read_text(encoding="utf-8"), "run make docs"


def test_every_link_leads_to_a_file() -> None:
    for page in PAGES:
        links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        missing = [link for link in links if not (page.parent / link).is_file()]
        assert not missing, page.name
    assert "screenshots/dashboard.png" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_options_that_are_no_parameters_are_described() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert all(option in text for option in (*OTHER_ACCEPTS, "--json"))
