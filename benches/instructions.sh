#!/usr/bin/env bash
# Counts the instructions of ft-lint and of the parse floor on small generated files: figures that other programs on the
# machine do not change. Needs bash, cargo, python3 and valgrind; the files go to a temporary folder that is removed.
#
#   benches/instructions.sh             prints the table
#   benches/instructions.sh --check     fails where a figure is more than 5 % off benches/instructions.tsv
#   benches/instructions.sh --update    writes that file; say in BENCHMARKS.md what changed and why
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mode=${1---print}
table=benches/instructions.tsv
folder=$(mktemp -d "${TMPDIR:-/tmp}/ft-lint-bench.XXXXXX")
trap 'rm -rf "$folder"' EXIT

# The path of a built program, as cargo tells it.
built() {
    cargo build --release --locked "$1" "$2" --message-format=json 2>"$folder/build.log" | python3 -c '
import json, sys
for message in map(json.loads, sys.stdin):
    if message.get("executable") and message["target"]["name"] == sys.argv[1]:
        print(message["executable"])' "$2" || { cat "$folder/build.log" >&2; exit 1; }
}
lint=$(built --bin ft-lint)
generate=$(built --bench generate)
floor=$(built --bench parse-floor)

# Instructions of a command.
count() {
    valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null --log-file="$folder/log" "$@" >/dev/null || [ $? -eq 1 ]
    sed -n 's/.*I *refs: *//p' "$folder/log" | tr -d ,
}

"$generate" --kind chat --rows 5000 --seed 1 >"$folder/chat.jsonl"
"$generate" --kind pairs --rows 20000 --seed 1 >"$folder/pairs.jsonl"
head -n 1 "$folder/chat.jsonl" >"$folder/one.jsonl"

# What starting takes is left out, so that the figures are those of rows.
start=$(count "$lint" --threads 1 --format json "$folder/one.jsonl")
rows() {
    local file=$1 rows=$2
    local base all
    base=$(count "$floor" "$folder/$file.jsonl")
    all=$(count "$lint" --threads 1 --format json "$folder/$file.jsonl")
    python3 -c '
import sys
file, rows, floor, all, start = sys.argv[1], *map(int, sys.argv[2:])
print(file, floor // rows, (all - start) // rows, f"{(all - start) / floor:.2f}", sep="\t")' \
        "$file" "$rows" "$base" "$all" "$start"
}

{
    printf 'file\tfloor\tft-lint\tratio\n'
    rows chat 5000
    rows pairs 20000
} >"$folder/table"

case $mode in
    --update) cp "$folder/table" "$table" ;;
    --check)
        python3 - "$table" "$folder/table" <<'PYTHON'
import sys

known, now = ([line.split("\t") for line in open(path).read().splitlines()[1:]] for path in sys.argv[1:])
off = [(a, b) for a, b in zip(known, now) if abs(int(b[2]) / int(a[2]) - 1) > 0.05]
for a, b in off:
    print(f"{a[0]}: {b[2]} instructions a row, {a[2]} in the table; update it and say why in BENCHMARKS.md")
sys.exit(bool(off))
PYTHON
        ;;
esac
cat "$folder/table"
