# What each target does is a contract: other programs and people rely on these names.
# Windows has no make: see packaging/ there, and `python main.py`.
PYTHON_IN_VENV := .venv/bin/python
export PYTHONUTF8 := 1

.PHONY: run test setup bench soak mutants package smoke lock format

# The main job: the window on the sample project, or the same without a display.
run: setup
	@packaging/run.sh

# Every check: format, lint, types, import rules, tests. Arguments for pytest: make test T="-k name"
test:
	@packaging/setup.sh test
	@packaging/test.sh $(T)

setup:
	@packaging/setup.sh

bench: setup
	@$(PYTHON_IN_VENV) -m benchmarks

# The long runs, of which `make test` does a fixed-seed tenth: kills, variants, random use.
soak:
	@packaging/setup.sh test
	@GXDE_SOAK=1 $(PYTHON_IN_VENV) -m pytest -m soak --timeout=7200 $(T)

# Small changes of meaning in the method, one at a time, and which of them no test notices: a sample
# of every file, an hour; goes on where it was stopped (out/mutants). All of them: T="--each 0".
# One file: make mutants T=models/capital.py
mutants:
	@packaging/setup.sh test
	@$(PYTHON_IN_VENV) -m tests.mutation $(T)

# The frozen program for this platform: dist/gxde/
package:
	@packaging/setup.sh package
	@packaging/package.sh

# Starts the frozen program in a real window and does the main job with it.
smoke:
	@packaging/setup.sh package
	@$(PYTHON_IN_VENV) packaging/smoke.py

format: setup
	@$(PYTHON_IN_VENV) -m ruff format .
	@$(PYTHON_IN_VENV) -m ruff check --fix .

# Renews both locks after a change of pyproject.toml, for Linux and Windows at once. uv lives in
# an environment of its own, as it is needed for nothing else.
LOCK := build/lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock" --quiet
lock: setup
	@test -x build/lock/bin/uv || { $(PYTHON_IN_VENV) -m venv build/lock && build/lock/bin/pip install -q uv; }
	$(LOCK) $(UPGRADE) -o requirements/runtime.txt
	$(LOCK) $(UPGRADE) --group dev -c requirements/runtime.txt -o requirements/dev.txt
