# Everything a person types. `make help` is made from the lines with `##`: `##@` starts a group.
.DEFAULT_GOAL := help
# What a person gives, as in `make promote VERSION=3`, reaches a recipe through the environment, as it was typed. Written into
# the recipe it would be a part of the shell's program (VERSION='"; rm -r ~ #'), and expanded by make it could be a call.
# Some are names that systems set as well (WSL says NAME); what nobody typed does not count.
$(foreach name,FILE TARGET NAME SET JOBS LIMIT FORMAT EXP VERSION RUN DATA TO ENDPOINT REGISTRY VERBOSE BASE CONF WORKERS,$(if $(filter-out command,$(firstword $(origin $(name)))),$(eval unexport $(name))))
given := $(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(name)))
$(foreach name,$(given),$(eval override export $(name) := $$(value $(name))))
.PHONY: help run new-dataset exp exp-stop compare apply reproduce export test test-quick install-mlops oracle bench-forest bench-data bench-scale build publish shell up down status dag remote push pull run-push git-sync setup-env lint fmt clean clean-all \
	diff report lineage models promote rollback logs doctor airflow airflow-run airflow-down airflow-cluster airflow-cluster-down serve serve-down

# dvc.yaml is the one list of stages.
stages := $(addprefix run-,$(shell sed -n 's/^ *cmd: mlops stage \([a-z0-9_-]*\) *$$/\1/p' dvc.yaml 2>/dev/null))
.PHONY: $(stages)

help:
	@awk -F ' ## ' '/^##@ / { print substr($$0, 5) } \
		/^## / { print "  " substr($$0, 4) } \
		/^[a-z-]+:.* ## / { split($$1, target, ":"); printf "  %-14s  %s\n", target[1], $$2 }' Makefile

##@ Every day

run: build ## Run what changed; show the scores, the verdict and a link
	@scripts/runner mlops run

new-dataset: build ## Make a table the dataset (FILE=new.csv TARGET=churn NAME=)
	@scripts/new-dataset

diff: build ## Show what differs from a commit (BASE=main, FORMAT=md)
	@scripts/diff

report: build ## Write report.html, a page about the model
	@scripts/runner mlops report --page report.html

shell: build up ## Open the runner, for dvc repro, dvc exp run, dvc plots show ...
	@scripts/runner env PS1='mlops:\w$$ ' bash --norc

## status, dag     Show what `make run` would run; show the stages
status: build
	@scripts/runner dvc status

dag: build
	@scripts/runner dvc dag

## run-<stage>     Run a stage and those before it: run-ingest, run-preprocess ...
$(stages): run-%: build
	@scripts/runner mlops tracker up --for $*
	@scripts/runner dvc repro $*

run-%: export known = $(stages)
run-%:
	@echo "dvc.yaml has no such stage; make knows $$known" >&2; exit 2

##@ Choose

exp: build ## Try combinations (SET='train.max_depth=3,5' JOBS=2 LIMIT=100)
	@scripts/runner mlops exp $${JOBS:+--jobs="$$JOBS"} $${LIMIT:+--limit="$$LIMIT"} $${SET:+-- "$$SET"}

exp-stop: build ## Stop the queue when what runs has ended; twice: at once
	@scripts/runner mlops exp --stop

compare: build ## Compare checkout, experiments and versions (FORMAT=json or csv)
	@scripts/runner mlops compare $${FORMAT:+--"$$FORMAT"}

apply: build ## Go on with an experiment (EXP=brave-ant)
	@scripts/runner mlops apply $${EXP:+-- "$$EXP"}

##@ Models

models: build ## List the versions with aliases, scores, data and verdicts
	@scripts/runner mlops models

promote: build ## Make a version production by hand (VERSION=3 or RUN=)
	@scripts/runner mlops promote $${RUN:+--run="$$RUN"} $${VERSION:+-- "$$VERSION"}

rollback: build ## Return to the previous production version
	@scripts/runner mlops rollback

