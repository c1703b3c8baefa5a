"""Write the README's tables anew from what the program itself knows. Run by `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path

from tui.cli.reference import options_markdown
from tui.keys.bindings import keys_markdown

README = Path(__file__).resolve().parent.parent / "README.md"
TABLES = {"keys": keys_markdown, "options": options_markdown}


def with_tables(text: str) -> str:
    """The text with each table between its two marks, such as <!-- keys --> and <!-- /keys -->.

    Raises:
        ValueError: a mark is missing.
    """
    for name, table in TABLES.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
        if not 0 <= text.find(begin) < text.find(end):
            raise ValueError(f"README.md has no marks for {name}")
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = before + begin + table() + end + after
    return text


def main() -> int:
    """Write the file; gives the exit status."""
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
