//! Two reports side by side: which findings are new, gone and still there, by fingerprint, and how the score moved.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{FindingReport, Report};
use crate::rules::Level;

/// Name and number of the document's schema.
pub const COMPARE_SCHEMA: &str = "ft-lint/compare/1";

/// What changed from one report to another.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// `ft-lint/compare/1`.
    pub schema: String,
    /// Verdicts.
    pub verdict: Change<String>,
    /// Scores, 0–100; null without examples.
    pub score: Change<Option<f64>>,
    /// Scores by family.
    pub families: BTreeMap<String, Change<Option<f64>>>,
    /// Findings in all.
    pub findings: Change<u64>,
    /// New findings per level.
    pub new_levels: BTreeMap<Level, u64>,
    /// Rules that are not the same in both.
    pub rules: Vec<RuleChange>,
    /// Findings of the new report that the old one did not have.
    pub new: Vec<FindingReport>,
    /// Findings of the old report that are no longer there.
    pub gone: Vec<FindingReport>,
    /// Findings in both.
    pub unchanged: u64,
    /// Why the two cannot be compared in full; empty where they can.
    pub notes: Vec<String>,
}

/// A value before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct Change<T> {
    pub old: T,
    pub new: T,
}

/// One rule, with counts that are whole.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RuleChange {
    /// Rule code.
    pub code: String,
    /// Rule name.
    pub name: String,
    /// The worst level of its findings, in the new report if it has any there.
    pub level: Level,
    /// Findings before and after.
    pub findings: Change<u64>,
    /// New findings.
    pub new: u64,
    /// Findings that are gone.
    pub gone: u64,
    /// Whether a list was cut, so that `new` and `gone` follow from the counts alone.
    pub counted_only: bool,
}

/// Compares two reports.
pub fn compare(old: &Report, new: &Report) -> Comparison {
    let mut rules = Vec::new();
    let (mut only_new, mut only_old) = (Vec::new(), Vec::new());
    let mut unchanged = 0;
    let (before, after) = (by_rule(old), by_rule(new));
    let mut new_levels: BTreeMap<Level, u64> = Level::ALL.into_iter().map(|level| (level, 0)).collect();
    let codes: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    for code in codes {
        let (a, b) = (before.get(code).cloned().unwrap_or_default(), after.get(code).cloned().unwrap_or_default());
        let mut change = counted(code, &a, &b);
        if change.counted_only {
            *new_levels.entry(change.level).or_default() += change.new;
            unchanged += a.counted.min(b.counted);
        } else {
            let (added, removed) = (missing(&b, &a), missing(&a, &b));
            (change.new, change.gone) = (added.len() as u64, removed.len() as u64);
            unchanged += (b.listed.len() - added.len()) as u64;
            added.iter().for_each(|finding| *new_levels.entry(finding.level).or_default() += 1);
            only_new.extend(added);
            only_old.extend(removed);
        }
        if change.new > 0 || change.gone > 0 {
            rules.push(change);
        }
    }
    rules.sort_by(|a, b| b.level.cmp(&a.level).then(a.code.cmp(&b.code)));
    Comparison {
        schema: COMPARE_SCHEMA.into(),
        verdict: Change { old: old.summary.verdict.clone(), new: new.summary.verdict.clone() },
        score: Change { old: old.summary.score, new: new.summary.score },
        families: families(old, new),
        findings: Change { old: super::in_brief::total(old), new: super::in_brief::total(new) },
        new_levels,
        notes: notes(old, new, &rules),
        rules,
        new: only_new,
        gone: only_old,
        unchanged,
    }
}

/// What one report says of one rule.
#[derive(Clone, Default)]
struct Rule<'r> {
    name: &'r str,
    level: Option<Level>,
    counted: u64,
    listed: Vec<&'r FindingReport>,
}

impl Rule<'_> {
    /// Whether findings are missing from the list.
    fn is_cut(&self) -> bool {
        (self.listed.len() as u64) < self.counted
    }
}

/// The change of a rule as far as its counts tell it.
fn counted(code: &str, a: &Rule<'_>, b: &Rule<'_>) -> RuleChange {
    RuleChange {
        code: code.into(),
        name: if b.name.is_empty() { a.name.into() } else { b.name.into() },
        level: b.level.or(a.level).unwrap_or(Level::Info),
        findings: Change { old: a.counted, new: b.counted },
        new: b.counted.saturating_sub(a.counted),
        gone: a.counted.saturating_sub(b.counted),
        counted_only: a.is_cut() || b.is_cut(),
    }
}

/// The findings of a rule that the other report does not list.
fn missing(rule: &Rule<'_>, from: &Rule<'_>) -> Vec<FindingReport> {
    let known: BTreeSet<&str> = from.listed.iter().map(|finding| finding.fingerprint.as_str()).collect();
    rule.listed.iter().filter(|own| !known.contains(own.fingerprint.as_str())).map(|own| (*own).clone()).collect()
}

fn by_rule(report: &Report) -> BTreeMap<&str, Rule<'_>> {
    let mut rules: BTreeMap<&str, Rule<'_>> = BTreeMap::new();
    for rule in &report.summary.rules {
        let counted = Rule { name: &rule.name, level: Some(rule.level), counted: rule.findings, listed: Vec::new() };
        rules.insert(&rule.code, counted);
    }
    for finding in &report.findings {
        rules.entry(&finding.code).or_default().listed.push(finding);
    }
    rules
}

fn families(old: &Report, new: &Report) -> BTreeMap<String, Change<Option<f64>>> {
    let (a, b) = (&old.summary.families, &new.summary.families);
    let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let score = |from: &BTreeMap<String, super::model::FamilyReport>, name: &String| from.get(name)?.score;
    names.into_iter().map(|name| (name.clone(), Change { old: score(a, name), new: score(b, name) })).collect()
}

fn notes(old: &Report, new: &Report, rules: &[RuleChange]) -> Vec<String> {
    let mut notes = Vec::new();
    if old.tool.ruleset != new.tool.ruleset || old.tool.version != new.tool.version {
        let [a, b] = [old, new].map(|report| format!("{} (rules {})", report.tool.version, report.tool.ruleset));
        notes.push(format!("written by different versions of ft-lint: {a} and {b}"));
    }
    if old.config.profile != new.config.profile {
        notes.push(format!("made with different profiles: {} and {}", old.config.profile, new.config.profile));
    } else if old.config.hash != new.config.hash {
        notes.push("made with different options".into());
    }
    let cut: Vec<&str> = rules.iter().filter(|rule| rule.counted_only).map(|rule| rule.code.as_str()).collect();
    if !cut.is_empty() {
        notes.push(format!("a list of findings was cut (see --max-findings): only counts for {}", cut.join(", ")));
    }
    for (name, report) in [("old", old), ("new", new)] {
        if !report.summary.failures.is_empty() {
            notes.push(format!("the {name} run had failures: what it did not read is missing"));
        }
    }
    notes
}
