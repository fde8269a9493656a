# Commands that stay: demo, serve, test, bench, field-test. Each sets up what it needs.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
STEPS ?= 10000

.PHONY: demo serve test bench field-test setup words system lint types check-python

demo: setup
	$(BIN)/python manage.py demo

serve: setup
	$(BIN)/python manage.py serve --host $(HOST) --port $(PORT)

test: setup system lint types
	$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "not services"

bench: setup
	$(BIN)/python -m benchmarks

# What breaks in the field: random histories of devices, then real browsers that lose network, server, login and power.
field-test: setup system
	FIELD_STEPS=$(STEPS) $(BIN)/python -m pytest -q tests/surveys/test_devices_at_work.py
	$(BIN)/python -m pytest -q -rP --show-capture=no tests/browser/test_field_*.py tests/browser/test_workshop_live.py

setup: check-python .venv/.ready words

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Sextant needs Python 3.11 or newer; '$(PYTHON)' is older. Call: make PYTHON=/path/to/python3.11"; exit 2; }

.venv/.ready: requirements/dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

# Catalogues are kept as text; the files the interface reads are made of them.
words: .venv/.ready
	@$(BIN)/python manage.py compile_words

system:
	@./.ci/system-packages

lint:
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .

types:
	$(BIN)/mypy --no-error-summary
