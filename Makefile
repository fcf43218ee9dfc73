# Everything a newcomer needs: `make demo`, `make test`. The rest is listed by `make help`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

# Each test and each frame of the demo starts processes: without cached bytecode most of their time is compiling.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo demo-elastic demo-clean test test-elastic lint soak fuzz bench bench-full fidelity lock clean

help:
	@echo "make demo        see it work: invented sites, nothing leaves this machine (CHECK=1 asserts each frame)"
	@echo "make demo-elastic  the same watch on a real Elasticsearch, which is stopped and started again"
	@echo "make test        style, types, directions of imports, and the tests"
	@echo "make test-elastic  the tests that start a real Elasticsearch and OpenSearch (fetched once, 120 MB)"
	@echo "make lint        style, types and directions of imports only"
	@echo "make soak        the long tests: 200 kills, big agreement runs (SHORT=1 for a few minutes)"
	@echo "make fuzz        the property tests on examples that nobody has seen (ROUNDS=5)"
	@echo "make bench       the benchmarks, short form; make bench-full for the real figures"
	@echo "make fidelity    text, title, authors, time and language against the truth, ours beside other readers (ARGS=--help)"
	@echo "make lock        pin the newest versions that satisfy pyproject.toml"

# Old pips mis-resolve lxml's extras, so the environment gets a pinned, current one first.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; found $$($(PYTHON) --version). Say which: make PYTHON=python3.12 …"; exit 1; }
	@echo "Installing into $(VENV) (this once, 1–2 minutes, about 0.5 GB)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25'
	@echo "  the libraries…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@echo "  the program…"
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)
	@echo "Installed."

demo: $(STAMP)
	@$(BIN)/python -m demo $(if $(CHECK),--check) $(if $(FAST),--fast)

demo-elastic: $(STAMP)
	@$(BIN)/python -m demo.elastic $(if $(CHECK),--check)

test: $(STAMP) lint
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow and not elasticsearch and not opensearch" $(ARGS)

test-elastic: $(STAMP)
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "(elasticsearch or opensearch) and not slow" $(ARGS) tests/elastic tests/kibana

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

soak: $(STAMP)
	@$(BIN)/python -m pytest -m slow --timeout 3600 $(if $(SHORT),--short-soak tests/soak) $(ARGS)
	@$(if $(SHORT),,$(BIN)/python -m pytest -s -m "slow and (elasticsearch or opensearch)" tests/elastic)

fuzz: $(STAMP)
	@for round in $$(seq $(or $(ROUNDS),5)); do $(BIN)/python -m pytest -q -n 2 --new-examples -m "hypothesis and not slow" $(ARGS) || exit 1; done

bench: $(STAMP)
	@$(BIN)/python -m benchmarks --short

bench-full: $(STAMP)
	@$(BIN)/python -m benchmarks

fidelity: $(STAMP)
	@$(BIN)/python -m benchmarks fidelity $(ARGS)

lock: pyproject.toml
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra dev -o requirements.lock pyproject.toml

clean:
	rm -rf build .pytest_cache .mypy_cache .ruff_cache
