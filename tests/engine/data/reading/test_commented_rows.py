"""A comment that has the form of a row is named: it may have been meant as one."""

from __future__ import annotations

import pytest

from tests.engine.data.reading.folder import Folder


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x,y\n1,2\n#3,4\n5,6\n7,9\n", "line 3 (#3,4)"),
        ("x,y\n# 3,4\n1,2\n5,6\n", "line 2 (# 3,4)"),
        ("n;x;y\na;1;2\n%b;3;4\nc;5;6\nd;7;8\n", "line 3 (%b;3;4)"),
        ("x y\n1 2\n// 3 NA\n5 6\n7 9\n", "line 3 (// 3 NA)"),
        ("x,y\n1,2\n# 3 of 4\n5,6\n7,9\n", None),
        ("x,y\n1,2\n# see a,b\n5,6\n7,9\n", None),
        ("x,y\n1,2\n# NA,NA\n5,6\n7,9\n", None),
        ("# x,y\n1,2\n5,6\n7,9\n", None),
    ],
)
def test_a_comment_like_a_row_is_named(tmp_path, content, said):
    last = Folder(tmp_path).read(content).rows.guesses[-1:]
    wanted = [] if said is None else [f"{said} is taken for a comment, not data"]
    assert [text for text in last if "taken for" in text] == wanted
