"""Windows event logs as Windows keeps them: the same rows as from their XML; damaged parts are told, never dropped."""

from __future__ import annotations

import gzip
import struct
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engines.columnar.door import Door
from engines.columnar.formats import event_log_child
from engines.columnar.formats.event_log import Event, EventLimits, events_of
from engines.columnar.ingest import ingest
from engines.columnar.logs import Ingested, LogError, LogMapping
from engines.columnar.profiling.profile import profile
from engines.columnar.ready import ready_mappings
from tests.engines.columnar.formats.event_logs import Block, event_log, log_of
from tests.engines.columnar.formats.files import SAMPLES

HEAD, BLOCK = 4096, 65536
FOUR = event_log("u001", "u002", "u003", "u004")


def read(path: Path, data: bytes) -> tuple[Ingested, list[dict[str, Any]]]:
    work = path / "work"
    work.mkdir(exist_ok=True)
    (path / "log").write_bytes(data)
    mapping = LogMapping.from_dict(ready_mappings()["windows_events_xml"].mapping())
    result = ingest(path / "log", mapping=mapping, key=bytes(32), directory=work)
    with Door(directories=[work]) as door:
        rows = door.records(f"SELECT * FROM read_parquet('{result.parquet}') ORDER BY file_row")
    assert result.rows_in == result.accepted + result.rejected
    return result, rows


def changed(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def refilled(data: bytes, at: int, new: bytes) -> bytes:
    """The same with a block that says that it has no checksum."""
    return changed(changed(data, at, new), HEAD + 120, struct.pack("<I", 4))


def record_at(data: bytes, place: int) -> int:
    return [at for at in range(HEAD, len(data)) if data.startswith(b"**\x00\x00", at)][place]


def garbage() -> bytes:
    return FOUR + b"\x00" * BLOCK + b"\xff" * BLOCK


# name → (file, logins accepted, reasons of the others, other lines, what is kept of the rejected)
DAMAGED: dict[str, tuple[Callable[[], bytes], list[str], dict[str, int], dict[str, int], list[str]]] = {
    "a file that ends between two blocks": (
        lambda: FOUR[: HEAD + BLOCK],
        ["u001", "u002"],
        {"evtx_cut": 1},
        {},
        ["3,evtx_cut,blocks 2 to 2"],
    ),
    "a file that ends inside a block": (
        lambda: FOUR[: record_at(FOUR, 3) + 30],
        ["u001", "u002"],
        {"evtx_cut": 2},
        {},
        ["3,evtx_cut,EventRecordID 103", "4,evtx_cut,"],
    ),
    "a block whose bytes have changed": (
        lambda: changed(FOUR, record_at(FOUR, 1) + 60, b"\x55"),
        ["u003", "u004"],
        {"evtx_checksum": 2},
        {},
        ["1,evtx_checksum,EventRecordID 101", "2,evtx_checksum,EventRecordID 102"],
    ),
    "a block that is overwritten": (
        lambda: changed(FOUR, HEAD, b"\x00" * 8),
        ["u003", "u004"],
        {"evtx_block": 1},
        {},
        ["1,evtx_block,block 1"],
    ),
    "an event that is none, without a checksum": (
        lambda: refilled(FOUR, record_at(FOUR, 1) + 24, b"\xee" * 40),
        ["u001", "u003", "u004"],
        {"evtx_record": 1},
        {},
        ["2,evtx_record,EventRecordID 102"],
    ),
    "an event that claims to be longer than its block": (
        lambda: refilled(FOUR, record_at(FOUR, 1) + 4, b"\xff\xff\xff\x7f"),
        ["u001", "u003", "u004"],
        {"evtx_record": 1},
        {},
        ["2,evtx_record,"],
    ),
    "a head that does not match its checksum": (
        lambda: changed(FOUR, 42, b"\x09"),
        ["u001", "u002", "u003", "u004"],
        {"evtx_block": 1},
        {},
        ["1,evtx_block,file header"],
    ),
    "blocks that were never written": (garbage, ["u001", "u002", "u003", "u004"], {}, {"unused_block": 1}, []),
    "an event without a login": (lambda: event_log("u001", "\x1fu\x00"), ["u001"], {"control_character": 1}, {}, []),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_cannot_be_read_is_kept_with_its_number_and_reason(tmp_path: Path, name: str) -> None:
    make, logins, reasons, others, kept = DAMAGED[name]

    result, rows = read(tmp_path, make())

    assert [row["login"] for row in rows] == logins
    assert (result.reasons, result.other_lines) == (reasons, others)
    assert [line for line in result.rejects.read_text("utf-8-sig").splitlines()[1:] if "evtx" in line] == kept


def test_an_event_log_gives_the_row_that_its_xml_gives(tmp_path: Path) -> None:
    for name in ("xml", "evtx"):
        (tmp_path / name).mkdir()
    path = tmp_path / "log.evtx.gz"
    path.write_bytes(gzip.compress(event_log("u001")))

    found = profile(path)
    result, rows = read(tmp_path / "evtx", path.read_bytes())
    columns = ["at", "local_date", "login", "terminal", "screen", "action"]
    [expected] = read(tmp_path / "xml", SAMPLES["windows_events_xml"][0])[1]

    assert (found["format"], found["ready"], found["container"]) == ("evtx", "windows_events_xml", "gzip")
    assert found["mapping"] == ready_mappings()["windows_events_xml"].mapping("xml")
    assert [[row[name] for name in columns] for row in rows] == [[expected[name] for name in columns]]
    assert (result.format, result.accepted, result.rejected) == ("evtx", 1, 0)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (FOUR[:999], "evtx_broken"),
        (FOUR[:HEAD], "evtx_broken"),
        (FOUR[: HEAD + 700], "evtx_broken"),
        (log_of([]), "file_empty"),
    ],
    ids=["half a head", "a head alone", "a piece of the first block", "no block at all"],
)
def test_a_file_without_a_readable_event_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(LogError) as caught:
        read(tmp_path, data)

    assert caught.value.code == code


def test_an_event_that_grows_without_end_ends_the_reader_and_is_a_refusal(tmp_path: Path) -> None:
    path, block = tmp_path / "log", Block()
    block.add_growing(9, width=10, depth=9)
    path.write_bytes(log_of([block.whole()]))

    with pytest.raises(LogError) as caught:
        list(events_of(path, EventLimits(memory_bytes=200 << 20)))

    assert caught.value.code == "evtx_reader_ended"


def test_an_event_that_becomes_too_long_is_kept_as_such(tmp_path: Path) -> None:
    block = Block()
    block.add(7, datetime(2022, 12, 1, tzinfo=UTC), login="u001")
    block.add(8, datetime(2022, 12, 1, tzinfo=UTC), login="u" * 9000)
    path = tmp_path / "log"
    path.write_bytes(log_of([block.whole()]))

    first, second = events_of(path, EventLimits(record=5000))

    assert (first.number, first.reason) == (1, "")
    assert second == Event(2, None, "line_too_long", "EventRecordID 8")


def test_without_a_reader_the_file_is_to_be_saved_otherwise(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "evtx", None)

    event_log_child.main(["log", "{}"])

    assert capsys.readouterr().out == '{"error":"is_evtx"}\n'
