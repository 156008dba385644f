#!/usr/bin/env bash
# What people use instead, on the same file on the same machine: jq, a loop of Python's json.loads, and linters for training
# data from the Python registry, installed into a temporary folder. Prints a Markdown table of versions, CPU and wall seconds.
# Needs bash, cargo, python3 with venv, and jq; everything goes to a temporary folder that is removed at the end.
#
#   benches/compare.sh               50 MB
#   SIZE=5M LIMIT=60 benches/compare.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

size=${SIZE-50M}
# Seconds after which a program is stopped.
limit=${LIMIT-900}
folder=$(mktemp -d "${TMPDIR:-/tmp}/ft-lint-compare.XXXXXX")
trap 'rm -rf "$folder"' EXIT

cargo build --release --locked --quiet --bin ft-lint
target=$(cargo metadata --no-deps --format-version 1 | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
mkdir "$folder/data"
cargo bench --quiet --bench generate -- --kind chat --size "$size" --seed 1 >"$folder/data/chat.jsonl"

python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dropoutt cleanllm parallelogram finelint

cd "$folder"
python3 - "$target/release/ft-lint" "$limit" <<'PYTHON'
import os, signal, subprocess, sys, time

lint, limit = sys.argv[1], int(sys.argv[2])
file = "data/chat.jsonl"
loop = f"import json\nfor line in open({file!r}, 'rb'): json.loads(line)"


def version(name):
    shown = subprocess.run(["venv/bin/pip", "show", name], capture_output=True, text=True).stdout
    return next((line.split()[1] for line in shown.splitlines() if line.startswith("Version:")), "?")


def first_line(command):
    return subprocess.run(command, capture_output=True, text=True).stdout.split("\n")[0].split()[-1]


programs = [
    (f"ft-lint {first_line([lint, '--version'])}, one thread", [lint, "--threads", "1", "--format", "json", file]),
    (f"ft-lint {first_line([lint, '--version'])}, two threads", [lint, "--threads", "2", "--format", "json", file]),
    (f"jq {first_line(['jq', '--version'])} `-c .`", ["jq", "-c", ".", file]),
    (f"Python {first_line([sys.executable, '--version'])}, `json.loads` a line", [sys.executable, "-c", loop]),
    (f"parallelogram {version('parallelogram')} `check`", ["venv/bin/parallelogram", "check", file]),
    (f"cleanllm {version('cleanllm')} `scan`", ["venv/bin/cleanllm", "scan", file]),
    (f"dropoutt {version('dropoutt')} `scan`", ["venv/bin/dropoutt", "scan", "data", "--offline", "--quiet"]),
    (f"finelint {version('finelint')} `inspect`", ["venv/bin/finelint", "inspect", file]),
]


def measure(command):
    """CPU seconds, wall seconds, and whether the time was up."""
    before, start = os.times(), time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        child.wait(limit)
        late = False
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        late = True
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return cpu, time.perf_counter() - start, late


print(f"{os.path.getsize(file) / 1e6:.0f} MB of chat\n")
print("| program | CPU s | wall s |")
print("|---|---:|---:|")
for name, command in programs:
    cpu, wall, late = measure(command)
    note = f" (stopped after {limit} s)" if late else ""
    print(f"| {name} | {cpu:.1f} | {wall:.1f}{note} |", flush=True)
PYTHON
