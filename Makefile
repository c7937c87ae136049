# Two commands on a fresh machine with Python 3.11+ and make: `make demo` and `make test`.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: setup demo test check words bench lock thorough package

setup: .venv/ready

.venv/ready: requirements.txt pyproject.toml $(wildcard locales/*/LC_MESSAGES/*.po)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "duobot needs Python 3.11 or newer: make PYTHON=python3.12 setup"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
		{ echo "Python's venv is missing: on Debian, apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m compileall -q bot programme storage evaluation papers takeover demo .venv/lib || true
	@touch $@

demo: setup
	$(BIN)/duobot demo

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile

thorough: setup
	$(BIN)/python -m pytest --thorough tests/e2e/test_kill.py

check: setup
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports

# sdist and wheel, installed and played with on every Python of this machine
package:
	$(PYTHON) -m tools.try_package

words:
	$(BIN)/python -m tools.words update
	$(BIN)/python -m tools.words compile

bench: setup
	$(BIN)/python -m bench

# what is installed, to the byte; no addresses in it
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--group dev --extra office pyproject.toml -o requirements.txt
