# Shortcuts. Everything they do can be typed; .ci/run is what decides.

export CGO_ENABLED := 0

.PHONY: run test race lint generate bench ci

run:
	go run . serve

test:
	go test ./...

race:
	CGO_ENABLED=1 go test -race ./...

lint:
	go tool -modfile=tools/lint/go.mod golangci-lint run

# Writes the description of the API anew. It was up to date if
# "git diff --exit-code docs" then finds nothing; "bash .ci/run generate" does both.
generate:
	go -C tools run ./openapi -root ..

bench:
	go test -run '^$$' -bench . -benchmem ./...

ci:
	bash .ci/run
