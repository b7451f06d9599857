# What can be done here; `make help` lists it. Each target sets up what it needs.

.DEFAULT_GOAL := help
.PHONY: help setup dev test build reset deploy bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing (every other target does this first)
	@scripts/setup

dev: setup ## start the local AWS, deploy the stack to it, serve the page
	@scripts/dev

test: setup ## run every check and test
	@scripts/test

build: setup ## build the page for release, into dist/
	@scripts/build

reset: ## forget the local AWS's users, files and items
	@scripts/reset

deploy: build ## build, and deploy to the AWS account of your AWS CLI
	@deploy/deploy.sh

bench: setup ## measure against the named peers (see bench/README.md)
	@bench/run

clean: ## remove what was built
	@rm -rf target dist
