//! Prometheus text exposition, for dashboards and alerts: a file for the textfile collector, or a body to push.

use std::io::{self, Write};

use super::model::Report;

/// Writes all numbers as gauges. Families without a score have no sample.
pub fn prometheus(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let summary = &report.summary;
    let mut gauge = |name: &str, help: &str, samples: Vec<(String, f64)>| {
        if samples.is_empty() {
            return Ok(());
        }
        writeln!(out, "# HELP ft_lint_{name} {help}\n# TYPE ft_lint_{name} gauge")?;
        samples.iter().try_for_each(|(labels, value)| writeln!(out, "ft_lint_{name}{labels} {value}"))
    };
    let (version, ruleset, profile) = (&report.tool.version, &report.tool.ruleset, &report.config.profile);
    let about = labels(&[("version", version), ("ruleset", ruleset), ("profile", profile)]);
    gauge("info", "The program, its rules and the profile.", vec![(about, 1.0)])?;
    let verdict = |name: &str| (labels(&[("verdict", name)]), f64::from(u8::from(summary.verdict == name)));
    gauge("verdict", "1 for the verdict of the run.", ["pass", "fail", "none"].map(verdict).into())?;
    let score = summary.score.map(|score| (String::new(), score));
    gauge("score", "Score of the data set, 0 to 100.", score.into_iter().collect())?;
    let family = |(name, family): (&String, &super::model::FamilyReport)| {
        family.score.map(|score| (labels(&[("family", name)]), score))
    };
    gauge(
        "family_score",
        "Score of a family of rules, 0 to 100.",
        summary.families.iter().filter_map(family).collect(),
    )?;
    let levels = [("error", summary.levels.error), ("warn", summary.levels.warn), ("info", summary.levels.info)];
    let level = |(name, count): (&str, u64)| (labels(&[("level", name)]), count as f64);
    gauge("findings", "Findings of a level.", levels.map(level).into())?;
    let known = &summary.suppressed;
    let known = [("baseline", known.baseline), ("ignore", known.ignored), ("overrides", known.overrides)];
    let known = known.map(|(by, count)| (labels(&[("by", by)]), count as f64));
    gauge("suppressed", "Known findings; they are in no other number.", known.into())?;
    let rule = |value: fn(&super::model::RuleReport) -> f64| {
        let one = |rule: &super::model::RuleReport| {
            let names = [
                ("code", rule.code.as_str()),
                ("rule", &rule.name),
                ("family", &rule.family),
                ("level", rule.level.name()),
            ];
            (labels(&names), value(rule))
        };
        summary.rules.iter().map(one).collect::<Vec<_>>()
    };
    gauge("rule_findings", "Findings of a rule.", rule(|rule| rule.findings as f64))?;
    gauge("rule_rows", "Rows in which a rule found something.", rule(|rule| rule.rows as f64))?;
    gauge("rule_points", "Points of the score that a rule costs.", rule(|rule| rule.points))?;
    let input = |value: fn(&super::model::InputReport) -> f64| {
        report.inputs.iter().map(|input| (labels(&[("input", &input.path)]), value(input))).collect::<Vec<_>>()
    };
    gauge("input_rows", "Rows of an input.", input(|input| input.rows as f64))?;
    gauge("input_examples", "Examples of an input.", input(|input| input.examples as f64))?;
    gauge("input_bytes", "Unpacked bytes of an input.", input(|input| input.bytes as f64))?;
    let profiles = summary.profiles.iter().filter(|profile| profile.verdict != "other-shape");
    let accepts = profiles
        .map(|profile| (labels(&[("consumer", &profile.profile)]), f64::from(u8::from(profile.verdict == "accepts"))));
    gauge("consumer_accepts", "1 where a consumer would take the data set, 0 where it refuses.", accepts.collect())?;
    gauge("failures", "Problems of the run.", vec![(String::new(), summary.failures.len() as f64)])
}

/// Labels with their values escaped as the format wants it, after what a terminal would act on is shown.
fn labels(pairs: &[(&str, &str)]) -> String {
    let escape = |text: &str| super::sanitize::line(text).replace('\\', "\\\\").replace('"', "\\\"");
    let list: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}=\"{}\"", escape(value))).collect();
    format!("{{{}}}", list.join(","))
}
