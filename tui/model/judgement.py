"""The verdict on the run on the screen, with its advice, in the words of the status line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.config.run import RunConfig
from engine.history.frame import Frame
from engine.history.reached import Reached
from engine.history.values import Derivatives, RunState
from engine.problems.linear_neuron.least_squares import theory_of
from engine.theory.advice import Advice, advice_for
from engine.theory.samples import samples_of
from engine.theory.verdict import Kind, Standing, Verdict, is_diverging, verdict_on
from tui.model.kept_runs import KeptRun
from tui.model.known_problem import Problem
from tui.model.local_judgement import is_locally_diverging, local_sentences, local_verdict
from tui.model.status import Message, Tone
from tui.model.units import scaling_of
from tui.text.verdicts import sentence, shorter_sentences


@dataclass(frozen=True)
class Judgement:
    """A verdict and its advice."""

    verdict: Verdict
    advice: Advice
    config: RunConfig
    sentences: tuple[str, ...] = ()
    """The verdict in words, the fullest first, where there is no closed form."""

    @property
    def tone(self) -> Tone:
        """Green only where it is earned."""
        if self.verdict.kind.earned:
            return Tone.GOOD
        lost = (Kind.DIVERGING, Kind.DIVERGED, Kind.OUT_OF_RANGE)
        return Tone.ERROR if self.verdict.kind in lost else Tone.WARNING

    def message(self, reason: str) -> Message:
        """It in one line, and in one that fits a narrow screen; `reason` is why the run ended."""
        if self.sentences:
            full, *shorter = self.sentences
            lead = f"{full}; {reason}" if reason else full
            return Message(lead, self.tone, (full, *shorter))
        given = self.verdict, self.advice, self.config.optimizer
        return Message(sentence(*given, reason), self.tone, shorter_sentences(*given))


def judged(
    config: RunConfig, problem: Problem, at: Standing, derivatives: Derivatives | None = None
) -> Judgement | None:
    """The judgement on a run that is here; None before its first update.

    `derivatives` are those of the loss there, where the worker alone knows them.
    """
    if problem.theory is None:
        found = local_verdict(problem, at, derivatives)
        if found is None:
            return None
        sentences = local_sentences(config, problem, at, found, derivatives)
        return Judgement(found, Advice(), config, sentences)
    samples = samples_of(problem.preview, problem.theory)
    verdict = verdict_on(config, samples, at)
    if verdict is None:
        return None
    return Judgement(verdict, advice_for(config, samples, verdict), config)


def judged_at(frame: Frame, problem: Problem) -> Judgement | None:
    """The judgement on the run of a frame; None before its first update."""
    return judged(frame.config, problem, _standing(frame), frame.derivatives)


def verdict_at(frame: Frame, problem: Problem) -> Verdict | None:
    """The verdict alone on the run of a frame, which takes less time than its advice."""
    if problem.theory is None:
        return local_verdict(problem, _standing(frame), frame.derivatives)
    samples = samples_of(problem.preview, problem.theory)
    return verdict_on(frame.config, samples, _standing(frame))


def verdict_of(run: KeptRun, problem: Problem) -> Verdict | None:
    """The verdict on a kept run whose samples may be standardized in another way."""
    scaling = scaling_of(run, problem)
    if problem.theory is None or scaling == problem.preview.scaling:
        return verdict_at(run.frame, problem)
    samples = replace(problem.preview, scaling=scaling)
    known = samples_of(samples, theory_of(samples.moments.with_l2(problem.kind.l2)))
    return verdict_on(run.config, known, _standing(run.frame))


def standing_of(state: RunState, reached: Reached) -> Standing:
    """Where a run is that was reported to have reached this."""
    return Standing(state, reached.updates, reached.theta, reached.full_loss, reached.epoch_loss)


def diverges(frame: Frame, problem: Problem) -> bool:
    """Whether the loss is a thousand times that at the start and rising, or not finite."""
    if frame.state is RunState.DIVERGED:
        return True
    if problem.theory is None:
        return frame.update > 0 and is_locally_diverging(problem, _standing(frame))
    samples = samples_of(problem.preview, problem.theory)
    return frame.update > 0 and is_diverging(frame.config, samples, _standing(frame))


def _standing(frame: Frame) -> Standing:
    return Standing(frame.state, frame.update, frame.theta, frame.full_loss, frame.epoch_loss)
