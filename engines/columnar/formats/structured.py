"""JSON lines, JSON documents and Windows event lists as flat records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.parsers import expat

from engines.columnar.formats.lines import lines_of
from engines.columnar.logs import LogError
from engines.columnar.scan.blocks import MAX_LINE
from engines.columnar.scan.encodings import detect_encoding

DOCUMENT_BYTES = 256 << 20
MAX_DEPTH = 6
OPENING = re.compile(r"\s*(?:\{\s*\"[^\"]{1,60}\"\s*:\s*)?\[")
SPACE = re.compile(r"[\s,]*")
EVENT_TEXT = 1 << 20
Record = tuple[int, Mapping[str, Any] | None, str]  # line, record or None, reason or raw text


def json_records(path: Path, encoding: str = "") -> Iterator[tuple[int, Any, str]]:
    """(line, value, raw) of each JSON object; value is None for what is no object, raw then says what stands there."""
    used = encoding or detect_encoding(path)
    if _is_document(path, used):
        yield from _document(path, used)
        return
    for line in lines_of(path, used):
        if not line.text.strip():
            continue
        yield line.number, (parsed(line.text) if line.good and len(line.text) <= MAX_LINE else None), line.text


def parsed(text: str) -> dict[str, Any] | None:
    """A JSON object, or None: no JSON, no object, too deep, a number of thousands of digits."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _is_document(path: Path, encoding: str) -> bool:
    """One document with a list of objects, as opposed to an object per line."""
    first = next((line for line in lines_of(path, encoding) if line.text.strip()), None)
    if first is None:
        raise LogError("file_empty")
    whole = parsed(first.text)
    if whole is not None:
        (only, *others) = list(whole.values()) or [None]
        return not others and isinstance(only, list) and all(isinstance(entry, dict) for entry in only)
    return first.text.lstrip().startswith("[") or OPENING.match(first.text) is not None or first.text.strip() == "{"


def _document(path: Path, encoding: str) -> Iterator[tuple[int, Any, str]]:
    if path.stat().st_size > DOCUMENT_BYTES:
        raise LogError("json_too_large", megabytes=str(DOCUMENT_BYTES >> 20))
    text = "\n".join(line.text for line in lines_of(path, encoding))
    opening = OPENING.match(text)
    if opening is None:
        raise LogError("json_no_list")
    place, decoder, line, counted = opening.end(), json.JSONDecoder(), 1, 0
    while True:
        space = SPACE.match(text, place)
        place = space.end() if space else place
        line += text.count("\n", counted, place)
        counted = place
        if place >= len(text):
            yield line, None, ""  # the list is not closed: the end of the file is missing
            return
        if text[place] == "]":
            return
        try:
            value, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            yield line, None, text[place : place + 2000]
            return
        yield line, (value if isinstance(value, dict) else None), text[place : min(end, place + 2000)]
        place = end


def at_path(record: Mapping[str, Any], name: str) -> Any:
    """The value under a name, or under a path such as actor.alternateId or target.0.id; None when there is none."""
    if name in record:
        return record[name]
    value: Any = record
    for step in name.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def as_text(value: Any) -> str:
    """A JSON value as a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def paths_of(record: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """All paths of a record with their plain values, for showing which columns there are."""
    for name, value in record.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping) and value and depth < MAX_DEPTH:
            yield from paths_of(value, f"{path}.", depth + 1)
        elif isinstance(value, list) and value and isinstance(value[0], Mapping) and depth < MAX_DEPTH:
            yield from paths_of(value[0], f"{path}.0.", depth + 1)
        else:
            yield path, value


def event_records(path: Path) -> Iterator[tuple[int, Any, str]]:
    """(line, record, raw) of each <Event> of a Windows event list; declarations of a document type are refused.

    A record has EventID, TimeCreated, Computer, Channel, Provider, UserID, and the names of EventData.
    """
    reader = _Events()
    with path.open("rb") as stream:
        while True:
            block = stream.read(1 << 20)
            try:
                reader.parser.Parse(block, not block)
            except expat.ExpatError:
                yield from reader.taken()
                if not reader.any:
                    raise LogError("xml_broken") from None
                yield reader.parser.ErrorLineNumber, None, ""
                return
            yield from reader.taken()
            if not block:
                break
    if not reader.any:
        raise LogError("xml_no_events")


def event_of(text: str) -> dict[str, str] | None:
    """The fields of one event's XML, or None when that cannot be read."""
    reader = _Events()
    try:
        reader.parser.Parse(text, True)
    except (expat.ExpatError, LogError):
        return None
    done = reader.taken()
    return done[0][1] if len(done) == 1 else None


class _Events:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.any = False
        self._line = 0
        self._record: dict[str, str] | None = None
        self._name = ""
        self._value: list[str] = []
        self._done: list[tuple[int, Any, str]] = []

    def taken(self) -> list[tuple[int, Any, str]]:
        done, self._done = self._done, []
        return done

    def _refuse(self, *_declaration: object) -> None:
        raise LogError("xml_unsafe")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rsplit(":", 1)[-1]
        if tag == "Event":
            self._record, self._line, self.any = {}, self.parser.CurrentLineNumber, True
        if self._record is None:
            return
        self._value = []
        self._name = attributes.get("Name", "") if tag == "Data" else tag
        if tag == "TimeCreated":
            self._record["TimeCreated"] = attributes.get("SystemTime", "")
        elif tag == "Provider":
            self._record["Provider"] = attributes.get("Name", "")
        elif tag == "Security":
            self._record["UserID"] = attributes.get("UserID", "")

    def _text(self, text: str) -> None:
        if self._record is not None and sum(map(len, self._value)) < EVENT_TEXT:
            self._value.append(text)

    def _end(self, tag: str) -> None:
        if self._record is None:
            return
        tag = tag.rsplit(":", 1)[-1]
        if tag == "Event":
            self._done.append((self._line, self._record, ""))
            self._record = None
        elif self._value and self._name and (text := "".join(self._value).strip()):
            self._record.setdefault(self._name, text)
        self._value, self._name = [], ""
