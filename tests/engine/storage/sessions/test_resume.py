"""The newest session that no app holds is resumed, whole; a damaged one is named and set aside."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.errors import StoreError
from engine.storage.run_writer import write_run
from engine.storage.seal import digest_of
from engine.storage.sessions.place import new_place, newest_place, prune
from engine.storage.sessions.reader import DamagedSessionError, read_session
from engine.storage.sessions.record import SESSION
from engine.storage.sessions.resume import newest_earlier, resume_newest
from engine.storage.sessions.writer import SessionWriter
from tests.engine.storage.sessions.samples import content, frame, made, put_run
from tests.file_faults import folder_for_all, not_entered, only_readable

HOLDER = """
import sys
from dataclasses import replace
from pathlib import Path
from engine.storage.sessions.place import newest_place
place = newest_place(Path(sys.argv[1]))
print("held", flush=True)
input()
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    return made(tmp_path_factory.mktemp("sessions"))


@pytest.fixture
def copy(whole, tmp_path) -> Path:
    """A session to be damaged."""
    return Path(shutil.copytree(whole, tmp_path / whole.name))


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "lock")


# ------------------------------------------------------------------ whole


def test_a_session_comes_back_as_it_was(whole: Path) -> None:
    found, wanted = read_session(whole), content(2, 3)
    assert found.run.checkpoint.update == 50
    for name in (
        "config",
        "pace",
        "looking_back",
        "view",
        "shown_sweep",
        "lesson",
        "ended",
        "race",
    ):
        assert getattr(found.content, name) == getattr(wanted, name), name
    for kept, before in zip(found.content.kept, wanted.kept, strict=True):
        assert (kept.letter, kept.name, kept.hidden) == (before.letter, before.name, before.hidden)
        assert repr(kept.frame) == repr(before.frame)
    assert found.content.draft is not None
    assert vars(found.content.draft) == vars(wanted.draft)
    (sweep,), (other,) = found.content.sweeps, wanted.sweeps
    assert (sweep.number, sweep.spec, sweep.end) == (other.number, other.spec, other.end)
    assert repr(sweep.rows) == repr(other.rows)
    assert repr(dict(sweep.frames)) == repr({1: frame(9)})


def test_the_newest_is_resumed_that_no_app_holds(tmp_path: Path) -> None:
    made(tmp_path, 10, age=30)
    middle, newest = made(tmp_path, 20, age=20), made(tmp_path, 30, age=10)
    held = resume_newest(tmp_path)
    assert held.place.folder == newest
    assert resume_newest(tmp_path).place.folder == middle
    held.place.release()
    assert newest_earlier(tmp_path).folder == newest


def test_a_session_is_resumed_on_another_device(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / whole.name)
    resumed = resume_newest(tmp_path)
    moved = resumed.on_device(with_values(RunConfig(), {"device": "cpu", "learning_rate": 9.0}))
    assert resumed.opened is not None and moved.opened is not None
    configs = [moved.content.config, moved.opened.resume.config, moved.opened.frame.config]
    assert [config.device.device for config in configs] == ["cpu"] * 3
    assert moved.opened.resume.config.optimizer == resumed.opened.resume.config.optimizer
    resumed.place.release()


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    folder = made(tmp_path)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout.readline() == b"held\n"
    assert newest_place(tmp_path) is None
    holder.kill()
    holder.communicate()
    assert newest_place(tmp_path).folder == folder


def test_the_data_of_a_session_are_found_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    data = home / "d.csv"
    data.write_text("1,2\n2,4\n3,7\n")
    monkeypatch.chdir(home)
    config = with_values(RunConfig(), {"data": "d.csv"})
    place = new_place(tmp_path / "sessions")
    whole = content(2, 3)
    (sweep,) = whole.sweeps
    kept = tuple(replace(one, frame=replace(one.frame, config=config)) for one in whole.kept)
    spec = replace(sweep.spec, base=config)
    SessionWriter(place.folder).save(
        replace(whole, config=config, kept=kept, sweeps=(replace(sweep, spec=spec),))
    )
    monkeypatch.chdir(tmp_path)
    found = read_session(place.folder).content
    configs = [found.config, *(one.frame.config for one in found.kept), found.sweeps[0].spec.base]
    assert {one.data.data for one in configs} == {data}


def test_a_session_that_can_only_be_read_is_resumed(whole: Path) -> None:
    with folder_for_all() as root:
        folder = Path(shutil.copytree(whole, root / whole.name))
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o444)
        with only_readable(root):
            resumed = resume_newest(root)
            assert resumed.opened.frame.update == 50
            assert newest_place(root) is None  # it is locked as any other
            with pytest.raises(PermissionError):
                resumed.writer.save(resumed.content)
            resumed.place.release()


