"""Encrypted customer columns: the log holds keyed hashes, the values lie beside it, each readable for a reason.

A column is encrypted by decision, with a reason in its mapping. Its distinct values are kept in one file per log file:
column, hash, AES-256-GCM of the value under a key outside the database.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import trail
from casework.access import Right, may
from casework.models import Case
from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused, Verdict, refuse
from engines.columnar.door import Door, identifier, write_parquet
from engines.columnar.ingest import ingest, keyed_hash
from engines.columnar.logs import CANONICAL, LogMapping
from evidence.custody.rules import has_words, user_of
from evidence.keys import column_key, contract_key
from evidence.models import LogFile

COLUMNS = {"column_name": "VARCHAR", "code": "VARCHAR", "sealed": "VARCHAR"}
CODE = re.compile(r"(?:[A-Za-z0-9_-]{12}|[0-9a-f]{32})\Z")
NONCE = 12


def encrypted_columns(mapping: LogMapping) -> list[str]:
    """The canonical columns that are made of a source column to be encrypted."""
    return [
        name
        for name, source in mapping.columns.items()
        if any(
            mapping.classes.get(part, {}).get("treatment") == "encrypt"
            for part in ((source,) if isinstance(source, str) else source)
        )
    ]


def write_revealable(original: Path, mapping: LogMapping, folder: Path) -> Path | None:
    """revealable.parquet in the folder: the distinct values of the encrypted columns; None when there is none.

    The file is read a second time with these columns in plain, in the scratch folder; nothing of that is kept.
    """
    columns = encrypted_columns(mapping)
    if not columns:
        return None
    plain = replace(
        mapping,
        classes={
            column: {**said, "treatment": "plain"} if said["treatment"] == "encrypt" else said
            for column, said in mapping.classes.items()
        },
    )
    scratch = folder / "plain"
    scratch.mkdir()
    read = ingest(original, mapping=plain, key=contract_key().secret, directory=scratch)
    with Door(directories=[scratch]) as door:
        door.register_parquet("plain_rows", read.parquet)
        target = folder / "revealable.parquet"
        write_parquet(target, COLUMNS, _sealed(door, columns))
    read.parquet.unlink()
    return target


def _sealed(door: Door, columns: list[str]) -> Iterator[dict[str, str]]:
    cipher, hashing = AESGCM(column_key()), contract_key()
    for column in columns:
        name = identifier(column, CANONICAL)
        for (value,) in door.query(
            f"SELECT DISTINCT {name} FROM plain_rows WHERE {name} IS NOT NULL ORDER BY {name}"  # noqa: S608 -- allow-listed
        ):
            code = keyed_hash(str(value), key=hashing.secret, long=hashing.long)
            nonce = secrets.token_bytes(NONCE)
            sealed = nonce + cipher.encrypt(nonce, str(value).encode(), f"{column}:{code}".encode())
            yield {"column_name": column, "code": code, "sealed": base64.b64encode(sealed).decode()}


def may_reveal(by: Actor, case: Case) -> Verdict:
    """An officer of the case."""
    user = user_of(by)
    if user is None:
        return refuse(gettext_lazy("Only a signed-in officer can reveal an encrypted value."))
    return may(user, case, Right.WORK)


@transaction.atomic
def reveal_value(*, case: Case, code: str, reason: str, by: Actor) -> str:
    """The value behind a code of an encrypted column. One value, one reason, one line of the trail without the value."""
    may_reveal(by, case).require()
    has_words(reason).require()
    wanted = code.strip().removeprefix("k:")
    if not CODE.match(wanted):
        raise Refused(
            _(
                "A code has 12 signs, or 32 where the key of this installation is an older one. Copy it as it is: capitals count."
            )
        )
    for log_file in LogFile.objects.filter(case=case, revealable__isnull=False).select_related("revealable"):
        assert log_file.revealable is not None  # noqa: S101 -- filtered
        found = _find(log_file.revealable.path, wanted)
        if found is None:
            continue
        value = _open(found)
        trail.record(
            "evidence.value_revealed",
            by=by,
            chain=case.chain,
            subject=Ref("log_file", str(log_file.public_id)),
            detail={"code": wanted, "column": found["column_name"], "reason": reason.strip()},
        )
        return value
    raise Refused(_("No encrypted column of this case holds a value with this code."))


def _find(path: Path, code: str) -> dict[str, Any] | None:
    with Door(directories=[path.parent]) as door:
        door.register_parquet("revealable", path)
        rows = door.records("SELECT column_name, code, sealed FROM revealable WHERE code = ? LIMIT 1", [code])
    return rows[0] if rows else None


def _open(found: Mapping[str, Any]) -> str:
    sealed = base64.b64decode(found["sealed"])
    try:
        plain = AESGCM(column_key()).decrypt(
            sealed[:NONCE], sealed[NONCE:], f"{found['column_name']}:{found['code']}".encode()
        )
    except InvalidTag as error:
        raise Refused(
            _("The value cannot be read: the key of this installation is not the one it was encrypted with.")
        ) from error
    return plain.decode()
