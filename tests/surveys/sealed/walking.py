"""Everything a member of staff can fetch of a case, and everything the database holds, as bytes to look through."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from casework.models import Case
from surveys.models import CodingFrame, Invitation, QuestionnaireVersion, Wave

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
LEAVES = {"account_logout"}


def named_urls(
    resolver: URLResolver | None = None, spaces: tuple[str, ...] = (), known: tuple[tuple[str, str], ...] = ()
) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Name with its parameters, for every address there is."""
    for entry in (resolver or get_resolver()).url_patterns:
        parameters = known + tuple(PARAMETER.findall(str(entry.pattern)))
        if isinstance(entry, URLResolver):
            yield from named_urls(entry, (*spaces, *([entry.namespace] if entry.namespace else [])), parameters)
        elif isinstance(entry, URLPattern) and entry.name:
            yield ":".join([*spaces, entry.name]), parameters


def places(case: Case) -> dict[str, list[Any]]:
    """Values for parameters that name things of the case; all others get something that is not there."""
    return {
        "case_id": [case.public_id],
        "wave_id": list(Wave.objects.filter(case=case).values_list("public_id", flat=True)),
        "version_id": list(
            QuestionnaireVersion.objects.filter(questionnaire__case=case).values_list("public_id", flat=True)
        ),
        "frame_id": list(CodingFrame.objects.filter(questionnaire__case=case).values_list("public_id", flat=True)),
        "person_id": list(case.roster.people.values_list("public_id", flat=True)),
        "invitation_id": list(Invitation.objects.filter(wave__case=case).values_list("public_id", flat=True)),
    }


def case_urls(case: Case) -> Iterator[str]:
    """Every address of the case and every one without a parameter."""
    known = places(case)
    fallback = {"uuid": uuid.uuid4(), "int": 1, "slug": "w1", "str": "w1", "": "w1"}
    for name, parameters in named_urls():
        if name in LEAVES or name.startswith("respondent:"):
            continue
        chosen: list[dict[str, Any]] = [{}]
        for kind, parameter in parameters:
            values = known.get(parameter) or [fallback[kind]]
            chosen = [{**one, parameter: value} for one in chosen for value in values]
        for kwargs in chosen[:12]:
            yield reverse(name, kwargs=kwargs)


def body(response: Any) -> bytes:
    """What came back, archives opened."""
    data = b"".join(response.streaming_content) if response.streaming else response.content
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data += b"".join(archive.read(name) for name in archive.namelist())
    return data


def fetched(client: Client, case: Case, method: str, posted: Mapping[str, Any] | None = None) -> dict[str, bytes]:
    """Address → what came back."""
    client.raise_request_exception = False
    return {url: body(getattr(client, method)(url, dict(posted or {}))) for url in case_urls(case)}


def database_text(leave_out: frozenset[str] = frozenset()) -> str:
    """Every value of every table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in leave_out:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)
