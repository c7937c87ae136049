# Two commands on a fresh machine with Python 3.11+ and make: `make demo` and `make test`.
PYTHON ?= python3
BIN = .venv/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
# on every core, which pip doesn't: the first screen is there sooner
COMPILE = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m compileall -q -j 0 -x '/(tests?|pip|setuptools)/'

.PHONY: setup demo test quick dates thorough check words bench lock package

setup: .venv/ready

# what runs in production, and no more; the tests' own is in .venv/ready-dev
.venv/ready: requirements.txt pyproject.toml $(wildcard locales/*/LC_MESSAGES/*.po)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "duobot needs Python 3.11 or newer: make PYTHON=python3.12 setup"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
		{ echo "Python's venv is missing: on Debian, apt-get install python3-venv"; exit 1; }
	@echo "duobot: installing, about half a minute…"
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(COMPILE) bot programme storage evaluation documents importer demo .venv/lib || true
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	@echo "duobot: installing what tests and checks need, about half a minute…"
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

demo: setup
	$(BIN)/duobot demo

test: .venv/ready-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile

# the fast lane: no process, no server, no browser
quick: .venv/ready-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not apart and not slow"

# the fast lane on days that are hard for a calendar
dates: .venv/ready-dev
	$(BIN)/python -m tools.dates

# everything at its most: ten thousand kills and attacked towns, two thousand commands; hours
thorough: .venv/ready-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile --thorough

check: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports

# sdist and wheel, installed and played with on every Python of this machine
package:
	$(PYTHON) -m tools.try_package

words:
	$(BIN)/python -m tools.words update
	$(BIN)/python -m tools.words compile

bench: .venv/ready-dev
	$(BIN)/python -m bench

# what is installed, to the byte; no addresses in it. Nothing moves on but what has to: `make lock UP=--upgrade` for that
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url $(UP)
lock:
	$(LOCK) --group build --extra office pyproject.toml -o requirements.txt
	$(LOCK) --group dev --extra office -c requirements.txt pyproject.toml -o requirements-dev.txt
