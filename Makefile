# The commands of the project; `make help` lists them. Everything else is cargo.
# Needs Rust (see rust-version in Cargo.toml) and make; what else is missing, .ci/tools installs.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test test-editors fmt lint gen grammar editors bench install static clean

CARGO ?= $(shell command -v cargo 2>/dev/null || echo "$$HOME/.cargo/bin/cargo")
TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)
NTH := $(TARGET_DIR)/release/nth
# Where `make install` puts bin/nth.
PREFIX ?= $(or $(CARGO_HOME),$(HOME)/.cargo)

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(NTH).built ## Build, then print, check and batch-check the examples
	@CARGO_TARGET_DIR="$(TARGET_DIR)" .ci/demo "$(NTH)"

test: ## Everything that must pass: format, lints, tests, generated files
	@.ci/tools cc lint llvm
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	@.ci/skipped begin "$(TARGET_DIR)"
	$(CARGO) test --workspace --locked
	$(TARGET_DIR)/debug/nth fmt --check stdlib examples
	$(TARGET_DIR)/debug/nth test stdlib examples
	$(CARGO) test --locked --package nth-cli --no-default-features --test commands
	@if [ "$$(uname -s)" = Linux ]; then CARGO="$(CARGO)" .ci/static dev "$(TARGET_DIR)"; fi
	@.ci/skipped show "$(TARGET_DIR)"

test-editors: ## Real editors and a browser against the language server; installs what they need
	@.ci/tools cc
	@CARGO="$(CARGO)" .ci/test-editors "$(abspath $(TARGET_DIR))"

fmt: ## Format all sources, Rust and nth
	@.ci/tools lint
	$(CARGO) fmt --all
	$(CARGO) run --quiet --locked --profile test --package nth-cli -- fmt stdlib examples

gen: ## Write the generated pages and keyword lists again
	$(CARGO) xtask gen

grammar: ## Generate the tree-sitter parser from its grammar.js again (needs node)
	@.ci/tools cc
	@CARGO="$(CARGO)" .ci/grammar "$(abspath $(TARGET_DIR))"

editors: ## The extension for Visual Studio Code: target/editors/nth.vsix (needs node)
	@.ci/editors "$(abspath $(TARGET_DIR))"

bench: ## Speed: beside C, PARI/GP and LODA (LODA=path), candidates per second
	@.ci/tools cc llvm
	$(CARGO) run --release --locked --quiet --package nth-benches

install: ## Install bin/nth under PREFIX (default: cargo's own place)
	@.ci/tools cc
	$(CARGO) install --path crates/faces/cli --locked --root "$(PREFIX)"

static: ## One file without native code for other machines, such as a cluster: target/static/nth
	@.ci/tools cc
	@CARGO="$(CARGO)" .ci/static release "$(TARGET_DIR)"

clean: ## Remove what was built
	$(CARGO) clean

# Cargo knows what is up to date, so this is asked every time.
.PHONY: $(NTH).built
$(NTH).built:
	@.ci/tools cc llvm
	$(CARGO) build --release --locked --package nth-cli
