"""What a recording is of: the folder's files, and the weights whose values it keeps.

    FOLDER/recording.json        this module's `Header`; written when a recording begins
    FOLDER/log.jsonl             a line for each event; only ever appended to
    FOLDER/now.json              the progress and a sign of life, replaced every second
    FOLDER/checkpoints/*.npy     all trainable weights as one vector; the name is the update
    FOLDER/earlier-N             recordings that were in the folder before

A recording needs numpy and the standard library alone: it is written in anybody's training.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.files import read_regular

FORMAT = 1
HEADER, LOG, NOW, LOCK = "recording.json", "log.jsonl", "now.json", "lock"
CHECKPOINTS, EARLIER = "checkpoints", "earlier-"
SUFFIX = ".npy"
MOST_HEADER = 1 << 26
MOST_CHECKPOINTS = 1000
"""Of a path: the time to find its plane grows with their third power."""
_MOST_WEIGHTS = 100_000
_MOST_NAME = 500


class RecordingError(Exception):
    """A folder that cannot be read or written as a recording; the text says why in one line."""


@dataclass(frozen=True)
class Weight:
    """One trainable array of a model.

    Attributes:
        name: Keras' path of it, such as dense/kernel.
        shape: its shape.
        dtype: its type in the model; a checkpoint has float32, or float64 if any array is.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str

    @property
    def size(self) -> int:
        """The numbers in it."""
        return math.prod(self.shape)


@dataclass(frozen=True)
class Header:
    """What a recording is of.

    Attributes:
        id: of this recording; another one in the same folder has another.
        model: the model's name.
        weights: the trainable arrays, in the order of a checkpoint.
        sampled: how many of the numbers a checkpoint has, drawn at random; 0 for all of them.
        every: an epoch, or a number of updates, after which a checkpoint is made.
        keep: the most checkpoints.
    """

    id: str
    model: str
    weights: tuple[Weight, ...]
    sampled: int = 0
    every: str = "epoch"
    keep: int = 0

    @property
    def size(self) -> int:
        """The trainable numbers of the model."""
        return sum(weight.size for weight in self.weights)

    @property
    def kept(self) -> int:
        """The numbers of a checkpoint."""
        return self.sampled or self.size

    @property
    def dtype(self) -> str:
        """The type of a checkpoint."""
        return "float64" if any(weight.dtype == "float64" for weight in self.weights) else "float32"

    @property
    def bytes(self) -> int:
        """The bytes of a checkpoint, without those of its name and type."""
        return self.kept * (8 if self.dtype == "float64" else 4)

    @property
    def text(self) -> str:
        """As JSON."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1) + "\n"


def read_header(folder: Path) -> Header:
    """The header of the recording in a folder.

    Raises:
        OSError: it cannot be read.
        RecordingError: it is none, or of a later version.
    """
    return header_of(read_regular(folder / HEADER, MOST_HEADER))


def header_of(text: str | bytes) -> Header:
    """The header that this JSON is.

    Raises:
        RecordingError: it is none, or of a later version.
    """
    try:
        found = json.loads(text if isinstance(text, str) else text.decode())
        if found["format"] != FORMAT:
            raise RecordingError(
                f"has format {found['format']!r}; this version of descent reads format {FORMAT}"
            )
        weights = tuple(
            Weight(
                str(each["name"])[:_MOST_NAME],
                tuple(int(size) for size in each["shape"]),
                str(each["dtype"]),
            )
            for each in found["weights"][:_MOST_WEIGHTS]
        )
        header = Header(
            str(found["id"]),
            str(found["model"])[:_MOST_NAME],
            weights,
            int(found["sampled"]),
            str(found["every"]),
            int(found["keep"]),
        )
    except UnicodeDecodeError:
        raise RecordingError("is not text") from None
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise RecordingError("is not a recording's header") from None
    if any(size < 0 for weight in weights for size in weight.shape) or not (
        0 <= header.sampled <= max(header.size, 0)
    ):
        raise RecordingError("is not a recording's header")
    return header


def recordings_below(folder: Path) -> list[Path]:
    """The recordings in a folder that is none itself and in which nobody records."""
    try:
        if any((folder / name).exists() for name in (HEADER, LOG, LOCK)):
            return []
        return sorted(each for each in folder.iterdir() if (each / HEADER).is_file())
    except OSError:
        return []


def checkpoint_name(update: int) -> str:
    """The name of the checkpoint after an update."""
    return f"{update:012d}{SUFFIX}"


def update_of(path: Path) -> int | None:
    """The update of a checkpoint, by its name; None for another file."""
    stem = path.name.removesuffix(SUFFIX)
    whole = path.name.endswith(SUFFIX) and stem.isascii() and stem.isdecimal()
    return int(stem) if whole and len(stem) <= 18 else None


def checkpoints_in(folder: Path) -> dict[int, Path]:
    """The checkpoints of a recording, by update, in order."""
    try:
        paths = list((folder / CHECKPOINTS).iterdir())
    except OSError:
        return {}
    found = {update: path for path in paths if (update := update_of(path)) is not None}
    return dict(sorted(found.items()))
