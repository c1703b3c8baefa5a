"""Commands of lessons: plays a lesson beside the run.

The run of the lesson is its path. Whatever else the user does with it is a fork: the path is
reproduced when the user comes back, and the fork is kept as a run.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.errors import DescentError
from engine.storage.sessions.content import LessonContent
from tui.app.controllers.desk import Desk
from tui.app.controllers.lesson.conductor import Changes, Conductor, Orders
from tui.app.controllers.lesson.keeping import content_of, taken_up
from tui.app.controllers.lesson.pressed import OwnPress, meant_by
from tui.app.controllers.lesson.scenery import show_scene
from tui.app.controllers.lesson.shelf import Entry, Shelf
from tui.app.controllers.lesson.showing import Showing
from tui.app.controllers.lesson.stage import LessonStage
from tui.app.controllers.lesson.trail import Trail
from tui.keys.command import Handlers
from tui.lessons import player
from tui.lessons.bookmark import play_of
from tui.lessons.numbers import Numbers, numbers_of
from tui.lessons.play import Next, Phase, Play, Turn
from tui.model.situation import LessonAtHand
from tui.model.status import Tone


class LessonController:
    """Plays lessons.

    Args:
        desk: its tools.
        changes: changes parameters.
        press: carries a command out by its id; False if it does not apply, which was said.
        stage: shows the lesson.
        shelf: the lessons, and the progress in them.
    """

    def __init__(
        self,
        desk: Desk,
        changes: Changes,
        press: Callable[[str], bool],
        stage: LessonStage,
        shelf: Shelf,
    ) -> None:
        self._desk, self._changes, self._stage, self._shelf = desk, changes, stage, shelf
        self._own_press = OwnPress(press)
        orders = Orders(self._own_press, stage.reset_view, self._remember, self._arrived)
        self._conductor = Conductor(desk, changes, orders)
        self._play: Play | None = None
        self._trail = Trail(desk.model, changes, self._conductor)
        self._following: Entry | None = None
        self._showing = Showing(desk.model, self._conductor, stage.words)
        self._looking = self._sure = False

    @property
    def handlers(self) -> Handlers:
        """The handlers of its commands."""
        return {
            "lesson-next": self.forward,
            "lesson-back": self.back,
            "lesson": self.come_back,
            "lesson-hint": self.hint,
            "lesson-skip": self.skip,
            "lesson-again": self.again,
            "lesson-restart": self.start_over,
            "lesson-close": self.close,
        }

    @property
    def play(self) -> Play | None:
        """The state of the lesson; None while none is open."""
        return self._play

    @property
    def busy(self) -> bool:
        """Whether something of the lesson is still to be done before its user goes on."""
        return self._conductor.busy and not self._conductor.halted

    @property
    def at_hand(self) -> LessonAtHand:
        """What determines whether commands apply."""
        play, conductor = self._play, self._conductor
        if play is None:
            return LessonAtHand()
        left = self._trail.left
        locked = "" if self._own_press.going_on or left else play.locked or conductor.lock
        return LessonAtHand(True, locked, play.ask is not None, left, conductor.halted)

    # ------------------------------------------------------------------------------ open, close

    def open(self, name: str, step: int | None = None) -> str:
        """Open a lesson, where it was left; returns why that is not possible.

        Args:
            name: of a built-in lesson, or the path of a file.
            step: the step to open it at, from 0; None is that where it was left.
        """
        try:
            lesson = self._shelf.read(name)
        except (DescentError, OSError) as error:
            return str(error)
        first, done = self._shelf.place(lesson)
        place = first if step is None else min(max(step, 0), len(lesson.steps) - 1)
        self._desk.say("lesson opened")  # else an error about another one would stay
        self._begin(player.begin(lesson, place, done, self._shelf.answers(lesson)))
        return ""

    @property
    def content(self) -> LessonContent | None:
        """The open lesson as a session keeps it; None if none is open."""
        return None if self._play is None else content_of(self._play, self._trail, self._conductor)

    @property
    def mark(self) -> tuple[object, ...]:
        """Differs whenever what a session keeps of the lesson does."""
        return self._play, self._trail.left, self._trail.updates, self._conductor.goal

    def resume(self, content: LessonContent) -> None:
        """Open the lesson of a session that is resumed, where it was."""
        try:
            lesson = self._shelf.read(content.name)
        except (DescentError, OSError) as error:
            self._desk.say(f"the lesson of this session is not opened: {error}", Tone.WARNING)
            return
        self._following, done = self._shelf.after(lesson), self._shelf.place(lesson)[1]
        try:
            play = play_of(lesson, content.play, done)
            turn = taken_up(play, content, self._trail, self._conductor, self._desk.model)
        except ValueError as error:
            self._desk.model.note([f"the place in the lesson is not known: {error}"])
            self._trail.leave()  # the run is kept, whatever it is
            turn = Turn(player.begin(lesson, min(content.step, len(lesson.steps) - 1), done).play)
        self._take(turn)

    def _begin(self, turn: Turn) -> None:
        self._following = self._shelf.after(turn.play.lesson)
        self._take(turn)

    def close(self) -> None:
        """Close the lesson; its place is kept."""
        self._conductor.drop()
        self._play = None
        self._trail.forget()
        self._showing.forget()
        self._stage.light("")
        self._stage.close()
        self._desk.say("lesson closed; ctrl+p: lessons")

    # ------------------------------------------------------------------------------ on, back

    def forward(self) -> str:
        """Read on; at the end of the text, go on; off the path, return to it."""
        if self._stage.page_on():
            return ""
        play = self._open_play
        if play.shown == play.step and self._trail.left:
            return self.come_back()
        if play.phase is Phase.RUNNING:
            self._conductor.hurry()
            return ""
        if self._conductor.busy and play.shown == play.step:
            return "getting ready"
        if play.phase is Phase.OVER and play.shown == play.step:
            following = self._following
            return self.open(following.name) if following is not None else "the lesson is over"
        if play.phase is Phase.ASKING and play.shown == play.step:
            skip = self._stage.words.skip
            self._desk.say(f"{play.locked}, or {skip}: show the answer", Tone.WARNING)
            return ""
        if play.next in (Next.STEP, Next.END) and play.shown == play.step:
            self._show_scene(play, even=False)
        self._take(player.forward(play, self._numbers))
        return ""

    def back(self) -> str:
        """Read back; at the beginning of the text, show the step before."""
        if not self._stage.page_back():
            self._take(player.back(self._open_play))
        return ""

    def come_back(self) -> str:
        """Return to the path; on it, go to the text."""
        play = self._open_play
        if not self._trail.left:
            self._show_scene(play)
            self._stage.focus()
            return ""
        kept = self._trail.keep()
        self._take(player.rejoin(play))
        self._desk.say(f"back in the lesson{kept}", Tone.GOOD)
        return ""

    def _show_scene(self, play: Play, *, even: bool = True) -> None:
        if not self._conductor.busy or self._conductor.goal is not None:
            show_scene(play, self._stage, self._own_press, even=even)

    def again(self) -> str:
        """Start the step that is read over."""
        self._take(player.restart(self._open_play))
        self._desk.say("this step starts over")
        return ""

    def start_over(self) -> str:
        """Start the lesson over and forget its answers, when asked twice."""
        if not self._sure:
            self._sure = True
            return "this forgets its answers; once more: do it"
        lesson = self._open_play.lesson
        self._shelf.forget(lesson)
        self._begin(player.begin(lesson))
        self._desk.say("the lesson starts over")
        return ""

    # ------------------------------------------------------------------------------ answers

    def answer(self, text: str) -> None:
        """Record an answer."""
        if self._play is not None:
            self._take(player.answer(self._play, text, self._numbers))

    def takes(self, ids: tuple[str, ...]) -> bool:
        """Take a command that is asked for as the answer, instead of carrying it out."""
        ask = None if self._play is None else self._play.ask
        meant = "" if ask is None or self._own_press.going_on else meant_by(ask, ids)
        if meant:
            self.answer(meant)
        return bool(meant)

    def hint(self) -> None:
        """Show the next hint."""
        self._take(player.hint(self._open_play))

    def skip(self) -> None:
        """Fill the answer in."""
        self._take(player.skip(self._open_play, self._numbers))

    # ------------------------------------------------------------------------------ each turn

    @property
    def _open_play(self) -> Play:
        assert self._play is not None, "the commands need an open lesson"
        return self._play

    @property
    def _numbers(self) -> Numbers:
        model = self._desk.model
        return numbers_of(model.config, model.problem, model.frame)

    def _take(self, turn: Turn) -> None:
        """Take the new state, and carry out what it does."""
        old, self._play, self._sure = self._play, turn.play, False
        if turn.said:
            self._desk.say(turn.said, Tone.WARNING)
        elif old is not None and (old.step, old.answers) != (turn.play.step, turn.play.answers):
            self._desk.model.leave_view()  # what was said of the question before is over
        if turn.effects:
            self._trail.forget()
            self._conductor.carry_out(turn.effects, turn.replayed)
        if old is None or (old.done, old.answers) != (turn.play.done, turn.play.answers):
            self._shelf.record(turn.play)
        self._stage.light(turn.play.spotlight)
        self.look()
        asked = turn.play.asks_for_text and (old is None or old.ask is not turn.play.ask)
        if asked and not self._trail.left:
            self._stage.focus()
        self._desk.redraw()

    def look(self) -> None:
        """Go on with what the lesson does, and show it; call it after every change."""
        if self._play is None or self._looking:
            return
        self._looking, busy = True, self._conductor.busy
        try:
            if not self._trail.left:
                self._conductor.look()
            self._trail.find()
            self._show()
        finally:
            self._looking = False
        if busy and not self._conductor.busy and self._open_play.asks_for_text:
            self._stage.focus()  # a command of the step, such as one for a view, took it away

    def _show(self) -> None:
        page = self._showing.page(self._open_play, self._trail.left, self._following)
        if page is not None:
            self._stage.show(page)

    # ------------------------------------------------------------------------------ the conductor

    def _remember(self, name: str) -> None:
        self._play = self._open_play.remembering(name, self._numbers)

    def _arrived(self) -> None:
        self._take(player.arrived(self._open_play, self._numbers))
