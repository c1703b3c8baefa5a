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
