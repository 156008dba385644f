//! Which data are read: inputs of the configuration, lists, standard input, samples.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::repository;
use super::support::{exits, json, root, run_stdin, scratch, stderr, stdout};

#[test]
fn init_writes_what_the_data_pass() {
    for (name, file) in [("good", "good/labels.jsonl"), ("planted", "planted/chat.jsonl")] {
        let folder = repository(&format!("init-{name}"), "");
        fs::copy(root().join("fixtures").join(file), folder.join("train.jsonl")).unwrap();
        exits(&folder, &["init", "train.jsonl"], 0);
        let text = fs::read_to_string(folder.join("ft-lint.toml")).unwrap();
        assert!(text.contains("inputs = [\"train.jsonl\"]") && text.contains("min-score"), "{text}");
        assert_eq!(text.contains("Labels found"), name == "good", "{text}");
        // The score of today is enough, whatever the errors.
        exits(&folder, &["--fail-on", "never"], 0);
        exits(&folder, &["config"], 0);
        exits(&folder, &["init", "train.jsonl"], 2);
        assert_eq!(stdout(&exits(&folder, &["init", "train.jsonl", "--stdout"], 0)), text);
        exits(&folder, &["init", "train.jsonl", "--force"], 0);
        // The lines that are commented out are right once they are taken in.
        let whole: String = text
            .lines()
            .filter_map(|line| {
                let plain = line.strip_prefix("# ").unwrap_or(line);
                let key = plain.starts_with('[') || plain.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '));
                key.then(|| format!("{plain}\n"))
            })
            .collect();
        fs::write(folder.join("ft-lint.toml"), &whole).unwrap();
        exits(&folder, &["config"], 0);
    }
    let folder = scratch("config-init-empty");
    exits(&folder, &["init"], 2);
    assert!(!folder.join("ft-lint.toml").exists());
}

#[test]
fn inputs_come_from_the_configuration_lists_and_standard_input() {
    let folder = repository("inputs", "inputs = [\"data/*.jsonl\"]\nexclude = [\"data/old\"]\n");
    let inputs = |folder: &Path, args: &[&str]| -> Vec<String> {
        let report = json(folder, args);
        report["inputs"].as_array().unwrap().iter().map(|input| input["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(inputs(&folder, &[]), ["data/chat.jsonl"]);
    assert_eq!(inputs(&folder.join("data"), &[]), ["../data/chat.jsonl"]);
    assert_eq!(inputs(&folder, &["data"]), ["data/chat.jsonl"]);
    assert_eq!(inputs(&folder, &["data", "--exclude", "nothing"]).len(), 2, "a flag takes the place of the list");
    assert_eq!(inputs(&folder, &["data/old/chat.jsonl"]), ["data/old/chat.jsonl"], "named itself");
    let note = exits(&folder, &["data/old/chat.jsonl", "--force-exclude"], 0);
    assert!(stderr(&note).contains("nothing was checked"), "{}", stderr(&note));
    exits(&folder, &["data/old"], 2);
    assert_eq!(inputs(&folder, &["data/chat.jsonl", "data/old/chat.jsonl", "--force-exclude"]), ["data/chat.jsonl"]);
    fs::copy(folder.join("data/chat.jsonl"), folder.join("data/more.txt")).unwrap();
    assert_eq!(inputs(&folder, &["data", "--include", "*.txt"]), ["data/chat.jsonl", "data/more.txt"]);

    for (list, text) in [("lines", "data/chat.jsonl\r\ndata/more.txt\n\n"), ("nul", "data/chat.jsonl\0data/more.txt\0")]
    {
        fs::write(folder.join(list), text).unwrap();
        assert_eq!(inputs(&folder, &["--files-from", list]), ["data/chat.jsonl", "data/more.txt"], "{list}");
    }
    fs::write(folder.join("odd"), "data/a\nb.jsonl\0").unwrap();
    let told = stderr(&exits(&folder, &["--files-from", "odd"], 2));
    assert!(told.contains("a\\nb.jsonl") || told.contains("b.jsonl"), "{told}");
    fs::write(folder.join("none"), "").unwrap();
    exits(&folder, &["--files-from", "none"], 2);
    exits(&folder, &["--files-from", "missing"], 2);
    exits(&folder, &["-", "--files-from", "-"], 2);

    let path = root().join("fixtures/good/chat.jsonl");
    let listed = run_stdin(path.to_string_lossy().as_bytes(), &["--files-from", "-", "--format", "json"]);
    assert_eq!(listed.status.code(), Some(0), "{}", stderr(&listed));
    let named = run_stdin(b"{\"prompt\": oops}\n", &["-", "--stdin-name", "train.jsonl", "--format", "concise"]);
    assert!(stdout(&named).starts_with("train.jsonl:1:"), "{}", stdout(&named));
}

#[test]
fn a_sample_is_the_same_rows_every_time() {
    let folder = repository("sample", "");
    let rows: String = (0..3000)
        .map(|n| {
            if n % 3 == 0 {
                format!("{{\"prompt\": {n}}}\n")
            } else {
                json!({"prompt": format!("Name tree {n}."), "completion": "The birch has white bark."}).to_string()
                    + "\n"
            }
        })
        .collect();
    fs::write(folder.join("data.jsonl"), &rows).unwrap();
    let sample =
        |args: &[&str]| json(&folder, &[&["data.jsonl", "--select", "FT204", "--sample", "300"], args].concat());
    let one = sample(&["--threads", "1"]);
    assert_eq!(one["sample"], json!({"wanted": 300, "seed": 0, "rows": 300, "of": 3000}));
    assert_eq!(one["inputs"][0]["rows"], 300);
    assert_eq!(one, sample(&["--threads", "4", "--read-buffer", "999"]));
    assert_ne!(one["findings"], sample(&["--sample-seed", "7"])["findings"]);
    let unchecked = one["summary"]["not_checked"].as_array().unwrap();
    assert!(
        unchecked.iter().any(|entry| entry["reason"].as_str().unwrap().contains("2700 of 3000 rows")),
        "{unchecked:?}"
    );
    // A third of the rows is broken, in the sample as in the whole.
    let broken = one["summary"]["levels"]["error"].as_u64().unwrap();
    assert!((60..=140).contains(&broken), "{broken}");
    // The rows are the same in another order, and all where there are no more.
    let mut lines: Vec<&str> = rows.lines().collect();
    lines.reverse();
    let prints = |report: &Value| {
        let mut prints: Vec<String> =
            report["findings"].as_array().unwrap().iter().map(|one| one["fingerprint"].to_string()).collect();
        prints.sort();
        prints
    };
    fs::write(folder.join("data.jsonl"), lines.join("\n")).unwrap();
    assert_eq!(prints(&sample(&[])), prints(&one));
    let all = json(&folder, &["data.jsonl", "--select", "FT2", "--sample", "9000"]);
    assert_eq!((&all["sample"]["rows"], &all["sample"]["of"]), (&json!(3000), &json!(3000)));
    exits(&folder, &["data.jsonl", "--sample", "0"], 2);
    assert_eq!(run_stdin(b"{}\n", &["-", "--sample", "3"]).status.code(), Some(2));
}
