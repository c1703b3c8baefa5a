"""The samples of a file as read, to find lines of pandas that read the same."""

from __future__ import annotations

from engine.config.run import DataConfig
from engine.data.file_samples import choice_of, pairs_of, table_of
from engine.storage.keras_script.pandas_lines import FileSamples


def file_samples(config: DataConfig) -> FileSamples:
    """All samples of the file of this configuration.

    Raises:
        DataError: it cannot be read.
    """
    assert config.data is not None
    table = table_of(config)
    pairs = pairs_of(table, choice_of(table, config), config)
    first = 1 if table.lines is None else table.lines.first
    return FileSamples(
        config.data, pairs.x, pairs.y, pairs.x_name, pairs.y_name, first, table.reading.sheet
    )
