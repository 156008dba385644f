//! Files without the line feeds that rows should end in, and with bytes that are no text.

use std::fs;

use serde_json::Value;

use super::support::{codes, exits, json, scratch, stderr};
use super::{HERB, TREE};

fn messages<'r>(report: &'r Value, code: &str) -> Vec<&'r str> {
    let own = report["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == code);
    own.map(|finding| finding["message"].as_str().unwrap()).collect()
}

#[test]
fn rows_that_end_in_a_return_alone_are_read() {
    let folder = scratch("broken-returns");
    let bad = "{\"prompt\":\"a, \"completion\":\"b\"}";
    let text = format!("{HERB}{TREE}\n{bad}\n{HERB}{TREE}").replace('\n', "\r");
    fs::write(folder.join("x.jsonl"), &text).unwrap();
    for buffer in ["1", "50", "500000"] {
        let report = json(&folder, &["x.jsonl", "--select", "file", "--read-buffer", buffer]);
        let own = &report["inputs"][0];
        assert_eq!((&own["rows"], &own["examples"]), (&6.into(), &4.into()));
        assert_eq!(codes(&report), ["FT101", "FT104", "FT107"]);
        assert!(messages(&report, "FT107")[0].starts_with("a carriage return alone ends each row"));
        assert_eq!(report["findings"][1]["line"], 4, "a row is a line: {}", report["findings"]);
    }
}

#[test]
fn objects_on_one_line_are_read() {
    let folder = scratch("broken-on-one-line");
    let bad = "{\"prompt\":\"a, \"completion\":\"b}";
    for (text, rows, examples) in [
        (format!("{}{}", HERB.trim(), TREE.trim()), 2, 2),
        (format!("{} {bad}{} {}\n", HERB.trim(), TREE.trim(), HERB.trim()), 4, 3),
    ] {
        fs::write(folder.join("x.jsonl"), &text).unwrap();
        for buffer in ["1", "50", "500000"] {
            let report = json(&folder, &["x.jsonl", "--read-buffer", buffer]);
            let own = &report["inputs"][0];
            assert_eq!((&own["rows"], &own["examples"]), (&rows.into(), &examples.into()), "{text}");
            assert_eq!(messages(&report, "FT107").len(), 1);
            assert_eq!(messages(&report, "FT101").len(), rows - examples, "{text}");
        }
    }
    fs::write(folder.join("x.jsonl"), format!("{}, {}", HERB.trim(), TREE.trim())).unwrap();
    let report = json(&folder, &["x.jsonl"]);
    assert_eq!(report["inputs"][0]["examples"], 2);
    assert!(messages(&report, "FT101")[0].starts_with("a comma too many behind this item"));
    // One such row among others is a bad row.
    fs::write(folder.join("x.jsonl"), format!("{}{HERB}{TREE}", TREE.trim())).unwrap();
    let report = json(&folder, &["x.jsonl"]);
    assert!(messages(&report, "FT107").is_empty() && messages(&report, "FT101")[0].starts_with("two values"));
}

#[test]
fn bytes_of_zero_are_named() {
    let folder = scratch("broken-zeros");
    fs::write(folder.join("x.jsonl"), [HERB.as_bytes(), &[0; 5000]].concat()).unwrap();
    let report = json(&folder, &["x.jsonl"]);
    assert_eq!(messages(&report, "FT101"), ["NUL byte (U+0000) outside of strings at column 1"]);
    assert!(report["findings"][0]["help"].as_str().unwrap().starts_with("the file was not written to its end"));
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_cannot_be_written_says_what_to_do() {
    let folder = scratch("broken-unwritable");
    fs::write(folder.join("x.jsonl"), HERB).unwrap();
    fs::create_dir(folder.join("taken")).unwrap();
    for (output, said) in [
        ("no/such/report.json", "make its folder first"),
        ("x.jsonl/report.json", "make its folder first"),
        ("taken", "it is a folder; name a file in it"),
        ("/dev/full", "make room there"),
    ] {
        let output = exits(&folder, &["x.jsonl", "--output", output], 2);
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
}

#[test]
fn damaged_packed_files_are_told_as_such() {
    let folder = scratch("broken-frames");
    fs::write(folder.join("x.jsonl.zst"), b"\x28\xB5\x2F\xFDgarbage and more of it").unwrap();
    let output = exits(&folder, &["x.jsonl.zst"], 2);
    assert!(stderr(&output).contains("the compressed file is damaged or cut off"), "{}", stderr(&output));
}
