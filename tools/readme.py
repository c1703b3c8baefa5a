"""`make docs`: write the README's table of keys anew, from the table that the program uses."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BETWEEN = re.compile(r"(<!-- keys -->\n).*?(<!-- /keys -->)", re.DOTALL)


def main() -> int:
    """Replace what stands between the marks."""
    from tui.keys import keys_markdown

    text = README.read_text(encoding="utf-8")
    new = BETWEEN.sub(lambda found: found[1] + keys_markdown() + found[2], text)
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
