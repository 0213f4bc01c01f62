# Everything a person types. `make help` is made from the comments after the targets.
.DEFAULT_GOAL := help
.PHONY: help run test oracle bench-forest build shell up down status dag push pull run-push git-sync setup-env lint fmt clean clean-all \
	run-ingest run-preprocess run-train run-evaluate models promote rollback logs

help: ## Show this list
	@sed -nE 's/^([a-z -]+):.* ## (.*)/  \1\t\2/p' Makefile | expand -t 30

run: build up ## Run what changed, and show the metrics, the model's version, the gate's verdict and the tracker's link
	@scripts/runner sh -c 'evaluate check && dvc repro && evaluate report'

build: ## Build the images whose sources changed
	@scripts/build

run-ingest run-preprocess: run-%: build ## Run one stage and what it needs, where changed
	@scripts/runner dvc repro $*

run-train run-evaluate: run-%: build up ## Run one stage and what it needs, where changed
	@scripts/runner dvc repro $*

models: build up ## List the model's versions: aliases, scores, data versions, verdicts
	@scripts/runner evaluate models

promote: build up ## Make a version production, whatever the gate said (VERSION=3)
	@scripts/runner evaluate promote -- "$(VERSION)"

rollback: build up ## Make the version production again that the present one replaced
	@scripts/runner evaluate rollback

test: build ## Run all tests: of the crates, then of the whole pipeline from a fresh clone
	@scripts/test

oracle: run ## Compare with scikit-learn, pandas, NumPy, onnxruntime and MLflow's own client
	@scripts/oracle

bench-forest: ## Time the forest beside its peers (BENCH=--quick: minutes; BENCH=--help: choose)
	@scripts/bench-forest $(BENCH)

shell: build up ## Open a shell in the runner: dvc repro, dvc exp run, dvc metrics diff ...
	@scripts/runner env PS1='mlops:\w$$ ' bash --norc

status: build ## Show what `make run` would run
	@scripts/runner dvc status

dag: build ## Show the stages and what they depend on
	@scripts/runner dvc dag

push: build ## Store the outputs: in .dvc/storage, or on DagsHub where .env names it
	@scripts/runner dvc push

pull: build ## Fetch the outputs from there, instead of running the stages
	@scripts/runner dvc pull

run-push: run push ## Run what changed, then store the outputs

git-sync: ## Commit params, results and dvc.lock, and push the branch (MESSAGE='what changed')
	@scripts/git-sync

up: build ## Start the tracker, an MLflow server of this checkout's own
	@scripts/tracker up

down: ## Stop the tracker; its runs and models stay
	@scripts/tracker down

logs: ## Show the last lines of the tracker's log
	@scripts/tracker logs

setup-env: ## Make .env, the file for settings and credentials
	@if [ -e .env ]; then echo '.env is there already'; else install -m 600 .env.example .env && echo 'made .env'; fi

lint: ## Check the code's format, the lints and the scripts
	@scripts/cargo fmt --check
	@scripts/cargo clippy --locked --workspace --all-targets -- -D warnings
	@scripts/cargo fmt --check --manifest-path benchmarks/native/Cargo.toml
	@scripts/cargo clippy --locked --manifest-path benchmarks/native/Cargo.toml --all-targets -- -D warnings
	@command -v shellcheck >/dev/null || { echo 'shellcheck is not installed (Debian: apt install shellcheck)' >&2; exit 2; }
	@shellcheck scripts/* .ci/run

fmt: ## Format the code
	@scripts/cargo fmt
	@scripts/cargo fmt --manifest-path benchmarks/native/Cargo.toml

clean: ## Delete the outputs and DVC's cache; the tracker stays
	@scripts/clean

clean-all: ## Delete also the tracker's runs, compiled code and the images
	@scripts/clean --all
