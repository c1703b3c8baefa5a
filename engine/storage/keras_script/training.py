"""The parts of the script with the problem, its update, the batches and the loop."""

from __future__ import annotations

import itertools

from engine.config.parameters import optimizer_spec
from engine.storage.keras_script.changes import batch_size
from engine.storage.keras_script.course import Plan
from engine.storage.keras_script.noise import noise_code
from engine.storage.keras_script.optimizer import assigned, makes_another, same_optimizer
from engine.storage.keras_script.part import Part, indented, lines_of
from engine.storage.keras_script.problem import ProblemCode
from engine.storage.keras_script.schedule import classes_of, rate_code

_MANY_UPDATES = 20_000
"""Updates from which compiled ones save minutes."""

_COMPILED = "@tf.function(autograph=False)  # compiled: there are many updates; works without"

_UPDATE = '''\
def update({given}):
    """Make one update{samples}. Returns {the} loss before it."""
    with tf.GradientTape() as tape:
{loss}
    gradient = tape.gradient(loss, {sources})
{noisy}
    optimizer.apply(gradient, [w, b])
    return loss'''

_NOISY = "gradient = [g + tf.reshape(more, g.shape) for g, more in zip(gradient, noise)]"

_SHUFFLED = '''\
def sample_order(epoch):
    """The order of the samples in an epoch, counted from 0."""
    return np.random.Generator(np.random.Philox(key=[{seed}, epoch])).permutation(n)'''

_EITHER = '''\
def sample_order(epoch):
    """The order of the samples in an epoch, counted from 0."""
    if not shuffle:
        return np.arange(n)
    return np.random.Generator(np.random.Philox(key=[{seed}, epoch])).permutation(n)'''

_STEADY = '''\
def train():
    """Train to the end of the run. Returns why it ended."""
    for epoch in range(max_epochs):
{order}
        first = len(history)
        for start in range(0, n, batch_size):
{update}
            history.append((float(loss), w.numpy().item(), b.numpy().item()))
            if not np.isfinite(history[-1]).all():
                return f"diverged at update {{len(history)}}"
        epoch_means.append(np.mean(history[first:], axis=0))
        epoch_ends.append(len(history))
        if converged():
            return f"converged at epoch {{epoch + 1}}"
    return f"ended at epoch {{max_epochs}}"'''

_CHANGING = '''\
def train():
    """Train to the end of the run. Returns why it ended."""
    for epoch in range(max_epochs):
{order}
        first, start = len(history), 0
        while start < n:
{update}
            history.append((float(loss), w.numpy().item(), b.numpy().item()))
            start += batch_size
            if not np.isfinite(history[-1]).all():
                return f"diverged at update {{len(history)}}"
            if start >= n:
                epoch_means.append(np.mean(history[first:], axis=0))
                epoch_ends.append(len(history))
                if converged():
                    return f"converged at epoch {{epoch + 1}}"
            change_settings(len(history))
{again}
    return f"ended at epoch {{max_epochs}}"'''


def problem_part(plan: Plan, problem: ProblemCode) -> Part:
    """w, b, the loss, the optimizer, and one update.

    An update is compiled if there are many, unless the optimizer is changed: the compiled one would
    not notice.
    """
    config = plan.first
    steady = all(same_optimizer(config.optimizer, leg.config.optimizer) for leg in plan.legs)
    compiled = steady and plan.updates >= _MANY_UPDATES
    title = optimizer_spec(config).title
    rate = f"{config.optimizer.learning_rate:g}"
    if config.optimizer.is_scheduled:
        rate = f"schedule {config.optimizer.schedule} from {rate}"
    scheduled = any(leg.config.optimizer.is_scheduled for leg in plan.legs)
    made = assigned("optimizer", config.optimizer, scheduled=scheduled)
    functions = [
        noise_code(config),
        lines_of(_COMPILED if compiled else "", _update(plan, problem)),
    ]
    noisy = " Each sample adds normal noise to the gradient." if functions[0] else ""
    ends_in_function = problem.setup.rpartition("\n")[2].startswith(" ")
    gap = "\n\n\n" if ends_in_function else "\n"
    return Part(
        f"{problem.part} and optimizer",
        f"{problem.text}{noisy} The optimizer is {title} with the learning rate {rate}.",
        classes_of(_all_rates(plan))
        + f"{problem.setup}{gap}"
        + "\n\n\n".join([made, *filter(None, functions)]),
    )


