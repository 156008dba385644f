//! Rows and files with bytes changed at random, cut anywhere, or of the wrong types.

use std::fs;

use serde_json::Value;

use super::support::{Random, root, run_in, scratch, stderr};
use super::{findings, survives};

#[test]
fn half_written_json_at_every_byte() {
    let whole = fs::read_to_string(root().join("fixtures/good/chat.jsonl")).unwrap();
    let row = whole.lines().find(|line| line.contains("tool_calls")).unwrap();
    let mut rows = format!("{row}\n");
    for end in (0..=row.len()).filter(|end| row.is_char_boundary(*end)) {
        rows += &format!("{}\n{}\n", &row[..end], &row[end..]);
    }
    survives("half", rows.as_bytes());
}

#[test]
fn wrong_types_at_every_level() {
    let values = [
        "null",
        "true",
        "0",
        "-1.5e400",
        "1e-999",
        "\"\"",
        "\"x\"",
        "[]",
        "{}",
        "[null]",
        "[[]]",
        "[{}]",
        "{\"a\":{}}",
        "[\"x\",5,{\"role\":5}]",
        "{\"role\":[],\"content\":{}}",
        "{\"messages\":\"x\"}",
        "[{\"type\":\"text\"}]",
        "[{\"type\":\"text\",\"text\":7}]",
        "123456789012345678901234567890",
        "[{\"function\":[]}]",
        "[{\"id\":1,\"function\":{\"name\":[],\"arguments\":{}}}]",
        "{\"name\":{},\"parameters\":\"x\"}",
    ];
    let keys = [
        "messages",
        "Messages",
        "MESSAGES",
        "conversations",
        "prompt",
        "completion",
        "instruction",
        "input",
        "output",
        "text",
        "chosen",
        "rejected",
        "contents",
        "history",
        "system",
        "tools",
        "functions",
        "label",
        "labels",
        "completions",
        "input_ids",
        "segments",
        "preferred_output",
        "query",
        "response",
        "",
        "a/b~c",
    ];
    let inner = ["role", "content", "from", "value", "weight", "train", "tool_calls", "function_call", "name", "parts"];
    let mut rows = String::from("{\"prompt\":\"a\",\"completion\":\"b\"}\n");
    for value in values {
        for key in keys {
            rows += &format!("{{\"{key}\":{value}}}\n{{\"prompt\":\"a\",\"completion\":\"b\",\"{key}\":{value}}}\n");
            rows += &format!("{{\"chosen\":{value},\"rejected\":\"b\",\"{key}\":{value},\"{key}\":{value}}}\n");
        }
        for key in inner {
            for list in ["messages", "conversations", "chosen", "prompt"] {
                let user = "{\"role\":\"user\",\"content\":\"a\"}";
                rows +=
                    &format!("{{\"{list}\":[{user},{{\"role\":\"assistant\",\"{key}\":{value}}}],\"rejected\":[]}}\n");
            }
        }
        rows += &format!("{value}\n{{\"contents\":[{{\"role\":\"user\",\"parts\":{value}}}]}}\n");
    }
    survives("types", rows.as_bytes());
}

/// Rows of the fixtures.
fn real_rows() -> Vec<Vec<u8>> {
    let mut rows = Vec::new();
    for folder in ["good", "planted"] {
        let entries = fs::read_dir(root().join("fixtures").join(folder)).unwrap();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            rows.extend(fs::read(path).unwrap().split(|b| *b == b'\n').map(<[u8]>::to_vec));
        }
    }
    rows
}

/// Flips, deletes, cuts and inserts one to four times.
fn mutate(row: &mut Vec<u8>, random: &mut Random) {
    let grain = b"{}[]\",:\\u0ntf-1e9@\x00\x1b\xff\xc3 \n\r\t'/.<|";
    for _ in 0..=random.below(4) {
        let at = random.below(row.len() + 1);
        match random.below(4) {
            0 if at < row.len() => row[at] ^= 1 << random.below(8),
            1 if at < row.len() => {
                let end = (at + 1 + random.below(6)).min(row.len());
                row.drain(at..end);
            }
            2 if at < row.len() => row.truncate(at),
            _ => row.insert(at, grain[random.below(grain.len())]),
        }
    }
}

#[test]
fn random_mutations_of_real_rows() {
    let (rows, mut random) = (real_rows(), Random(20_241_123));
    let mut bytes = b"{\"prompt\":\"a\",\"completion\":\"b\"}\n".to_vec();
    for _ in 0..4_000 {
        let mut row = rows[random.below(rows.len())].clone();
        mutate(&mut row, &mut random);
        bytes.extend(row);
        bytes.push(b'\n');
    }
    survives("mutations", &bytes);
}

/// Arrays and spread objects that are broken anywhere, and files that begin like something else.
#[test]
fn random_mutations_of_whole_files() {
    let (rows, mut random) = (real_rows(), Random(7));
    let folder = scratch("hostile-files");
    let mut files = 0;
    for n in 0..240 {
        let some: Vec<Vec<u8>> = (0..random.below(6)).map(|_| rows[random.below(rows.len())].clone()).collect();
        let mut bytes = match n % 4 {
            0 => [b"[".to_vec(), some.join(&b",\n"[..]), b"]".to_vec()].concat(),
            1 => some
                .join(&b"\n"[..])
                .iter()
                .flat_map(|b| if *b == b'{' { vec![b'{', b'\n'] } else { vec![*b] })
                .collect(),
            2 => [[0x1f, 0x8b, 8, 0].to_vec(), some.concat()].concat(),
            _ => some.join(&b'\n'),
        };
        mutate(&mut bytes, &mut random);
        files += usize::from(!bytes.is_empty());
        fs::write(folder.join(format!("{n:03}.jsonl")), bytes).unwrap();
    }
    for format in ["human", "concise", "json", "jsonl"] {
        let output = run_in(&folder, &[".", "--format", format, "--color", "never"]);
        // Some are no data at all, so there is no verdict; but there is a report.
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
        if format == "json" {
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            let inputs = report["inputs"].as_array().unwrap();
            assert!(inputs.len() == 240 && inputs.iter().filter(|input| input["bytes"] != 0).count() >= files / 2);
            for finding in findings(&report).filter(|finding| finding["row"].is_u64()) {
                let input = &inputs[finding["input"].as_u64().unwrap() as usize];
                assert!(finding["row"].as_u64() <= input["rows"].as_u64(), "{finding}");
                assert!(finding["offset"].as_u64() <= input["bytes"].as_u64(), "{finding}");
            }
        }
    }
}
