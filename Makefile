# Published figures on ISIS in Iraq: `make all` builds everything, `make help` lists the targets.

LEDGER ?= data/raw
SIZE ?= page
KERNELS ?= forked
OSV ?= https://api.osv.dev/v1/query
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
# What make or the shell would take for more than a name is refused before either sees it.
define newline


endef
marks := $$ ; & | < > * ? ! ~ ' " ` \ { }
space := $() $()
, := ,
odd = $(or $(strip $(foreach mark,$(marks),$(findstring $(mark),$(value $(1))))),$(findstring $(newline),$(value $(1))),$(findstring $(space),$(value $(1))))
$(foreach name,LEDGER SIZE,$(if $(call odd,$(name)),$(error $(name) is no plain name$(,) without blanks and signs: give a link to the folder$(,) or its path seen from here)))
MAKEFLAGS += --no-builtin-rules --no-print-directory -j$(JOBS)
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
# In a locale without their letters, or a missing one, Python before 3.13 does not start from a folder such as Größe: it
# reads in .venv where our own package lies. PYTHONUTF8 is no help there.
export LC_ALL := C.UTF-8
unexport PYTHONDONTWRITEBYTECODE  # compiled modules halve the start of every kernel
.PHONY: all figures briefing site check diff test coverage lint bench mutants faults growth same-bytes audit licences clean lock help FORCE

# `make all PY=python` uses an environment of your own, such as conda's; else .venv is made from the lock.
ifeq ($(origin PY),undefined)
PY := .venv/bin/python
INSTALLED := .venv/installed
endif

# The outputs of another ledger or at another size go to a folder of their own under build/, so that the committed
# ones stay as they are.
OTHER := $(if $(filter-out data/raw data/raw/,$(LEDGER)),$(notdir $(patsubst %/,%,$(LEDGER)))) $(filter-out page,$(SIZE))
$(if $(filter . ..,$(OTHER)),$(error LEDGER needs a name of its own, under which its outputs go below build/))
override OUT := $(if $(strip $(OTHER)),build/$(subst $() ,-,$(strip $(OTHER))),.)
override DONE := $(if $(filter .,$(OUT)),build,$(OUT))/notebooks

