"""Files with 100,000 people's answers: time and peak of memory for each kind, each in a process of its own.

`DATABASE_URL` and `VAR_DIR` must name a throw-away place: `python -m benchmarks.answers_files [PEOPLE]` makes the people.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path


def people(number: int) -> None:
    """A closed wave of the example questionnaire with so many answers."""
    from django.core.management import call_command  # noqa: PLC0415 -- after django.setup

    from core import clock  # noqa: PLC0415
    from surveys.enums import WaveState  # noqa: PLC0415
    from surveys.models import Response, ResponseVersion, Wave  # noqa: PLC0415
    from tests.factories import make_person, make_world  # noqa: PLC0415
    from tests.surveys.factories import make_wave  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    world = make_world()
    first = make_person(world.case, "P-000000")
    wave = make_wave(world.case)
    now = clock.now()
    answers = {
        "q1_viewed": "yes",
        "q3_routes": ["manual", "other"],
        "q3_other": "引継ぎで聞いた",
        "remarks": "特にありません",
    }
    for start in range(1, number, 5_000):
        made = type(first).objects.bulk_create(
            [
                type(first)(roster=first.roster, affiliation=first.affiliation, no=f"P-{n:06}", name="試験")
                for n in range(start, min(start + 5_000, number))
            ]
        )
        responses = Response.objects.bulk_create([Response(wave=wave, person=person) for person in made])
        versions = ResponseVersion.objects.bulk_create(
            [
                ResponseVersion(
                    response=response, ordinal=1, answers=answers, mode="self", by_kind="respondent", by_label="",
                    receipt_code=f"{response.pk}", content_hash="0", submitted_at=now,
                )
                for response in responses
            ]
        )  # fmt: skip
        for response, version in zip(responses, versions, strict=True):
            response.current = version
        Response.objects.bulk_update(responses, ["current"], batch_size=2_000)
    Wave.objects.filter(pk=wave.pk).update(state=WaveState.CLOSED, closed_at=now)


def run(kind: str) -> None:
    """One file in this process; a JSON line on standard output."""
    from surveys.models import Wave  # noqa: PLC0415 -- after django.setup
    from surveys.results.taking import files  # noqa: PLC0415
    from surveys.results.taking.columns import Scope  # noqa: PLC0415
    from surveys.results.taking.rows import columns_of, current_rows, every_row, long_rows, wide  # noqa: PLC0415

    wave = Wave.objects.select_related("version__questionnaire", "case__roster").get()
    scope, size, start = Scope(), 0, time.perf_counter()
    columns = columns_of(wave, scope)
    head = [column.name for column in columns]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pieces: dict[str, Iterator[str] | Iterator[bytes]] = {
        "csv": files.csv_pieces(head, wide(columns, current_rows(wave, scope))),
        "xlsx": files.workbook_pieces(head, wide(columns, current_rows(wave, scope)), [], ("a", "b")),
        "spss": files.spss_pieces("a", columns, wide(columns, current_rows(wave, scope)), []),
        "long": files.csv_pieces(head, long_rows(wave, scope, every_row(wave, scope))),
    }
    for piece in pieces[kind]:
        size += len(piece)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {"seconds": time.perf_counter() - start, "mib": peak, "more": peak - before, "size": size / 1e6}
    print(json.dumps(found | {"columns": len(columns)}))


def main(number: int) -> None:
    """People first, then every kind in a child."""
    with tempfile.TemporaryDirectory(prefix="shirabe-bench-") as folder:
        env = os.environ | {
            "VAR_DIR": folder,
            "INSECURE_LOOPBACK": "1",
            "DATABASE_URL": f"sqlite:///{folder}/b.sqlite3",
        }
        command = [sys.executable, "-m", "benchmarks.answers_files"]
        subprocess.run([*command, "people", str(number)], check=True, env=env)
        for kind in ("csv", "xlsx", "spss", "long"):
            done = subprocess.run([*command, kind], check=True, env=env, capture_output=True, text=True)
            found = json.loads(done.stdout)
            print(
                f"{kind:5} {number:,} people, {found['columns']} columns: {found['seconds']:.1f} s, "
                f"{found['size']:.1f} MB, peak {found['mib']:.0f} MiB ({found['more']:.0f} more than before the first row)"
            )


if __name__ == "__main__":
    told = sys.argv[1:]
    if told and not told[0].isdigit():
        import django

        sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        people(int(told[1])) if told[0] == "people" else run(told[0])
    else:
        main(int(told[0]) if told else 100_000)
