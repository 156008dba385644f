#!/usr/bin/env bash
# Measures ft-lint against the parse floor: CPU seconds, wall seconds and peak memory, the median of three runs each.
# Prints a Markdown table. Needs bash, cargo and python3; the files go to a temporary folder that is removed at the end.
#
#   benches/run.sh                      all files
#   SIZES="10M" ROWS="" benches/run.sh  only the small one
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

sizes=${SIZES-"10M 500M"}
rows=${ROWS-"1000000"}
folder=$(mktemp -d "${TMPDIR:-/tmp}/ft-lint-bench.XXXXXX")
trap 'rm -rf "$folder"' EXIT

# The path of a built program, as cargo tells it: its name, then the arguments of cargo.
built() {
    cargo "${@:2}" "$1" --message-format=json 2>"$folder/build.log" | python3 -c '
import json, sys
for message in map(json.loads, sys.stdin):
    if message.get("executable") and message["target"]["name"] == sys.argv[1]:
        print(message["executable"])' "$1" || { cat "$folder/build.log" >&2; exit 1; }
}
lint=$(built ft-lint build --release --bin)
generate=$(built generate bench --no-run --bench)
floor=$(built parse-floor bench --no-run --bench)

for size in $sizes; do
    "$generate" --kind chat --size "$size" --seed 1 >"$folder/chat-$size.jsonl"
done
for count in $rows; do
    "$generate" --kind pairs --rows "$count" --seed 1 >"$folder/pairs-$count.jsonl"
done

python3 - "$lint" "$floor" "$folder"/*.jsonl <<'PYTHON'
import os, sys, time

lint, floor, *files = sys.argv[1:]
files.sort(key=os.path.getsize)


def measure(command):
    """CPU seconds, wall seconds and peak MiB of one run."""
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.execv(command[0], command)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit code {code}")
    # Kilobytes on Linux, bytes on macOS. It counts this script before the exec too: about 10 MiB is the least it shows.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / unit


def median(command):
    runs = [measure(command) for _ in range(3)]
    return [sorted(column)[1] for column in zip(*runs)]


print("| file | program | threads | CPU s | wall s | peak MiB | CPU to floor |")
print("|---|---|---:|---:|---:|---:|---:|")
for file in files:
    with open(file, "rb") as data:
        count = sum(chunk.count(b"\n") for chunk in iter(lambda: data.read(1 << 20), b""))
    size = os.path.getsize(file) / 1e6
    name = f"{os.path.basename(file)}, {size:.0f} MB, {count} rows"
    base = None
    for program, threads, command in [
        ("parse floor", 1, [floor, file]),
        ("ft-lint", 1, [lint, "--threads", "1", "--format", "json", file]),
        ("ft-lint", 2, [lint, "--threads", "2", "--format", "json", file]),
    ]:
        cpu, wall, peak = median(command)
        base = base or cpu
        print(f"| {name} | {program} | {threads} | {cpu:.2f} | {wall:.2f} | {peak:.0f} | {cpu / base:.2f} |", flush=True)
PYTHON
