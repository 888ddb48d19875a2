# Two commands for a stranger: `make refresh` and `make test`. Each does its own set-up; Python 3.11 and make are enough.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: refresh test bench browser schemas messages docs pictures lock dev clean

refresh: $(READY)
	$(BIN)/seksby refresh

# Both cores, a file on one of them; in order, so that the few long ones do not come last.
test: $(READY) browser
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: $(READY)
	$(BIN)/python -m tests.bench

dev: $(READY)
	$(BIN)/seksby dev

# Page tests need a real browser: the installed Chromium, else Debian's as root, else Playwright's own.
browser: $(READY)
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -q && apt-get install -y -q --no-install-recommends chromium; \
	else $(BIN)/playwright install chromium; fi

# Every package at the version and checksum of requirements.lock; our own code is linked, not copied.
$(READY): pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --require-hashes -r requirements.lock
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	touch $@

# After a change of dependencies in pyproject.toml.
lock:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --extra dev --python-version 3.11 --universal --generate-hashes --no-strip-extras --no-emit-index-url \
		--no-header pyproject.toml -o requirements.lock

# After a change of pipelines/catalogue/models.py.
schemas: $(READY)
	$(BIN)/python -c "from pathlib import Path; from pipelines.catalogue.schema import write_schemas; \
		write_schemas(Path('data/catalogue/schemas'))"

# After a change of a text in dashboards/: what is new wants its English in dashboards/locale/en.
messages: $(READY)
	$(BIN)/python -m tests.messages

# After a change of seksby/settings.py.
docs: $(READY)
	$(BIN)/python -c "from pathlib import Path; from seksby.settings import as_markdown; \
		Path('docs/settings.md').write_text(as_markdown(), encoding='utf-8')"

# After a change of how pages look; look at tests/browser/pictures before committing them.
pictures: $(READY) browser
	SEKSBY_TAKE_PICTURES=1 $(BIN)/pytest tests/browser/test_pictures.py

clean:
	rm -rf $(VENV) data/snapshots data/releases data/current data/cache data/dagster \
		data/.current.new data/.refresh.lock
