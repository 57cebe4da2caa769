"""The application with the number of SQL statements of each answer in a header (`X-Statements`), for one visitor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from config.wsgi import application as inner

NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")  # they ask nothing


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """One request."""
    from django.db import connection  # noqa: PLC0415 -- after the set-up

    asked = 0

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django calls it so
        nonlocal asked
        asked += not sql.startswith(NOT_COUNTED)
        return execute(sql, params, many, context)

    def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("X-Statements", str(asked))], *rest)

    with connection.execute_wrapper(count):
        return inner(environ, begin)
