# newsbeam: `make help` lists every target.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
INPUT  ?= examples/corpus
OUTPUT ?= out/tables
ARGS   ?=

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z][a-z0-9-]*:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

CHECK_PYTHON = $(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if (3, 11) <= v < (3, 14) else f"newsbeam needs Python 3.11 to 3.13; {sys.executable} is {v.major}.{v.minor}. Use: make PYTHON=python3.11 ...")'
PIP = $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check

# A stamp for each set of packages: a new lock makes it stale, nothing else does.
$(VENV)/.installed: requirements.lock pyproject.toml
	@$(CHECK_PYTHON)
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) --no-deps --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Adding what tests need to $(VENV) (once) ..."
	@$(PIP) --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: setup setup-dev
setup: $(VENV)/.installed ## Make the environment (.venv, pinned versions)
setup-dev: $(VENV)/.installed-dev ## The same with what tests and checks need
# make setup-s3, -gcs, -azure, -iceberg, -office (spreadsheets, DOCX, RTF, PDF), -report (charts), -site: extras

# Packages that some want: object stores, Iceberg, spreadsheets, the report's charts, the site.
EXTRAS := s3 gcs azure iceberg office report site
.PHONY: $(EXTRAS:%=setup-%)
$(EXTRAS:%=setup-%): setup-%: setup
	@$(PIP) --no-build-isolation -e '.[$*]'

.PHONY: report
report: setup-report ## Write the report of OUTPUT=out/tables to out/report.html
	@mkdir -p out
	@$(BIN)/newsbeam report '$(OUTPUT)' --output out/report.html

.PHONY: run-local
run-local: setup ## Run the job on this machine: INPUT=<path, glob or URL> OUTPUT=<path or URL> ARGS="--more options"
	@if [ "$(OUTPUT)" = "out/tables" ]; then mode="--write_mode overwrite"; else mode=""; fi; \
	$(BIN)/newsbeam run --input '$(INPUT)' --output '$(OUTPUT)' $$mode $(ARGS)

.PHONY: run-flink
run-flink: setup ## Run the job on Flink: FLINK_MASTER=host:8081, else on a cluster started for it (needs java and mvn)
	@if [ "$(OUTPUT)" = "out/tables" ]; then mode="--write_mode overwrite"; else mode=""; fi; \
	if [ -n "$(FLINK_MASTER)" ]; then \
	  $(BIN)/newsbeam run --input '$(INPUT)' --output '$(OUTPUT)' $$mode --runner FlinkRunner \
	    --flink_master '$(FLINK_MASTER)' --environment_type PROCESS \
	    --environment_option process_command='$(abspath $(BIN))/newsbeam-worker' $(ARGS); \
	else \
	  $(BIN)/python tests/support/flink_cluster.py run --input '$(INPUT)' --output '$(OUTPUT)' $$mode $(ARGS); \
	fi

.PHONY: run-dataflow
run-dataflow: setup ## Run the job on Dataflow: PROJECT=, REGION=, TEMP=gs://..., IMAGE=, INPUT=gs://..., OUTPUT=gs://...
	@$(BIN)/newsbeam run --input '$(INPUT)' --output '$(OUTPUT)' --runner DataflowRunner \
	  --project '$(PROJECT)' --region '$(REGION)' --temp_location '$(TEMP)' \
	  --sdk_container_image '$(IMAGE)' $(ARGS)

.PHONY: kill-test
kill-test: setup-dev ## Kill writing jobs at 200 random moments and compare the bytes (about an hour)
	@$(BIN)/python benchmarks/write_kills.py --kills 188
	@$(BIN)/python benchmarks/write_kills.py --kills 12 --workers --seed 2

.PHONY: feed-test
feed-test: setup-dev ## A daily feed of 60 days with kills and runs at once, against one run over its end (half an hour; ARGS=--store: on S3)
	@$(BIN)/python benchmarks/feed.py --days 60 $(ARGS)

.PHONY: integration
integration: setup-dev ## Run the long tests on real runners and servers (Flink, hosts in network namespaces, images)
	@$(BIN)/python -m pytest tests/integration tests/unit/runners --run-integration $(ARGS)

SHARED ?= ../shared
TRAIN  := .venv-train/bin/python training
.PHONY: train
train: setup-dev ## Make the shipped model again from SHARED=../shared (five hours on a CPU, minutes on a GPU)
	@test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	@.venv-train/bin/python -m pip install --quiet --quiet --disable-pip-version-check -r training/requirements.txt
	@$(TRAIN)/train.py --data $(SHARED)/data/training --out out/model/1 --passes 2 --minutes 68
	@$(TRAIN)/train.py --data $(SHARED)/data/training --out out/model/2 --init out/model/1/checkpoint.pt \
	  --rounded --rate 1.2e-4 --seed 11 --passes 2.6 --minutes 93
	@$(TRAIN)/average.py out/model/1/checkpoint.pt out/model/2/checkpoint.pt --out out/model/12/checkpoint.pt
	@$(TRAIN)/train.py --data $(SHARED)/data/training --out out/model/3 --init out/model/12/checkpoint.pt \
	  --rounded --letters --dropout 0.1 --rate 1.5e-4 --seed 23 --passes 2.5 --minutes 102
	@$(TRAIN)/export.py --checkpoint out/model/3/checkpoint.pt --data $(SHARED)/data/training
	@$(BIN)/python training/events/train_heads.py --save
	@$(BIN)/python training/topics/train_topics.py --save

JOINT := --events out/model/events.json.gz --keep out/model/shipped/checkpoint.pt --rounded --letters \
  --dropout 0.1 --frozen 3 --budget 800 --passes 1 --every 300 --workers 1
