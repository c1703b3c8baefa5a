"""Write the tables in `docs/` from what the program itself knows. Run by `make docs`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tui.cli.reference import options_markdown
from tui.keys.bindings import keys_markdown
from tui.lessons.numbers import numbers_markdown
from tui.networks.keys import keys_markdown as network_keys

ROOT = Path(__file__).resolve().parent.parent
TABLES: dict[Path, tuple[str, Callable[[], str]]] = {
    ROOT / "docs" / "keys.md": ("keys", keys_markdown),
    ROOT / "docs" / "command-line.md": ("options", options_markdown),
    ROOT / "docs" / "lessons.md": ("numbers", numbers_markdown),
    ROOT / "docs" / "networks.md": ("networks", network_keys),
}
"""The page of each table, its mark, and what makes it."""


def with_table(page: Path) -> str:
    """A page's text with its table between the marks, such as <!-- keys --> and <!-- /keys -->.

    Raises:
        ValueError: a mark is missing.
    """
    name, table = TABLES[page]
    text = page.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    if not 0 <= text.find(begin) < text.find(end):
        raise ValueError(f"{page.name} has no marks for {name}")
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return before + begin + table() + end + after


def main() -> int:
    """Write all pages; returns the exit status."""
    for page in TABLES:
        page.write_text(with_table(page), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
