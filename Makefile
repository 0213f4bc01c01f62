# Everything a person types. `make help` is made from the comments after the targets.
.DEFAULT_GOAL := help
# What a person gives, as in `make promote VERSION=3`, reaches a recipe through the environment, as it was typed. Written into
# the recipe it would be a part of the shell's program (VERSION='"; rm -r ~ #'), and expanded by make it could be a call.
# Some are names that systems set as well (WSL says NAME); what nobody typed does not count.
$(foreach name,FILE TARGET NAME SET JOBS LIMIT FORMAT EXP VERSION RUN DATA TO,$(if $(filter-out command,$(firstword $(origin $(name)))),$(eval unexport $(name))))
given := $(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(name)))
$(foreach name,$(given),$(eval override export $(name) := $$(value $(name))))
.PHONY: help run new-dataset exp exp-stop compare apply reproduce export test test-quick install-mlops oracle bench-forest bench-data build shell up down status dag push pull run-push git-sync setup-env lint fmt clean clean-all \
	run-ingest run-preprocess run-train run-evaluate report lineage models promote rollback logs doctor

help: ## Show this list
	@sed -nE 's/^([a-z -]+):.* ## (.*)/  \1\t\2/p' Makefile | expand -t 30

run: build ## Run what changed, then show the scores, the gate's verdict and a link to the run
	@scripts/runner mlops run

new-dataset: build ## Make a table the dataset: a file, or a folder of files (FILE=customers.csv TARGET=churn NAME=...)
	@scripts/new-dataset

build: ## Build the images whose sources have changed
	@scripts/build

run-ingest run-preprocess: run-%: build ## Run one stage and those before it, if something changed
	@scripts/runner dvc repro $*

run-train run-evaluate: run-%: build up ## Run one stage and those before it, if something changed
	@scripts/runner dvc repro $*

exp: build ## Try all combinations of values in DVC's queue, or look at it (SET='train.max_depth=3,5,8' JOBS=2 LIMIT=100)
	@scripts/runner mlops exp $${JOBS:+--jobs="$$JOBS"} $${LIMIT:+--limit="$$LIMIT"} $${SET:+-- "$$SET"}

exp-stop: build ## Stop the queue when what runs has ended; twice: at once
	@scripts/runner mlops exp --stop

compare: build ## Compare the workspace, experiments and versions, the best first (FORMAT=json or csv)
	@scripts/runner mlops compare $${FORMAT:+--"$$FORMAT"}

apply: build ## Put the parameters and outputs of an experiment into the workspace (EXP=brave-ant)
	@scripts/runner mlops apply $${EXP:+-- "$$EXP"}

lineage: build ## Show where production comes from, or another, or what was made of data (VERSION=3, RUN=... or DATA=..., FORMAT=json)
	@scripts/runner mlops lineage $${FORMAT:+--"$$FORMAT"} $${VERSION:+--version="$$VERSION"} $${RUN:+--run="$$RUN"} $${DATA:+--data="$$DATA"}

reproduce: build ## Make a version again from its commit, data and parameters, and compare (VERSION=3 or FILE=experiment.json)
	@scripts/reproduce

export: build ## Write all that reproduces a version into a file (TO=experiment.json VERSION=3 or RUN=...)
	@scripts/export

report: build ## Write report.html: scores, verdict, pictures and data of the model, to read without a network
	@scripts/runner mlops report --page report.html

models: build ## List the model's versions with aliases, scores, data versions and verdicts
	@scripts/runner mlops models

promote: build ## Make a version, or the model of a run, production, whatever the gate says (VERSION=3 or RUN=...)
	@scripts/runner mlops promote $${RUN:+--run="$$RUN"} $${VERSION:+-- "$$VERSION"}

rollback: build ## Return to the previous production version
	@scripts/runner mlops rollback

test: build ## Run all tests: those of the crates, then those of the whole pipeline from a fresh clone
	@scripts/test

test-quick: ## Run the tests of all crates, without building images
	@scripts/cargo test --locked --workspace --quiet

oracle: run ## Compare with scikit-learn, pandas, NumPy, onnxruntime and MLflow's own client
	@scripts/oracle

bench-forest: ## Measure the forest beside its peers (BENCH=--quick takes minutes; BENCH=--help lists options)
	@set -f; scripts/bench-forest $$BENCH

bench-data: ## Measure ingest, preprocess and reading beside pandas and polars (BENCH=--quick takes minutes)
	@set -f; scripts/bench-data $$BENCH

shell: build up ## Open a shell in the runner, for dvc repro, dvc exp run, dvc metrics diff ...
	@scripts/runner env PS1='mlops:\w$$ ' bash --norc

status: build ## Show what `make run` would run
	@scripts/runner dvc status

dag: build ## Show the stages and their dependencies
	@scripts/runner dvc dag

push: build ## Upload the outputs to .dvc/storage, or to where .dvc/config or .env say (docs/sharing.md)
	@scripts/runner dvc push

pull: build ## Download the outputs from there instead of running the stages
	@scripts/runner dvc pull

run-push: run push ## Run what changed, then upload the outputs

git-sync: build ## Commit parameters, results and dvc.lock, upload the data, then push the branch (MESSAGE='what changed')
	@scripts/git-sync

install-mlops: build ## Install mlops on this machine, for DVC without the runner (TO=~/.local/bin)
	@to=$${TO:-$$HOME/.local/bin} && mkdir -p -- "$$to" && scripts/runner cat /opt/bin/mlops >"$$to/.mlops" && \
		chmod +x -- "$$to/.mlops" && mv -- "$$to/.mlops" "$$to/mlops"

up: build ## Start the tracker, this checkout's own MLflow server
	@scripts/runner mlops tracker up

down: ## Stop the tracker; its runs and models are kept
	@scripts/runner mlops tracker down

logs: ## Show the last lines of the tracker's log
	@scripts/runner mlops tracker logs

doctor: ## Look for what is wrong, and say what to type: the first thing to run when anything fails
	@scripts/doctor

setup-env: ## Create .env, the file for settings and credentials
	@if [ -e .env ]; then echo '.env already exists'; else install -m 600 .env.example .env && echo 'created .env'; fi

lint: ## Check formatting, lints and shell scripts
	@scripts/cargo fmt --check
	@scripts/cargo clippy --locked --workspace --all-targets -- -D warnings
	@scripts/cargo fmt --check --manifest-path benchmarks/native/Cargo.toml
	@scripts/cargo clippy --locked --manifest-path benchmarks/native/Cargo.toml --all-targets -- -D warnings
	@command -v shellcheck >/dev/null || { echo 'shellcheck is not installed (Debian: apt install shellcheck)' >&2; exit 2; }
	@shellcheck scripts/* .ci/run

fmt: ## Format the code
	@scripts/cargo fmt
	@scripts/cargo fmt --manifest-path benchmarks/native/Cargo.toml

clean: ## Delete the outputs and DVC's cache, but not the tracker
	@scripts/clean

clean-all: ## Delete also .dvc/storage, the tracker's runs, the compiled code, and the images that no other checkout uses
	@scripts/clean --all
