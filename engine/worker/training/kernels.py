"""Counts the kernels that one update starts, from the program that XLA has compiled.

A device is filled by large kernels. A small model's are so short that starting them takes longer
than running them: 12 kernels for 100 samples take about as long as 12 for 10,000.
"""

from __future__ import annotations

import re

_BODY = re.compile(r"\bwhile\(.*?\bbody=%?([\w.-]+)")
_INSTRUCTION = re.compile(r"^\s+(?:ROOT )?%?[\w.-]+ = .*?[\])}] ([a-z][\w-]*)\(")
_NO_KERNELS = re.compile(
    "parameter|constant|get-tuple-element|tuple|bitcast|while|call|conditional|after-all|copy-done"
)


def kernels_per_update(program: str) -> int:
    """The kernels of one pass through the loop of updates.

    Args:
        program: optimized HLO in text form, whose entry computation has one loop, that of updates.

    Returns:
        The instructions of the loop's body that start a kernel; those of loops within it, which
        sum long batches, are counted once. 0 if the whole loop is one function, as for the
        smallest batches on a CPU.
    """
    computations = _computations(program)
    entry = next((lines for name, lines in computations.items() if name.startswith("ENTRY")), [])
    return sum(_kernels(computations, body) for line in entry for body in _BODY.findall(line))


def _kernels(computations: dict[str, list[str]], name: str) -> int:
    count = 0
    for line in computations.get(name, []):
        if inner := _BODY.search(line):
            count += _kernels(computations, inner.group(1))
        elif (found := _INSTRUCTION.match(line)) and not _NO_KERNELS.fullmatch(found.group(1)):
            count += 1
    return count


def _computations(program: str) -> dict[str, list[str]]:
    """The lines of each computation by its name; that of the entry begins with ENTRY."""
    computations: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in program.splitlines():
        if line.endswith("{") and not line.startswith((" ", "}")):
            words = line.replace("%", "").split()
            name = " ".join(words[:2]) if words[0] == "ENTRY" else words[0]
            lines = computations.setdefault(name, [])
        else:
            lines.append(line)
    return computations
