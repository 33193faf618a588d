# 自评：新机器上只要有 Python 3.11+ 和 make。
#   make demo   装好环境，运行演示
#   make test   装好环境，通过测试
# Everything goes into .venv; nothing else on the machine is touched.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.runtime-stamp
DEV_STAMP := $(VENV)/.dev-stamp

.PHONY: help demo test check lint format types imports golden data eval-gate bench clean

help:
	@echo "make demo   装好环境并运行演示（示例区总工会）"
	@echo "make test   装好环境并运行测试"
	@echo "make check  格式、静态检查、类型、分层、测试"
	@echo "make bench  性能对比（比值，不作断言）"

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新的版本，可用 make PYTHON=python3.12 指定"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements/runtime.txt pyproject.toml | $(VENV)/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): requirements/dev.txt pyproject.toml | $(VENV)/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(RUN_STAMP)

demo: $(RUN_STAMP)
	$(BIN)/ziping demo

test: $(DEV_STAMP)
	$(BIN)/python -m pytest -q -n logical --dist worksteal

check: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n logical --dist worksteal

lint: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: $(DEV_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: $(DEV_STAMP)
	$(BIN)/mypy

imports: $(DEV_STAMP)
	$(BIN)/lint-imports

# Files made from others and checked in: the Word template, the demo's workbook.
data: $(DEV_STAMP)
	$(BIN)/python tools/build_report_template.py
	$(BIN)/python tools/build_demo_workbook.py
	$(BIN)/python tools/build_example_table.py
	$(BIN)/python -m tools.build_form_template
	$(BIN)/python -m tools.build_form_workbook

# How well the numbers, the guard, the drafts and the rule phrases do on their labelled sets; exits 1 below an aim.
eval-gate: $(DEV_STAMP)
	$(BIN)/python eval/numerals/run.py --gate
	$(BIN)/python eval/guard/run.py --gate
	$(BIN)/python eval/guard/mutate.py --gate --set a b
	$(BIN)/python eval/reports/run.py --gate
	$(BIN)/python eval/rules/run.py --gate
	$(BIN)/python eval/claims/run.py --gate
	$(BIN)/python eval/audit/run.py --unseen --gate
	$(BIN)/python eval/compare/run.py --gate

bench: $(DEV_STAMP)
	$(BIN)/python eval/bench_core.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache dist

# Renew the pinned requirements (needs uv on the PATH); files carry hashes and no index address.
.PHONY: lock
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet pyproject.toml
lock:
	$(LOCK) --group build -o requirements/runtime.txt
	$(LOCK) --group dev -o requirements/dev.txt
