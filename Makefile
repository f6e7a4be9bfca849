# `make run` and `make test` do all their own setting up. Windows without make: see README.md.
PYTHON ?= python3
BIN := .venv/bin
# A folder `bundle` (from `make bundle`, checked against its checksums) takes the place of a package index.
BUNDLE := $(wildcard bundle/SHA256SUMS)
FROM := $(if $(BUNDLE),--no-index --no-build-isolation --find-links bundle)
SOURCES := data metrics pages app.py cli.py tests benchmarks

.PHONY: run setup test test-all check bench bundle

run: setup  ## set up, make the demonstration hospital on the first start, serve on 127.0.0.1:8501
	$(BIN)/homeward demo --if-empty
	$(BIN)/homeward serve

setup: .venv/ready  ## a virtual environment with the exact pins of constraints.txt

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -c "import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] < (3, 14) else 'Homeward needs Python 3.11, 3.12 or 3.13; say which with make PYTHON=python3.12')"
	$(PYTHON) -m venv .venv
	$(if $(BUNDLE),cd bundle && sha256sum --quiet --check SHA256SUMS)
	$(if $(BUNDLE),$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --find-links bundle 'setuptools>=77')
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(FROM) -c constraints.txt -e '.[dev]'
	touch .venv/ready

test: setup  ## what CI runs: lint, types, every test but the slow ones
	$(MAKE) check
	$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile --durations=40 --durations-min=3

test-all: setup  ## the slow sweeps too
	$(MAKE) check
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: setup  ## lint and types
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy

bench: setup  ## every benchmark, as tables of ratios, into docs/benchmarks.md
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(FROM) -c constraints.txt -e '.[bench]'
	$(BIN)/python -m benchmarks --write docs/benchmarks.md

bundle: setup  ## wheels with checksums, for machines without a package index
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --wheel-dir bundle -c constraints.txt '.[dev]' 'setuptools>=77'
	cd bundle && sha256sum *.whl > SHA256SUMS
