"""Keys, clicks, pastes and sizes in any order in the real program, its worker killed meanwhile.

`python -m tests.monkey --keys 20000 --seed 1` plays longer; DESCENT_SEED is another seed here.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.monkey.play import Monkey

SEED = int(os.environ.get("DESCENT_SEED", "4"))
STROKES = 60


def test_a_monkey_cannot_break_it(tmp_path: Path) -> None:
    monkey = Monkey(SEED, tmp_path)
    try:
        monkey.play(STROKES // 2, every=STROKES)
        monkey.harm("kill")
        monkey.play(STROKES // 2, every=STROKES)
        monkey.converge()
        monkey.quit()
    except BaseException as error:
        error.add_note(f"seed {SEED}, the last of {monkey.report.strokes} strokes:")
        error.add_note("\n".join(map(str, monkey.last)))
        raise
    finally:
        monkey.close()
