//! Prometheus text exposition, for dashboards and alerts: a file for the textfile collector, or a body to push.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::model::{InputReport, NotChecked, ProfileReport, Report, RuleReport, Summary};
use super::sanitize::clip;

/// Characters of a reason; it may hold a path.
const REASON: usize = 300;

/// A sample: its labels and its value.
type Sample = (String, f64);

/// Writes all numbers as gauges. Families without a score have no sample.
pub fn prometheus(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut gauge = |name: &str, help: &str, samples: Vec<Sample>| {
        if samples.is_empty() {
            return Ok(());
        }
        writeln!(out, "# HELP ft_lint_{name} {help}\n# TYPE ft_lint_{name} gauge")?;
        samples.iter().try_for_each(|(labels, value)| writeln!(out, "ft_lint_{name}{labels} {value}"))
    };
    let (version, ruleset, profile) = (&report.tool.version, &report.tool.ruleset, &report.config.profile);
    let about = labels(&[("version", version), ("ruleset", ruleset), ("profile", profile)]);
    gauge("info", "The program, its rules and the profile.", vec![(about, 1.0)])?;
    let summary = &report.summary;
    let verdict = |name: &str| (labels(&[("verdict", name)]), f64::from(u8::from(summary.verdict == name)));
    gauge("verdict", "1 for the verdict of the run.", ["pass", "fail", "none"].map(verdict).into())?;
    let score = summary.score.map(|score| (String::new(), score));
    gauge("score", "Score of the data set, 0 to 100.", score.into_iter().collect())?;
    gauge("family_score", "Score of a family of rules, 0 to 100.", families(summary))?;
    let levels = [("error", summary.levels.error), ("warn", summary.levels.warn), ("info", summary.levels.info)];
    gauge("findings", "Findings of a level.", counts("level", levels))?;
    let known = &summary.suppressed;
    let known = [("baseline", known.baseline), ("ignore", known.ignored), ("overrides", known.overrides)];
    gauge("suppressed", "Known findings; they are in no other number.", counts("by", known))?;
    gauge("rule_findings", "Findings of a rule.", rules(summary, |rule| rule.findings as f64))?;
    gauge("rule_rows", "Rows in which a rule found something.", rules(summary, |rule| rule.rows as f64))?;
    gauge("rule_points", "Points of the score that a rule costs.", rules(summary, |rule| rule.points))?;
    gauge("input_rows", "Rows of an input.", inputs(report, |input| input.rows))?;
    gauge("input_examples", "Examples of an input.", inputs(report, |input| input.examples))?;
    gauge("input_bytes", "Unpacked bytes of an input.", inputs(report, |input| input.bytes))?;
    gauge("consumer_accepts", "1 where a consumer would take the data set, 0 where it refuses.", consumers(summary))?;
    gauge("not_checked", "1 for what was not looked at, and why.", unchecked(summary))?;
    gauge("failures", "Problems of the run.", vec![(String::new(), summary.failures.len() as f64)])
}

fn families(summary: &Summary) -> Vec<Sample> {
    let scored = summary.families.iter().filter_map(|(name, family)| Some((name, family.score?)));
    scored.map(|(name, score)| (labels(&[("family", name)]), score)).collect()
}

fn counts(label: &str, counts: [(&str, u64); 3]) -> Vec<Sample> {
    counts.map(|(name, count)| (labels(&[(label, name)]), count as f64)).into()
}

fn rules(summary: &Summary, value: fn(&RuleReport) -> f64) -> Vec<Sample> {
    let sample = |rule: &RuleReport| {
        let (code, name, family) = (rule.code.as_str(), rule.name.as_str(), rule.family.as_str());
        let names = [("code", code), ("rule", name), ("family", family), ("level", rule.level.name())];
        (labels(&names), value(rule))
    };
    summary.rules.iter().map(sample).collect()
}

fn inputs(report: &Report, value: fn(&InputReport) -> u64) -> Vec<Sample> {
    report.inputs.iter().map(|input| (labels(&[("input", &input.path)]), value(input) as f64)).collect()
}

fn unchecked(summary: &Summary) -> Vec<Sample> {
    let sample = |entry: &NotChecked| {
        let reason = clip(&entry.reason, REASON);
        (labels(&[("code", &entry.code), ("rule", &entry.name), ("reason", &reason)]), 1.0)
    };
    let mut samples: Vec<Sample> = summary.not_checked.iter().map(sample).collect();
    // A sample that stands twice spoils the whole file to its reader.
    let mut seen = BTreeSet::new();
    samples.retain(|(labels, _)| seen.insert(labels.clone()));
    samples
}

/// Consumers that take rows of the data set's shape.
fn consumers(summary: &Summary) -> Vec<Sample> {
    let asked = summary.profiles.iter().filter(|profile| profile.verdict != "other-shape");
    let sample =
        |own: &ProfileReport| (labels(&[("consumer", &own.profile)]), f64::from(u8::from(own.verdict == "accepts")));
    asked.map(sample).collect()
}

/// Labels with their values escaped as the format wants it, after what a terminal would act on is shown.
fn labels(pairs: &[(&str, &str)]) -> String {
    let escape = |text: &str| super::sanitize::line(text).replace('\\', "\\\\").replace('"', "\\\"");
    let list: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}=\"{}\"", escape(value))).collect();
    format!("{{{}}}", list.join(","))
}
