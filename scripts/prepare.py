"""Bring the installation under VAR_DIR up to date, in one process: translations, database, and once the examples.

Standard output carries only what the demo says about signing in.

The examples are loaded into a fresh installation only; an interrupted load is finished at the next start.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main() -> int:
    from config.translations import compile_all  # noqa: PLC0415 -- after the path is set

    for language, count in compile_all(ROOT / "locale").items():
        print(f"{language}: {count} sentences", file=sys.stderr, flush=True)

    import django  # noqa: PLC0415 -- reads the translations, once, when it is set up

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    marker = Path(settings.VAR_DIR) / "demo-load"
    if not connection.introspection.table_names():
        marker.write_text("wanted", encoding="ascii")
    call_command("migrate", interactive=False, verbosity=0)
    if marker.exists():
        if marker.read_text(encoding="ascii") == "wanted":
            print("Loading the example investigations (once, a minute or two) …", file=sys.stderr, flush=True)
        call_command("demo")  # loads what is not there yet and prints the sign-ins
        marker.write_text("loaded", encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
