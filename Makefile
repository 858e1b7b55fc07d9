# make run           everything on this machine: lab, three regions, ledger, API and page on http://127.0.0.1:8080/
# make run-services  the same as separate processes over RabbitMQ and Postgres
# make test          set-up, every layer of test, last line "N passed, N failed"
# make bench         figures of this machine beside a peer's of the same run; BENCH="ingest end-to-end" for some of them
# make soak          the rules of the SLA over 10,000,000 random cases (CASES=) and 10,000 simulated worlds, on all cores; then 10,000 calls
#                    that are given up to each of two callees, and calls of 15 minutes
# make fuzz          each parser of what a peer sends, 10 minutes each (HUNT_SECONDS=), guided by what the inputs reach; FUZZ="sip sdp" for some
# CATALOG= says what make run watches: lab.yaml where not given; lab-calls.yaml is telephony in full.
# make openapi       takes the API's document and its examples as they are now: what a test said changed is agreed to
# PORT= and LISTEN= say where API and page listen; the default is loopback only.

PORT ?= 8080
LISTEN ?= 127.0.0.1
CONFIGURATION ?= Release
SHELL := /bin/bash

# Nothing here is told by culture, and a bare machine has no ICU for the SDK itself.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

CATALOG ?=
BENCH ?=
FUZZ ?=
HUNT_SECONDS ?= 600

.PHONY: run run-services test bench fuzz openapi build format setup clean

setup:
	@infra/install.sh

build: setup
	@dotnet build Ringback.slnx -c $(CONFIGURATION) -v quiet --nologo

cli: setup
	@dotnet build services/Cli -c $(CONFIGURATION) -v quiet --nologo

run: cli
	@exec infra/ringback up --lab --listen $(LISTEN) --port $(PORT) $(if $(CATALOG),--catalog $(CATALOG))

run-services: cli
	@exec infra/ringback up --lab --services --listen $(LISTEN) --port $(PORT) $(if $(CATALOG),--catalog $(CATALOG))

test:
	@infra/test.sh

bench: setup
	@dotnet build tests/Benchmarks -c $(CONFIGURATION) -v quiet --nologo
	@artifacts/bin/Benchmarks/$(shell echo $(CONFIGURATION) | tr A-Z a-z)/Ringback.Benchmarks $(BENCH)

soak: setup
	@infra/soak.sh

fuzz: setup
	@infra/fuzz.sh --seconds $(HUNT_SECONDS) $(FUZZ)

openapi: setup
	@infra/openapi.sh

format:
	@dotnet tool restore && dotnet csharpier format services tests

clean:
	@rm -rf artifacts
