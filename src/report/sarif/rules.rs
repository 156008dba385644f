//! Rules as SARIF describes them: those of the catalogue, of the house and of other versions.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::model::Report;
use super::super::sanitize::{clip, line};
use super::TEXT;
use crate::rules::{Confidence, Family, Level, Meta};

/// Rules of the configuration, and of other versions of the program, by their code.
pub(super) fn others<'r>(report: &'r Report, rules: &[&Meta]) -> BTreeMap<&'r str, Value> {
    let own = report.summary.rules.iter().map(|rule| (rule.code.as_str(), &rule.name, &rule.family, rule.level));
    let known = report.baseline.iter().flat_map(|baseline| &baseline.findings);
    let known = known.map(|finding| (finding.code.as_str(), &finding.name, &finding.family, finding.level));
    let house = report
        .summary
        .house
        .iter()
        .map(|own| (own.code.as_str(), of_house(&own.code, &own.name, &own.about, own.level)));
    let mut others: BTreeMap<&str, Value> = house.collect();
    for (code, name, family, level) in own.chain(known).filter(|own| !rules.iter().any(|meta| meta.code == own.0)) {
        others.entry(code).or_insert_with(|| other(code, name, family, level));
    }
    others
}

/// The word of SARIF for a level.
pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warning",
        Level::Info => "note",
    }
}

/// A rule of the catalogue.
pub(super) fn rule(meta: &Meta) -> Value {
    let precision = match meta.confidence {
        Confidence::Certain => "very-high",
        Confidence::Likely => "high",
        Confidence::Hint => "medium",
    };
    let severity = if meta.level == Level::Info { "recommendation" } else { level(meta.level) };
    let summary = meta.summary().replace('\n', " ");
    let why = meta.section("Why it matters").replace('\n', " ");
    let full = if why.is_empty() { summary.clone() } else { format!("{summary} {why}") };
    let mut properties = json!({
        "tags": [meta.family.name(), "training-data"],
        "precision": precision,
        "problem.severity": severity,
    });
    if meta.family == Family::Privacy {
        properties["security-severity"] = match meta.code {
            "FT620" | "FT621" => "8.5",
            _ if meta.level == Level::Error => "6.5",
            _ if meta.level == Level::Warn => "4.5",
            _ => "2.0",
        }
        .into();
    }
    let sections = ["Why it matters", "Fix"].map(|title| (title, meta.section(title)));
    let sections = sections.iter().filter(|(_, text)| !text.is_empty());
    let body: String = sections.map(|(title, text)| format!("\n\n## {title}\n\n{text}")).collect();
    json!({
        "id": meta.code,
        "name": meta.name,
        "shortDescription": {"text": clip(&summary, TEXT)},
        "fullDescription": {"text": clip(&full, TEXT)},
        "help": {"text": format!("{full}\n\n`ft-lint rule {}` prints the whole page.", meta.code), "markdown": format!("{summary}{body}")},
        "defaultConfiguration": {"level": level(meta.level)},
        "properties": properties,
    })
}

/// A rule of the house.
fn of_house(code: &str, name: &str, about: &str, own: Level) -> Value {
    plain((code, name), &line(about), "content", own)
}

/// A rule without a page.
pub(super) fn other(code: &str, name: &str, family: &str, own: Level) -> Value {
    let what = "a rule that this version of ft-lint has no page for, such as one of the house.";
    plain((code, name), &format!("{} {}: {what}", line(code), line(name)), family, own)
}

fn plain((id, name): (&str, &str), about: &str, family: &str, own: Level) -> Value {
    let name = line(name);
    let severity = if own == Level::Info { "recommendation" } else { level(own) };
    json!({
        "id": id,
        "name": clip(&name, 255),
        "shortDescription": {"text": clip(about, TEXT)},
        "fullDescription": {"text": clip(about, TEXT)},
        "help": {"text": clip(about, TEXT)},
        "defaultConfiguration": {"level": level(own)},
        "properties": {"tags": [clip(&line(family), 100), Cow::from("training-data")], "precision": "high", "problem.severity": severity},
    })
}
