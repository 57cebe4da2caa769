"""Lines of the log: a link's token is a key to somebody's answers, so it never stands in one."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(r"(/(?:[ipd]|calendar|reset/key|confirm-email)/)[^/?\s\"'<>]+|(/answer/sign-in/back/\?)[^\s\"'<>]+")


def without_tokens(text: str) -> str:
    """The address as far as it says which page was meant."""
    return _TOKEN.sub(r"\1\2…", text)


class TokenlessFormatter(logging.Formatter):
    """Works on the finished line, so that a traceback is looked through as well."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as it is written."""
        return without_tokens(super().format(record))
