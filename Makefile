# Commands that stay: demo, serve, test, services-test, bench, field-test, fault-test, fuzz. Each sets up what it needs.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
STEPS ?= 10000
# As many as the cores CI has: with one more a browser waits for its turn longer than people would.
TEST_PROCESSES ?= 2
FAULT_ROUNDS ?= 1
FUZZ_EXAMPLES ?= 20000
FUZZ_FILES ?= 1000
FAULT_SEED ?=
FAULT_BROKER_SECONDS ?= 60
CI_DATABASE_URL ?= postgres://root@127.0.0.1:5432/test
CI_REDIS_URL ?= redis://127.0.0.1:6379/9
CI_AMQP_URL ?= amqp://guest:guest@127.0.0.1:5672//

.PHONY: audit demo serve test services-test bench field-test fault-test fuzz setup words system lint types check-python

demo: setup
	$(BIN)/python manage.py demo

serve: setup
	$(BIN)/python manage.py serve --host $(HOST) --port $(PORT)

test: setup system lint types
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist worksteal -q -m "not services and not faults"

# What it grows into: every test of the database on PostgreSQL, then the demo run through Redis and through RabbitMQ.
services-test: export DATABASE_URL = $(CI_DATABASE_URL)
services-test: export CI_REDIS_URL := $(CI_REDIS_URL)
services-test: export CI_AMQP_URL := $(CI_AMQP_URL)
services-test: setup
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist worksteal -q -p no:cacheprovider --of-database -m "not browser and not office and not faults" \
		tests/services tests/backups tests/trail tests/accounts tests/clusters tests/surveys tests/reports tests/analysis/test_*.py

bench: setup
	$(BIN)/python -m benchmarks

# What breaks in the field: random histories of devices, then real browsers that lose network, server, login and power.
field-test: setup system
	FIELD_STEPS=$(STEPS) $(BIN)/python -m pytest -q tests/surveys/test_devices_at_work.py
	$(BIN)/python -m pytest -q -rP --show-capture=no tests/browser/test_field_*.py tests/browser/test_workshop_live.py

# What breaks under the application: real servers of the suite's own, killed, frozen, filled and set to another hour.
fault-test: setup
	@./.ci/fault-packages
	FAULT_ROUNDS=$(FAULT_ROUNDS) FAULT_SEED=$(FAULT_SEED) FAULT_BROKER_SECONDS=$(FAULT_BROKER_SECONDS) \
		$(BIN)/python -m pytest -q -p no:cacheprovider -m faults tests/faults

# Every form, import and address is sent what nobody should send, for longer than in `make test`; the figures are printed.
fuzz: setup
	@rm -rf build/fuzz
	FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) FUZZ_FILES=$(FUZZ_FILES) $(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist worksteal -q -p no:cacheprovider \
		tests/hardening/test_fuzz_pages.py tests/hardening/test_fuzz_imports.py tests/hardening/test_api.py
	@DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python -m tests.hardening.figures

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

# Fails on a known vulnerability; where the database of advisories cannot be reached it says so, and that nothing was audited.
audit: setup
	@./.ci/audit || [ $$? -eq 3 ]

types:
	$(BIN)/mypy --no-error-summary
