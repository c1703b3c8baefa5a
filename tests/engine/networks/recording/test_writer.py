"""What a recorder writes can be read at any moment, stays bounded, and survives being killed."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import numpy as np
import pytest

from engine.networks.recording.checkpoint_files import superfluous
from engine.networks.recording.earlier import MOST_EARLIER, past_of
from engine.networks.recording.header import LOG, RecordingError, checkpoints_in, header_of
from engine.networks.recording.log_writer import LINES_PER_DOUBLING, LogWriter, Thinning
from engine.networks.recording.now import Now, now_of
from engine.networks.recording.reader import Reader
from engine.networks.recording.recording import State
from engine.networks.recording.records import Begin, Epoch, line_of, record_of
from tests.engine.networks.recordings import STEPS, header, train, vector, writer
from tests.file_faults import full_disk


def test_what_is_written_is_read(tmp_path: Path) -> None:
    reader, to = Reader(tmp_path / "run"), writer(tmp_path / "run")
    assert reader.look().state is State.NOTHING
    train(to, 4)
    found = reader.look()
    assert found.state is State.RUNNING
    assert found.header == header_of(to.header.text)
    np.testing.assert_array_equal(found.epochs["val_loss"].value, [1.5, 0.75, 0.5, 0.375])
    np.testing.assert_array_equal(found.epochs["loss"].update, [10, 20, 30, 40])
    np.testing.assert_array_equal(found.running.update, [5, 15, 25, 35])
    np.testing.assert_array_equal(found.learning_rate.epoch, [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4])
    assert found.last_epoch == 4
    assert list(found.checkpoints) == [0, 10, 20, 30, 40]
    for update, path in found.checkpoints.items():
        np.testing.assert_array_equal(np.load(path), vector(update).astype(np.float32))
    to.end(complete=True)
    assert reader.look().state is State.ENDED
    to.close()


def test_a_folder_that_is_not_there_is_waited_for(tmp_path: Path) -> None:
    reader = Reader(tmp_path / "none")
    assert reader.look().state is State.NO_FOLDER
    assert reader.look().header is None


def test_nothing_is_read_twice(tmp_path: Path) -> None:
    reader, to = Reader(tmp_path), writer(tmp_path)
    train(to, 2)
    before = reader.look()
    assert reader.look().epochs is before.epochs
    to.log.append(Epoch(30, 3, 30.0, 0.1, {"loss": 0.2}))
    after = reader.look()
    np.testing.assert_array_equal(after.epochs["loss"].value, [1.0, 0.5, 0.2])
    to.close()


def test_the_checkpoints_that_stay_are_about_evenly_spaced() -> None:
    kept: list[int] = []
    for update in range(0, 5000, 5):
        kept.append(update)
        for gone in superfluous(kept, 20):
            kept.remove(gone)
    assert len(kept) == 20
    assert (kept[0], kept[-1]) == (0, 4995)
    # Once the latest ones are thinned too, no gap is more than about four times another.
    gaps = np.diff(kept)[:-2]
    assert gaps.max() <= 4.5 * gaps.min()


def test_no_more_checkpoints_are_kept_than_there_is_room_for(tmp_path: Path) -> None:
    to = writer(tmp_path, keep=5)
    train(to, 30)
    found = list(checkpoints_in(tmp_path))
    assert len(found) == 5
    assert (found[0], found[-1]) == (0, 300)
    assert header(keep=2).keep == 0  # below three there is no path
    to.close()


def test_a_sample_of_the_weights_says_so(tmp_path: Path) -> None:
    from engine.networks.recording.checkpoint_files import CheckpointFiles, sample_of

    sampled = header(sample=5)
    assert (sampled.sampled, sampled.kept, sampled.size) == (5, 5, 16)
    CheckpointFiles(tmp_path, sampled).write(3, [vector(3)[:12].reshape(3, 4), vector(3)[12:]])
    places = sample_of(sampled)
    assert places is not None
    kept = np.load(checkpoints_in(tmp_path)[3])
    np.testing.assert_array_equal(kept, vector(3)[places].astype(np.float32))


def test_lines_grow_with_the_logarithm_of_the_events() -> None:
    thinning = Thinning(1.0)
    lines = sum(thinning.takes(float(place)) for place in range(1_000_000))
    doublings = np.log2(1_000_000 / LINES_PER_DOUBLING)
    assert lines < LINES_PER_DOUBLING * (1 + doublings)
    few = Thinning(1.0)
    assert all(few.takes(float(place)) for place in range(LINES_PER_DOUBLING))


def test_the_last_epoch_has_a_line_however_many_there_are(tmp_path: Path) -> None:
    log = LogWriter(tmp_path / LOG)
    log._epochs.spacing = 1000.0
    for epoch in range(1, 8):
        log.epoch(Epoch(epoch, epoch, 1.0, 0.1, {"loss": 0.5}))
    log.flush()
    log.close()
    lines = (tmp_path / LOG).read_bytes().splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == [1, 7]


def test_a_line_that_was_cut_costs_only_itself(tmp_path: Path) -> None:
    to = writer(tmp_path)
    train(to, 2)
    to.close()
    whole = (tmp_path / LOG).read_bytes()
    (tmp_path / LOG).write_bytes(whole[:-30])
    reader = Reader(tmp_path)
    assert len(reader.look().epochs["loss"]) == 1
    past = past_of(tmp_path)
    assert past is not None
    again = writer(tmp_path, past)
    assert again.header.id == to.header.id
    train(again, 1, first=1, fit=2)
    np.testing.assert_array_equal(Reader(tmp_path).look().epochs["loss"].epoch, [1, 2])
    np.testing.assert_array_equal(reader.look().epochs["loss"].epoch, [1, 2])
    again.close()


def test_a_training_that_goes_back_supersedes_what_came_after(tmp_path: Path) -> None:
    to = writer(tmp_path)
    train(to, 6)
    to.close()
    again = writer(tmp_path, past_of(tmp_path))
    train(again, 1, first=3, fit=2)
    found = Reader(tmp_path).look()
    np.testing.assert_array_equal(found.epochs["loss"].epoch, [1, 2, 3, 4])
    assert found.fits == (0, 3 * STEPS)
    assert list(found.checkpoints) == [0, 10, 20, 30, 40]
    again.close()


def test_another_training_sets_the_one_before_aside(tmp_path: Path) -> None:
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints" / "best.keras").write_text("the user's own")
    reader, ids = Reader(tmp_path), []
    for _ in range(MOST_EARLIER + 2):
        to = writer(tmp_path)
        train(to, 2)
        found = reader.look()
        assert found.header is not None
        ids.append(found.header.id)
        assert len(found.epochs["loss"]) == 2
        to.close()
    assert len(set(ids)) == len(ids)
    earlier = sorted(path.name for path in tmp_path.glob("earlier-*"))
    assert earlier == ["earlier-2", "earlier-3", "earlier-4"]
    set_aside = Reader(tmp_path / "earlier-4").look()
    assert set_aside.header is not None
    assert set_aside.header.id == ids[-2]
    assert list(set_aside.checkpoints) == [0, 10, 20]
    assert (tmp_path / "checkpoints" / "best.keras").read_text() == "the user's own"


def test_two_trainings_do_not_write_one_folder(tmp_path: Path) -> None:
    to = writer(tmp_path)
    with pytest.raises(RecordingError, match="another training"):
        writer(tmp_path)
    to.close()
    writer(tmp_path).close()


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    to = writer(tmp_path)
    train(to, 2)
    with full_disk():
        for write in (
            lambda: to.checkpoint(30, [np.zeros((3, 4)), np.zeros(4)]),
            lambda: to.log.append(Begin(2, 20, 2, 0.0)),
        ):
            with pytest.raises(OSError, match="File too large"):
                write()
        to.show_life()
    assert list(checkpoints_in(tmp_path)) == [0, 10, 20]
    assert not list((tmp_path / "checkpoints").glob("*.part"))
    train(to, 1, first=2, fit=2)
    assert len(Reader(tmp_path).look().epochs["loss"]) == 3
    to.close()


@pytest.mark.parametrize(("complete", "state"), [(True, State.ENDED), (False, State.STOPPED)])
def test_the_end_is_known_though_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, complete: bool, state: State
) -> None:
    def no_new_file(*_: object, **__: object) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    to = writer(tmp_path)
    train(to, 2)
    to.begin(Begin(2, 20, 2, 0.0))
    to.complain("a long reason, longer than nothing")
    to.show_life()
    to.complain("full")
    monkeypatch.setattr("engine.storage.atomic.new_file_beside", no_new_file)
    with full_disk((tmp_path / LOG).stat().st_size), pytest.raises(OSError, match="too large"):
        to.end(complete=complete)
    found = Reader(tmp_path).look()
    assert (found.state, found.fault) == (state, "full")
    to.close()


@pytest.mark.parametrize(
    "line",
    [b"", b"{", b"[]", b"null", b'{"kind": "epoch"}', b'{"kind": "other"}', b"\xff\xfe",
     b'{"kind": "epoch", "update": -1, "epoch": 1, "seconds": 1, "learning_rate": 1, "values": {}}',
     b'{"kind": "epoch", "update": 1, "epoch": 1, "seconds": 1, "learning_rate": 1, "values": 3}'],
)  # fmt: skip
def test_a_line_that_is_no_record_is_passed_over(line: bytes) -> None:
    assert record_of(line) is None


@pytest.mark.parametrize("number", ["1e400", "-1e400", "NaN", "null", '"x"', "[]"])
def test_a_header_and_a_sign_of_life_with_absurd_numbers_are_none(number: str) -> None:
    text = json.dumps(json.loads(header().text) | {"keep": 71, "sampled": 0})
    assert header_of(text).keep == 71
    for count in ('"keep": 71', '"sampled": 0'):
        with pytest.raises(RecordingError):
            header_of(text.replace(count, f"{count.split()[0]} {number}"))
    now = Now("id", 5, 1.0, True, 4711, "1", "here", epoch=72).text
    assert now_of(now) is not None
    for wrong in (number, "-1", "1" * 400):
        assert now_of(now.replace('"epoch": 72', f'"epoch": {wrong}')) is None


def test_records_come_back_as_they_were() -> None:
    epoch = Epoch(12, 3, 4.5, float("nan"), {"loss": float("inf")})
    again = record_of(line_of(epoch))
    assert isinstance(again, Epoch)
    assert again.values == epoch.values
    assert np.isnan(again.learning_rate)
