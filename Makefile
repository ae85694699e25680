# The ways to build, run and test Gatehouse. `make` alone lists them.

PORT ?= 8080
FUZZ_SECONDS ?= 60
SOURCES := Package.swift Sources Tests Examples Benchmarks/Package.swift Fuzz/Package.swift Fuzz/Sources
TEST_FLAGS := --explicit-target-dependency-import-check error

.DEFAULT_GOAL := help
.PHONY: help run hello test test-termination sanitize fuzz lint format figures clean

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Serves the example behind Apache at http://localhost:8080/, until Ctrl-C (PORT=… for another port)
	@exec scripts/run-demo '$(PORT)'

hello: ## Builds the example as one static file and prints its path
	@scripts/install-dependencies build
	@scripts/build-example Hello

# Some tests serve the examples as users do: they find the static files through GATEHOUSE_HELLO and GATEHOUSE_ECHO.
test: ## Builds all, checks what the libraries link, runs the tests
	@scripts/install-dependencies test
	@hello="$$(scripts/build-example Hello)" && \
	echo="$$(scripts/build-example Echo)" && \
	export GATEHOUSE_HELLO="$$hello" GATEHOUSE_ECHO="$$echo" && \
	scripts/check-linkage && \
	swift build --build-tests $(TEST_FLAGS) && \
	swift test --skip-build $(TEST_FLAGS)

test-termination: ## Asks a program while it is told to stop, 1,000 times
	@swift build --build-tests $(TEST_FLAGS) && \
	TERMINATION_RUNS=1000 swift test --skip-build $(TEST_FLAGS) --filter TerminationTests/requestsDuringSignal

sanitize: ## Runs tests with the address and the thread sanitizer
	@scripts/install-dependencies build
	@scripts/sanitize

fuzz: ## Feeds each fuzz target for 60 seconds, or FUZZ_SECONDS=…
	@scripts/install-dependencies build
	@FUZZ_SECONDS='$(FUZZ_SECONDS)' scripts/fuzz

figures: ## Measures what docs/performance.md tells, beside libfcgi's own loop in C
	@scripts/install-dependencies test
	@scripts/figures

lint: ## Checks the format of the Swift code
	@swift format lint --strict --recursive --parallel $(SOURCES) || \
	{ echo 'The findings are above; "make format" repairs most of them.' >&2; exit 1; }

format: ## Formats the Swift code in place
	@swift format format --in-place --recursive --parallel $(SOURCES)

clean: ## Removes everything that was built
	rm -rf .build Fuzz/.build Benchmarks/.build Examples/*/.build Tests/LinkageTest/.build
