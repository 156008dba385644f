//! Every block of every rule page is a test: `bad` is flagged, `good` is not, `report` is what the program prints.
//!
//! `UPDATE=1 cargo test --test rules` rewrites the report blocks; read the diff.

mod support;

use std::fs;
use std::path::PathBuf;

use support::{Block, blocks, data, root, run_in, scratch, stdout};

fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = fs::read_dir(root().join("rules"))
        .expect("rules/")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("FT")))
        .collect();
    pages.sort();
    pages
}

/// Concise output for a page: the row in place of path and column.
fn lint(folder: &std::path::Path, block: &Block, args: &[String]) -> String {
    fs::write(folder.join("data.jsonl"), data(block)).expect("the scratch folder is writable");
    let mut all: Vec<&str> = vec!["--format", "concise", "--exit-zero", "--threads", "1", "data.jsonl"];
    all.extend(args.iter().map(String::as_str));
    let output = run_in(folder, &all);
    let text = stdout(&output);
    assert!(output.status.code().is_some_and(|code| code != 101), "panicked on {}", block.body);
    text.lines().map(short).collect()
}

fn short(line: &str) -> String {
    let rest = line.strip_prefix("data.jsonl:").unwrap_or(line);
    let mut parts = rest.splitn(3, ':');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(row), Some(column), Some(rest)) if row.parse::<u64>().is_ok() && column.parse::<u64>().is_ok() => {
            format!("{row}:{rest}\n")
        }
        _ => format!("{}\n", rest.trim_start()),
    }
}

#[test]
fn pages_hold() {
    let update = std::env::var_os("UPDATE").is_some();
    let folder = scratch("rules");
    let mut wrong = Vec::new();
    for path in pages() {
        let page = fs::read_to_string(&path).expect("a page");
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let (found, fresh) = check_page(&folder, &name, &page);
        if update && fresh != page {
            fs::write(&path, fresh).expect("a page can be written");
        } else if fresh != page {
            wrong.push(format!("{name}: a report block is not what the program prints; UPDATE=1 rewrites it"));
        }
        wrong.extend(found);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check_page(folder: &std::path::Path, name: &str, page: &str) -> (Vec<String>, String) {
    let code = &name[..5];
    let mut wrong = Vec::new();
    let mut fresh = page.to_owned();
    let mut args: Vec<String> = Vec::new();
    let mut printed = String::new();
    let (mut bad, mut good) = (0, 0);
    for block in blocks(page) {
        let label: Vec<&str> = block.label.split(' ').collect();
        match label.as_slice() {
            ["jsonl", "bad", ..] => {
                bad += 1;
                args.extend(["--select".to_owned(), code.to_owned()]);
                printed = lint(folder, &block, &args);
                if !printed.contains(&format!("[{code}]")) {
                    wrong.push(format!("{name}: not flagged:\n{}", block.body));
                }
                args.clear();
            }
            ["jsonl", "good", ..] => {
                good += 1;
                let printed = lint(folder, &block, &args);
                for line in printed.lines().filter(|line| {
                    line.contains(&format!("[{code}]")) || line.contains(" error[") || line.starts_with("error[")
                }) {
                    wrong.push(format!("{name}: flagged: {line}\n{}", block.body));
                }
                args.clear();
            }
            ["text", "report"] => {
                let old = format!("```text report\n{}```", block.body);
                let start = block.at - "```text report\n".len();
                debug_assert_eq!(&page[start..start + old.len()], old);
                let shift = fresh.len() as isize - page.len() as isize;
                let at = (start as isize + shift) as usize;
                fresh.replace_range(at..at + old.len(), &format!("```text report\n{printed}```"));
            }
            // Held against the code by `tests/config`.
            ["toml", "options"] => {}
            ["text", "args"] => args = block.body.split_whitespace().map(str::to_owned).collect(),
            other => wrong.push(format!("{name}: unknown block {other:?}")),
        }
    }
    if good <= bad {
        wrong.push(format!(
            "{name}: {bad} bad and {good} good blocks; a rule needs more negative cases than positive ones"
        ));
    }
    (wrong, fresh)
}
