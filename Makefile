# The ways to build, run and test Gatehouse. `make` alone lists them.

PORT ?= 8080
SOURCES := Package.swift Sources Tests Examples Benchmarks/Package.swift
TEST_FLAGS := --explicit-target-dependency-import-check error

.DEFAULT_GOAL := help
.PHONY: help run hello test test-termination lint format figures clean

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Serves the example behind Apache at http://localhost:8080/, until Ctrl-C (PORT=… for another port)
	@exec scripts/run-demo '$(PORT)'

hello: ## Builds the example as one static file and prints its path
	@scripts/install-dependencies build
	@scripts/build-hello

# Some tests serve the example as users do: they find its static file through GATEHOUSE_HELLO.
test: ## Builds all, checks what the libraries link, runs the tests
	@scripts/install-dependencies test
	@hello="$$(scripts/build-hello)" && \
	export GATEHOUSE_HELLO="$$hello" && \
	scripts/check-linkage && \
	swift build --build-tests $(TEST_FLAGS) && \
	swift test --skip-build $(TEST_FLAGS)

test-termination: ## Asks a program while it is told to stop, 1,000 times
	@swift build --build-tests $(TEST_FLAGS) && \
	TERMINATION_RUNS=1000 swift test --skip-build $(TEST_FLAGS) --filter TerminationTests/requestsDuringSignal

figures: ## Measures what docs/performance.md tells, beside libfcgi's own loop in C
	@scripts/install-dependencies test
	@scripts/figures

lint: ## Checks the format of the Swift code
	@swift format lint --strict --recursive --parallel $(SOURCES) || \
	{ echo 'The findings are above; "make format" repairs most of them.' >&2; exit 1; }

format: ## Formats the Swift code in place
	@swift format format --in-place --recursive --parallel $(SOURCES)

clean: ## Removes everything that was built
	rm -rf .build Benchmarks/.build Examples/*/.build Tests/LinkageTest/.build
