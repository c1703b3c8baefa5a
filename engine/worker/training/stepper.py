"""Makes and counts updates: the model, its optimizer, and the place in the run.

Imports TensorFlow (through `engine.worker.training.programs`): for the worker only.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.arrays import Floats
from engine.config.run import RunConfig
from engine.data.batches import batch_length
from engine.data.dataset import Dataset
from engine.history.epochs import OpenEpoch, close_epochs
from engine.history.replicas import ReplicaStep
from engine.history.values import Checkpoint
from engine.optimizers.state import OptimizerState
from engine.problems.base import Objective, Theta
from engine.problems.registry import problem_of
from engine.worker.training.keras_optimizers import Slots, alike, slots_of
from engine.worker.training.loop import Recorded
from engine.worker.training.place import Place
from engine.worker.training.programs import Programs
from engine.worker.training.recent_steps import LastSteps
from engine.worker.training.rule_state import optimizer_state
from engine.worker.training.trainer_state import Standing


class Made(NamedTuple):
    """Updates made from a place and not counted yet.

    Attributes:
        recorded: their results.
        means: epoch loss and θ of the epochs that they completed, (epochs, 3).
        still_open: the epoch left incomplete.
    """

    recorded: Recorded
    means: Floats
    still_open: OpenEpoch


class Stepper:
    """Makes updates, without judging them.

    Args:
        config: the first configuration.
        dataset: the samples.
        objective: the loss over them.
        device: TensorFlow's name of the device, or of the first of several.
        replicas: the number of devices that train together.

    Attributes:
        config: of the next update.
        update, epoch, offset: updates made, whole epochs completed, samples used of the next.
        previous: θ before the last update.
        last_steps: the last few updates one by one.
        last_slice: the state before the updates of the last call, and their number.
        before_changes: the optimizer's variables before changes since the last update, if any.
        replicas: what several devices did of the last update.
    """

    def __init__(
        self,
        config: RunConfig,
        dataset: Dataset,
        objective: Objective,
        device: str,
        replicas: int = 1,
    ) -> None:
        self._programs = Programs(config.problem, dataset, device, replicas)
        self.last_steps = LastSteps(dataset, objective, problem_of(config.problem))
        self.start(config)

    def start(self, config: RunConfig) -> None:
        """Go to the starting point."""
        self.config = config
        self.update = self.epoch = self.offset = 0
        self.last_steps.clear()
        self.last_slice: tuple[Checkpoint, int] | None = None
        self.before_changes: Slots | None = None
        self.replicas: ReplicaStep | None = None
        self.previous: Theta = config.start.theta
        self._open = OpenEpoch()
        self._programs.start_at(config.start.theta)
        self._programs.adopt(config.optimizer, {})

    @property
    def samples(self) -> int:
        """The number of samples."""
        return self._programs.samples

    @property
    def compile_seconds(self) -> float:
        """Compilation time so far, in seconds."""
        return self._programs.compile_seconds

    @property
    def theta(self) -> Theta:
        """The current parameters."""
        return self._programs.theta

    @property
    def place(self) -> Place:
        """The current place in the run, with the current batch size."""
        length = batch_length(self.config.batch, self.samples)
        return Place(self.update, self.epoch, self.offset, self.samples, length)

    @property
    def _slots(self) -> Slots:
        return slots_of(self._programs.optimizer(self.config.optimizer))

    # ------------------------------------------------------------------------------ state

    def configure(self, config: RunConfig) -> None:
        """Apply live changes.

        Only the configuration at the next update counts: switching through several optimizers and
        back to the one of the last update preserves its state.
        """
        self.last_slice = None
        if config.optimizer != self.config.optimizer:
            if self.before_changes is None:
                self.before_changes = self._slots
            self._programs.adopt(config.optimizer, self.before_changes)
        self.config = config

    def checkpoint(self, recent: Floats) -> Checkpoint:
        """A copy of the whole state; `recent` is that of the stop rule."""
        return Checkpoint(
            update=self.update,
            epoch=self.epoch,
            offset=self.offset,
            theta=self.theta,
            optimizer=self.config.optimizer.optimizer,
            slots=self._slots,
            open_epoch=self._open,
            recent=recent,
        )

    def accepts(self, config: RunConfig, checkpoint: Checkpoint) -> bool:
        """Whether a run with this configuration can be in this state."""
        fresh = self._programs.fresh_slots(config.optimizer)
        return alike(fresh, checkpoint.slots) and checkpoint.offset < self.samples

    def restore(self, config: RunConfig, checkpoint: Checkpoint, previous: Theta) -> None:
        """Restore a state, with a configuration that has its optimizer.

        `previous` is θ before the checkpoint's last update.
        """
        self.config = config
        self._put_back(checkpoint)
        self.previous = previous

    def stand(self, standing: Standing) -> None:
        """Restore a snapshot."""
        self.restore(standing.terms.config, standing.checkpoint, standing.previous)
        self.last_steps = standing.last_steps
        self.last_slice, self.before_changes = standing.last_slice, standing.before_changes
        self.replicas = standing.replicas

    def _put_back(self, checkpoint: Checkpoint) -> None:
        self.update, self.epoch = checkpoint.update, checkpoint.epoch
        self.offset, self._open = checkpoint.offset, checkpoint.open_epoch
        self.last_slice = self.before_changes = self.replicas = None
        self._programs.start_at(checkpoint.theta)
        self._programs.adopt(self.config.optimizer, checkpoint.slots)

    # ------------------------------------------------------------------------------ updates

    def prepare(self) -> None:
        """Compile the program of the next update, if necessary."""
        self._programs.prepare(self.config, self.offset)

    def kernels(self) -> int:
        """The kernels that the next update starts."""
        return self._programs.kernels(self.config, self.offset)

    def most_updates(self, epochs: int | None) -> int:
        """The most updates of one call from here, entering at most `epochs` epochs."""
        if epochs is not None and epochs < 1:
            return 0
        reachable = self._programs.epochs_reachable(self.config, self.epoch, self.offset)
        known = [limit for limit in (epochs, reachable) if limit is not None]
        most = self._programs.updates_reachable(self.update)
        return min(most, self.place.updates_to_end(min(known) - 1)) if known else most

    def make(self, updates: int) -> Made:
        """Make updates, at most `most_updates`; `count` or `redo` must follow."""
        place = self.place
        recorded = self._run(updates)
        closed = close_epochs(self._open, recorded.columns, place.left, place.per_epoch)
        return Made(recorded, *closed)

    def redo(self, start: Checkpoint, updates: int) -> Made:
        """Go back to the start of the updates just made, and make only `updates` of them."""
        self._put_back(start)
        return self.make(updates)

    def count(self, made: Made, start: Checkpoint) -> None:
        """Count updates made from `start`, and store the last ones."""
        recorded, updates, before = made.recorded, len(made.recorded), start.theta
        at, after = (self.epoch, self.offset), self.place.after(updates)
        self.last_steps.add(recorded, before, self.config, self.update, at)
        self.last_slice, self.before_changes = (start, updates), None
        self.replicas = recorded.replicas
        self.previous = recorded.after(-2) if updates > 1 else before
        self.update, self.epoch, self.offset = after.update, after.epoch, after.offset
        self._open = made.still_open

    def _run(self, updates: int) -> Recorded:
        return self._programs.run(self.config, self.place, updates)

    # ------------------------------------------------------------------------------ optimizer

    def optimizer_after(self) -> OptimizerState:
        """The optimizer's current state, after the last update."""
        return optimizer_state(self.config.optimizer, self._slots)

    def optimizer_before(self) -> OptimizerState | None:
        """The optimizer's state before the last update, found by replaying its slice.

        None before the first update, and after a live change until the next one.
        """
        if self.last_slice is None:
            return None
        start, made = self.last_slice
        before = start.slots if made == 1 else self._slots_after(start, made - 1)
        return optimizer_state(self.config.optimizer, before)

    def _slots_after(self, start: Checkpoint, updates: int) -> Slots:
        """The optimizer's variables `updates` updates after `start`; the state is unchanged."""
        now, last_slice, seen = self.checkpoint(start.recent), self.last_slice, self.replicas
        self._put_back(start)
        self._run(updates)
        slots = self._slots
        self._put_back(now)
        self.last_slice, self.replicas = last_slice, seen
        return slots