NOTEBOOKS := $(basename $(notdir $(wildcard notebooks/*.ipynb)))
CODE := $(filter-out src/reported/site/%,$(wildcard src/reported/*.py $(addprefix src/reported/*/*.,py json js css html lua)))
DATA := $(wildcard $(LEDGER)/*)

all: $(NOTEBOOKS:%=$(DONE)/%.ipynb)
	@:  # so that a run with nothing to do says nothing

# The notebooks that draw charts, and what each notebook reads besides the ledger and the code: others' outputs, texts.
DRAWING := 01_ledger 03_time_series 04_spatial 05_triangulation
AFTER_03_time_series := 02_cleaning
AFTER_04_spatial := 02_cleaning
AFTER_05_triangulation := 02_cleaning 03_time_series 04_spatial
AFTER_06_briefing := $(filter-out 06_briefing,$(NOTEBOOKS))
TEXTS_06_briefing := $(wildcard briefing/*)
$(foreach name,$(NOTEBOOKS),$(eval $(DONE)/$(name).ipynb: $(AFTER_$(name):%=$(DONE)/%.ipynb) $(TEXTS_$(name))))

$(DONE)/%.ipynb: notebooks/%.ipynb $(CODE) $(DATA) $(INSTALLED)
	@"$(PY)" -m reported run $< --ledger $(LEDGER) --out $(OUT) --kernels $(KERNELS) $(if $(filter $*,$(DRAWING)),-p size $(SIZE))
	@echo $(SUM_$*) > $(DONE)/$*.inputs

# A notebook runs again too when what it reads is not what it was made of, whatever the times of the files say (a clock
# that was set back, an older copy put in place, a file removed), and when its published files are not all there.
BOTH := $(firstword $(shell cksum $(sort $(CODE) $(DATA)) | cksum))
sum = $(BOTH)-$(firstword $(shell cksum $(sort $(TEXTS_$(1)) $(patsubst %,notebooks/%.ipynb,$(1) $(AFTER_$(1)))) | cksum))
$(foreach name,$(NOTEBOOKS),$(eval SUM_$(name) := $(call sum,$(name))))
stale = $(filter-out $(SUM_$(1)),$(or $(if $(wildcard $(DONE)/$(1).inputs),$(file < $(DONE)/$(1).inputs)),none))
published = $(strip $(file < $(DONE)/$(1).outputs))
lost = $(filter-out $(wildcard $(call published,$(1))),$(call published,$(1)))
$(foreach name,$(NOTEBOOKS),$(if $(call stale,$(name))$(call lost,$(name)),$(eval $(DONE)/$(name).ipynb: FORCE)))
FORCE:

figures: all  ## the same as all; with SIZE=column or slide the charts go to build/<size>/figures

briefing: $(DONE)/06_briefing.ipynb  ## write the briefing paper (Word, PDF, LaTeX, web) to build/briefing
	@:

site: all  ## render the notebooks, charts and ledger to build/site (static, no network)
	@"$(PY)" -m reported site --ledger $(LEDGER) --out $(OUT)

diff: $(INSTALLED)  ## say what moved since the last commit: findings, marks, pictures before and after
	@"$(PY)" -m reported diff

check: $(INSTALLED)  ## read the ledger and name every fault (seconds)
	@"$(PY)" -m reported check --ledger $(LEDGER)

test: $(INSTALLED)  ## run the tests
	@"$(PY)" -m pytest -n $(JOBS)

coverage: $(INSTALLED)  ## run the tests and list the lines and branches they miss; fail if either is under 95 %
	@"$(PY)" -m coverage erase && "$(PY)" -m coverage run -m pytest -n $(JOBS)
	@"$(PY)" -m coverage combine --quiet && "$(PY)" -m coverage report && "$(PY)" benchmarks/covered.py

lint: $(INSTALLED)  ## check the style of code and notebooks, and the types of the package
	@"$(PY)" -m ruff check . && "$(PY)" -m ruff format --check . && "$(PY)" -m mypy

bench: $(INSTALLED)  ## time the install, the build and the check, and the build beside other ways to execute notebooks
	@"$(PY)" benchmarks/bench.py

same-bytes: $(INSTALLED)  ## build in other surroundings, all changed at once, then one by one, and compare every file
	@"$(PY)" benchmarks/same_bytes.py

audit: $(INSTALLED)  ## ask OSV which locked packages have known vulnerabilities (needs the network)
	@"$(PY)" benchmarks/audit.py --osv "$(OSV)"

licences: $(INSTALLED)  ## write docs/licences.md: the licence of every locked package
	@"$(PY)" benchmarks/licences.py

growth: $(INSTALLED)  ## time check, cleaning and series of ledgers of 1, 10 and 72 times the size
	@"$(PY)" benchmarks/growth.py

mutants: $(INSTALLED)  ## put one small fault at a time into the readers and see the tests fail (over an hour)
	@rm -rf mutants
	@$(PY) -m mutmut run --max-children $(JOBS)
	@$(PY) benchmarks/mutants.py

faults: $(INSTALLED)  ## kill, fill, lock and double a real build: do its bytes survive? (20 minutes)
	@"$(PY)" benchmarks/faults.py

clean:  ## remove what was built, but not the committed tables and charts
	rm -rf build

help:  ## list the targets
	@echo "make all        run the notebooks; write data/processed and figures (the default)"
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "make %-11s%s\n", $$1, $$2 }'
	@echo
	@echo "LEDGER=DIR      the same on another ledger; its outputs go to build/<name of DIR>"
	@echo "SIZE=slide      charts for slides (or column, 85 mm), in build/<size>/figures; default: page, 160 mm"
	@echo "JOBS=N          notebooks and tests side by side (default: the number of cores)"
	@echo "KERNELS=plain   start every kernel anew, not as a fork of one process with the libraries (slower, the same bytes)"
	@echo "PY=python       use the active environment instead of making .venv"

# The lock pins every package by hash for all systems. uv installs it; pip installs uv, from the same lock.
UV := .venv/bin/uv --quiet --system-certs
.venv/installed: requirements.lock pyproject.toml
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "Python 3.11 or newer is needed; install it and run make again." >&2; exit 1; fi; \
	echo "Installing the locked packages into .venv ..."; \
	rm -rf .venv && $$found -m venv .venv
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.lock
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.lock
	@$(UV) pip sync --python .venv/bin/python --require-hashes requirements.lock
	@$(UV) pip install --python .venv/bin/python --offline --no-deps --no-build-isolation --editable .
	@touch $@

lock: $(INSTALLED)  ## resolve the newest versions into requirements.lock
	@$(UV) pip compile --universal --generate-hashes --no-emit-index-url --no-header --upgrade \
		--fork-strategy fewest --python-version 3.11 --group dev --output-file requirements.lock pyproject.toml
