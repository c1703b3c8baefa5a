"""Any bytes are two columns of finite numbers, or one line that says why not."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.config.run import DataConfig
from engine.data.file_samples import read_pairs
from engine.errors import DataError


@given(st.binary(max_size=200), st.sampled_from([None, "x", "1", "2"]))
def test_any_bytes_are_two_columns_or_one_line(tmp_path_factory, content, column):
    assert_two_columns_or_one_line(tmp_path_factory, content, column)


def assert_two_columns_or_one_line(tmp_path_factory, content, column):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    table, message = None, ""
    try:
        table = read_pairs(DataConfig(data=path, x_column=column))
    except DataError as error:
        message = str(error)
    if table is None:
        assert "\n" not in message and path.name in message
    else:
        assert len(table.x) == len(table.y) >= 2
        assert np.isfinite([table.x, table.y]).all()


@given(st.text(alphabet="0123456789.,;\t\n\r\"'-eEna_x \0é", max_size=80))
def test_anything_like_a_csv_file_is_two_columns_or_one_line(tmp_path_factory, content):
    assert_two_columns_or_one_line(tmp_path_factory, content.encode(), None)
