"""Translations without the gettext tools: rooms keep plain .po files, one .mo is made of them.

The Japanese of a room stands in locale/ja/<room>.po. `merge` refuses two different translations of one sentence.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib

FUNCTIONS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext"}
TRANSLATE = re.compile(r"""{%-?\s*translate\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
BLOCK = re.compile(r"{%\s*blocktranslate\b([^%]*)%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
VARIABLE = re.compile(r"{{\s*([A-Za-z0-9_.]+)\s*}}")
SKIPPED = {"tests", ".venv", "var", "benchmarks", "node_modules", "migrations", "staticfiles"}


def sources(root: Path, suffix: str) -> Iterator[Path]:
    """The project's own files with that suffix."""
    for path in sorted(root.rglob(f"*{suffix}")):
        if not SKIPPED.intersection(path.relative_to(root).parts):
            yield path


def sentences_of_python(text: str) -> Iterator[str]:
    """The literal arguments of gettext calls."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            first = node.args[0]
            if name in FUNCTIONS and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def sentences_of_template(text: str) -> Iterator[str]:
    """The arguments of {% translate %} and the bodies of {% blocktranslate %}."""
    for match in TRANSLATE.finditer(text):
        yield match.group(1) if match.group(1) is not None else match.group(2)
    for options, body in BLOCK.findall(text):
        if "trimmed" in options:
            body = " ".join(line.strip() for line in body.strip().splitlines())  # noqa: PLW2901 -- as Django trims
        yield VARIABLE.sub(r"%(\1)s", body)


def all_sentences(root: Path) -> dict[str, str]:
    """Every sentence of the product with one file that uses it."""
    found: dict[str, str] = {}
    for path in sources(root, ".py"):
        for sentence in sentences_of_python(path.read_text(encoding="utf-8")):
            found.setdefault(sentence, str(path.relative_to(root)))
    for path in [*sources(root / "templates", ".html"), *sources(root / "templates", ".txt")]:
        for sentence in sentences_of_template(path.read_text(encoding="utf-8")):
            found.setdefault(sentence, str(path.relative_to(root)))
    return found


def merge(folder: Path, *, strict: bool = False) -> polib.POFile:
    """All rooms' entries of one language, files in alphabetical order, the first translation of a sentence wins.

    With `strict`, ValueError when two rooms translate one sentence differently.
    """
    merged = polib.POFile()
    merged.metadata = {"Content-Type": "text/plain; charset=utf-8", "Plural-Forms": "nplurals=1; plural=0;"}
    known: dict[str, polib.POEntry] = {}
    for path in sorted(folder.glob("*.po")):
        for entry in polib.pofile(str(path), encoding="utf-8"):
            earlier = known.get(entry.msgid)
            if earlier is not None:
                if strict and earlier.msgstr != entry.msgstr:
                    raise ValueError(f"{path.name}: «{entry.msgid}» is translated differently in another room's file")
                continue
            known[entry.msgid] = entry
            merged.append(entry)
    return merged


def compile_language(locale: Path, language: str) -> int:
    """Write locale/<language>/LC_MESSAGES/django.mo; returns the number of entries."""
    merged = merge(locale / language)
    target = locale / language / "LC_MESSAGES"
    target.mkdir(parents=True, exist_ok=True)
    merged.save_as_mofile(str(target / "django.mo"))
    return len(merged)


def compile_all(locale: Path) -> dict[str, int]:
    """Every language below that folder; returns the number of entries of each."""
    return {path.name: compile_language(locale, path.name) for path in sorted(locale.iterdir()) if path.is_dir()}


def missing(root: Path, language: str) -> dict[str, str]:
    """Sentences without a translation, each with a file that uses it."""
    translated = {entry.msgid for entry in merge(root / "locale" / language, strict=True) if entry.msgstr}
    return {
        sentence: place for sentence, place in all_sentences(root).items() if sentence and sentence not in translated
    }
