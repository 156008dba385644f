//! The same data give the same bytes, in every format, for any number of threads and any size of what is read at a time.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::json;
use support::{Random, run_in, scratch, stderr};

const FORMATS: [&str; 4] = ["json", "human", "concise", "jsonl"];
const THREADS: [&str; 3] = ["1", "2", "8"];
const BUFFERS: [&str; 5] = ["1024", "4096", "65536", "1048576", "4194304"];

/// A row with a defect or none: clean, schema, format, label, privacy, duplicate, near, contradiction, preference, growing and
/// broken ones.
fn row(random: &mut Random) -> String {
    let n = random.below(40);
    let label = ["positive", "negative", "Positive", "NEGATIVE", "pos", "neutral"][random.below(6)];
    let question = ["Is shelf", "is shelf", "Is  shelf", "IS SHELF"][random.below(4)];
    let asked = format!("{question} {n} full?");
    let user = json!({"role": "user", "content": asked});
    match random.below(22) {
        0 => json!({"prompt": asked, "completion": "Yes"}).to_string(),
        1 => json!({"prompt": asked, "completion": "No"}).to_string(),
        2 | 3 => {
            json!({"prompt": format!("How does the customer feel about parcel {n}?"), "completion": label}).to_string()
        }
        4 => json!({"messages": [user, {"role": "assistant", "content": format!("Shelf {n} is full.")}]}).to_string(),
        5 => json!({"messages": [user, {"role": "bot", "content": n}], "tags": n}).to_string(),
        6 => json!({"messages": [user]}).to_string(),
        7 => json!({"prompt": format!("Write to desk{n}@lumenpost.io"), "completion": "It is done."}).to_string(),
        8 => json!({"prompt": format!("Where is order number 48291{n:02}?"), "completion": ""}).to_string(),
        9 => json!({"prompt": "Who are you?", "completion": "I am the assistant of the lamp shop."}).to_string(),
        10 => json!({"prompt": format!("é𐐀😀 {n}"), "completion": "cafÃ© \u{200b}<|im_end|>"}).to_string(),
        11 => json!({"prompt": asked, "completion": "x", format!("extra{n}"): n}).to_string(),
        12 => format!("{{\"prompt\": \"{asked}\", \"prompt\": \"b\", \"completion\": \"\\ud800\"}}"),
        13 => ["{\"prompt\": \"cut", "[1, 2]", "null", "{'prompt': 'a'}", "{\"prompt\": 1e999}"][random.below(5)]
            .to_owned(),
        14 => {
            let polite = ["{}?", "Please, {}?", "{}, please?", "{} now?"][random.below(4)];
            let asked = format!("does the green lamp in hall {} belong to the old clerk of the shop", 30 + n / 8);
            json!({"prompt": polite.replace("{}", &asked), "completion": (["Yes", "No"][random.below(2)])}).to_string()
        }
        15 => {
            let word = ["clean", "claen", "polish", "please clean"][random.below(4)];
            let answer = "Rub it with salt and half a lemon, rinse it and dry it with a cloth.";
            json!({"prompt": format!("How do I {word} the copper lamp that stands in room {}?", 40 + n / 4), "completion": answer})
                .to_string()
        }
        16 => {
            let said = ["It is warm and bright in there.", "I'm sorry, but I can't assist with that request."];
            json!({"prompt": format!("Tell me about room {n}"), "completion": said[random.below(2)]}).to_string()
        }
        17 => {
            let answers = ["The lamp hums.", "The lamp shines."];
            let (a, b) = (answers[random.below(2)], answers[random.below(2)]);
            json!({"prompt": format!("Write about lamp {}", n / 4), "chosen": a, "rejected": b}).to_string()
        }
        18 => {
            let turns =
                ["I want a lamp.", "Which one?", "The small one.", "It is yours.", "Do you ship it?", "On Tuesday."];
            let role = |at: usize| ["user", "assistant"][at % 2];
            let count = 2 * (1 + random.below(3));
            let list: Vec<_> =
                (0..count).map(|at| json!({"role": role(at), "content": format!("{} {}", turns[at], n / 4)})).collect();
            json!({ "messages": list }).to_string()
        }
        19 => {
            let body = ["late", "broken", "missing", "wet", "too small", "heavy"][random.below(6)];
            let ask = "Read the message of the customer and say in one word which team of the shop has to answer it. Message:";
            json!({"prompt": format!("{ask} crate {n}{n} is {body}"), "completion": (["shipping", "returns"][random.below(2)])}).to_string()
        }
        20 => json!({"text": format!("Lamp number {n} hums over the desk.")}).to_string(),
        _ => json!({"prompt": format!("Describe lamp {n}"), "completion": "It is bright and warm."}).to_string(),
    }
}

fn rows(seed: u64, count: usize) -> Vec<String> {
    let mut random = Random(seed);
    (0..count).map(|_| row(&mut random)).collect()
}

