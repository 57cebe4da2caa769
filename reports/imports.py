"""Table specifications from a TOML file."""

from __future__ import annotations

import tomllib
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.errors import Problem, Rejected
from engines.tables import TableError, resolve

LARGEST = 2 * 1024 * 1024


def read_tables_file(data: bytes, name: str = "tables.toml") -> list[dict[str, Any]]:
    """The tables of the file, each standing alone. Raises Rejected with what is wrong and where."""
    if len(data) > LARGEST:
        raise Rejected([Problem(_("The file is larger than 2 MB, which no list of tables is."), sheet=name)])
    try:
        return resolve(tomllib.loads(data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise Rejected([Problem(_("The file is not UTF-8 text."), sheet=name)]) from error
    except tomllib.TOMLDecodeError as error:
        raise Rejected([Problem(_("This is not valid TOML: %(error)s") % {"error": error}, sheet=name)]) from error
    except TableError as error:
        words = error.words.in_language((get_language() or "ja")[:2])
        raise Rejected([Problem(words, sheet=name)]) from error
