# The two commands: `make run` and `make test`.

.PHONY: run test lint fmt docs bench conformance

run:
	@tests/run/need build
	@echo "Building Gatehouse (release). The first time this takes several minutes; afterwards seconds."
	@cargo build --release --locked
	@echo "Starting Gatehouse. Its data is kept in ./var; stop it with Ctrl-C."
	@exec ./target/release/gatehouse serve --dev

test:
	@tests/run/need build servers clients
	@tests/run/with-clients tests/run/with-servers tests/run/all

lint:
	@tests/run/need build
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings

fmt:
	cargo fmt

docs:
	cargo run --quiet --locked -- config docs > docs/configuration.md

bench:
	@tests/run/need build servers clients load
	@cargo build --release --locked
	@PG_FSYNC=on tests/run/with-clients tests/run/with-servers cargo bench --locked --bench load

conformance:
	@test -n "$(SUITE)" || { echo "make conformance SUITE=<base URL of a running conformance suite> [FLAGS=--insecure]"; exit 2; }
	@tests/run/need build
	@cargo build --release --locked
	@python3 conformance/run.py --suite "$(SUITE)" --gatehouse target/release/gatehouse --expected conformance/expected.json $(FLAGS)