fn run(folder: &Path, inputs: &[&str], more: &[&str]) -> Vec<u8> {
    let output = run_in(folder, &[inputs, more].concat());
    assert!(matches!(output.status.code(), Some(0..=2)), "{more:?}: {}", stderr(&output));
    assert!(!output.stdout.is_empty() && !stderr(&output).contains("panicked"), "{more:?}: {}", stderr(&output));
    output.stdout
}

/// Every buffer, and every number of threads, against the plainest way to run.
#[track_caller]
fn same_bytes(folder: &Path, inputs: &[&str], formats: &[&str], extra: &[&str]) {
    for format in formats {
        let base = [&["--format", format, "--color", "never"], extra].concat();
        let want = run(folder, inputs, &[base.as_slice(), &["--threads", "1"]].concat());
        let mut ways: Vec<[&str; 4]> = THREADS.iter().map(|n| ["--threads", n, "--read-buffer", "2000"]).collect();
        ways.extend(BUFFERS.iter().map(|buffer| ["--threads", "2", "--read-buffer", buffer]));
        for way in ways {
            let got = run(folder, inputs, &[base.as_slice(), &way].concat());
            if got != want {
                let (got, want) = (String::from_utf8_lossy(&got), String::from_utf8_lossy(&want));
                let at = got.lines().zip(want.lines()).find(|(got, want)| got != want);
                panic!("{inputs:?} {format} {way:?}: {at:#?}, {} and {} bytes", got.len(), want.len());
            }
        }
    }
}

/// The first 64 KiB are read as one to tell what an input is; a clean row longer than that lets buffers matter after it.
fn opener() -> String {
    json!({"prompt": "Read this aloud.", "completion": "la ".repeat(23_000)}).to_string()
}

/// What is compared must hold something to compare.
fn is_rich(folder: &Path, inputs: &[&str], rules: usize) {
    let report: serde_json::Value = serde_json::from_slice(&run(folder, inputs, &["--format", "json"])).unwrap();
    let found = report["summary"]["rules"].as_array().unwrap().len();
    assert!(found >= rules, "only {found} rules found anything");
}

#[test]
fn lines_of_all_kinds() {
    let folder = scratch("determinism-lines");
    let rows = rows(1, 400);
    let long = json!({"prompt": "p ".repeat(30_000), "completion": "Write to orders@lumenpost.io."}).to_string();
    let mut text = opener() + "\n";
    for (n, row) in rows.iter().enumerate() {
        let end = if n % 7 == 3 { "\r\n" } else { "\n" };
        write!(text, "{row}{end}").unwrap();
        if n % 50 == 9 {
            text += if n % 100 == 9 { "\n" } else { " \t\r\n" };
        }
        if n % 200 == 150 {
            writeln!(text, "{long}").unwrap();
        }
    }
    // No line end after the last row.
    text += &rows[0];
    fs::write(folder.join("data.jsonl"), &text).unwrap();
    is_rich(&folder, &["data.jsonl"], 25);
    same_bytes(&folder, &["data.jsonl"], &FORMATS, &[]);
    same_bytes(&folder, &["data.jsonl"], &["json", "human"], &["--max-findings", "3", "--max-row-bytes", "5000"]);
}

#[test]
fn an_array_and_spread_objects() {
    let folder = scratch("determinism-array");
    let rows: Vec<String> =
        rows(2, 250).into_iter().filter(|row| serde_json::from_str::<serde_json::Value>(row).is_ok()).collect();
    fs::write(folder.join("array.json"), format!("[\n  {}\n]\n", rows.join(",\n  "))).unwrap();
    fs::write(folder.join("one-line.json"), format!("[{}]", rows.join(","))).unwrap();
    let spread: Vec<String> =
        rows.iter().map(|row| row.replacen('{', "{\n", 1)).filter(|row| row.starts_with('{')).collect();
    fs::write(folder.join("spread.json"), spread.join("\n")).unwrap();
    is_rich(&folder, &["array.json"], 20);
    same_bytes(&folder, &["array.json"], &["json", "concise"], &[]);
    same_bytes(&folder, &["one-line.json"], &["json"], &[]);
    same_bytes(&folder, &["spread.json"], &["json"], &["--max-findings", "5"]);
}

#[test]
fn several_inputs() {
    let folder = scratch("determinism-many");
    let rows = rows(3, 240);
    fs::write(folder.join("a.jsonl"), opener() + "\n" + &rows[..100].join("\n")).unwrap();
    fs::write(folder.join("b.jsonl"), format!("\u{feff}{}\r\n{}\r\n", opener(), rows[100..180].join("\r\n"))).unwrap();
    fs::write(folder.join("c.jsonl"), "\n").unwrap();
    fs::write(folder.join("d.json"), format!("[{}]", rows[9].clone() + "," + &rows[11])).unwrap();
    fs::write(folder.join("e.jsonl"), rows[150..].join("\n") + "\n").unwrap();
    fs::write(folder.join("f.csv"), "prompt,completion\nhello,hi\nbye,ciao\n").unwrap();
    let inputs = ["e.jsonl", "a.jsonl", "c.jsonl", "f.csv", "b.jsonl", "d.json"];
    same_bytes(&folder, &inputs, &FORMATS, &[]);
    // The order of the arguments means nothing.
    let mut sorted = inputs;
    sorted.sort_unstable();
    assert_eq!(run(&folder, &inputs, &["--format", "json"]), run(&folder, &sorted, &["--format", "json"]));
}

