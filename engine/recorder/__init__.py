"""Records any Keras training, so that `descent watch` and `descent landscape` can show it.

    from engine.recorder import Recorder

    model.fit(x, y, epochs=50, callbacks=[Recorder("runs/mine")])

Beside this package it needs Keras and numpy, with any of Keras' backends.
"""

from engine.recorder.callback import Recorder

__all__ = ["Recorder"]
