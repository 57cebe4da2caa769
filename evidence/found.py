"""What was found in a file beside its rows: parts, lines that are no rows, gaiji, columns that are not only hashed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from evidence.models import LogFile

MOST_SIGNS = 12


def found_in(log_file: LogFile) -> dict[str, Any]:
    """For the page of a file that has been read in."""
    read = dict(log_file.profile.get("read") or {})
    words = {
        "before_head": _("before the head"),
        "repeated_head": _("repeated heads"),
        "left_out": _("left out by the mapping"),
        "total": _("totals"),
        "outside_table": _("outside the table"),
        "unused_block": _("unused parts of the event log"),
    }
    treated = {"encrypt": _("encrypted"), "plain": _("in plain")}
    signs = sorted(dict(read.get("private_use") or {}).items(), key=lambda entry: (-entry[1], entry[0]))
    return {
        "parts": list(read.get("parts") or []),
        "blank": int(read.get("blank_lines") or 0),
        "other": [(words.get(kind, kind), rows) for kind, rows in dict(read.get("other_lines") or {}).items()],
        "gaiji": signs[:MOST_SIGNS],
        "treatments": [
            (column, treated[said["treatment"]], said.get("reason", ""))
            for column, said in dict(log_file.mapping.get("classes") or {}).items()
            if said.get("treatment") in treated
        ],
    }
