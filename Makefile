# The two commands are `make run` and `make test`; both make the virtual environment themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
# An empty word is none: code is kept compiled even where the surroundings forbid it, for the tests start the program some thousand times.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup run test lint types floors pytest format

setup: $(STAMP)

$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Copytaster needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) (once, about half a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: setup
	@$(BIN)/python run_pipeline.py run; code=$$?; case $$code in 0|1|69) exit 0;; *) exit $$code;; esac

test: setup lint types floors pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

floors: setup
	$(BIN)/lint-imports

pytest: setup
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 3 --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --include='normalizers/*' --fail-under=97
	$(BIN)/coverage report --include='ingest/*' --fail-under=95

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
