//! Findings do not depend on how the data are cut, nor on threads.

use std::fs;
use std::path::Path;

use ft_lint::engine::{self, Judge, Outcome, Part, Plan, Settled, check_block};
use ft_lint::rules::near::NearRecord;
use ft_lint::rules::{Finding, Record};
use ft_lint::source::{BlockReader, Framing, GridCursor, Limits};
use serde_json::json;

use super::states::merged;
use super::support::{Random, scratch};
use super::{Silent, material, plan, rows_of};

/// The parts of `bytes` cut into blocks, and what they give when they are put together in a random grouping.
pub type Parts = (Vec<String>, Vec<String>, [Vec<Record>; 3], Vec<NearRecord>);

/// See [`Parts`]: findings, states, records of three channels, sketches.
pub fn parts(plan: &Plan, bytes: &[u8], buffer: usize, seed: u64) -> Parts {
    let settled = Settled::new(plan);
    let mut reader = BlockReader::new(bytes, Framing::Lines, Vec::new(), 0, Limits { buffer, max_row: 1 << 26 });
    let mut cursor = GridCursor::new(0);
    let mut parts = Vec::new();
    let judge = Judge::new(plan);
    while let Some(block) = reader.next(&mut cursor, Vec::new()).unwrap() {
        parts.push(check_block(plan, &block, &settled, &judge));
    }
    let found =
        parts.iter().flat_map(|part| &part.found).map(|placed| format!("{:?} {}", placed.at, say(&placed.finding)));
    let found = found.collect();
    let mut records: Vec<Record> = parts.iter().flat_map(|part| part.records.clone()).collect();
    records.sort_unstable();
    let mut ids: Vec<Record> = parts.iter().flat_map(|part| part.ids.clone()).collect();
    ids.sort_unstable();
    let mut uniques: Vec<Record> = parts.iter().flat_map(|part| part.uniques.clone()).collect();
    uniques.sort_unstable();
    let near = parts.iter().flat_map(|part| part.near.clone()).collect();
    let merge = |left: &mut Part, right: Part| {
        left.facts.merge(right.facts);
        left.counts.iter_mut().zip(&right.counts).for_each(|(own, more)| own.merge(more));
        left.penalties.extend(right.penalties);
        left.matrix.merge(right.matrix);
    };
    parts.push(Part::empty(plan));
    let mut whole = merged(parts, &mut Random(seed), &merge);
    whole.penalties.sort_unstable();
    let states = vec![
        serde_json::to_string(&whole.facts).unwrap(),
        format!("{:?}", whole.counts),
        format!("{:?}", whole.penalties),
        format!("{:?}", whole.matrix),
    ];
    (found, states, [records, ids, uniques], near)
}

pub fn say(finding: &Finding) -> String {
    let Finding { rule, level, message, pointer, span, related, .. } = finding;
    format!("{} {level:?} {message} {pointer} {span:?} {related:?}", rule.code)
}

#[test]
fn blocks_may_be_cut_anywhere() {
    let plan = plan(&[], 1 << 20, 1);
    let rows = &rows_of(&["planted"], 2)[..240];
    for (seed, end) in [(1, "\n"), (2, "\r\n"), (3, "\n\n"), (4, "\r\n \n")] {
        let mut text = rows.join(end);
        if seed > 2 {
            text += end;
        }
        let bytes = text.as_bytes();
        let whole = parts(&plan, bytes, bytes.len() * 2, 0);
        assert!(
            whole.0.len() > 10 && whole.2[0].len() > 100 && whole.3.len() > 100,
            "{} findings, {} records",
            whole.0.len(),
            whole.2[0].len()
        );
        let newline = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').nth(120).unwrap().0;
        for buffer in [1, 7, 64, 1_000, newline - 1, newline, newline + 1, newline + 2, bytes.len()] {
            let cut = parts(&plan, bytes, buffer, seed + buffer as u64);
            assert!(cut == whole, "line ends {end:?}, buffer {buffer}");
        }
    }
    assert_eq!(parts(&plan, b"", 1, 1), parts(&plan, b"", 100, 2), "no rows at all");
}

/// All that a run says, as text.
pub fn told(outcome: &Outcome) -> Vec<String> {
    let mut told: Vec<String> = outcome
        .found
        .iter()
        .map(|placed| format!("{:?} {:x}:{} {}", placed.at, placed.fingerprint, placed.copy, say(&placed.finding)))
        .collect();
    told.push(format!("{:?} {:?}", outcome.counts, outcome.penalties));
    told.push(format!("{:?}", outcome.whole.iter().map(|(rule, finding)| (rule, say(finding))).collect::<Vec<_>>()));
    told.push(serde_json::to_string(&outcome.facts.state).unwrap());
    told
}

#[test]
fn runs_do_not_depend_on_cuts_and_threads() {
    let folder = scratch("laws-runs");
    let path = |name: &str, bytes: &[u8]| {
        fs::write(folder.join(name), bytes).unwrap();
        folder.join(name)
    };
    let hello = |n: usize| json!({"prompt": "Say hello", "completion": if n.is_multiple_of(3) { "Yes" } else { "No" }});
    let many: Vec<String> = (0..20_000).map(|n| hello(n).to_string()).collect();
    // The first 64 KiB are read as one to tell what an input is: a long first row uses them up.
    let long = json!({"prompt": "p ".repeat(40_000), "completion": "It is long."}).to_string();
    let mixed = format!("{long}\r\n{}", material(3).join("\r\n\n"));
    let inputs = [
        path("a.jsonl", many.join("\n").as_bytes()),
        path("b.jsonl", mixed.as_bytes()),
        path("c.jsonl", b""),
        path("d.jsonl", b"\r\n \n\n"),
        path("e.jsonl", format!("{}\n", material(4).join("\n")).as_bytes()),
    ];
    let inputs: Vec<&Path> = inputs.iter().map(AsRef::as_ref).collect();
    let run = |buffer, threads| told(&engine::run(&plan(&inputs, buffer, threads), &Silent, None));
    let whole = run(1 << 24, 1);
    assert!(whole.iter().filter(|line| line.contains(" FT401 ")).count() > 3 && whole.len() > 20_000);
    let newline = long.len() + 1;
    for (buffer, threads) in [(4_096, 8), (newline - 1, 2), (newline, 3), (newline + 1, 2)] {
        let again = run(buffer, threads);
        let at = again.iter().zip(&whole).find(|(a, b)| a != b);
        assert!(again == whole, "buffer {buffer}, {threads} threads: {at:#?}");
    }
}
