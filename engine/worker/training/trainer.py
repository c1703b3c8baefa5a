"""The trainer: makes, counts and judges updates; state and results are values.

`advance` makes updates and returns their results; `checkpoint` and `stand` copy the whole state out
and back, bit-identically. Status is a value: a run that converges or diverges raises nothing.

Imports TensorFlow (through `engine.worker.training.stepper`): for the worker only.
"""

from __future__ import annotations

import time

from engine.arrays import Floats
from engine.config.run import RunConfig
from engine.data.dataset import Dataset
from engine.errors import StoreError
from engine.freed_memory import keep_freed_memory
from engine.history.replicas import ReplicaStep
from engine.history.values import Checkpoint, Derivatives, RunState, Series
from engine.optimizers.state import OptimizerState
from engine.problems.base import Theta
from engine.problems.own.version import Version
from engine.worker.training.full_loss import FullLoss, full_objective
from engine.worker.training.judge import Judge
from engine.worker.training.recent_steps import LastSteps
from engine.worker.training.slice_result import Advance
from engine.worker.training.stepper import Stepper
from engine.worker.training.trainer_state import Standing, Terms


class Trainer:
    """One run of one problem.

    Args:
        config: the first configuration; a run of another problem needs another trainer.
        dataset: the samples.
        device: TensorFlow's name of the device, such as "/CPU:0", or of the first of several.
        replicas: the number of devices that share each batch; with one, it has the whole batch,
            whatever the configuration's replicas are.

    Attributes:
        dataset: the samples.
        objective: the full loss: that over all samples, standardized.
        full: its values and derivatives at θ, exact or recent.
        scaling: from the data's units to the standardized samples.
        version: of the file with the loss, if it comes from one.
        seconds: training time so far, excluding compilation.
    """

    def __init__(self, config: RunConfig, dataset: Dataset, device: str, replicas: int = 1) -> None:
        keep_freed_memory()  # the results of a slice are some megabytes
        self.dataset = dataset
        self.version = Version.of(config.problem)
        self.objective = full_objective(config.problem, dataset)
        self.scaling = dataset.scaling
        self._stepper = Stepper(config, dataset, self.objective, device, replicas)
        self._judge = Judge(self.objective.gradient, config.stop)
        self.seconds = 0.0
        self.full = FullLoss(self.objective)

    # ------------------------------------------------------------------------------ to be read

    @property
    def config(self) -> RunConfig:
        """The configuration of the next update."""
        return self._stepper.config

    @property
    def terms(self) -> Terms:
        """The terms of the next update."""
        return Terms(self.config, self._judge.epoch_limit, self._judge.rule_armed)

    @property
    def samples(self) -> int:
        """The number of samples."""
        return self._stepper.samples

    @property
    def compile_seconds(self) -> float:
        """Compilation time so far, in seconds."""
        return self._stepper.compile_seconds

    @property
    def update(self) -> int:
        """Number of updates made."""
        return self._stepper.update

    @property
    def epoch(self) -> int:
        """Number of epochs completed."""
        return self._stepper.epoch

    @property
    def offset(self) -> int:
        """Number of samples used of the current epoch."""
        return self._stepper.offset

    @property
    def theta(self) -> Theta:
        """The parameters after the last update."""
        return self._stepper.theta

    @property
    def previous(self) -> Theta:
        """The parameters before the last update."""
        return self._stepper.previous

    @property
    def full_loss(self) -> float:
        """The loss over all samples at θ."""
        return self.full.loss.exact(self.theta)

    @property
    def derivatives(self) -> Derivatives | None:
        """Those of the full loss at θ, where the app has not all that it depends on."""
        return self.full.derivatives.exact(self.theta)

    @property
    def recent(self) -> Floats:
        """Epoch loss and θ of the last epochs, (k, 3), oldest first; at least one, if any."""
        return self._judge.recent

    @property
    def last_steps(self) -> LastSteps:
        """The last few updates one by one."""
        return self._stepper.last_steps

    @property
    def slice_start(self) -> Checkpoint | None:
        """The state before the updates of the last call; None without any since a change."""
        last = self._stepper.last_slice
        return None if last is None else last[0]

    def optimizer_before(self) -> OptimizerState | None:
        """The optimizer's state before the last update; see `Stepper.optimizer_before`."""
        return self._stepper.optimizer_before()

    def optimizer_after(self) -> OptimizerState:
        """The optimizer's state after the last update."""
        return self._stepper.optimizer_after()

    @property
    def replicas(self) -> ReplicaStep | None:
        """What several devices did of the last update; None with one."""
        return self._stepper.replicas

    def kernels(self) -> int:
        """The kernels that one update starts, of the program of the next one."""
        return self._stepper.kernels()

    def updates_to_epoch_end(self, after: int = 0) -> int:
        """Updates to the end of the current epoch, counted from `after` updates ahead."""
        return self._stepper.place.after(after).left

    # ------------------------------------------------------------------------------ in force

    def restart(self, config: RunConfig) -> None:
        """Return to the starting point, on the same data."""
        self.full.forget()
        self._stepper.start(config)
        self._judge.begin(config.stop)
        self.seconds = 0.0

    def configure(self, config: RunConfig) -> None:
        """Apply live changes; only state that a change invalidates is reset."""
        self._stepper.configure(config)
        self._judge.configure(config.stop)

    def go_by(self, terms: Terms, recent: Floats | None = None) -> None:
        """Set the terms from the next update.

        Args:
            terms: the terms.
            recent: the earlier epochs available to the stop rule; None leaves them unchanged.
        """
        self.configure(terms.config)
        self._judge.go_by(terms)
        if recent is not None:
            self._judge.remember(recent)

    def pass_end(self, *, converged: bool) -> None:
        """Let an ended run continue; `converged` is whether it ended by its stop rule."""
        self._judge.pass_end(self.epoch, converged=converged)

    def recall(self, epochs: Series) -> None:
        """Give a new stop rule access to earlier epochs, as far as they are stored.

        Args:
            epochs: of the run; the last ones are stored one by one.
        """
        self._judge.recall(epochs, self.epoch)

    # ------------------------------------------------------------------------------ whole state

    def checkpoint(self) -> Checkpoint:
        """A copy of the whole state."""
        return self._stepper.checkpoint(self._judge.recent)

    def check(self, config: RunConfig, checkpoint: Checkpoint) -> None:
        """Check that `resume` can continue from a checkpoint; changes nothing.

        Raises:
            StoreError: the state does not match this configuration.
        """
        if not self._stepper.accepts(config, checkpoint):
            raise StoreError("the state of the run does not match its configuration")

    def resume(self, checkpoint: Checkpoint, terms: Terms, previous: Theta) -> None:
        """Continue from a checkpoint of another trainer, on the same samples.

        Args:
            checkpoint: the state.
            terms: of the next update.
            previous: θ before the last update.

        Raises:
            StoreError: the state does not match this configuration; nothing has changed.
        """
        self.check(terms.config, checkpoint)
        self.restart(terms.config)
        self._stepper.restore(terms.config, checkpoint, previous)
        self._judge.go_by(terms)
        self._judge.remember(checkpoint.recent)

    def standing(self) -> Standing:
        """A snapshot of this trainer; later training does not change it."""
        stepper = self._stepper
        return Standing(
            self.checkpoint(),
            self.terms,
            stepper.previous,
            stepper.last_steps,
            self.seconds,
            stepper.last_slice,
            stepper.before_changes,
            stepper.replicas,
        )

    def stand(self, standing: Standing) -> None:
        """Restore a snapshot."""
        self.full.forget()
        self._stepper.stand(standing)
        self._judge.go_by(standing.terms)
        self._judge.remember(standing.checkpoint.recent)
        self.seconds = standing.seconds

    def set_seconds(self, seconds: float) -> None:
        """Set the training time up to the current update."""
        self.seconds = seconds

    # ------------------------------------------------------------------------------ training

    def prepare(self) -> None:
        """Compile the program of the next update, if necessary."""
        self._stepper.prepare()

    def advance(self, updates: int) -> Advance:
        """Make up to `updates` updates; fewer at the end of the run, or if one call must end."""
        stepper, judge = self._stepper, self._judge
        updates = min(updates, stepper.most_updates(judge.epoch_limit - self.epoch))
        if updates < 1:
            return Advance.nothing(RunState.MAX_EPOCHS, judge.epochs_done)
        stepper.prepare()
        begun = time.perf_counter()
        place, start, fault = stepper.place, self.checkpoint(), judge.fault
        made = stepper.make(updates)
        verdict = judge.verdict(made.recorded, made.means, place)
        if verdict.updates < updates:
            # The end is inside the slice: go back and make only the updates up to it.
            made = stepper.redo(start, verdict.updates)
        seconds, before = time.perf_counter() - begun, self.seconds
        stepper.count(made, start)
        judge.add(made.means)
        self.seconds += seconds
        told = "" if judge.fault is fault else str(judge.fault)
        return Advance.of(made.recorded, made.means, place, (before, seconds), verdict, told)

    def replay(self, updates: int) -> int:
        """Replay up to `updates` updates, past any end of the run; returns their number.

        They were made before, so no rule, no limit and no time applies.
        """
        stepper = self._stepper
        updates = min(updates, stepper.most_updates(None))
        stepper.prepare()
        start = self.checkpoint()
        made = stepper.make(updates)
        stepper.count(made, start)
        self._judge.add(made.means)
        return updates
