"""What several devices did of an update, in words."""

from __future__ import annotations

from engine.history.replicas import ReplicaStep

PARTS = ("arithmetic", "communication", "other")


def split_text(step: ReplicaStep) -> str:
    """Where the seconds of an update went, such as "arithmetic 12 % · communication 48 %"."""
    named = zip(PARTS[:2], step.shares, strict=False)
    return " · ".join(f"{name} {round(100 * share)} %" for name, share in named)


def replica_lines(step: ReplicaStep | None) -> list[str]:
    """One line for the end of a report; none with one device."""
    if step is None:
        return []
    return [f"{len(step.parts)} replicas; of an update's time: {split_text(step)}"]


def split_texts(step: ReplicaStep | None, replicas: int, each: str) -> tuple[str, ...]:
    """The number of replicas and the split of seconds, in fields of fixed width; fullest first.

    Args:
        step: the last update; None before the first.
        replicas: how many there are.
        each: what each of them takes of a batch, such as "32".

    Returns:
        First two texts with their number, the others without it.
    """
    name = f"{replicas} replicas"
    if step is None:
        return f"{name} × {each}", name
    fields = zip(PARTS, step.shares, strict=True)
    *main, other = (f"{part}{100 * share:4.0f} %" for part, share in fields)
    split = " · ".join(main)
    return (
        f"{name} × {each} · {split} · {other}",
        f"{name} · {split}",
        f"{split} · {other}",
        split,
        main[1],
        main[1].replace("communication", "comm."),
    )
