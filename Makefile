# The ways to build, run and test Gatehouse. `make` alone lists them.

PORT ?= 8080
FUZZ_SECONDS ?= 60
SHARD ?= 1/1
SOURCES := Package.swift Plugins Sources Tests Examples Benchmarks/Package.swift Benchmarks/Sources \
	Benchmarks/HummingbirdPeer/Package.swift Benchmarks/HummingbirdPeer/Sources \
	Benchmarks/SignIn/Package.swift Benchmarks/SignIn/Sources Adapters/GatehouseHummingbird/Package.swift \
	Adapters/GatehouseHummingbird/Sources Adapters/GatehouseHummingbird/Tests Fuzz/Package.swift Fuzz/Sources
HUMMINGBIRD := Adapters/GatehouseHummingbird
TEST_FLAGS := --explicit-target-dependency-import-check error
# The tests run in three groups, so that none starves another. The first keeps every processor busy. The second uses
# sockets and has time limits. The last waits for programs and compilers, and occupies Swift's few threads.
IN_MEMORY_TESTS := ^(GatehouseCoreTests|GatewayInterfaceTests)\.
PROGRAM_TESTS := ^GatehouseTests\.

.DEFAULT_GOAL := help
.PHONY: help run hello lockbox board tool test test-tool test-new-application test-walkthrough test-remote test-sftp test-suexec test-deployments test-examples test-board test-lockbox test-lockbox-faults test-lockbox-uploads test-hummingbird test-hummingbird-suite test-security test-apache test-servers test-scaling test-platforms test-termination test-reloads test-races sanitize fuzz test-restarts \
	lint format docs figures check-costs soak bench bench-check clean

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Serves Lockbox behind Apache at http://127.0.0.1:8080/, until Ctrl-C (PORT=… for another port)
	@exec scripts/run-demo '$(PORT)'

hello: ## Builds the smallest example as one static file and prints its path
	@scripts/install-dependencies build
	@scripts/build-example Hello

lockbox: ## Builds the private file drop as one static file and prints its path
	@scripts/install-dependencies build security examples
	@scripts/build-example Lockbox

board: ## Builds the notice board as one static file and prints its path
	@scripts/install-dependencies build security examples
	@scripts/build-example Board

tool: ## Builds the command-line tool gatehouse as one static file and prints its path
	@scripts/install-dependencies build
	@scripts/build-example gatehouse

# Some tests serve the examples as users do. GATEHOUSE_HELLO and GATEHOUSE_ECHO are the paths of the static files.
# GATEHOUSE_TEXT_PROBE is the path of a release build of the program whose instructions a test counts.
test: ## Builds all, checks what the libraries link, runs the tests
	@scripts/install-dependencies test
	@hello="$$(scripts/build-example Hello)" && \
	echo="$$(scripts/build-example Echo)" && \
	swift build -c release --product TextProbe && \
	probe="$$(swift build -c release --show-bin-path)/TextProbe" && \
	export GATEHOUSE_HELLO="$$hello" GATEHOUSE_ECHO="$$echo" GATEHOUSE_TEXT_PROBE="$$probe" && \
	scripts/check-linkage && \
	swift build --build-tests $(TEST_FLAGS) && scripts/check-layers && \
	swift test --skip-build $(TEST_FLAGS) --filter '$(IN_MEMORY_TESTS)' && \
	swift test --skip-build $(TEST_FLAGS) --skip '$(IN_MEMORY_TESTS)' --skip '$(PROGRAM_TESTS)' && \
	GATEHOUSE_RESPONDER="$$(swift build --show-bin-path)/TestResponder" \
	python3 -B Tests/WebServers recipes matrix kept broken stalled --brief && \
	swift test --skip-build $(TEST_FLAGS) --filter '$(PROGRAM_TESTS)'

# A directory of its own: with the traits, the compiler builds every target again.
SECURITY := --traits Security,Tool --scratch-path .build/security $(TEST_FLAGS)