#[test]
fn a_file_of_several_grid_blocks() {
    let folder = scratch("determinism-grid");
    let mut text = String::new();
    let rows = rows(4, 400);
    for n in 0..40 {
        // One row longer than a block of the addressing grid, so that one block owns no row.
        let filler = if n == 17 { 9 << 20 } else { 256 << 10 };
        writeln!(text, "{}", json!({"prompt": format!("Read part {n}"), "completion": "y".repeat(filler)})).unwrap();
        writeln!(text, "{}", rows[n * 10..n * 10 + 10].join("\n")).unwrap();
    }
    fs::write(folder.join("data.jsonl"), &text).unwrap();
    let run = |more: &[&str]| run(&folder, &["data.jsonl"], &[&["--format", "json"], more].concat());
    let want = run(&["--threads", "1"]);
    for way in [["--threads", "2", "--read-buffer", "65536"], ["--threads", "8", "--read-buffer", "4194304"]] {
        assert!(run(&way) == want, "{way:?}");
    }
    let report: serde_json::Value = serde_json::from_slice(&want).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for finding in report["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == "FT601") {
        let row = finding["row"].as_u64().unwrap() as usize;
        assert!(lines[row - 1].contains("@lumenpost.io"), "row {row} is another one");
    }
}

#[test]
fn a_repeated_key_is_one_key() {
    let folder = scratch("determinism-repeated-key");
    let mut rows = vec![opener()];
    let shelf =
        |n: usize| json!({"prompt": format!("What is on shelf {n}?"), "completion": "Lamps.", "topic": "stock"});
    rows.extend((0..60).map(|n| shelf(n).to_string()));
    rows[0] = rows[0].replacen('{', "{\"topic\": \"song\", ", 1);
    rows.insert(10, "{\"prompt\": \"Do you ship?\", \"completion\": \"Yes, abroad.\"}".into());
    rows.push("{\"topic\": 1, \"prompt\": \"And when?\", \"topic\": 2, \"completion\": \"On Monday.\"}".into());
    fs::write(folder.join("data.jsonl"), rows.join("\n")).unwrap();
    same_bytes(&folder, &["data.jsonl"], &["json"], &[]);
}

/// Cutting a data set into several inputs changes the places, and nothing that is counted.
#[test]
fn counts_do_not_depend_on_how_files_are_cut() {
    let folder = scratch("determinism-cut");
    let rows = rows(5, 300);
    fs::write(folder.join("whole.jsonl"), rows.join("\n") + "\n").unwrap();
    for (n, part) in rows.chunks(77).enumerate() {
        fs::write(folder.join(format!("part{n}.jsonl")), part.join("\n") + "\n").unwrap();
    }
    let summary = |inputs: &[&str]| {
        let report = run(&folder, inputs, &["--format", "json"]);
        let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
        let mut prints: Vec<String> =
            report["findings"].as_array().unwrap().iter().map(|finding| finding["fingerprint"].to_string()).collect();
        prints.sort();
        (report["summary"]["rules"].clone(), report["summary"]["score"].clone(), report["stats"].clone(), prints)
    };
    assert_eq!(summary(&["whole.jsonl"]), summary(&["part0.jsonl", "part1.jsonl", "part2.jsonl", "part3.jsonl"]));
}

/// What is kept of rows goes to disk several times over.
#[test]
fn memory_that_is_short() {
    let folder = scratch("determinism-memory");
    let mut all = rows(6, 12_000);
    let words = ["amber", "copper", "linen", "marble", "velvet", "willow", "granite", "saffron"];
    all.extend((0..14_000usize).map(|n| {
        let word = |step: usize| words[(n / step) % 8];
        let prompt = format!(
            "Which {} shelf holds the {} of {} hall, the {} or crate {n}?",
            word(1),
            word(8),
            word(64),
            word(512)
        );
        json!({"prompt": prompt, "completion": format!("It is on the {} one, {} rows up.", word(3), n % 90)})
            .to_string()
    }));
    fs::write(folder.join("data.jsonl"), all.join("\n")).unwrap();
    let with = |more: &[&str]| run(&folder, &["data.jsonl", "--format", "json"], more);
    let want = with(&["--memory", "8G"]);
    for more in [
        ["--memory", "1M", "--threads", "1"],
        ["--memory", "1M", "--threads", "2"],
        ["--memory", "67M", "--threads", "2"],
    ] {
        assert!(with(&more) == want, "{more:?} gives other bytes");
    }
}
