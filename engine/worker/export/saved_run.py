"""Writes a run to a folder.

Uses the trainer: for the worker only.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from engine.config.applicable import applies
from engine.config.numbers import finite, trained
from engine.config.parameters import PARAMETERS, optimizer_spec, value_of
from engine.config.run import RunConfig
from engine.data.batches import batch_length
from engine.history.values import RunState
from engine.problems.linear_neuron.moments import Moments
from engine.protocol.commands import SaveRun
from engine.protocol.events import Saved, Wrote
from engine.storage.run_summary import Summary
from engine.storage.run_writer import check_free, write_run
from engine.storage.saved_run import StoredRun, data_digest, samples_digest
from engine.storage.sessions.whole_paths import anywhere
from engine.theory.local import local_kind
from engine.theory.samples import Samples
from engine.theory.verdict import Kind, Standing, loss_over_least, verdict_on
from engine.worker.training.record import Record
from engine.worker.training.trainer import Trainer


def save_run(
    command: SaveRun, trainer: Trainer, record: Record, state: RunState, device: str
) -> Saved:
    """Write the run in its current state.

    Raises:
        StoreError: it cannot be written.
    """
    check_free(command.folder, over=command.over)
    run = _stored(trainer, record, state, device)
    write_run(command.folder, run, over=command.over)
    rows = len(record.updates)
    return Saved(command.folder, rows, record.updates.kept_every, Wrote.RUN, trainer.update)


def snapshot(trainer: Trainer, record: Record, state: RunState, device: str) -> StoredRun:
    """The run in its current state, of which nothing changes any more; it is not judged."""
    run = _stored(trainer, record, state, device, judged=False)
    return replace(run, updates=run.updates.rows(slice(None)), epochs=run.epochs.rows(slice(None)))


def _stored(
    trainer: Trainer, record: Record, state: RunState, device: str, *, judged: bool = True
) -> StoredRun:
    config = anywhere(trainer.config)
    scaling = trainer.scaling
    data_w, data_b = scaling.to_data(trainer.theta)
    summary = Summary(
        saved=datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
        method=optimizer_spec(config).title,
        batch_size=batch_length(config.batch, trainer.samples),
        learning_rate=config.optimizer.learning_rate,
        epochs=trainer.epoch,
        updates=trainer.update,
        status=RunState.PAUSED if state is RunState.RUNNING else state,
        theta=(finite(trainer.theta[0]), finite(trainer.theta[1])),
        full_loss=trained(trainer.full_loss),
        seconds=trainer.seconds,
        device=device,
        live_changes=len(record.changes),
        updates_kept_every=record.updates.kept_every,
        epochs_kept_every=record.epochs.kept_every,
        epoch_limit=trainer.terms.epoch_limit,
        rule_armed=trainer.terms.rule_armed,
        data_sha256=data_digest(config),
        samples=trainer.samples,
        samples_sha256=samples_digest(config),
        loss_sha256=trainer.version.digest or None,
        data_theta=None if scaling.identity else (finite(data_w), finite(data_b)),
        scaling=None if scaling.identity else scaling,
        set_aside=_set_aside(config),
        verdict=_verdict(trainer, record, state) if judged else None,
        loss_over_least=_loss_over_least(trainer),
    )
    return StoredRun(
        config,
        summary,
        trainer.checkpoint(),
        record.updates.series,
        record.epochs.series,
        tuple(record.changes),
    )


def _verdict(trainer: Trainer, record: Record, state: RunState) -> Kind | None:
    reached = record.state_changed(trainer, state, "").reached
    data = trainer.dataset
    at = Standing(state, reached.updates, reached.theta, reached.full_loss, reached.epoch_loss)
    config = trainer.config
    if not config.problem.is_quadratic:
        return local_kind(trainer.objective, config.start.theta, at)
    samples = Samples.among(data.x, data.y, data.moments, config.problem.l2)
    found = verdict_on(config, samples, at)
    return None if found is None else found.kind


def _loss_over_least(trainer: Trainer) -> float | None:
    """None where the least loss is unknown."""
    objective = trainer.objective
    if not isinstance(objective, Moments):
        return None
    return trained(loss_over_least(trainer.full_loss, objective.least_loss))


def _set_aside(config: RunConfig) -> dict[str, bool | int | float | str]:
    values = {name: value_of(config, name) for name in PARAMETERS if not applies(config, name)}
    return {
        name: str(value) if isinstance(value, Path) else value
        for name, value in values.items()
        if value != PARAMETERS[name].default and value is not None
    }
