"""A loss of the user's own as code: it is imported from its file, in the version of the export."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.problems.own.permission import digest_of, source_of
from engine.storage.keras_script.part import quoted

_CODE = '''\
import hashlib
import sys
import types
from pathlib import Path

loss_file = Path({path})
if not loss_file.exists():
    loss_file = Path(loss_file.name)  # a copy in this folder
code = loss_file.read_bytes()
digest = "{digest}"
if hashlib.sha256(code).hexdigest() != digest:
    raise ValueError(f"{{loss_file}} was changed after this script was written")
own = sys.modules["own_loss"] = types.ModuleType("own_loss")
own.__file__ = str(loss_file)
exec(compile(code, str(loss_file), "exec"), vars(own))


def loss_at(w, b, x, y):
    """The mean loss of samples."""
    return tf.reduce_mean(tf.cast(own.loss(w, b, x, y), tf.float32))'''


@dataclass(frozen=True)
class OwnFile:
    """A Python file with a loss.

    Attributes:
        path: absolute.
        digest: the SHA-256 of its content.
    """

    path: Path
    digest: str


def own_file(path: Path) -> OwnFile:
    """The file as it is now; it is read and not executed.

    Raises:
        ProblemError: it cannot be read.
    """
    return OwnFile(path.absolute(), digest_of(source_of(path)))


def own_code(file: OwnFile) -> str:
    """The lines that read the file, execute it, and define `loss_at(w, b, x, y)`."""
    return _CODE.format(path=quoted(str(file.path)), digest=file.digest)
