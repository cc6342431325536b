# `make run` builds the server and starts it; `make test` runs every test. `make help` lists the rest.

CONFIGURATION ?= release
SCRATCH ?= .build
VENV ?= .venv
BINARY = $(SCRATCH)/$(CONFIGURATION)/helm-wrapper
ARGS ?=
SECONDS ?= 600
TARGETS ?=

SYSTEM_LIBRARIES = libcurl:libcurl4-openssl-dev yaml-0.1:libyaml-dev zlib:zlib1g-dev libarchive:libarchive-dev re2:libre2-dev librnp:librnp-dev libpq:libpq-dev

.PHONY: help setup run build test lint format check bench fuzz record-golden clean

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## setup          installs the system libraries that are missing
setup:
	@scripts/setup.sh $(SYSTEM_LIBRARIES)

## run            builds and starts the server (on the embedded cluster where there is no kubeconfig); ARGS="--port 9090"
run: build
	@BINARY=$(BINARY) scripts/run.sh $(ARGS)

## build          builds the program; CONFIGURATION=debug for a quick build
build: setup
	swift build --scratch-path $(SCRATCH) -c $(CONFIGURATION) --product helm-wrapper --static-swift-stdlib

# One test at a time: the conformance corpora keep a core busy for minutes, and what waits for a server must not starve beside them.
## test           runs every test, those against real Helm and kubectl included
test: setup $(VENV)/.ready $(VENV)/bin/docker-registry $(VENV)/postgresql
	HELM_WRAPPER_PYTHON=$(abspath $(VENV))/bin/helm HELM_WRAPPER_DOCKER_REGISTRY=$(abspath $(VENV))/bin/docker-registry \
		HELM_WRAPPER_POSTGRES=$(abspath $(VENV))/postgresql HELM_WRAPPER_HELM_CLI="$$($(VENV)/bin/python scripts/helm_cli.py)" \
		swift test --scratch-path $(SCRATCH) --no-parallel

$(VENV)/.ready: Tests/requirements.txt
	@scripts/venv.sh $(VENV)

$(VENV)/bin/docker-registry: scripts/docker-registry.sh $(VENV)/.ready
	@scripts/docker-registry.sh $@

$(VENV)/postgresql: scripts/postgres.sh $(VENV)/.ready
	@scripts/postgres.sh $@

## lint           checks the formatting of every Swift file
lint:
	swift format lint --strict --recursive Package.swift Sources Tests

## format         formats every Swift file
format:
	swift format --in-place --recursive Package.swift Sources Tests

## check          lint and test
check: lint test

## bench          measures against real Helm in the same run and prints ratios
bench: build $(VENV)/.ready
	swift build --scratch-path $(SCRATCH) -c release --product RenderBench --static-swift-stdlib
	swift build --scratch-path $(SCRATCH) -c release --product IndexBench --static-swift-stdlib
	$(VENV)/bin/python Tests/Bench/bench.py $(BINARY)

# libFuzzer comes with Swift. What is built for it is instrumented throughout, so it has a folder of its own.
## fuzz           fuzzes every target in turn; SECONDS=600 each, TARGETS="yaml printf" for some
fuzz: setup
	swift build --scratch-path $(SCRATCH)-fuzz -c release --sanitize fuzzer -Xswiftc -DFUZZER --product Fuzz
	$(SCRATCH)-fuzz/release/Fuzz $(TARGETS) --seconds $(SECONDS) --corpus $(SCRATCH)-fuzz/corpus

## record-golden  records the expectations of the conformance cases from real Helm again
record-golden: $(VENV)/.ready $(VENV)/bin/docker-registry
	$(VENV)/bin/python Tests/Conformance/record.py
	$(VENV)/bin/python Tests/Conformance/record_engine.py
	$(VENV)/bin/python Tests/Conformance/record_names.py
	$(VENV)/bin/python Tests/Conformance/record_index.py
	$(VENV)/bin/python Tests/Conformance/record_registry.py $(VENV)/bin/docker-registry

clean:
	rm -rf $(SCRATCH)