def _update(plan: Plan, problem: ProblemCode) -> str:
    """The function `update`."""
    samples, noisy = problem.takes_data, plan.first.problem.gradient_noise
    given = [*(["x_batch", "y_batch"] if samples else []), *(["noise"] if noisy else [])]
    return _without_blank(
        _UPDATE.format(
            given=", ".join(given),
            samples=" with these samples" if samples else "",
            the="their" if samples else "the",
            loss=indented(problem.loss, 2),
            sources=problem.sources,
            noisy=f"    {_NOISY}" if noisy else "",
        )
    )


def _without_blank(code: str) -> str:
    """The code of a function without empty lines."""
    return "\n".join(line for line in code.split("\n") if line)


def _all_rates(plan: Plan) -> list[str]:
    """The learning rates of all legs as code, with whatever may be around them."""
    optimizers = [leg.config.optimizer for leg in plan.legs]
    scheduled = any(optimizer.is_scheduled for optimizer in optimizers)
    begun = any(itertools.starmap(makes_another, itertools.pairwise(optimizers)))
    return [rate_code(each, scheduled=scheduled, begun=int(begun)) for each in optimizers]


def batches_part(plan: Plan, problem: ProblemCode) -> Part:
    """The batch size and the order of the samples."""
    config = plan.first
    size = batch_size(config.batch)
    if not problem.takes_data:
        text = "There are no samples: n and the batch size only say when an epoch ends."
    elif size == "n":
        text = "The batch is all samples: gradient descent, one update an epoch."
    else:
        text = f"An epoch takes all samples in batches of {size}; the last batch may be smaller."
    seed, shuffles = config.seed_of_order, [leg.config.batch.shuffle for leg in plan.legs]
    if shuffles[0]:
        text += " Each epoch has its own order of the samples, which depends on the seed alone."
    code = lines_of(f"batch_size = {size}")
    if len(set(shuffles)) > 1:
        code += f"\nshuffle = {shuffles[0]}\n\n\n{_EITHER.format(seed=seed)}"
    elif shuffles[0]:
        code += f"\n\n\n{_SHUFFLED.format(seed=seed)}"
    return Part("Batches", text, code)


def training_part(plan: Plan, problem: ProblemCode, *, changing: bool) -> Part:
    """The loop; `changing`: with live changes."""
    shuffles = {leg.config.batch.shuffle for leg in plan.legs}
    order = "np.arange(n)" if shuffles == {False} else "sample_order(epoch)"
    again = ""
    if problem.takes_data and len(shuffles) > 1:
        again = " " * 12 + "order = sample_order(epoch)  # shuffle may have changed"
    loop = _without_blank(
        (_CHANGING if changing else _STEADY).format(
            order=f"        order = {order}" if problem.takes_data else "",
            update=indented(_one_update(plan, problem), 3),
            again=again,
        )
    )
    return Part(
        "Training",
        f"At most {plan.epochs:,} epochs. "
        "Every update is kept: the batch loss before it, and w and b after it.",
        f"""\
max_epochs = {plan.epochs}
history = []  # of every update: batch loss, w, b
epoch_means = []  # of every epoch: the means over its updates
epoch_ends = []  # the number of updates at the end of every epoch


{loop}


reason = train()
_, w_last, b_last = history[-1]
print(f"{{reason}}: w = {{w_last:.7g}}, b = {{b_last:.7g}} after update {{len(history)}}")""",
    )


def _one_update(plan: Plan, problem: ProblemCode) -> str:
    """The lines of the loop that make an update."""
    noisy = bool(plan.first.problem.gradient_noise)
    if not problem.takes_data:
        size = "min(batch_size, n - start)"
        return f"loss = update({f'gradient_noise(len(history), {size})' if noisy else ''})"
    noise = ", gradient_noise(len(history), len(batch))" if noisy else ""
    return lines_of(
        "batch = order[start : start + batch_size]",
        f"loss = update(x[batch], y[batch]{noise})",
    )
