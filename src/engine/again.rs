//! Rows that rules look at again once the whole is known: each is read once more and shown to all of these rules. What is
//! held is a place for each row.

use std::io;

use super::plan::Plan;
use super::records::Records;
use crate::example::{Example, parse};
use crate::rules::{AgainRule, Check, Facts, Finding, Findings, Meta, Sink};
use crate::source::{InputRead, Pos, Row};

/// The findings of the rules that look at rows again, of which `most` are told, and whether all rows could be read.
pub fn look_again(
    plan: &Plan,
    read: &[InputRead],
    records: &Records,
    facts: &Facts,
    most: usize,
) -> (Vec<(&'static str, Findings)>, io::Result<()>) {
    let rules = rules(plan);
    let mut wanted: Vec<Pos> = rules.iter().flat_map(|(_, rule)| rule.places(facts)).collect();
    if facts.labels.has_doubts() && rules.iter().any(|(_, rule)| rule.about_labels()) {
        match records.places(|record| facts.labels.wants(record)) {
            Ok(mut places) => wanted.append(&mut places),
            Err(why) => return (Vec::new(), Err(why)),
        }
    }
    wanted.sort_unstable();
    wanted.dedup();
    let mut found: Vec<(&'static str, Findings)> =
        rules.iter().map(|(meta, _)| (meta.code, Findings::new(most))).collect();
    let check = |(): &mut (), row: Row<'_>| {
        let parsed = parse(row.bytes).ok()?;
        let example = Example::lower(row, parsed.json.as_object()?);
        let mut found: Vec<Vec<Finding>> = rules.iter().map(|_| Vec::new()).collect();
        for ((meta, rule), found) in rules.iter().zip(&mut found) {
            rule.check(&example, facts, &mut Sink::new(meta, Some(row.pos), found));
        }
        Some(found)
    };
    let outcome = plan.again(read).map(
        &wanted,
        || (),
        check,
        |more| {
            for ((_, all), more) in found.iter_mut().zip(more) {
                for finding in more {
                    all.push(finding);
                }
            }
        },
    );
    for ((_, rule), (_, found)) in rules.iter().zip(&mut found) {
        rule.settle(facts, found);
    }
    (found, outcome)
}

fn rules(plan: &Plan) -> Vec<(&'static Meta, &dyn AgainRule)> {
    let mut rules = Vec::new();
    for rule in plan.rules.iter().filter(|rule| rule.wanted) {
        for check in &rule.checks {
            if let Check::Again(check) = check {
                rules.push((rule.meta, check.as_ref()));
            }
        }
    }
    rules
}
