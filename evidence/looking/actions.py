"""Recognise a file anew, as somebody says that it is written; prepare how it is to be read in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from casework.access import can_work
from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused
from engines.columnar.formats.told import arrangement_of
from engines.columnar.logs import LogError, LogMapping
from engines.columnar.profiling.words import mask
from evidence import rules
from evidence.custody.actions import SEALED_CLASSES, readable, seal_if_needed
from evidence.looking.computed import users_of
from evidence.looking.forms import ARRANGED
from evidence.looking.working import with_constant, working, written_in
from evidence.messages import sentence_of
from evidence.models import LogFile, LogSource
from evidence.sources import not_hashed, profile_of

RENAMING = ("header", "header_rows", "skip_rows")  # these settle which lines name the columns


@transaction.atomic
def look_again(
    *, log_file: LogFile, encoding: str, delimiter: str, by: Actor, written: Mapping[str, Any] | None = None
) -> LogFile:
    """The samples and proposals of the page, as the file reads so. Refused where it cannot be read so; as it was then."""
    can_work(log_file.case).require()
    rules.can_import(log_file).require()
    found = profile_of(
        readable(log_file),
        time_zone=log_file.case.time_zone,
        encoding=encoding,
        delimiter=delimiter,
        written=_as_said(log_file, encoding, delimiter, written or {}),
    )
    if "error" in found:
        raise Refused(found["error"])
    log_file.profile = found
    log_file.save(update_fields=["profile"])
    seal_if_needed(log_file, by=by)
    said = dict(written or {})
    trail.record(
        "evidence.log_looked_at",
        by=by,
        chain=log_file.case.chain,
        subject=Ref("log_file", str(log_file.public_id)),
        detail={
            "sha256": log_file.sha256,
            "encoding": encoding,
            "delimiter": delimiter,
            **{name: said[name] for name in ("header_rows", "skip_rows", "quote", "decimal") if name in said},
            **({"rules": len(said["skip"])} if said.get("skip") else {}),
        },
    )
    return log_file


def _as_said(log_file: LogFile, encoding: str, delimiter: str, written: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is not to be recognised. In another encoding or with other delimiters only what is said anew counts."""
    profile = log_file.profile
    shown = written_in(profile)
    another = (encoding and encoding != profile.get("encoding")) or (
        delimiter and delimiter != profile.get("delimiter", delimiter)
    )
    if another:
        return {name: value for name, value in written.items() if shown.get(name) != value} or None
    kept = arrangement_of(dict(profile.get("mapping") or {}))
    kept = {name: kept[name] for name in ("format", "layout", "header_names") if name in kept}
    if any(shown.get(name) != written[name] for name in RENAMING if name in written):
        kept.pop("header_names", None)
    return {**kept, **written} if set(ARRANGED) <= set(written) or "decimal" in written else None


@transaction.atomic
def prepare(*, log_file: LogFile, mapping: Mapping[str, Any], by: Actor, for_source: bool = False) -> LogFile:
    """Keep how the file is to be read in, half done too; `for_source`: for the next files of its source as well."""
    can_work(log_file.case).require()
    rules.can_import(log_file).require()
    try:
        wanted = LogMapping.from_dict(mapping).as_json()
    except LogError as error:
        raise Refused(sentence_of(error)) from error
    same = log_file.mapping == wanted and (not for_source or log_file.source.mapping == wanted)
    if same:
        return log_file
    log_file.mapping = wanted
    log_file.profile = _with_classes(log_file.profile, wanted.get("classes", {}))
    log_file.save(update_fields=["mapping", "profile"])
    if for_source:
        LogSource.objects.filter(pk=log_file.source_id).update(mapping=wanted)
        log_file.source.mapping = wanted
    seal_if_needed(log_file, by=by)
    trail.record(
        "evidence.log_prepared",
        by=by,
        chain=log_file.case.chain,
        subject=Ref("log_file", str(log_file.public_id)),
        detail={
            "sha256": log_file.sha256,
            "source": log_file.source.code if for_source else "",
            "columns": len(wanted["columns"]),
            "calculated": len(wanted.get("computed", ())),
            "not_hashed": not_hashed(wanted),
        },
    )
    return log_file


def _with_classes(profile: Mapping[str, Any], classes: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The profile in which every column that is said to name customers is covered as the recognised ones are."""
    columns = []
    for column in profile.get("columns", []):
        kind = dict(classes.get(column["name"], {})).get("class") or column.get("class")
        samples = column.get("samples", [])
        if kind in SEALED_CLASSES and column.get("class") not in SEALED_CLASSES:
            samples = [mask(value) for value in samples]
        columns.append({**column, "class": kind, "samples": samples})
    return {**profile, "columns": columns}


@transaction.atomic
def drop_computed(*, log_file: LogFile, place: int, by: Actor) -> LogFile:
    """Take a calculated column away that nothing needs any more."""
    mapping = working(log_file)
    computed = list(mapping.get("computed", ()))
    if not 0 <= place < len(computed):
        return log_file
    name = str(computed[place]["name"])
    if users := users_of({**mapping, "computed": computed}, name):
        raise Refused(
            _("«%(name)s» is needed for «%(user)s». Choose another column there first, then take it away.")
            % {"name": name, "user": users[0]}
        )
    del computed[place]
    classes = {column: said for column, said in dict(mapping.get("classes") or {}).items() if column != name}
    return prepare(log_file=log_file, mapping={**mapping, "computed": computed, "classes": classes}, by=by)


@transaction.atomic
def set_constant(*, log_file: LogFile, meaning: str, value: str, by: Actor, instead: str = "") -> LogFile:
    """One and the same value for every row."""
    return prepare(log_file=log_file, mapping=with_constant(working(log_file), meaning, value, instead=instead), by=by)


@transaction.atomic
def drop_constant(*, log_file: LogFile, meaning: str, by: Actor) -> LogFile:
    """The rows have no value of that meaning any more, unless a column gives one."""
    mapping = working(log_file)
    constants = {name: value for name, value in dict(mapping.get("constants") or {}).items() if name != meaning}
    return prepare(log_file=log_file, mapping={**mapping, "constants": constants}, by=by)
