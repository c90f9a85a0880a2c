# make demo: try it. make test: every test. make check: format, lint, types, contracts, migrations.
# Everything a target needs it installs itself; nothing is done again when nothing changed.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
UV := $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11
export DJANGO_SETTINGS_MODULE := nmirf.settings

.PHONY: setup setup-dev demo test check bench screenshots stop lock messages chromium

setup: .venv/.runtime node_modules/.package-lock.json .venv/.messages

setup-dev: setup .venv/.dev

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv || { \
	  echo "python3 -m venv failed: installing Debian's package for it"; rm -rf .venv; \
	  apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; }

.venv/.runtime: requirements.lock | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# npm's own, or the one from a wheel where the machine has none.
node_modules/.package-lock.json: package-lock.json package.json | .venv/.runtime
	@if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund; else \
	  $(BIN)/pip install --quiet --require-hashes -r requirements-node.lock && PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --silent --no-audit --no-fund; fi
	@touch $@

.venv/.messages: $(wildcard locale/*/LC_MESSAGES/*.po) | .venv/.runtime
	@$(BIN)/pybabel -q compile -d locale -D django
	@touch $@

demo: setup
	@PORT=$(PORT) $(BIN)/python -m nmirf.demo

chromium:
	@command -v chromium >/dev/null || { echo "Installing Debian's chromium for the browser tests"; apt-get update -qq && apt-get install -y -qq chromium fonts-noto-core >/dev/null; }

test: setup-dev chromium
	@$(BIN)/python -m nmirf.embedded run $(BIN)/python -m pytest -n 2 --dist loadgroup $(TESTS)

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python -m nmirf.embedded run sh -c '\
	  $(BIN)/python manage.py makemigrations --check --dry-run && \
	  $(BIN)/python manage.py lintmigrations --settings tests.check_settings --project-root-path . && \
	  $(BIN)/python manage.py spectacular --fail-on-warn --validate --file var/schema.yaml'
	NMIRF_PRODUCTION=1 ALLOWED_HOSTS=nmirf.example SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
	  DATABASE_URL=postgres://nmirf@db/nmirf REDIS_URL=redis://redis $(BIN)/python -m django check --deploy --fail-level WARNING

bench: setup-dev
	@$(BIN)/python -m nmirf.embedded run $(BIN)/python -m tests.bench

screenshots: setup-dev chromium
	@$(BIN)/python -m nmirf.embedded run $(BIN)/python -m pytest -q tests/browser/screenshots.py

stop: setup
	@$(BIN)/python -m nmirf.embedded stop

messages: setup-dev
	$(BIN)/python manage.py makemessages --all --no-obsolete --no-wrap --add-location file -e html,py,txt --ignore node_modules --ignore var --ignore .venv

lock: setup-dev
	$(UV) pyproject.toml -o requirements.lock
	$(UV) --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(UV) --group node -o requirements-node.lock
