//! How well the rules about text defects do on rows of many hands, in nine languages: `fixtures/content/rows.jsonl`, in which
//! each row says which rule it is about and whether that rule should speak, among the plain rows of `plain.jsonl`. Prints
//! precision and recall of each rule, and fails below the targets.
//!
//! A row may say more: `with` are keys that all plain rows have as well, and `stretch` a pointer and how many times its text is
//! written there. Rows of rules about one odd row in a file have a file each.
//!
//! `CONTENT_MISSES=1 cargo test --test content_score -- --nocapture` lists every row that was missed or reported wrongly.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a panic is how a test fails, and the figures are its result"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use serde_json::Value;
use support::{root, run_in, scratch, stderr};

/// Least precision and recall of each rule.
const PRECISION: f64 = 0.98;
const RECALL: f64 = 0.9;
/// Plain rows for each row that is judged, so that what most rows of a file do is known.
const PLAIN: usize = 9;

/// Rules that compare a row with all others: two odd rows in one file would hide each other.
const ALONE: [&str; 2] = ["FT303", "FT818"];

/// A row and whether the rule should speak.
struct Case {
    bad: bool,
    row: Value,
    /// Keys of the plain rows around it.
    with: Value,
}

impl Case {
    fn of(line: &Value) -> Case {
        let mut row = line["row"].clone();
        if let Some(stretch) = line["stretch"].as_array() {
            let text = row.pointer_mut(stretch[0].as_str().unwrap()).unwrap();
            *text = text.as_str().unwrap().repeat(stretch[1].as_u64().unwrap() as usize).into();
        }
        Case { bad: line["bad"].as_bool().unwrap(), row, with: line["with"].clone() }
    }
}

fn lines(name: &str) -> Vec<Value> {
    let text = fs::read_to_string(root().join("fixtures/content").join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The rows of a rule, by layout: a file holds one.
fn layouts(rule: &str, cases: Vec<Case>) -> BTreeMap<String, Vec<Case>> {
    let mut layouts: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for (i, case) in cases.into_iter().enumerate() {
        let layout = if case.row.get("messages").is_some() { "messages" } else { "fields" };
        let own = if ALONE.contains(&rule) { format!("{layout}-{i}") } else { layout.into() };
        layouts.entry(own).or_default().push(case);
    }
    layouts
}

/// A plain row in another layout, with more keys.
fn plain(row: &Value, layout: &str, with: &Value) -> Value {
    let text = |i: usize| row["messages"][i]["content"].clone();
    let mut plain = if layout.starts_with("messages") {
        row.clone()
    } else {
        serde_json::json!({"prompt": text(0), "completion": text(1)})
    };
    for (key, value) in with.as_object().into_iter().flatten() {
        plain[key] = value.clone();
    }
    plain
}

/// The rows that a rule reports, out of the first `count`.
fn reported(rule: &str, layout: &str, cases: &[Case], background: &[Value]) -> BTreeSet<usize> {
    let folder = scratch(&format!("content-{rule}-{layout}"));
    let rest =
        background.iter().cycle().take(300.max(PLAIN * cases.len())).map(|row| plain(row, layout, &cases[0].with));
    let rows = cases.iter().map(|case| case.row.clone()).chain(rest);
    let data: Vec<String> = rows.map(|row| row.to_string()).collect();
    fs::write(folder.join("data.jsonl"), data.join("\n") + "\n").unwrap();
    let output = run_in(&folder, &["data.jsonl", "--select", rule, "--format", "jsonl"]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", stderr(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    let findings = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    findings
        .filter(|finding| finding["code"] == *rule)
        .filter_map(|finding| Some(finding["row"].as_u64()? as usize - 1))
        .collect()
}

#[test]
fn every_rule_reaches_the_targets() {
    let background = lines("plain.jsonl");
    let mut rules: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for line in lines("rows.jsonl") {
        let rule = line["rule"].as_str().unwrap().to_owned();
        rules.entry(rule).or_default().push(Case::of(&line));
    }
    let (mut table, mut wrong, mut below) = (String::new(), Vec::new(), Vec::new());
    for (rule, cases) in rules {
        let (bad, good) = (cases.iter().filter(|case| case.bad).count(), cases.iter().filter(|case| !case.bad).count());
        assert!(bad >= 3 && good >= 5, "{rule} has {bad} bad and {good} good rows");
        let (mut right, mut made_up, mut missed) = (0_u32, 0_u32, 0_u32);
        for (layout, cases) in layouts(&rule, cases) {
            let found = reported(&rule, &layout, &cases, &background);
            for (i, case) in cases.iter().enumerate() {
                match (case.bad, found.contains(&i)) {
                    (true, true) => right += 1,
                    (true, false) => missed += 1,
                    (false, true) => made_up += 1,
                    (false, false) => continue,
                }
                if case.bad != found.contains(&i) {
                    wrong.push(format!("{rule} {} {}", if case.bad { "missed" } else { "made up" }, case.row));
                }
            }
            made_up += found.range(cases.len()..).count() as u32;
        }
        let precision = f64::from(right) / f64::from((right + made_up).max(1));
        let recall = f64::from(right) / f64::from((right + missed).max(1));
        writeln!(table, "{rule} {bad:3} bad {good:3} good  P {precision:.3}  R {recall:.3}").unwrap();
        if precision < PRECISION || recall < RECALL {
            below.push(rule);
        }
    }
    println!("{table}");
    if std::env::var_os("CONTENT_MISSES").is_some() {
        println!("{}", wrong.join("\n"));
    }
    assert!(below.is_empty(), "{}\n{table}\n{}", below.join(", "), wrong.join("\n"));
}
