"""What may not be in the tree: machine paths, package hosts, big files, inline code in pages."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIGGEST = 2 * 1024 * 1024
HOSTS = ("py" + "pi.org", "python" + "hosted.org", "index" + "-url", "find" + "-links")
MACHINE_PATH = re.compile(r"(?<![\w.~}])/(?:home|Users|opt|mnt|work)/[\w.]+")
INLINE = {
    "a script without a file": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "a style element": re.compile(r"<style", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
}
PRINTED = ("print",)  # templates of the PDF: no browser and no policy there


def tracked_files() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def tracked_texts() -> list[tuple[str, str]]:
    texts = []
    for path in tracked_files():
        if "vendor" in path.parts:
            continue
        try:
            texts.append((str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return texts


def page_templates() -> list[Path]:
    paths = [*(ROOT / "templates").rglob("*.html"), *ROOT.glob("*/templates/**/*.html")]
    return sorted(path for path in set(paths) if not any(word in str(path.relative_to(ROOT)) for word in PRINTED))


def test_no_path_of_anybodys_machine() -> None:
    assert [(name, found) for name, text in tracked_texts() for found in MACHINE_PATH.findall(text)] == []


def test_no_package_host() -> None:
    assert [(name, host) for name, text in tracked_texts() for host in HOSTS if host in text] == []


def test_no_file_over_two_megabytes() -> None:
    assert [path.name for path in tracked_files() if path.stat().st_size > BIGGEST] == []


def test_vendored_scripts_name_no_source_map() -> None:
    scripts = [path for path in (ROOT / "static").rglob("*") if path.suffix in {".js", ".css"}]

    assert [path.name for path in scripts if "sourceMappingURL" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("what", list(INLINE))
def test_no_page_carries(what: str) -> None:
    assert page_templates() != []

    assert [path.name for path in page_templates() if INLINE[what].search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("what", "example"),
    [
        ("a script without a file", "<script>x()</script>"),
        ("a style element", "<style>a{}</style>"),
        ("a style attribute", '<p style="color:red">'),
        ("an event attribute", '<a onclick="x()">'),
        ("a script address", '<a href="javascript:x()">'),
    ],
)
def test_inline_code_would_be_found(what: str, example: str) -> None:
    assert INLINE[what].search(example) is not None
