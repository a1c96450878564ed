# Two commands: `make demo` shows the project at work, `make test` checks it.
# Both set up .venv first; see tools/setup.sh for its settings (PYTHON, TORCH, FORCE_CUDA, ...).

VENV ?= .venv
export VENV
python := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup install demo test napari runtime readers lint format clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## make .venv with PyTorch, MMDetection, mmcv's compiled ops and mmcsam (editable)
	@bash tools/setup.sh

install: setup  ## the same as setup

demo: setup  ## train, test and draw on sample data; DATA=folder takes TCIA_SegPC_dataset
	"$(python)" tools/demo.py $(if $(DATA),--data "$(DATA)")

# A worker a core, up to four: some tests start processes of their own.
test: setup lint  ## check style and types, then run every test and example
	OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE \
		"$(python)" -m pytest -n auto --maxprocesses=4 --dist worksteal

napari: setup  ## test the plugin in napari itself, which goes into .venv-napari
	@bash tools/test_napari.sh

readers: setup  ## test exported folders in InstanSeg and bioimageio.core, in .venv-readers
	@bash tools/test_readers.sh

runtime: setup  ## test predicting without PyTorch, in .venv-runtime with ONNX Runtime alone
	@bash tools/test_runtime.sh

lint: setup  ## check style, formatting and types
	"$(python)" -m ruff check .
	"$(python)" -m ruff format --check .
	"$(python)" -m mypy

format: setup  ## mend style and formatting
	"$(python)" -m ruff check --fix .
	"$(python)" -m ruff format .

clean:  ## remove .venv and what builds and tests leave behind; results in work_dirs stay
	rm -rf "$(VENV)" .venv-napari .venv-readers .venv-runtime build dist site .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -type d -name __pycache__ -prune -exec rm -rf {} +
