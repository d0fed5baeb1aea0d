# make run | test | test-long | lint | bench | docs
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test test-long lint bench docs clean

run: $(VENV)/.run
	$(BIN)/streamlit run dashboard.py --server.port $(PORT)

test: $(VENV)/.dev $(VENV)/.browser
	sh tests/in_memory.sh $(BIN)/python -m pytest -n 2 --dist loadfile

# An hour: kills, permutations, random servers and pages; results in benchmarks/RELIABILITY.md.
test-long: $(VENV)/.dev
	LONG=1 nice -n 10 $(BIN)/python -m pytest -m long

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

docs: $(VENV)/.dev
	$(BIN)/python -m data.catalogue > docs/metrics.md

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/.run

$(VENV)/.browser: | $(VENV)/.dev
	sh tests/browser/install_chromium.sh $(BIN)
	touch $@
