//! Pairs of prompt and completion, as an old tool saw them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::support::{json as report, scratch};

/// What is said of a file of prompts and completions as OpenAI's old tool looked at it.
fn prepared(folder: &Path, pairs: &[(String, String)]) -> Vec<String> {
    let row = |(prompt, completion): &(String, String)| json!({"prompt": prompt, "completion": completion}).to_string();
    fs::write(folder.join("data.jsonl"), pairs.iter().map(row).collect::<Vec<_>>().join("\n")).unwrap();
    let report = report(folder, &["--profile", "openai-completion", "--select", "FT220", "data.jsonl"]);
    let line =
        |finding: &Value| format!("{} {}", finding["level"].as_str().unwrap(), finding["message"].as_str().unwrap());
    report["findings"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn pairs_as_the_old_tool_saw_them() {
    let folder = scratch("limits-pairs");
    let letters = ["q", "w", "e", "r", "t", "y"];
    // Prompts and completions that begin and end with so many letters of the same, and differ beside them.
    let pairs = |prompt: (usize, usize), completion: (usize, usize)| -> Vec<(String, String)> {
        let text = |letter: &str, (start, end): (usize, usize)| {
            let (start, end) = (&"abcdefghijklmnop"[..start], &"0123456789!?+-"[..end]);
            format!("{start}{letter}{letter}{end}")
        };
        letters.iter().map(|letter| (text(letter, prompt), text(letter, completion))).collect()
    };
    let has = |pairs: &[(String, String)], words: &str| {
        let said = prepared(&folder, pairs);
        said.iter().any(|said| said.contains(words))
    };
    let (long, none) = ("long for a separator", "no common separator");
    assert!(!has(&pairs((0, 10), (0, 2)), long) && has(&pairs((0, 11), (0, 2)), long));
    assert!(!has(&pairs((0, 1), (0, 2)), none) && has(&pairs((0, 0), (0, 2)), none));
    let (long, none) = ("long for a stop sequence", "no common stop sequence");
    assert!(!has(&pairs((0, 2), (0, 10)), long) && has(&pairs((0, 2), (0, 11)), long));
    assert!(!has(&pairs((0, 2), (0, 1)), none) && has(&pairs((0, 2), (0, 0)), none));
    let start = "all prompts begin with the same";
    assert!(!has(&pairs((12, 2), (0, 2)), start) && has(&pairs((13, 2), (0, 2)), start));
    let start = "all completions begin with the same";
    assert!(!has(&pairs((0, 2), (4, 2)), start) && has(&pairs((0, 2), (5, 2)), start));

    let lettered = |upper: usize, lower: usize| -> Vec<(String, String)> {
        let row = |n: usize| (format!("{}{} {n} ->", "A".repeat(upper), "b".repeat(lower)), format!(" {n}\n"));
        (0..6).map(row).collect()
    };
    assert!(!has(&lettered(2, 4), "in upper case") && has(&lettered(2, 3), "in upper case"));

    let classes = |distinct: usize| -> Vec<(String, String)> {
        (0..30).map(|n| (format!("item {n} ->"), format!(" class {}\n", n % distinct))).collect()
    };
    assert!(has(&classes(10), "conditional generation") && has(&classes(9), "classification: 9 different"));
    // Classes need no stop sequence.
    let bare: Vec<(String, String)> =
        (0..30).map(|n| (format!("item {n} ->"), format!(" {}", letters[n % 2]))).collect();
    assert!(!has(&bare, "stop sequence"));

    let same =
        |prompt: &str, completion: &str| -> Vec<(String, String)> { vec![(prompt.into(), completion.into()); 2] };
    assert!(has(&same("a ->", " b\n"), "error all 2 prompts are the same"));
    assert!(has(&same("a ->", " b\n"), "error all 2 completions are the same"));
    assert!(!has(&same("", " b\n"), "prompts are the same") && has(&same("", " b\n"), "open-ended generation"));
    let one = vec![("a ->".to_owned(), " b\n".to_owned())];
    assert!(!has(&one, "are the same"), "one row shares everything with itself");
    let more = |n: usize| if n == 1 { " -> and so on" } else { "" };
    let twice: Vec<(String, String)> = (0..4).map(|n| (format!("{n}{} ->", more(n)), format!(" {n}\n"))).collect();
    assert!(has(&twice, "what every `prompt` ends in also stands elsewhere"));
    let spaces = |odd: &str| -> Vec<(String, String)> {
        (0..4).map(|n| (format!("{n} ->"), if n == 2 { format!("{odd}{n}\n") } else { format!(" {n}\n") })).collect()
    };
    assert!(!has(&spaces(" "), "begin with a space") && has(&spaces(""), "info 3 of 4 completions begin with a space"));
}
