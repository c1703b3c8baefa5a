"""The parts of the script with the neuron, its update, the batches and the loop."""

from __future__ import annotations

import itertools

from engine.config.parameters import optimizer_spec
from engine.storage.keras_script.changes import batch_size
from engine.storage.keras_script.course import Plan
from engine.storage.keras_script.optimizer import assigned, makes_another, same_optimizer
from engine.storage.keras_script.part import Part, lines_of
from engine.storage.keras_script.schedule import classes_of, rate_code

_MANY_UPDATES = 20_000
"""Updates from which compiled ones save minutes."""

_COMPILED = "@tf.function  # compiled, because there are many updates; works without this line"

_UPDATE = '''\
def update(x_batch, y_batch):
    """Make one update with these samples. Returns their loss before it."""
    with tf.GradientTape() as tape:
        error = w * x_batch + b - y_batch
        loss = tf.reduce_mean(error**2){penalty}
    gradient = tape.gradient(loss, [w, b])
    optimizer.apply(gradient, [w, b])
    return loss'''

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
        order = {order}
        first = len(history)
        for start in range(0, n, batch_size):
            batch = order[start : start + batch_size]
            loss = update(x[batch], y[batch])
            history.append((float(loss), float(w.numpy()), float(b.numpy())))
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
        order = {order}
        first, start = len(history), 0
        while start < n:
            batch = order[start : start + batch_size]
            loss = update(x[batch], y[batch])
            history.append((float(loss), float(w.numpy()), float(b.numpy())))
            start += batch_size
            if not np.isfinite(history[-1]).all():
                return f"diverged at update {{len(history)}}"
            if start >= n:
                epoch_means.append(np.mean(history[first:], axis=0))
                epoch_ends.append(len(history))
                if converged():
                    return f"converged at epoch {{epoch + 1}}"
            change_settings(len(history)){again}
    return f"ended at epoch {{max_epochs}}"'''


def neuron_part(plan: Plan) -> Part:
    """w, b, the optimizer, and one update.

    An update is compiled if there are many, unless the optimizer is changed: the compiled one would
    not notice.
    """
    config = plan.first
    steady = all(same_optimizer(config.optimizer, leg.config.optimizer) for leg in plan.legs)
    compiled = steady and plan.updates >= _MANY_UPDATES
    w0, b0 = config.start.theta
    title = optimizer_spec(config).title
    rate = f"{config.optimizer.learning_rate:g}"
    if config.optimizer.is_scheduled:
        rate = f"schedule {config.optimizer.schedule} from {rate}"
    scheduled = any(leg.config.optimizer.is_scheduled for leg in plan.legs)
    made = assigned("optimizer", config.optimizer, scheduled=scheduled)
    l2, penalty, lines = config.problem.l2, "", ""
    if l2:
        penalty, lines = " + regularizer(w)", f"regularizer = keras.regularizers.L2({l2!r})\n"
    update = _UPDATE.format(penalty=penalty)
    return Part(
        "Neuron and optimizer",
        "One linear neuron, y = w x + b, with the mean squared error over a batch as loss"
        f"{f' plus {l2:g} w², the L2 regularization of w' if l2 else ''}. "
        f"The optimizer is {title} with the learning rate {rate}.",
        f"""\
{classes_of(_all_rates(plan))}\
w = keras.Variable({w0!r}, dtype="float32", name="w")
b = keras.Variable({b0!r}, dtype="float32", name="b")
{lines}{made}


{lines_of(_COMPILED if compiled else "", update)}""",
    )


def _all_rates(plan: Plan) -> list[str]:
    """The learning rates of all legs as code, with whatever may be around them."""
    optimizers = [leg.config.optimizer for leg in plan.legs]
    scheduled = any(optimizer.is_scheduled for optimizer in optimizers)
    begun = any(itertools.starmap(makes_another, itertools.pairwise(optimizers)))
    return [rate_code(each, scheduled=scheduled, begun=int(begun)) for each in optimizers]


def batches_part(plan: Plan) -> Part:
    """The batch size and the order of the samples."""
    config = plan.first
    size = batch_size(config.batch)
    if size == "n":
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


def training_part(plan: Plan, *, changing: bool) -> Part:
    """The loop; `changing`: with live changes."""
    shuffles = {leg.config.batch.shuffle for leg in plan.legs}
    order = "np.arange(n)" if shuffles == {False} else "sample_order(epoch)"
    again = (
        "\n            order = sample_order(epoch)  # shuffle may have changed"
        if len(shuffles) > 1
        else ""
    )
    loop = (_CHANGING if changing else _STEADY).format(order=order, again=again)
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