def test_a_session_of_another_user_hides_no_other_and_is_named(whole: Path) -> None:
    with folder_for_all() as root:
        mine = Path(shutil.copytree(whole, root / "20200101-000000-1"))
        for path in (mine, *mine.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o666)
        other = Path(shutil.copytree(whole, root / "20300101-000000-1"))
        with not_entered(other):
            place = newest_place(root)
            assert place.folder == mine
            assert prune(root) == []
            place.remove()
            with pytest.raises(StoreError, match=r"20300101-000000-1.*: Permission denied"):
                resume_newest(root)


def test_a_folder_that_was_removed_is_not_held(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    assert place.is_held
    shutil.rmtree(place.folder)
    assert not place.is_held
    place.folder.mkdir()
    (place.folder / "lock").touch()
    assert not place.is_held


def test_without_a_session_it_says_so_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"^no session to resume; descent without --resume"):
        resume_newest(tmp_path / "missing")


# ------------------------------------------------------------------ damaged


def _is_refused(folder: Path) -> None:
    with pytest.raises(DamagedSessionError) as caught:
        read_session(folder)
    text = str(caught.value)
    assert text.startswith(str(folder))
    assert "\n" not in text


def test_a_file_cut_at_any_byte_is_noticed(copy: Path) -> None:
    numbers = random.Random(0)
    for path in files_of(copy):
        data = path.read_bytes()
        for length in {0, len(data) - 1, *numbers.choices(range(len(data)), k=5)}:
            path.write_bytes(data[:length])
            _is_refused(copy)
        path.write_bytes(data)
    assert read_session(copy).run is not None


def test_a_bit_that_flipped_is_noticed(copy: Path) -> None:
    numbers = random.Random(1)
    for path in files_of(copy):
        data = path.read_bytes()
        for place in {0, len(data) - 1, *numbers.choices(range(len(data)), k=8)}:
            wrong = bytearray(data)
            wrong[place] ^= 1 << numbers.randrange(8)
            path.write_bytes(wrong)
            # A blank between two keys may become another character that JSON ignores.
            if path.name != SESSION or place > 200:
                _is_refused(copy)
        path.write_bytes(data)


def test_a_file_that_is_missing_is_noticed(copy: Path) -> None:
    for path in files_of(copy):
        path.rename(path.with_name("elsewhere"))
        _is_refused(copy)
        path.with_name("elsewhere").rename(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "damaged: session.json: not JSON"),
        ("[" * 100_000, "damaged: session.json: not JSON"),
        ('{"name": "x"}', "session.json belongs to something else"),
        ('{"program": "descent", "format": 2}', "was saved by a newer descent (format 2; this"),
        (
            '{"program": "descent", "format": "\\u001b]0;x"}',
            "has an unknown format (format '\\x1b]0;x'",
        ),
        ('{"program": "descent", "format": 1}', "damaged: session.json: its digest does not"),
    ],
)
def test_a_foreign_or_other_record_is_named_and_set_aside(text, said, copy: Path) -> None:
    (copy / SESSION).write_text(text)
    with pytest.raises(StoreError) as caught:
        resume_newest(copy.parent)
    assert said in str(caught.value)
    assert str(caught.value).endswith(f"; set aside as {copy.name}.set-aside")
    assert not copy.exists()
    assert copy.with_name(f"{copy.name}.set-aside").is_dir()
    with pytest.raises(StoreError, match="no session to resume"):
        resume_newest(copy.parent)


def test_a_session_whose_data_are_gone_is_kept(tmp_path: Path) -> None:
    root = tmp_path / "sessions"
    place = new_place(root)
    writer = SessionWriter(place.folder)
    put_run(writer, 50)
    writer.save(content())
    record = read_session(place.folder).record
    config = with_values(RunConfig(), {"data": str(tmp_path / "gone.csv")})
    place.release()
    folder = place.folder / record.run.folder
    run = read_session(place.folder).run
    assert run is not None
    summary = run.summary.model_copy(update={"data_sha256": "0" * 64, "samples": 100})
    shutil.rmtree(folder)
    write_run(folder, replace(run, config=config, summary=summary))
    again = SessionWriter(place.folder, record)
    again.wrote_run(folder, 50, digest_of(folder / "summary.json"))
    again.save(content())
    with pytest.raises(StoreError, match=r"gone\.csv") as caught:
        resume_newest(root)
    assert not isinstance(caught.value, DamagedSessionError)
    assert newest_place(root) is not None


# ------------------------------------------------------------------ bounded