# The tests with several processes run by themselves, because they occupy both processors.
SECURITY_PROCESS_TESTS := ^GatehouseSecurityTests\.(.*Process|BucketTable)

test-security: ## Builds GatehouseSecurity with its dependencies and runs its tests
	@scripts/install-dependencies test security
	@swift build --build-tests $(SECURITY) && scripts/check-layers --build .build/security && \
	swift test --skip-build $(SECURITY) --filter '^GatehouseSecurityTests\.' --skip '$(SECURITY_PROCESS_TESTS)' && \
	swift test --skip-build $(SECURITY) --filter '$(SECURITY_PROCESS_TESTS)' && \
	swift test --skip-build $(SECURITY) --filter '^GatehouseTests\.SignInBrowserTests'

test-tool: ## Builds the command-line tool and runs its tests
	@scripts/install-dependencies test security
	@GATEHOUSE_HELLO="$$(scripts/build-example Hello)" && export GATEHOUSE_HELLO && \
	swift build --build-tests $(SECURITY) && swift test --skip-build $(SECURITY) --filter '^GatehouseToolTests\.' && \
	GATEHOUSE_TOOL="$$(swift build $(SECURITY) --show-bin-path)/gatehouse" \
	python3 -B Tests/WebServers deployed --brief

test-walkthrough: ## Runs the commands of docs/deploying.md, and requests the site from Apache
	@scripts/install-dependencies test
	@GATEHOUSE_HELLO="$$(scripts/build-example Hello)" && export GATEHOUSE_HELLO && \
	swift build --product gatehouse $(SECURITY) && \
	GATEHOUSE_TOOL="$$(swift build $(SECURITY) --show-bin-path)/gatehouse" python3 -B Tests/WebServers walked

test-remote: ## Deploys with the tool to a host by OpenSSH, on loopback
	@scripts/install-dependencies test ssh
	@GATEHOUSE_HELLO="$$(scripts/build-example Hello)" && GATEHOUSE_TOOL="$$(scripts/build-example gatehouse)" && \
	export GATEHOUSE_HELLO GATEHOUSE_TOOL && python3 -B Tests/WebServers remote

test-sftp: ## Deploys with the tool to hosts that have SFTP and no shell, on loopback
	@scripts/install-dependencies test ssh
	@GATEHOUSE_HELLO="$$(scripts/build-example Hello)" && GATEHOUSE_TOOL="$$(scripts/build-example gatehouse)" && \
	export GATEHOUSE_HELLO GATEHOUSE_TOOL && python3 -B Tests/WebServers sftp

# It needs root. In a mount namespace of its own, it adds a user and suexec with a configuration; the machine stays as it is.
test-suexec: ## Deploys as an ordinary user whose programs start by suexec, behind Apache
	@scripts/install-dependencies test
	@GATEHOUSE_HELLO="$$(scripts/build-example Hello)" && GATEHOUSE_TOOL="$$(scripts/build-example gatehouse)" && \
	export GATEHOUSE_HELLO GATEHOUSE_TOOL && unshare --mount python3 -B Tests/WebServers suexec

test-deployments: ## Deploys 140 programs under load behind Apache. No request may be lost
	@scripts/install-dependencies test
	@GATEHOUSE_HELLO="$$(scripts/build-example Hello)" && GATEHOUSE_TOOL="$$(scripts/build-example gatehouse)" && \
	export GATEHOUSE_HELLO GATEHOUSE_TOOL && python3 -B Tests/WebServers deployed

test-new-application: ## Creates an application with gatehouse init, builds it, and runs its own tests
	@scripts/install-dependencies test security examples
	@scripts/test-new-application

test-examples: ## Builds the sample applications with their dependencies and runs their tests
	@scripts/install-dependencies test security examples
	@swift build --package-path Examples --build-tests && swift test --package-path Examples --skip-build

