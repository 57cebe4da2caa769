"""Makes an example case folder complete: `python examples/generate.py FOLDER OUT`.

The committed part of an example is small (facts, causes, measures, specs). Roster, log-in ids, terminals, answers
and logs are made here from the figures in the folder's `figures.toml`, the same bytes every time. Nobody in them
exists. A folder without `figures.toml` holds a plan only and is copied as it is. Standard library only, so that it runs
before anything is installed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from generation import asagiri, hayase, mihon, minato, yukishiro

MAKERS = {
    "minato": minato.make,
    "hayase": hayase.make,
    "mihon": mihon.make,
    "asagiri": asagiri.make,
    "yukishiro": yukishiro.make,
}


def generate(folder: Path, out: Path) -> None:
    """Copy the committed files to `out` and add the generated ones beside them."""
    shutil.copytree(folder, out, dirs_exist_ok=True, ignore=shutil.ignore_patterns("figures.toml", "__pycache__"))
    if not (folder / "figures.toml").is_file():
        return
    figures = tomllib.loads((folder / "figures.toml").read_text(encoding="utf-8"))
    for name, data in MAKERS[figures["maker"]](figures).items():
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    for name, source in figures.get("copies", {}).items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / source, out / name)


def main() -> int:
    parser = argparse.ArgumentParser(description="Make an example case folder complete.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    if not (given.folder / "case.toml").is_file():
        print(f"{given.folder} holds no case.toml", file=sys.stderr)
        return 1
    generate(given.folder, given.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
