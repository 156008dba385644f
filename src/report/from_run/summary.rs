//! Verdict, score and counts: of the families, of the rules, of findings that are known.

use std::collections::BTreeMap;

use super::super::model::{FamilyReport, Fixable, HouseReport, Levels, Raise, RuleReport, Summary, SuppressedReport};
use super::super::wording::round;
use super::context::Context;
use super::profiles::profiles;
use super::unchecked::not_checked;
use crate::engine::{Outcome, Plan};
use crate::rules::custom::PREFIX;
use crate::rules::redact::redact;
use crate::rules::{Family, Level};
use crate::score::{Score, scored, shown, weight};

/// Verdict, score and counts of a run; `reasons` are why the gate failed.
pub(super) fn summary(context: &Context<'_>, outcome: &Outcome, score: &Score, reasons: Vec<String>) -> Summary {
    let (verdict, exit_code) = match (outcome.failures.is_empty(), reasons.is_empty()) {
        (false, _) => ("none", 2),
        (true, true) => ("pass", 0),
        (true, false) => ("fail", 1),
    };
    let [error, warn, info] = levels(outcome);
    let any = error + warn + info > 0;
    Summary {
        verdict: verdict.into(),
        exit_code,
        reasons,
        score: total(outcome, score),
        families: family_reports(context, outcome, score, any),
        levels: Levels { error, warn, info },
        rules: rule_reports(context, outcome, score),
        raise: raises(context, outcome, score),
        fixable: fixable(outcome),
        suppressed: suppressed(outcome),
        unused: Vec::new(),
        profiles: profiles(context.plan, outcome),
        house: house(context.plan),
        not_checked: not_checked(context, outcome),
        failures: outcome.failures.iter().map(ToString::to_string).collect(),
    }
}

/// The score of the data set as it is shown, 0–100; none without examples.
pub(super) fn total(outcome: &Outcome, score: &Score) -> Option<f64> {
    let any = levels(outcome).iter().any(|n| *n > 0);
    score.total.map(|total| shown(total, any))
}

/// Findings per level, in the order of `Level::ALL`.
fn levels(outcome: &Outcome) -> [u64; 3] {
    let mut levels = [0; 3];
    outcome.counts.iter().for_each(|counts| levels.iter_mut().zip(counts.levels).for_each(|(sum, n)| *sum += n));
    levels
}

/// What no longer matches is known to who keeps the baseline.
fn suppressed(outcome: &Outcome) -> SuppressedReport {
    let own = &outcome.suppressed;
    SuppressedReport { baseline: own.baseline, ignored: own.known, overrides: own.overrides, stale: 0 }
}

/// The rules of the house that ran.
fn house(plan: &Plan) -> Vec<HouseReport> {
    let own = plan.rules.iter().filter(|rule| rule.wanted && rule.meta.code.starts_with(PREFIX));
    own.map(|rule| HouseReport {
        code: rule.meta.code.into(),
        name: rule.meta.name.into(),
        level: rule.level,
        about: redact(&rule.meta.summary().replace('\n', " ")),
    })
    .collect()
}

fn family_reports(
    context: &Context<'_>,
    outcome: &Outcome,
    score: &Score,
    any: bool,
) -> BTreeMap<String, FamilyReport> {
    let report = |family: Family| {
        let findings = context
            .plan
            .rules
            .iter()
            .zip(&outcome.counts)
            .filter(|(rule, _)| rule.meta.family.scored_as() == family)
            .map(|(_, counts)| counts.findings)
            .sum();
        let own = score.families.iter().find(|(known, _)| *known == family && outcome.facts.rows > 0);
        let report = FamilyReport {
            score: own.map(|(_, score)| shown(*score, any && findings > 0)),
            findings,
            weight: weight(family),
        };
        (family.name().to_owned(), report)
    };
    scored().map(report).collect()
}

fn rule_reports(context: &Context<'_>, outcome: &Outcome, score: &Score) -> Vec<RuleReport> {
    let mut rows = vec![0u64; context.plan.rules.len()];
    outcome.penalties.iter().for_each(|penalty| rows[penalty.rule()] += 1);
    let mut out = Vec::new();
    for (i, (rule, counts)) in
        context.plan.rules.iter().zip(&outcome.counts).enumerate().filter(|(_, (_, counts))| counts.findings > 0)
    {
        let worst =
            Level::ALL.into_iter().zip(counts.levels).find(|(_, n)| *n > 0).map_or(rule.meta.level, |(level, _)| level);
        out.push(RuleReport {
            code: rule.meta.code.into(),
            name: rule.meta.name.into(),
            family: rule.meta.family.name().into(),
            level: worst,
            findings: counts.findings,
            rows: rows[i],
            share: round(rows[i] as f64 / outcome.facts.rows_for(rule.meta.family).max(1) as f64, 6),
            fixable: counts.safe + counts.risky,
            points: round(score.cost[i], 2),
        });
    }
    out
}

/// What repairing a rule would give; 100 only where it is the last one with findings.
fn raises(context: &Context<'_>, outcome: &Outcome, score: &Score) -> Vec<Raise> {
    let now = score.total.unwrap_or(0.0);
    let others = |rule: usize| outcome.counts.iter().enumerate().any(|(i, own)| i != rule && own.findings > 0);
    let rules = score.raise.iter().filter(|(_, better)| *better - now >= 0.05);
    rules
        .map(|(rule, better)| {
            let meta = context.plan.rules[*rule].meta;
            Raise { code: meta.code.into(), name: meta.name.into(), score: shown(*better, others(*rule)) }
        })
        .collect()
}

fn fixable(outcome: &Outcome) -> Fixable {
    let sum = |of: fn(&crate::engine::Counts) -> u64| outcome.counts.iter().map(of).sum();
    Fixable { safe: sum(|counts| counts.safe), risky: sum(|counts| counts.risky) }
}
