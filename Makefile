# `make run` and `make test` need Python 3.11 or newer and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Half as many again as there are processors: tests that drive a browser wait more than they work.
WORKERS := $(shell cpus=`getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2`; expr $$cpus \* 3 / 2)
# Compiled once, as what pip installs is: a command need not do it again where Python may not write beside the sources.
COMPILE := $(BIN)/python -m compileall -q -x '/\.' .

.PHONY: run test check bench clean

run: $(VENV)/.run
	$(BIN)/python start.py

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

$(VENV)/.run: requirements.txt
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(COMPILE)
	touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(COMPILE)
	touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
