#!/usr/bin/env bash
# Counts the instructions of ft-lint and of the parse floor on small generated files: figures that other programs on the
# machine do not change. Needs bash, cargo, python3 and valgrind; the files go to a temporary folder that is removed.
#
#   benches/instructions.sh              prints the table
#   benches/instructions.sh --check      fails where a figure is more than 5 % off benches/instructions.tsv, or where BENCHMARKS.md
#                                        does not name the figures of that table
#   benches/instructions.sh --since REF  builds that commit too and compares with it on this machine: fails where a figure grew
#                                        by more than 5 % and BENCHMARKS.md does not differ, where it would be explained
#   benches/instructions.sh --update     writes benches/instructions.tsv; say in BENCHMARKS.md what changed and why
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mode=${1---print}
table=benches/instructions.tsv
folder=$(mktemp -d "${TMPDIR:-/tmp}/ft-lint-bench.XXXXXX")
trap 'rm -rf "$folder"; git worktree prune 2>/dev/null || true' EXIT

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
# The check needs no floor: a parser that got faster is no change of ft-lint.
floor=
[ "$mode" = --check ] || floor=$(built --bench parse-floor)

# Instructions of a command.
count() {
    valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null --log-file="$folder/log" "$@" >/dev/null || [ $? -eq 1 ]
    sed -n 's/.*I *refs: *//p' "$folder/log" | tr -d ,
}

"$generate" --kind chat --rows 20000 --seed 1 >"$folder/chat.jsonl"
"$generate" --kind pairs --rows 60000 --seed 1 >"$folder/pairs.jsonl"
head -n 1 "$folder/chat.jsonl" >"$folder/one.jsonl"

# The table of a program. What starting takes is left out, so that the figures are those of rows.
figures() {
    local lint=$1 start file rows base all
    start=$(count "$lint" --threads 1 --format json "$folder/one.jsonl")
    printf 'file\tfloor\tft-lint\tratio\n'
    for file in chat:20000 pairs:60000; do
        rows=${file#*:} file=${file%:*}
        base=$([ -z "$floor" ] && echo "$rows" || count "$floor" "$folder/$file.jsonl")
        all=$(count "$lint" --threads 1 --format json "$folder/$file.jsonl")
        python3 -c '
import sys
file, rows, floor, all, start = sys.argv[1], *map(int, sys.argv[2:])
print(file, floor // rows, (all - start) // rows, f"{(all - start) / floor:.2f}", sep="\t")' \
            "$file" "$rows" "$base" "$all" "$start"
    done
}

# Lines of the second table that are more than 5 % off the first, up or in any direction; fails where there are any.
off() {
    python3 - "$@" <<'PYTHON'
import sys

how, *paths = sys.argv[1:]
known, now = ([line.split("\t") for line in open(path).read().splitlines()[1:]] for path in paths)
ratios = [(a, b, int(b[2]) / int(a[2])) for a, b in zip(known, now)]
off = [(a, b) for a, b, ratio in ratios if ratio > 1.05 or how == "both" and ratio < 0.95]
for a, b in off:
    print(f"{a[0]}: {b[2]} instructions a row, {a[2]} before; say why in BENCHMARKS.md")
sys.exit(bool(off))
PYTHON
}

figures "$lint" >"$folder/table"

case $mode in
    --update) cp "$folder/table" "$table" ;;
    --check)
        tail -n +2 "$table" | cut -f 3 | while read -r figure; do
            grep -qF "$(printf "%s" "$figure" | sed -E 's/([0-9]{3})$/,\1/')" BENCHMARKS.md || {
                echo "BENCHMARKS.md does not name $figure of $table: say there what changed and why" >&2
                exit 1
            }
        done
        off both "$table" "$folder/table"
        ;;
    --since)
        git worktree add --quiet --detach "$folder/then" "$2"
        (cd "$folder/then" && CARGO_TARGET_DIR=$OLDPWD/target/then cargo build --release --locked --quiet --bin ft-lint)
        figures target/then/release/ft-lint >"$folder/before"
        git diff --quiet "$2" -- BENCHMARKS.md || explained=yes
        off up "$folder/before" "$folder/table" || [ "${explained-}" = yes ]
        cat "$folder/before"
        ;;
esac
cat "$folder/table"
