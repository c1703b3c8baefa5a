# `make run` and `make test` are all one needs; everything lives in .venv, which is made on demand.
# Another Python: make run PYTHON=python3.12      Options for descent: make run ARGS="--lr 0.01"

# Compiled once: tests start the program many times.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?=
ARGS ?=
BIN := .venv/bin
STAMP := .venv/.made

.DELETE_ON_ERROR:
.PHONY: help run train test test-all check format bench screenshots demo-cast docs constraints gpu clean

help:  ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 20

run: $(STAMP)  ## open the app (ARGS="--optimizer adam" for options)
	@$(BIN)/descent $(ARGS)

train: $(STAMP)  ## train without a screen
	@$(BIN)/descent train $(ARGS)

PYTEST := $(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

test: $(STAMP)  ## run the tests, in less than 5 minutes on two cores
	$(PYTEST) $(ARGS)

test-all: $(STAMP)  ## the same for every optimizer, size and seed: twice as long
	$(PYTEST) --thorough $(ARGS)

check: $(STAMP)  ## format, lint, types, layers
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(STAMP)  ## put the code in order
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: $(STAMP)  ## measure what the README promises
	@$(BIN)/python -m bench $(ARGS)

screenshots: $(STAMP)  ## drive the program and take its picture
	@$(BIN)/python -m screenshots $(ARGS)

demo-cast: $(STAMP)  ## record the tour that the README shows
	@$(BIN)/python -m screenshots.demo

docs: $(STAMP)  ## write the tables in docs
	@$(BIN)/python -m tools.docs

constraints:  ## pin the newest versions that fit, for everybody
	@$$(sh tools/python.sh $(PYTHON)) tools/constraints.py

gpu: $(STAMP)  ## add CUDA to .venv, for NVIDIA GPUs on Linux
	@$(PIP_INSTALL) --no-build-isolation --editable '.[dev,gpu]'

clean:  ## remove .venv and every cache
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# hatchling comes first, so that the build needs no environment of its own, outside the pins.
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check \
    --constraint constraints.txt

$(STAMP): pyproject.toml constraints.txt
	@python=$$(sh tools/python.sh $(PYTHON)) || exit 1; \
	    test -x $(BIN)/pip && exit 0; \
	    echo "Making .venv with $$($$python --version)"; $$python -m venv --clear .venv
	@echo "Installing what descent needs into .venv: TensorFlow is large, a minute or two"
	@$(PIP_INSTALL) hatchling editables
	@$(PIP_INSTALL) --no-build-isolation --editable '.[dev]'
	@touch $@
