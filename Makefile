# Everything a person types. Each command first sets up what it needs; a second time that takes no time.
# PYTHON=python3.12 make run      another Python (3.11 or newer)
# PORT=9000 make run              another port; without it 8000 or the next free one
PYTHON ?= python3

.PHONY: help run setup setup-dev test test-slow test-spark check acceptance bench messages requirements clean

help:
	@echo "make run         set up what is missing, load the examples, start (Ctrl-C ends it)"
	@echo "make test        the tests on SQLite, then on a PostgreSQL and Redis of their own"
	@echo "make check       lint, types, contracts, migrations, translations, then the tests"
	@echo "make test-slow   the tests that take minutes"
	@echo "make test-spark  all that counts log rows, on DuckDB and on Spark"
	@echo "make acceptance  what is proven of tests/acceptance.csv (after make test)"
	@echo "make bench       benchmarks, as ratios"
	@echo "make setup       the set-up alone; make setup-dev with what the tests need"
	@echo "make messages    compile the translations and list what lacks one"
	@echo "make requirements  lock requirements*.in anew"

run:
	@$(PYTHON) scripts/run.py

setup:
	@$(PYTHON) scripts/setup.py run

setup-dev:
	@$(PYTHON) scripts/setup.py test

test:
	@$(PYTHON) scripts/test.py

test-slow:
	@$(PYTHON) scripts/test.py heavy

test-spark:
	@$(PYTHON) scripts/spark.py

check:
	@$(PYTHON) scripts/check.py
	@$(PYTHON) scripts/test.py

acceptance:
	@$(PYTHON) scripts/acceptance.py

bench: setup-dev
	@.venv/bin/python tests/servers.py .venv/bin/python -m benchmarks

messages: setup
	@.venv/bin/python manage.py compile_translations
	@.venv/bin/python manage.py missing_translations

requirements:
	@scripts/lock.sh

clean:
	rm -rf build staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
