# Each target sets up what it needs in .venv and then is one line over ordinary tools.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= 2
SECONDS ?= 30

.PHONY: demo test test-all check bench fuzz format samples clean

demo: $(READY) ## a project from the sample sessions, then the screens (with no terminal: a release, verified)
	$(BIN)/workbench demo

test: $(READY) ## the tests, under ten minutes on two cores
	$(BIN)/python -m pytest -n $(JOBS) -m "not slow"

test-all: $(READY) ## the slow tests too
	$(BIN)/python -m pytest -n $(JOBS)

check: $(READY) ## format, lint, types, import contracts, docs agree with code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(JOBS) tests/contracts

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## every figure of docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks > bench.json

fuzz: $(READY) ## SECONDS of coverage-guided fuzzing for each reader (Linux on x86_64)
	$(BIN)/python -m pip install --quiet --group fuzz
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS) --jobs $(JOBS) --keep .fuzz

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Workbench needs Python 3.11 or later: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $(READY)

clean:
	rm -rf $(VENV) dist build bench.json demo .fuzz .mypy_cache .ruff_cache .pytest_cache .hypothesis
