"""What the environment decides is read in one place and written down."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["engines", "core", "audit", "accounts", "casework", "surveys", "evidence", "remediation", "reports", "config"]
OWN_TO_THE_MACHINE = {"PATH", "VAR_DIR"}  # read by the scripts too, to hand them on


def variables_read() -> set[str]:
    typed = re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "config" / "env.py").read_text(encoding="utf-8"))
    scripts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "scripts").glob("*.py"))]
    of_scripts = {name for text in scripts for name in re.findall(r'os\.environ\.get\("([A-Z_]+)"', text)}
    return set(typed) | (of_scripts - OWN_TO_THE_MACHINE)


def test_every_variable_stands_in_the_settings_page() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")

    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", page, flags=re.MULTILINE))

    assert documented == variables_read()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_reads_no_environment(room: str) -> None:
    readers = {
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / room).rglob("*.py"))
        if re.search(
            r"os\.(getenv|environ(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\"))", path.read_text(encoding="utf-8")
        )
    }

    assert readers == set()
