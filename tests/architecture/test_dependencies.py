"""What is imported is asked for, and what is asked for is used."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["engines", "core", "audit", "accounts", "casework", "surveys", "evidence", "remediation", "reports", "config"]
OWN = {*ROOMS, "tests", "examples", "benchmarks", "scripts", "children", "setup", "generate", "generation"}
BY_NAME_ONLY = {  # used through a setting, a command line or another library
    "argon2-cffi",
    "granian",
    "django-crispy-forms",
    "psycopg",
    "tzdata",
    "whitenoise",
}


def asked_for(name: str) -> set[str]:
    text = (ROOT / f"{name}.in").read_text(encoding="utf-8")
    return {word.lower().replace("_", "-") for word in re.findall(r"^([A-Za-z][\w.-]*)", text, re.MULTILINE)}


def imported(folders: list[str]) -> set[str]:
    """The top-level names imported when running, without our own and the standard library's."""
    names: set[str] = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        types = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
        for_types_only = {id(below) for node in types for below in ast.walk(node)}
        for node in ast.walk(tree):
            if id(node) in for_types_only:
                continue
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names - OWN - set(sys.stdlib_module_names)


def distributions(names: set[str]) -> set[str]:
    known = packages_distributions()
    return {known.get(name, [name])[0].lower().replace("_", "-") for name in names}


def test_the_product_imports_only_what_it_asks_for() -> None:
    assert distributions(imported(ROOMS)) - asked_for("requirements") - asked_for("requirements-spark") == set()


def test_only_the_other_engine_needs_what_spark_asks_for() -> None:
    path = ROOT / "engines" / "columnar" / "spark.py"
    users = {
        str(file.relative_to(ROOT))
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
        if re.search(r"^\s*(from|import) (pyspark|sqlglot)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert users == {str(path.relative_to(ROOT))}


def test_tests_and_tools_import_only_what_they_ask_for() -> None:
    used = distributions(imported(["tests", "benchmarks", "examples", "scripts"]))

    assert used - asked_for("requirements") - asked_for("requirements-dev") - asked_for("requirements-redis") == set()


def test_what_is_asked_for_is_used() -> None:
    settings = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    used = distributions(imported([*ROOMS, "examples"]))
    by_setting = {name for name in asked_for("requirements") if f'"{name.replace("-", "_")}' in settings}

    assert asked_for("requirements") - used - by_setting - BY_NAME_ONLY == set()
