"""The statement that makes canonical rows of records: times, hashes, required values, reasons for refusal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engines.columnar.computed import class_of, computed_sql
from engines.columnar.door import identifier
from engines.columnar.ingest.keyed import hash_sql
from engines.columnar.logs import CANONICAL, ERAS, TIMESTAMP_FORMATS, WAREKI, LogError, LogMapping
from engines.columnar.scan.blocks import SPACES

NAMED = re.compile(r"\$([a-z_][a-z0-9_]*)")


def used_in(sql: str, parameters: Mapping[str, object]) -> dict[str, object]:
    """The parameters that the statement names; DuckDB refuses any other."""
    return {name: parameters[name] for name in set(NAMED.findall(sql)) if name in parameters}


def typing_sql(
    mapping: LogMapping, header: Sequence[str], *, spaces: str = SPACES, long_hashes: bool = False
) -> tuple[str, dict[str, object]]:
    """The statement over «records» that types every record, and its bound values; columns go by position.

    Besides the canonical columns it gives `line`, `reason` (why a record cannot be accepted) and, for those only,
    `whole`, the record as text. Values may have white space around them only of the signs in `spaces`; an empty
    value is NULL already.
    """
    parameters: dict[str, object] = {"spaces": SPACES}
    own = {name: f"c{position}" for position, name in enumerate(header)}
    source, fields = computed_sql(mapping, own, parameters)
    if "at" not in mapping.columns:
        raise LogError("missing_mapping", column="at")
    if not any(name in mapping.columns or name in mapping.constants for name in mapping.required_any):
        raise LogError("missing_mapping", column=" / ".join(mapping.required_any))
    at_text = _source_sql(mapping, "at", fields, spaces)
    if mapping.decimal:
        at_text = f"regexp_replace({at_text}, '([0-9])[{mapping.decimal}]([0-9])', '\\1.\\2', 'g')"
    selected = [f"{at_text} AS at_text"]
    for name in CANONICAL[1:]:
        expression = "CAST(NULL AS VARCHAR)"
        if name in mapping.columns:
            expression = _source_sql(mapping, name, fields, spaces)
            if mapping.values.get(name):
                parameters[f"old_{name}"] = list(mapping.values[name])
                parameters[f"new_{name}"] = list(mapping.values[name].values())
                expression = f"coalesce($new_{name}[list_position($old_{name}, {expression})], {expression})"
        elif name in mapping.constants:
            parameters[f"constant_{name}"] = mapping.constants[name]
            expression = f"CAST($constant_{name} AS VARCHAR)"
        selected.append(f"{expression} AS {identifier(name, CANONICAL)}")
    local, at = _time_sql(mapping, parameters)
    hashed = _hashed(mapping)
    whole = ", ".join(f"coalesce({name}, '')" for name in own.values())
    required = " AND ".join(f"{identifier(name, CANONICAL)} IS NULL" for name in mapping.required_any)
    names = ", ".join(
        f"{hash_sql(name, long=long_hashes)} AS {identifier(name, CANONICAL)}"
        if name in hashed
        else identifier(name, CANONICAL)
        for name in CANONICAL[1:]
    )
    sql = f"""
        SELECT line, "at", local_date, {names}, reason,
               CASE WHEN reason IS NOT NULL THEN left(concat_ws($joint, {whole}), 2000) END AS whole
        FROM (SELECT *, {at} AS "at", CAST(local_at AS DATE) AS local_date,
                     CASE WHEN at_text IS NULL THEN 'missing_at'
                          WHEN local_at IS NULL OR year(local_at) NOT BETWEEN 1970 AND 2100 THEN 'bad_timestamp'
                          WHEN {required} THEN 'missing_identity' END AS reason
              FROM (SELECT *, {local} AS local_at
                    FROM (SELECT line, {", ".join(own.values())}, {", ".join(selected)} FROM {source})))
    """  # noqa: S608 -- identifiers are from allow-lists, values are bound
    return sql, parameters


def _hashed(mapping: LogMapping) -> set[str]:
    """The canonical columns that are written as keyed hashes: contract ids, and columns of a customer class.

    Plain is a decision with a reason, column by column; without the reason LogError plain_without_reason.
    """
    found: set[str] = set()
    for name, source in mapping.columns.items():
        if name == "at":
            continue
        kind, treatment = class_of(mapping, (source,) if isinstance(source, str) else source)
        if (kind or name == "contract") and treatment != "plain":
            found.add(name)
    if mapping.plain_contracts and "contract" in found:
        raise LogError("plain_without_reason", column="contract")
    return found


def _source_sql(mapping: LogMapping, name: str, fields: Mapping[str, str], spaces: str) -> str:
    wanted = mapping.columns[name]
    columns = []
    for column in (wanted,) if isinstance(wanted, str) else wanted:
        if column not in fields:
            raise LogError("missing_column", column=column)
        columns.append(identifier(fields[column], fields.values()))
    if len(columns) > 1:
        return f"nullif(trim(concat_ws(' ', {', '.join(columns)}), $spaces), '')"
    text = columns[0]
    tests = [f"suffix({text}, '{sign}')" for sign in spaces]
    tests += [f"{text} < '!'" if sign.isascii() else f"prefix({text}, '{sign}')" for sign in spaces]
    if not tests:
        return text
    return f"CASE WHEN {' OR '.join(dict.fromkeys(tests))} THEN nullif(trim({text}, $spaces), '') ELSE {text} END"


def _time_sql(mapping: LogMapping, parameters: dict[str, object]) -> tuple[str, str]:
    """SQL for the local time of the row and for its naive UTC, from at_text in the mapping's format and zone."""
    try:
        zone = ZoneInfo(mapping.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise LogError("time_zone_unknown", time_zone=mapping.time_zone) from error
    parameters["zone"] = mapping.time_zone
    offset = _constant_offset(zone)
    wanted = mapping.formats.get("at", ())
    if wanted in ("epoch", "epoch_ms"):
        number = "TRY_CAST(at_text AS DOUBLE)" + (" / 1000" if wanted == "epoch_ms" else "")
        utc = f"(TIMESTAMP '1970-01-01' + to_microseconds(CAST(round({number} * 1e6) AS BIGINT)))"
        return _local(utc, offset), _utc("local_at", offset)
    if wanted == "wareki":
        return wareki_sql(parameters), _utc("local_at", offset)
    formats = [wanted] if isinstance(wanted, str) else list(wanted) or list(TIMESTAMP_FORMATS)
    zoned = [text for text in formats if "%z" in text]
    naive = [text for text in formats if "%z" not in text]
    choices = []
    if naive:
        parameters["naive"] = naive
        choices.append("try_strptime(at_text, $naive)")
    if zoned:
        parameters["zoned"] = zoned
        instant = f"timezone('UTC', CAST(try_strptime({ZULU}, $zoned) AS TIMESTAMPTZ))"
        choices.append(_local(instant, offset))
    return f"coalesce({', '.join(choices)})" if len(choices) > 1 else choices[0], _utc("local_at", offset)


# «Z» is not in DuckDB's %z, and %f ends at six digits.
ZULU = (
    "regexp_replace(CASE WHEN suffix(at_text, 'Z') THEN left(at_text, length(at_text) - 1) || '+0000' ELSE at_text END, "
    "'([.][0-9]{6})[0-9]+', '\\1')"
)


def wareki_sql(parameters: dict[str, object]) -> str:
    """The local time of at_text in the Japanese calendar: 令和4年12月1日 8時59分12秒, R4.12.1 8:59, Ｈ３１／０４／３０."""
    parameters["wareki"] = WAREKI
    parameters["eras"], parameters["before"] = list(ERAS), list(ERAS.values())
    parameters["wide"] = "０１２３４５６７８９：／．－ＭＴＳＨＲ　"
    parameters["narrow"] = "0123456789:/.-MTSHR "
    found = "regexp_extract(translate(at_text, $wide, $narrow), $wareki, ['e', 'y', 'm', 'd', 'h', 'i', 's'])"
    year = "CAST($before[list_position($eras, w.e)] + TRY_CAST(CASE w.y WHEN '元' THEN '1' ELSE w.y END AS INTEGER) AS VARCHAR)"
    time = "coalesce(nullif(w.h, ''), '0') || ':' || coalesce(nullif(w.i, ''), '0') || ':' || coalesce(nullif(w.s, ''), '0')"
    text = f"{year} || '-' || w.m || '-' || w.d || ' ' || {time}"
    return f"(SELECT try_strptime({text}, '%Y-%m-%d %H:%M:%S') FROM (SELECT {found} AS w))"  # noqa: S608 -- constants


def _local(utc: str, offset: int | None) -> str:
    if offset is not None:
        return f"({utc} + to_seconds({offset}))"
    return f"timezone($zone, timezone('UTC', {utc}))"


def _utc(local: str, offset: int | None) -> str:
    if offset is not None:
        return f"({local} - to_seconds({offset}))"
    return f"timezone('UTC', timezone($zone, {local}))"


def _constant_offset(zone: ZoneInfo) -> int | None:
    """Seconds east of UTC, if the zone's clock has not changed since 1970: then no calendar is needed per row."""
    offsets = {
        datetime(year, month, 1, tzinfo=UTC).astimezone(zone).utcoffset()
        for year in range(1970, 2038)
        for month in (1, 4, 7, 10)
    }
    only = offsets.pop()
    return int(only.total_seconds()) if only is not None and not offsets else None
