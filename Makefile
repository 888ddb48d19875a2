# Two commands for a stranger: `make refresh` and `make test`. Each does its own set-up; Python 3.11 to 3.13 and make are
# enough. PYTHON=/path/to/python chooses another interpreter than the first of these that is there.
PYTHON ?= $(shell for each in python3.11 python3.12 python3.13 python3; do \
	$$each -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$each && break; done)
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
INSTALL := VIRTUAL_ENV=$(VENV) $(UV) pip install -q

# Empty: Python keeps what it compiles, also where the environment forbids it, and compiles only what is imported. Without
# it every process of a refresh compiles Dagster and dbt anew; all packages at set-up took 57 CPU seconds, what a refresh
# imports 8 (2026-11-29).
export PYTHONDONTWRITEBYTECODE :=

# The tests that build no pages and no release.
FAST := -m 'not slow' tests/unit tests/contract tests/golden tests/intake tests/openapi tests/statbank_standin

.PHONY: refresh check test lint types unit tests sentences bench browser wheel schemas messages translated docs pictures lock dev clean

refresh: $(READY)
	$(BIN)/seksby refresh

# For each commit. What takes longest, the types, is found out beside the tests.
check: $(READY_DEV) lint
	@$(MAKE) -k -j 2 types unit

# Everything, the pages in a real browser.
test: $(READY_DEV) browser lint
	@$(MAKE) -k -j 2 types tests

lint: $(READY_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo

types: $(READY_DEV)
	$(BIN)/mypy

# A file on one core; tests/conftest.py says in which order. Three at a time on two cores took as long (2026-11-30).
PYTEST := $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder
unit: $(READY_DEV)
	$(PYTEST) $(FAST)

tests: $(READY_DEV)
	$(PYTEST)

# What the pages say, written anew where it has changed, to be read before it is kept. Collected first, which stops at a
# fault: sentences of tests that could not be collected would be taken for those of no test, and deleted.
sentences: $(READY_DEV)
	@said=$$(grep -rl --include='*.py' 'mark[.]sentences' tests) && \
	$(BIN)/pytest -n 0 -p no:syrupy --collect-only -qq $$said && \
	$(BIN)/pytest -n 0 -m sentences --snapshot-update $$said
	git diff --word-diff=color -- '*.ambr'

bench: $(READY_DEV)
	$(BIN)/python -m tests.bench

dev: $(READY)
	$(BIN)/seksby dev

# Page tests need a real browser: Chromium without windows, which takes half the CPU of the whole one (Chromium 156,
# 2026-11-30), from Debian as root; else a whole one that is installed, else Playwright's own.
SHELL_OF_CHROMIUM := chromium-headless-shell
browser: $(READY_DEV)
	@any() { for each in "$$@"; do command -v $$each && return; done; false; } >/dev/null; \
	whole() { any chromium chromium-browser google-chrome; }; \
	offered() { apt-cache show $(SHELL_OF_CHROMIUM) >/dev/null 2>&1 || { ! whole && apt-get update -q; }; }; \
	any $(SHELL_OF_CHROMIUM) || { [ "$$(id -u)" = 0 ] && any apt-get && offered && \
		apt-get install -y -q --no-install-recommends $(SHELL_OF_CHROMIUM); } || \
	whole || $(BIN)/playwright install --only-shell chromium

# Set-up. Every package, the installer too, has the version and checksum of a lock file; our own code is linked, not copied.
$(UV): requirements-setup.lock
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 with venv is on the path: install one (on Debian \
	python3-venv too), or name it: make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --require-hashes -r requirements-setup.lock
	@touch $@

$(READY): $(UV) pyproject.toml requirements.lock
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(READY_DEV): $(READY) requirements-dev.lock requirements-types.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	$(UV) venv -q --clear --python $(BIN)/python $(VENV)/types
	VIRTUAL_ENV=$(VENV)/types $(UV) pip install -q --require-hashes -r requirements-types.lock
	ln -sf ../types/bin/mypy $(BIN)/mypy
	@touch $@

# One file to install elsewhere, with catalogue, bundled figures and pages in it; see docs/hosting.md.
wheel: $(READY)
	$(BIN)/python -m hatchling build -t wheel

# After a change of dependencies in pyproject.toml. The versions of a refresh bind the others.
COMPILE := $(UV) pip compile -q --python-version 3.11 --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header
lock: $(UV)
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) --group dev -c requirements.lock -o requirements-dev.lock
	$(COMPILE) --group types -o requirements-types.lock
	$(COMPILE) --group setup -c requirements.lock -o requirements-setup.lock

# After a change of pipelines/catalogue/models or of a table of the warehouse.
schemas: $(READY)
	$(BIN)/python -m tests.schemas

# After a change of a text in dashboards/: what is new wants its English in dashboards/locale/en.
messages: $(READY_DEV)
	$(BIN)/python -m tests.messages
	$(BIN)/python -m tests.spoken

# After a change of seksby/settings.py, or of what the marts hold.
docs: $(READY)
	$(BIN)/python -c "from pathlib import Path; from seksby.settings import as_markdown; \
		Path('docs/settings.md').write_text(as_markdown(), encoding='utf-8')"
	$(BIN)/python -m tests.dictionary

# After a change of a page's Danish text was carried over to its translation.
translated: $(READY_DEV)
	$(BIN)/python -m tests.translated

# After a change of how pages look; look at tests/browser/pictures before committing them.
pictures: $(READY_DEV) browser
	SEKSBY_TAKE_PICTURES=1 $(BIN)/pytest tests/browser/test_pictures.py

clean:
	rm -rf $(VENV) data/snapshots data/releases data/current data/cache data/dagster \
		data/.current.new data/.refresh.lock
