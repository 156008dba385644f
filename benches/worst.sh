#!/usr/bin/env bash
# Measures how CPU time and memory grow with rows that are hard for the rules about the whole data set: copies, one prompt
# with very many answers, very many labels, prompts of one template. Prints a Markdown table; ten times the rows may take eleven
# times the CPU. Needs bash, cargo and python3; the files go to a temporary folder that is removed at the end.
#
#   benches/worst.sh                                            all kinds with 100,000 and 1,000,000 rows
#   ROWS="10000 100000" KINDS="same names" benches/worst.sh     some
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

lint=${LINT-}
if [ -z "$lint" ]; then
    cargo build --release --quiet --bin ft-lint
    lint=$(cargo metadata --no-deps --format-version 1 | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')/release/ft-lint
fi
python3 - "$lint" <<'PYTHON'
import json, os, random, sys, tempfile

lint = sys.argv[1]
rows = [int(count) for count in os.environ.get("ROWS", "100000 1000000").split()]
WORDS = """river lamp stone harbour quiet market bread window garden winter copper ladder bridge wool timber morning engine signal
carpet mirror saddle violin basket""".split()
NAMES = "ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se si so ta te ti to".split()
FACES = [chr(code) for code in range(0x1F600, 0x1F64F)]


def name(chance):
    return "".join(chance.choices(NAMES, k=3)).capitalize()


def words(chance, count):
    return " ".join(chance.choices(WORDS, k=count))


KINDS = {
    "same": lambda n, c: ("What is on the shelf by the door?", "A copper lamp and two jars of salt stand on it."),
    "no-prompt": lambda n, c: ("", f"{words(c, 12)} {n}."),
    "one-prompt": lambda n, c: ("Tell me a story about the old bridge.", f"{words(c, 45)} {n}."),
    "one-beginning": lambda n, c: ("Tell me a story about the old bridge.", f"{'The river is quiet. ' * 30}{n}."),
    "yes-and-no": lambda n, c: ("Is the shop by the bridge open on market days?", c.choice(["Yes", "No"])),
    "pairs": lambda n, c: (f"Is gate {n // 2} of the yard open on market days?", ["Yes", "No"][n % 2]),
    "labels": lambda n, c: (f"Sort crate {n}", f"{c.choice(WORDS)} {n}"),
    "faces": lambda n, c: (f"How do they feel about {''.join(c.choices(FACES, k=3))} here?", c.choice(["Yes", "No"])),
    "numbers": lambda n, c: (f"How many lamps fit into {n} crates of the depot near the harbour?", str(n * 3 % 977)),
    "code": lambda n, c: (f"What is printed?\n```\nfor i in range({n}):\n    print(i * {n % 97})\n```", "The multiples, line by line."),
    "names": lambda n, c: (f"Does {name(c)} of the office in {name(c)} know the password?", c.choice(["Yes", "No"])),
    "template": lambda n, c: (f"Tell me what is known of the {words(c, 1)} and the {words(c, 1)} of house {n}.", "They were made by hand in the old town."),
    "near": lambda n, c: (f"Tell me what is known of the {words(c, 3)} in the attic.", "They were made by hand in the old town."),
}


def measure(command):
    """CPU seconds and peak MiB of one run."""
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(command[0], command)
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit code {code}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


print("| rows | count | CPU s | peak MiB | growth of CPU |")
print("|---|---:|---:|---:|---:|")
with tempfile.TemporaryDirectory(prefix="ft-lint-worst.") as folder:
    for kind in os.environ.get("KINDS", " ".join(KINDS)).split():
        before = None
        for count in rows:
            path, chance = os.path.join(folder, "rows.jsonl"), random.Random(7)
            with open(path, "w") as out:
                for number in range(count):
                    prompt, answer = KINDS[kind](number, chance)
                    out.write(json.dumps({"prompt": prompt, "completion": answer}, ensure_ascii=False) + "\n")
            cpu, peak = measure([lint, "--threads", "1", "--format", "json", path])
            growth = f"{cpu / before:.1f} ×" if before else ""
            before = cpu
            print(f"| {kind} | {count} | {cpu:.2f} | {peak:.0f} | {growth} |", flush=True)
PYTHON
