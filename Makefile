# `make run` and `make test` do all their own setting up. Windows without make: see README.md.
PYTHON ?= python3
BIN := .venv/bin
# A folder `bundle` (from `make bundle`, checked against its checksums) takes the place of a package index.
BUNDLE := $(wildcard bundle/SHA256SUMS)
FROM := $(if $(BUNDLE),--no-index --no-build-isolation --find-links bundle)
# The smaller build of the chart script, a third of what a first visit fetches; without npm the whole one is served.
CHART := plotly.js-basic-dist-min
SMALLER := .venv/share/homeward/plotly-basic.min.js
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
	$(MAKE) $(SMALLER)
	touch .venv/ready

$(SMALLER):
	mkdir -p $(@D)
	if [ -f bundle/$(@F) ]; then cp bundle/$(@F) $@; \
	elif [ -z "$(BUNDLE)" ] && command -v npm >/dev/null; then \
	  npm install --silent --no-save --no-package-lock --fetch-retries=0 --fetch-timeout=20000 --prefix .venv/npm $(CHART)@4.1.1 \
	  && cp .venv/npm/node_modules/$(CHART)/$(@F) $@ && rm -r .venv/npm; \
	fi || echo "The whole chart script will be served: the smaller one could not be fetched."

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
	if [ -f $(SMALLER) ]; then cp $(SMALLER) bundle/; fi
	cd bundle && sha256sum *.whl $$(ls *.js 2>/dev/null) > SHA256SUMS