# GATEHOUSE_PROBE and GATEHOUSE_TODO are applications that run on Hummingbird's own server and behind a gate. The
# example uses the build directory of the adapter, which has its dependencies.
test-hummingbird: ## Builds the adapter for Hummingbird, and compares an application behind web servers with its own server
	@scripts/install-dependencies test
	@swift build --package-path $(HUMMINGBIRD) --build-tests && \
	swift test --package-path $(HUMMINGBIRD) --skip-build && \
	swift build --package-path Examples/HummingbirdApp --scratch-path $(HUMMINGBIRD)/.build --product HummingbirdApp && \
	programs="$$(swift build --package-path $(HUMMINGBIRD) --show-bin-path)" && \
	export GATEHOUSE_PROBE="$$programs/HummingbirdProbe" GATEHOUSE_TODO="$$programs/HummingbirdApp" && \
	export GATEHOUSE_HELLO="$$GATEHOUSE_PROBE" && python3 -B Tests/WebServers hummingbird

test-hummingbird-suite: ## Runs Hummingbird's own tests over FastCGI, behind a gate
	@scripts/install-dependencies test
	@swift build --package-path $(HUMMINGBIRD) && scripts/test-hummingbird-suite

test-board: ## Uses the notice board behind Apache in Chromium: by keyboard, without script, with axe-core
	@scripts/install-dependencies test security examples browser
	@scripts/test-browser board

test-lockbox: ## Uses Lockbox behind Apache in Chromium: the first day of a site, second factor, limits, links, axe-core
	@scripts/install-dependencies test security examples browser
	@scripts/test-browser lockbox

# It needs root. In a mount namespace of its own, it mounts a small disk; the machine stays as it is.
test-lockbox-faults: ## Kills Lockbox at system calls, fills its disk, sets its clock back; as root
	@scripts/install-dependencies build security examples faults
	@lockbox="$$(scripts/build-example Lockbox)" && swift build --package-path Examples --product Lockbox && \
	dynamic="$$(swift build --package-path Examples --show-bin-path)/Lockbox" && \
	unshare --mount python3 -B Examples/Lockbox/Tests/faults "$$lockbox" --dynamic "$$dynamic"

test-lockbox-uploads: ## Uploads 200 MiB to Lockbox in Chromium, with 20 cuts and at most 32 MiB of further memory
	@scripts/install-dependencies test security examples browser
	@scripts/test-browser lockbox --test day --megabytes 200 --cuts 20

# Takes less than half an hour on two cores. SHARD=1/4 runs a part of the matrix. A complete run rewrites the tables in
# docs/htaccess.md.
test-apache: ## Tests every .htaccess template under every condition with a private Apache
	@scripts/install-dependencies test
	@GATEHOUSE_HELLO="$$(scripts/build-example Hello)" && GATEHOUSE_TOLD="$$(scripts/build-example ToldApp)" && \
	export GATEHOUSE_HELLO GATEHOUSE_TOLD && \
	python3 -B Tests/WebServers recipes whole matrix unclosable delegated opened hosts lifecycle \
		--shard '$(SHARD)' --table docs/htaccess.md

test-servers: ## Tests the configurations for nginx, lighttpd, HAProxy, Caddy and mod_proxy_fcgi, and the systemd units
	@scripts/install-dependencies test servers
	@GATEHOUSE_HELLO="$$(scripts/build-example Hello)" && GATEHOUSE_ECHO="$$(scripts/build-example Echo)" && \
	GATEHOUSE_TOLD="$$(scripts/build-example ToldApp)" && swift build --product TestResponder && \
	GATEHOUSE_RESPONDER="$$(swift build --show-bin-path)/TestResponder" && \
	export GATEHOUSE_HELLO GATEHOUSE_ECHO GATEHOUSE_TOLD GATEHOUSE_RESPONDER && \
	python3 -B Tests/WebServers servers streams broken gateways kept reloaded stalled units

