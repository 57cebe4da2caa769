"""The access log of web servers (Apache, nginx): common and combined form."""

from __future__ import annotations

import re

# Each part is bounded by a sign it cannot hold, so no line makes the expression slow.
COMBINED = re.compile(
    r"(?P<host>[^ ]{1,255}) (?P<ident>[^ ]{1,255}) (?P<user>[^ \[]{1,255}) \[(?P<time>[^\]]{1,40})\] "
    r'"(?P<request>[^"\\]*(?:\\.[^"\\]*)*)" (?P<status>\d{3}|-) (?P<bytes>\d{1,18}|-)'
    r'(?: "(?P<referer>[^"\\]*(?:\\.[^"\\]*)*)" "(?P<agent>[^"\\]*(?:\\.[^"\\]*)*)")?[ \r]*\Z'
)
NAMES = ["host", "user", "time", "method", "path", "status", "bytes", "referer", "agent"]


def fields_of(line: str) -> list[str] | None:
    """The fields of one line in the order of NAMES («-» is empty), or None when it has another form."""
    found = COMBINED.match(line)
    if found is None:
        return None
    method, _, rest = found["request"].partition(" ")
    path = rest.rsplit(" ", 1)[0] if " HTTP/" in rest else rest
    values = [found["host"], found["user"], found["time"], method, path, found["status"], found["bytes"]]
    values += [found["referer"] or "", found["agent"] or ""]
    return ["" if value == "-" else value for value in values]
