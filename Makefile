# make demo    the examples before and after        make test    lint, types and the whole test suite
# make bench   accuracy and speed beside others     make docs    refresh the outputs shown in README and docs/
# make run ARGS="scan examples/chat.txt"            make clean   remove what was made
# make packs   work the packs out after a change      make model   the weights of statements, from models/corpus
# make native  compile the core again after a change of its sources (docs/architecture.md)
# make bench ARGS=--save, then make docs: new figures for the READMEs
#
# The first of them makes .venv; it is made again when pyproject.toml changes. Python 3.11 or later: make PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/.kvkkscan-ready
BENCH_READY := $(VENV)/.kvkkscan-bench-ready

.PHONY: help demo test lint format bench docs packs native model run clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -7

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	$(BIN)/python -c "import pathlib; pathlib.Path('$(READY)').touch()"

$(BENCH_READY): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev,bench]"
	$(BIN)/python -c "import pathlib; pathlib.Path('$(BENCH_READY)').touch()"

demo: $(READY)
	@$(BIN)/python examples/demo.py

packs: $(READY)
	$(BIN)/python -m kvkkscan.detect.packcache

native: $(READY)
	$(BIN)/python hatch_build.py

model: packs
	$(BIN)/python models/statements/train.py --out models/statements.json $(ARGS)
	$(BIN)/python models/statements/learn.py --more models/corpus/more --out models/labeller.bin $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint native
	$(BIN)/python -m pytest $(ARGS)

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(BENCH_READY)
	$(BIN)/python benchmarks/accuracy.py $(ARGS)
	$(BIN)/python benchmarks/speed.py $(ARGS)

docs: $(READY)
	$(BIN)/python tests/test_docs.py --write

run: $(READY)
	@$(BIN)/kvkkscan $(ARGS)

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(name, ignore_errors=True) for name in ('$(VENV)', 'dist', 'build', '.mypy_cache', '.ruff_cache', '.pytest_cache', '.hypothesis')]"
	$(PYTHON) -c "import pathlib; [path.unlink() for kind in ('*.so', '*.pyd') for path in pathlib.Path('src/kvkkscan/detect/_native').glob(kind)]"