# It makes network namespaces in a mount namespace of its own, so nothing of them remains on the machine.
test-scaling: ## Tests nginx, HAProxy and Apache in front of programs on two machines, which are network namespaces; as root
	@scripts/install-dependencies test servers
	@GATEHOUSE_HELLO="$$(scripts/build-example Hello)" && GATEHOUSE_ECHO="$$(scripts/build-example Echo)" && \
	export GATEHOUSE_HELLO GATEHOUSE_ECHO && python3 -B Tests/WebServers scaled

# SUITES=… selects releases. It needs root, for debootstrap and unshare.
test-platforms: ## Tests the templates and the binding with Debian 11's and 13's Apache, mod_fcgid and libfcgi
	@scripts/install-dependencies test platforms
	@scripts/test-platforms $(SUITES)

test-termination: ## Sends requests to a program that gets a signal to stop, 1,000 times
	@swift build --build-tests $(TEST_FLAGS) && \
	TERMINATION_RUNS=1000 swift test --skip-build $(TEST_FLAGS) --filter TerminationTests/requestsDuringSignal

test-reloads: ## Replaces all processes of a program under load, 1,000 times, also behind nginx. No request may be lost
	@swift build --build-tests $(TEST_FLAGS) && \
	RELOADS=1000 swift test --skip-build $(TEST_FLAGS) --filter ProcessesTests/reloadLosesNothing && \
	GATEHOUSE_HELLO="$$(scripts/build-example Hello)" GATEHOUSE_APP="$$(swift build --show-bin-path)/TestApp" \
	RELOADS=1000 python3 -B Tests/WebServers reloaded

test-restarts: ## Restarts the processes of a program 10,000 times. Memory, descriptors and the status must not grow
	@swift build --build-tests $(TEST_FLAGS) && \
	RESTARTS=10000 swift test --skip-build $(TEST_FLAGS) --filter StatusProgramTests/restartsCostNothing

test-races: ## Replaces files by links while they are requested, 100,000 times for each kind
	@swift build --build-tests $(TEST_FLAGS) && \
	FILE_RACES=100000 swift test --skip-build $(TEST_FLAGS) --filter FileRaceTests

sanitize: ## Runs tests with the address and the thread sanitizer
	@scripts/install-dependencies build
	@scripts/sanitize

fuzz: ## Feeds each fuzz target for 60 seconds, or FUZZ_SECONDS=…
	@scripts/install-dependencies build security
	@FUZZ_SECONDS='$(FUZZ_SECONDS)' scripts/fuzz

docs: ## Builds the API reference with DocC, fails on dead links, and prints its path
	@scripts/install-dependencies build security
	@scripts/check-docs

figures: ## Compares the binding and the gate with libfcgi's own loop in C, in a few minutes
	@scripts/install-dependencies test
	@scripts/bench binding route-cost

check-costs: ## Counts allocations and system calls of a small request, and compares them with Benchmarks/costs
	@scripts/install-dependencies test
	@scripts/check-costs

soak: ## Sends a million requests and checks that the memory does not grow
	@scripts/install-dependencies test
	@scripts/soak

# scripts/bench takes sections and options, to measure a part: scripts/bench --help
bench: ## Compares Gatehouse with its peers, and writes the tables and plots into docs/
	@scripts/install-dependencies test
	@scripts/bench --publish

bench-check: ## Counts instructions, allocations and system calls, and compares them with the stored counts
	@scripts/install-dependencies test counts
	@scripts/check-instructions
	@scripts/check-costs

lint: ## Checks the format of the Swift code, and the format and types of the Python code
	@scripts/install-dependencies lint
	@swift format lint --strict --recursive --parallel $(SOURCES) || \
	{ echo 'The findings are above; "make format" repairs most of them.' >&2; exit 1; }
	@scripts/check-python

format: ## Formats the Swift code and the Python code in place
	@scripts/install-dependencies lint
	@swift format format --in-place --recursive --parallel $(SOURCES)
	@scripts/check-python --fix

clean: ## Removes everything that was built
	rm -rf .build Fuzz/.build Benchmarks/.build Benchmarks/*/.build Examples/.build Examples/*/.build Tests/*/.build
