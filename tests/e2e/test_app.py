"""The real program in a terminal: one session, in the order of these tests, as a user has it.

Starting TensorFlow takes seconds, so they share the program that the first of them opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest

from tests.e2e.session import Session
from tests.e2e.terminal import BRACKETED_PASTE, Terminal
from tests.engine.reference import descend, line
from tests.listening import listening
from tools.processes import app_of, is_alive


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    notes = tmp_path_factory.mktemp("notes")
    line = (
        f"stty -g > '{notes}/before'; descent; echo $? > '{notes}/status'; "
        f"stty -g > '{notes}/after'; echo the shell goes on"
    )
    terminal = Terminal(line, environment={"XDG_STATE_HOME": str(notes)})
    yield Session(terminal, notes)
    terminal.close()


def gradient_descent_until_converged() -> tuple[int, float, float]:
    """The default run, transcribed: updates, w and b when the loss changes by less than 0.1 %."""
    generator = np.random.default_rng(0)
    x = generator.uniform(0, 10, 100)
    noise = generator.normal(0, 1, 100)
    y = 10 * (x + noise) + 2
    w = b = 0.0
    last = np.inf
    for update in range(1, 1001):
        error = w * x + b - y
        loss = float(np.mean(error**2))
        w -= 0.001 * 2 * float(np.mean(error * x))
        b -= 0.001 * 2 * float(np.mean(error))
        if abs(last - loss) < 0.001 * last:
            return update, w, b
        last = loss
    raise AssertionError("it does not converge")


def test_the_problem_is_on_screen_before_tensorflow_is_there(session: Session) -> None:
    session.terminal.wait_for("starting", "optimum", "least loss", "parameters")
    assert session.terminal.in_alternate_screen
    assert not session.terminal.cursor_shown


def test_keys_are_obeyed_while_it_starts(session: Session) -> None:
    session.terminal.press("=")
    session.wait_for_learning_rate("0.002")
    session.terminal.press("-")
    session.wait_for_learning_rate("0.001")


def test_space_pressed_early_is_kept_and_the_run_converges(session: Session) -> None:
    session.terminal.press(" ")
    session.terminal.wait_for("✓ converged")
    update, w, b = gradient_descent_until_converged()
    # The state is told before the frame that has its last numbers.
    session.terminal.wait_until(lambda: session.number_after("update") == update, "the last frame")
    session.wait_for_number("w", lambda shown: bool(shown == pytest.approx(w, rel=1e-5)))
    session.wait_for_number("b", lambda shown: bool(shown == pytest.approx(b, rel=1e-5)))


def test_it_fits_a_window_of_another_size(session: Session) -> None:
    terminal = session.terminal
    terminal.resize(80, 24)
    terminal.wait_until(lambda: "converged" in terminal.lines[-3], "the small screen")
    terminal.resize(120, 40)
    # The first picture may still be one of the small screen, which says "upd".
    whole = re.compile(r"converged .*\bupdate +\d.*\bw +\d")
    terminal.wait_until(lambda: whole.search(terminal.lines[-3]) is not None, "the large screen")


def test_a_run_that_diverges_says_so_and_the_user_goes_on(session: Session) -> None:
    terminal = session.terminal
    terminal.press("r======")
    session.wait_for_learning_rate("0.1")
    terminal.press(" ")
    terminal.wait_for("✗ diverged", "at update")
    terminal.press("------r")
    terminal.wait_for("ready")
    terminal.press(" ")
    terminal.wait_for("✓ converged")


def test_an_earlier_moment_is_shown_and_left_again(session: Session) -> None:
    terminal = session.terminal
    end, _, _ = gradient_descent_until_converged()
    # The news that it converged is there before the last frame is.
    terminal.wait_until(lambda: session.number_after("update") == end, "the last frame")
    w = session.wait_for_number("w")
    terminal.press("<<,")
    terminal.wait_for("◂ past", f"of {end}", "f fork here")
    terminal.wait_until(lambda: session.number_after("update") == end - 3, "three updates back")
    session.wait_for_number("w", lambda shown: shown != w)
    terminal.press("\x1b[F")
    terminal.wait_for("✓ converged")
    session.wait_for_number("w", lambda shown: shown == w)


def test_a_fork_goes_on_beside_the_run_that_is_kept(session: Session) -> None:
    terminal, end = session.terminal, session.wait_for_number("update")
    terminal.press("<" * 10 + "=f")
    terminal.wait_for("kept as A", "‖ paused")
    session.wait_for_learning_rate("0.002")
    terminal.wait_until(lambda: session.number_after("update") == end - 10, "the fork")
    terminal.press(" ")
    terminal.wait_for("✓ converged")
    terminal.press("p")
    terminal.wait_for("kept as B: sgd, full batch, lr 0.002")
    terminal.press("u")
    terminal.wait_for("undone: learning rate 0.002 → 0.001")


def test_kept_runs_are_compared_and_overlaid(session: Session) -> None:
    terminal = session.terminal
    terminal.press("7")
    terminal.wait_for("full loss", "sorted by")
    end, _, _ = gradient_descent_until_converged()

    def listed() -> bool:
        table = [row for row in terminal.lines if "A□" in row or "B△" in row]
        return len(table) == 2 and any(f" {end} " in row for row in table)

    # A picture is written colour by colour.
    terminal.wait_until(listed, "both runs in the table")
    # Their letters stand on the surface and on the loss curve, below the table.
    terminal.wait_until(lambda: set("AB□△") <= set("".join(terminal.lines[15:-3])), "their letters")
    terminal.press("1")


def test_a_sweep_from_the_form_gives_what_the_plain_rules_give(session: Session) -> None:
    terminal = session.terminal
    terminal.press("B")
    terminal.wait_for("batch sizes", "1,16,32,64,full", "enter: start")
    terminal.press("\x1532,full\t\x150.001,1\r")
    terminal.wait_for("4 runs, 2 batch sizes × 2 learning rates", "sweep finished")
    for size in (32, 100):
        plain = descend(*line(100), 0.001, size, 1000, tolerance=0.001)
        name = "full" if size == 100 else str(size)
        ends = rf" {len(plain.epoch_loss)} .* {len(plain.loss)} .* converged"
        assert re.search(rf"{name} +0\.001 .*{ends}", terminal.text), terminal.text
        assert re.search(rf"{name} +1 .* diverged", terminal.text), terminal.text
    # The map beside it has the limit 2/λmax between the two.
    assert "┄┄┄" in terminal.text


def test_nothing_listens(session: Session) -> None:
    for process in (session.terminal.pid, app_of(session.worker), session.worker):
        assert listening(process) == set()


def test_it_leaves_the_terminal_as_it_was(session: Session) -> None:
    terminal, worker = session.terminal, session.worker
    terminal.press("q")
    assert terminal.wait_for_exit() == 0
    assert session.note("status") == "0"
    assert session.note("before") == session.note("after")
    assert "the shell goes on" in terminal.text
    assert not terminal.in_alternate_screen
    assert terminal.cursor_shown
    assert not terminal.mouse_reported
    assert BRACKETED_PASTE not in terminal.screen.mode
    assert not is_alive(worker)
