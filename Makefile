# What can be done here; `make help` lists it. Each target sets up what it needs.

.DEFAULT_GOAL := help
.PHONY: help setup dev test build reset deploy bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing, for all targets (each does so first, for itself)
	@scripts/setup

dev: ## start the local AWS, deploy the stack to it, serve the page
	@scripts/setup dev
	@scripts/dev

test: setup ## run every check and test
	@scripts/test

build: ## build the page for release, into dist/
	@scripts/setup build
	@scripts/build

reset: ## forget the local AWS's users, files and items
	@scripts/reset

deploy: build ## build, and deploy to the AWS account of your AWS CLI
	@deploy/deploy.sh

bench: ## measure against the named peers (see bench/README.md)
	@scripts/setup bench
	@bench/run

clean: ## remove what was built
	@rm -rf target dist