lineage: build ## Show what is made of what (VERSION=3, RUN= or DATA=, FORMAT=)
	@scripts/runner mlops lineage $${FORMAT:+--"$$FORMAT"} $${VERSION:+--version="$$VERSION"} $${RUN:+--run="$$RUN"} $${DATA:+--data="$$DATA"}

reproduce: build ## Make a version again (VERSION=3 or FILE=experiment.json)
	@scripts/reproduce

export: build ## Write what reproduces it (VERSION=3 or RUN=, TO=x.json)
	@scripts/export

serve: build ## Answer requests for predictions (VERSION=3); serve-down ends it
	@scripts/serve up

serve-down:
	@scripts/serve down

##@ Share

remote: build ## Say where the data goes (TO=dagshub:ann/iris; ENDPOINT=)
	@scripts/remote

push: build ## Upload data and outputs to the remote; run-push runs before
	@scripts/runner mlops push

pull: build ## Download them from there instead of running the stages
	@scripts/runner mlops pull

run-push: run push

git-sync: build ## Commit, upload and push what belongs together (MESSAGE='...')
	@scripts/git-sync

publish: build ## Push the images to a registry (REGISTRY=ghcr.io/team/iris)
	@scripts/publish

##@ Scale

airflow: build ## Start Airflow with the pipeline as a DAG; airflow-down stops it
	@scripts/airflow up

airflow-run: build ## Run the DAG to its end here (CONF='{"train.max_depth": 3}')
	@scripts/airflow run

airflow-down:
	@scripts/airflow down

airflow-cluster: build ## Start a cluster (WORKERS=2); airflow-cluster-down stops it
	@scripts/airflow-cluster up

airflow-cluster-down:
	@scripts/airflow-cluster down

##@ This machine

doctor: ## Look for what is wrong, and say what to type
	@scripts/doctor

## up, down, logs  Start or stop the tracker; show its log
up: build
	@scripts/runner mlops tracker up

down:
	@scripts/runner mlops tracker down

logs:
	@scripts/runner mlops tracker logs

setup-env: ## Create .env, the file for settings and credentials
	@if [ -e .env ]; then echo '.env already exists'; else install -m 600 .env.example .env && echo 'created .env'; fi

install-mlops: build ## Install mlops for DVC without the runner (TO=~/.local/bin)
	@scripts/install-mlops

build: ## Pull or build the images whose sources changed (VERBOSE=1)
	@scripts/build

## clean           Delete outputs and cache; clean-all also runs, models and images
clean:
	@scripts/clean

clean-all:
	@scripts/clean --all

##@ The code

test: build ## Run all tests; test-quick runs those of the crates alone
	@scripts/test

test-quick:
	@scripts/cargo test --locked --workspace --quiet

## lint, fmt       Check formatting, lints and shell scripts; format the code
lint:
	@scripts/cargo fmt --check
	@scripts/cargo clippy --locked --workspace --all-targets -- -D warnings
	@scripts/cargo fmt --check --manifest-path benchmarks/native/Cargo.toml
	@scripts/cargo clippy --locked --manifest-path benchmarks/native/Cargo.toml --all-targets -- -D warnings
	@command -v shellcheck >/dev/null || { echo 'shellcheck is not installed (Debian: apt install shellcheck)' >&2; exit 2; }
	@shellcheck scripts/* .ci/run

fmt:
	@scripts/cargo fmt
	@scripts/cargo fmt --manifest-path benchmarks/native/Cargo.toml

oracle: run ## Compare with scikit-learn, pandas, onnxruntime and MLflow
	@scripts/oracle

bench-forest: ## Measure the forest beside its peers (BENCH=--quick)
	@set -f; scripts/bench-forest $$BENCH

bench-data: ## Measure the data stages beside pandas and polars (BENCH=)
	@set -f; scripts/bench-data $$BENCH

bench-scale: ## Measure what grows how with rows, trees and shards (BENCH=)
	@set -f; scripts/bench-scale $$BENCH
