"""Two columns of a file, in the steps by which they are read."""

from __future__ import annotations

from engine.config.run import DataConfig
from engine.data.choice import Choice, choose
from engine.data.complete_rows import Pairs, complete_rows
from engine.data.table import Table


def table_of(config: DataConfig) -> Table:
    """All columns of the file of `config`.

    Raises:
        DataError: the file cannot be read; the text says why, and in which line.
    """
    # Imported only for a file: it brings pandas.
    from engine.data.reading.options import ReadOptions
    from engine.data.reading.reader import read_table

    assert config.data is not None
    return read_table(config.data, ReadOptions.of(config))


def choice_of(table: Table, config: DataConfig) -> Choice:
    """The columns of x and y.

    Raises:
        DataError: a column does not exist, or too few columns hold numbers.
    """
    return choose(table, config.x_column, config.y_column)


def pairs_of(table: Table, choice: Choice, config: DataConfig) -> Pairs:
    """The rows that have both x and y.

    Raises:
        DataError: fewer than two rows remain, or a number is infinite.
    """
    return complete_rows(table, choice, config.missing)


def read_pairs(config: DataConfig) -> Pairs:
    """The two columns of the file of `config`.

    Raises:
        DataError: the file cannot be read or used; the text says why, and in which line.
    """
    table = table_of(config)
    return pairs_of(table, choice_of(table, config), config)