.PHONY: train-joint
train-joint: setup-dev ## Train the shipped encoder on the event tasks as well (out/model/joint2; 70 minutes on a CPU; nothing is shipped)
	@test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	@.venv-train/bin/python -m pip install --quiet --quiet --disable-pip-version-check -r training/requirements.txt
	@NEWSBEAM_SHARED=$(SHARED) $(BIN)/python training/events/joint.py --out out/model/events.json.gz
	@$(TRAIN)/restore.py --out out/model/shipped/checkpoint.pt
	@$(TRAIN)/train.py --data $(SHARED)/data/training --out out/model/joint1 --init out/model/shipped/checkpoint.pt \
	  $(JOINT) --rate 2.5e-4 --seed 31 --minutes 33 --end 0.5
	@$(TRAIN)/train.py --data $(SHARED)/data/training --out out/model/joint2 --init out/model/joint1/checkpoint.pt \
	  $(JOINT) --rate 1.5e-4 --seed 32 --minutes 34

.PHONY: train-events
train-events: setup-dev ## Make the event heads again from SHARED=../shared and training/annotations (minutes on a CPU)
	@NEWSBEAM_SHARED=$(SHARED) $(BIN)/python training/events/train_heads.py --save

.PHONY: train-topics
train-topics: setup-dev ## Make the topics again from SHARED=../shared and training/annotations (minutes on a CPU)
	@NEWSBEAM_SHARED=$(SHARED) $(BIN)/python training/topics/train_topics.py --save

.PHONY: train-page-dates
train-page-dates: setup-dev ## Make the weights of dates in pages again from SHARED=../shared (a minute on a CPU)
	@NEWSBEAM_SHARED=$(SHARED) $(BIN)/python training/train_page_dates.py --save

.PHONY: train-incidents
train-incidents: setup-dev ## Make the pair score of incidents again from SHARED=../shared (minutes on a CPU)
	@NEWSBEAM_SHARED=$(SHARED) $(BIN)/python training/incidents/train.py

# A file of tests stays in one worker (what it makes is made once); the order is that of the files,
# whole jobs first, so that no long file is left to the end.
WORKERS ?= auto
PYTEST  := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
.PHONY: test
test: setup-dev ## Run all tests, a worker for each core (WORKERS=1: one), and list the slowest
	@$(PYTEST) --durations 15 $(ARGS)

.PHONY: coverage
coverage: setup-dev ## Run all tests and print the share of lines that they run, files with all left out
	@$(PYTEST) --cov newsbeam --cov pipelines --cov transforms --cov schemas --cov-report term:skip-covered $(ARGS)

.PHONY: mutants
mutants: setup-dev ## Change operators and numbers in events, extract, normalize and text; print changes that no test notices (ARGS=--short: 90 s)
	@$(BIN)/python tests/support/mutants.py $(ARGS)

.PHONY: lint
lint: setup-dev ## Check style and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

.PHONY: docs
docs: setup ## Write docs/tables.md, options.md, layouts.md and codebook.md again from the code
	@$(BIN)/python -m schemas.tables > docs/tables.md
	@$(BIN)/python -m pipelines options > docs/options.md
	@$(BIN)/python -m pipelines.export.reference layouts > docs/layouts.md
	@$(BIN)/python -m pipelines.export.reference codebook > docs/codebook.md
	@$(BIN)/python -m pipelines.runners.flex_template > pipelines/runners/container/flex_template_metadata.json

.PHONY: readme
readme: setup-dev ## Run the commands of README.md on the sample corpus and write what they print into it
	@$(BIN)/python tests/support/readme.py

.PHONY: docs-site
docs-site: setup-site ## Build the documents as a site in out/site, links checked, searchable without a network
	@$(BIN)/python docs/site.py

.PHONY: evaluate
evaluate: setup-dev ## Measure quality against the gold sets and check the pinned floors (ARGS=--update-floors pins higher)
	@status=0; for part in sample model names normalize annotation quotes kinds dev_news events news languages incidents; do \
	  echo "== $$part"; $(BIN)/python benchmarks/evaluate_$$part.py $(ARGS) || status=1; \
	done; exit $$status

.PHONY: wheel-check
wheel-check: setup-dev ## Build the wheel, install it elsewhere and run the job from another folder
	@$(BIN)/python tests/support/wheel_check.py

.PHONY: dist
dist: setup-dev ## Build sdist and wheel into dist/
	@rm -rf dist && $(BIN)/python -m build --no-isolation --outdir dist .

.PHONY: release
release: ## Check, build and tag VERSION (pyproject.toml and CHANGELOG.md must name it): make release VERSION=0.2.0
	@test -n "$(VERSION)" || { echo "make release: give the version, VERSION=0.2.0"; exit 2; }
	@test -z "$$(git status --porcelain)" || { echo "make release: commit or stash your changes first"; exit 2; }
	@grep -q '^version = "$(VERSION)"' pyproject.toml || { echo "make release: pyproject.toml has another version than $(VERSION)"; exit 2; }
	@grep -q '^## $(VERSION) ([0-9-]*)' CHANGELOG.md || { echo "make release: CHANGELOG.md has no section '## $(VERSION) (YYYY-MM-DD)'"; exit 2; }
	@$(MAKE) lint test wheel-check dist
	@git tag -a "v$(VERSION)" -m "newsbeam $(VERSION)"
	@echo "Tagged v$(VERSION). Push the tag to publish: git push origin v$(VERSION)"

.PHONY: lock
lock: setup-dev ## Resolve the newest allowed versions into requirements.lock (ARGS=--keep: only what pyproject.toml changed)
	@$(BIN)/python tests/support/make_lock.py $(ARGS)

.PHONY: clean
clean: ## Remove the environment, outputs and caches
	@rm -rf $(VENV) out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
