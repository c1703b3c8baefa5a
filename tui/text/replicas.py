"""Where the seconds of data-parallel training go, in a few words."""

from __future__ import annotations

Shares = tuple[float, float, float]


def split_texts(replicas: int, each: str, shares: Shares | None) -> tuple[str, ...]:
    """The number of replicas and the shares of an update's seconds, the fullest text first.

    Args:
        replicas: how many.
        each: what each takes of a batch, such as "32".
        shares: of arithmetic, of communication, and of the rest; None if they are not known.
    """
    name = f"{replicas} replicas"
    if shares is None:
        return f"{name} × {each}", name
    arithmetic, communication, rest = (f"{share * 100:3.0f} %" for share in shares)
    main = f"arithmetic{arithmetic} · communication{communication}"
    return (
        f"{name} × {each} · {main} · overhead{rest}",
        f"{name} · {main} · overhead{rest}",
        f"{name} · {main}",
        main,
        f"comm.{communication}",
    )
