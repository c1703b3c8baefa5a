"""Data from standard input are kept with the session, which goes on from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.config.parameters import with_values
from engine.config.run import RunConfig
from engine.data.standard_input import is_kept, kept
from engine.storage.run_writer import write_run
from engine.storage.seal import digest_of
from engine.storage.sessions import kept_data
from engine.storage.sessions.content import SessionContent
from engine.storage.sessions.place import new_place
from engine.storage.sessions.reader import DamagedSessionError, read_session
from engine.storage.sessions.record import SESSION
from engine.storage.sessions.resume import resume_newest
from engine.storage.sessions.writer import SessionWriter
from tests.engine.storage.sessions.samples import content, stored_run

TABLE = b"1,2\n2,4\n3,7\n"


def on(path: Path) -> RunConfig:
    return with_values(RunConfig(), {"data": str(path), "optimizer": "adam", "batch_size": 16,
                                     "shuffle": True})  # fmt: skip


def whole(config: RunConfig) -> SessionContent:
    """A session with this configuration in each of its parts."""
    made = content(1, 2)
    (kept_run,), (sweep,) = made.kept, made.sweeps
    return replace(
        made,
        config=config,
        kept=(replace(kept_run, frame=replace(kept_run.frame, config=config)),),
        sweeps=(replace(sweep, spec=replace(sweep.spec, base=config)),),
    )


def saved(root: Path, path: Path) -> Path:
    """A session on these data that no app holds, with a run."""
    place = new_place(root)
    writer = SessionWriter(place.folder)
    run, folder = stored_run(50), writer.run_folder()
    summary = run.summary.model_copy(update={"data_sha256": digest_of(path), "samples": 100})
    write_run(folder, replace(run, config=on(path), summary=summary), private=True)
    writer.wrote_run(folder, 50, digest_of(folder / "summary.json"))
    writer.save(whole(on(path)))
    place.release()
    return place.folder


def test_the_session_goes_on_after_the_input_is_gone(tmp_path: Path) -> None:
    root = tmp_path / "sessions"
    with (tmp_path / "table").open("w+b") as stream:
        stream.write(TABLE)
        stream.seek(0)
        with kept(stream) as path:
            folder = saved(root, path)
    assert not path.exists()
    resumed = resume_newest(root)
    found = resumed.content
    assert resumed.opened is not None
    configs = [
        found.config, resumed.opened.resume.config, resumed.opened.frame.config,
        found.kept[0].frame.config, found.sweeps[0].spec.base,
    ]  # fmt: skip
    (data,) = {config.data.data for config in configs}
    assert data is not None
    assert data.read_bytes() == TABLE
    assert data.parent.parent == folder
    assert data.name == path.name
    assert is_kept(data)
    assert data.stat().st_mode & 0o777 == 0o600
    # Saved again, and resumed again, it is still there.
    resumed.writer.save(found)
    resumed.place.release()
    again = resume_newest(root)
    assert again.content.config.data.data == data
    again.place.release()


def test_kept_data_that_were_changed_are_noticed(tmp_path: Path) -> None:
    with (tmp_path / "table").open("w+b") as stream:
        stream.write(TABLE)
        stream.seek(0)
        with kept(stream) as path:
            folder = saved(tmp_path / "sessions", path)
    data = resume_newest(tmp_path / "sessions").content.config.data.data
    assert data is not None
    data.write_bytes(TABLE.replace(b"7", b"8"))
    with pytest.raises(DamagedSessionError, match="standard input: its digest does not match"):
        read_session(folder)
    data.unlink()
    with pytest.raises(DamagedSessionError, match="standard input: missing"):
        read_session(folder)


def test_data_that_are_too_large_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_data, "LARGEST_DATA", 10)
    place = new_place(tmp_path / "sessions")
    with (tmp_path / "table").open("w+b") as stream:
        stream.write(TABLE)
        stream.seek(0)
        with (
            kept(stream) as path,
            pytest.raises(ValueError, match="keeps at most 10 bytes"),
        ):
            SessionWriter(place.folder).save(whole(on(path)))
    assert not (place.folder / SESSION).exists()
