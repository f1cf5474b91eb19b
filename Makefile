# make run    set up what is missing, then start the map (needs internet the first time only)
# make test   set up what is missing, then run all tests, the ones in a real browser included
# make coverage  the same, a quarter slower, and which lines no test runs
# make check  style, types, import direction, data; for the JavaScript, too, with Node.js
# make hooks  run these checks before each commit, on what it changes
# make data   make data/shapes anew from the sources
# make bundle a ZIP for Windows that needs Python's own installer and no network, in build/
# make screenshots  the README's pictures anew, from the running app
# make bench  measure the speed in a real browser, beside an empty app and two usual maps (minutes)
# make mutants  let the tests meet faults made on purpose (hours; ARGS="--only geo/query/view.py" for a piece)
# make clean  remove what was made (not .venv; `make distclean` removes that too)

VENV    ?= .venv
# The first from 8501 that is free, unless one is named.
PORT    ?=
HOST     = 127.0.0.1
SOURCES ?= ../shared/sources
ARGS     =
# The first of these that is new enough makes the environment.
PYTHON  ?= python3.13 python3.12 python3.11 python3 python

.DEFAULT_GOAL := run
.PHONY: run test coverage check hooks data bundle screenshots bench mutants clean distclean node
.DELETE_ON_ERROR:

# Windows keeps programs of an environment in another folder (run.ps1 is the way there; this serves Git Bash).
PY  := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts/python.exe,bin/python)
NEW := import sys; sys.exit(sys.version_info < (3, 11))
PIP  = $(PY) -m pip install --disable-pip-version-check --quiet
export PYTHONUTF8 := 1

run: $(VENV)/.ready
	@exec $(PY) -m panels.server.start $(if $(PORT),--port $(PORT)) --address $(HOST) --no-browser --lang vi --lang en $(ARGS)

test: $(VENV)/.ready-dev
	@$(PY) -m tests.browser.chromium
	@$(PY) -m tests.readers
	$(PY) -m pytest $(ARGS)

coverage: $(VENV)/.ready-dev
	@$(PY) -m tests.browser.chromium
	@$(PY) -m tests.readers
	$(PY) -m pytest --cov $(ARGS)

check: $(VENV)/.ready-dev node_modules/.ready
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m pytest -n0 -q tests/test_architecture.py
	$(PY) -m geo check
	npm run --silent check

hooks: $(VENV)/.ready-dev
	$(PY) -m pre_commit install

data: $(VENV)/.ready
	@test -d "$(SOURCES)" || { echo "No folder $(SOURCES). Say where the sources are: make data SOURCES=path"; exit 1; }
	$(PY) -m tools.import_pack --sources "$(SOURCES)"

bundle: $(VENV)/.ready
	@$(PY) -m tools.bundle $(ARGS)

screenshots: $(VENV)/.ready-dev
	@$(PY) -m tests.browser.screenshots

bench: $(VENV)/.ready-dev
	@$(PY) -m tests.browser.chromium
	@$(PY) -m tests.bench $(ARGS)

mutants: $(VENV)/.ready-dev
	@$(PY) -m tests.mutants $(ARGS)

clean:
	rm -rf build static/map static/code .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -path './$(VENV)' -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV) node_modules

# Each file below says that a step was finished; a step runs again when its requirement files change.

$(VENV)/.ready-dev: requirements-dev.txt requirements-oidc.txt $(VENV)/.ready
	@echo "Cài công cụ kiểm thử / installing test tools …"
	@$(call install,-r requirements-dev.txt)
	@touch $@

$(VENV)/.ready: requirements.txt requirements-assets.txt constraints.txt $(VENV)/.made
	@echo "Cài thư viện (chỉ lần đầu, có thể mất vài phút) / installing libraries (first time only, may take minutes) …"
	@$(call install,-r requirements.txt)
	@$(call install,--no-deps -r requirements-assets.txt)
	@touch $@

# What checks the JavaScript; neither the map nor who uses it needs Node.js.
node_modules/.ready: package.json package-lock.json | node
	@echo "Cài công cụ kiểm tra JavaScript / installing what checks the JavaScript …"
	@npm ci --no-audit --no-fund --loglevel=error || { \
	  echo "Không cài được công cụ JavaScript. Lần đầu cần kết nối Internet; hãy xem lỗi ở trên rồi chạy lại."; \
	  echo "Could not install the JavaScript tools. The first time needs the internet; see the error above, then run again."; \
	  exit 1; }
	@touch $@

node:
	@{ node tests/js/version.cjs && npm --version; } >/dev/null 2>&1 || { \
	  echo "Kiểm tra JavaScript cần Node.js 18.19 trở lên và npm; không tìm thấy. Trên Debian/Ubuntu: sudo apt install nodejs npm"; \
	  echo "The JavaScript is checked with Node.js 18.19 or newer and npm; none was found. On Debian or Ubuntu: sudo apt install nodejs npm"; \
	  exit 1; }

# With uv where it is found, else with pip. Both leave alone what is installed already.
define install
if command -v uv >/dev/null 2>&1; then uv pip install --quiet --python $(PY) $(1); \
else $(PIP) $(1); fi || { \
  echo "Không cài được thư viện. Lần đầu cần kết nối Internet; hãy xem lỗi ở trên rồi chạy lại."; \
  echo "Could not install the libraries. The first time needs the internet; see the error above, then run again."; \
  exit 1; }
endef

# Keeps an environment that works; else makes a new one.
$(VENV)/.made:
	@if ! $(PY) -c '$(NEW)' >/dev/null 2>&1; then \
	  python=; for name in $(PYTHON); do \
	    if $$name -c '$(NEW)' >/dev/null 2>&1; then python=$$(command -v $$name); break; fi; \
	  done; \
	  if [ -z "$$python" ]; then \
	    echo "Cần Python 3.11 trở lên; không tìm thấy. Hãy cài, hoặc chỉ rõ: make run PYTHON=/đường/dẫn/python3"; \
	    echo "Python 3.11 or newer is needed; none was found. Install it, or name it: make run PYTHON=/path/to/python3"; \
	    exit 1; \
	  fi; \
	  echo "Tạo môi trường / making $(VENV) ($$($$python --version)) …"; \
	  rm -rf $(VENV); \
	  if command -v uv >/dev/null 2>&1; then uv venv --quiet --seed --python "$$python" $(VENV); \
	  else $$python -m venv $(VENV); fi || { \
	    rm -rf $(VENV); \
	    echo "Không tạo được môi trường. Trên Debian/Ubuntu: sudo apt install python3-venv"; \
	    echo "Could not make the environment. On Debian or Ubuntu: sudo apt install python3-venv"; \
	    exit 1; }; \
	fi
	@touch $@
