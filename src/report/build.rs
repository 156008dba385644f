//! From what a run gave to the report: names, numbers and places worked out, nothing judged anew.

use std::collections::BTreeMap;

use super::model::{
    BudgetReport, Config, ContextTarget, EditReport, FamilyReport, FindingReport, FixReport, Fixable, GateReport,
    HouseReport, InputReport, LabelCount, LabelReport, Lengths, Levels, NotChecked, Raise, Readiness, RegionReport,
    RelatedReport, Report, RuleReport, SCHEMA, SampleReport, SpanReport, Stats, Summary, SuppressedReport, Tool,
};
use crate::engine::{At, Outcome, Placed, Plan, RULESET};
use crate::example::Shape;
use crate::gate::{Counted as Gated, Gate, Judged, Limit};
use crate::rules::balance::Measures;
use crate::rules::custom::PREFIX;
use crate::rules::labels::{NO_TASK, listed as label_listed};
use crate::rules::profile;
use crate::rules::redact::{redact, redact_pointer};
use crate::rules::{Edits, Facts, Family, FixKind, LengthStats, Level, Meta};
use crate::score::{Counted, Score, Whole, score, scored, shown, weight};
use crate::source::{Framing, InputRead, Pos};

/// Labels that a label space lists.
const LABELS: usize = 50;

/// Why a rule that was not asked for did not look.
pub(super) const DESELECTED: &str = "deselected by the options";
/// Why a rule that came later did not look: the number of the ruleset follows.
pub(super) const NEWER: &str = "newer than ruleset";

/// What the report says of the run beside its outcome.
pub struct Context<'c> {
    /// The plan that ran.
    pub plan: &'c Plan,
    /// Name of the profile.
    pub profile: &'c str,
    /// XXH3-64 of the options.
    pub config_hash: u64,
    /// Whether values of privacy findings are written.
    pub show_values: bool,
    /// The configuration file.
    pub config_path: Option<&'c str>,
    /// Version of the rules' meaning that the user stays with.
    pub ruleset: Option<&'c str>,
    /// When the gate fails.
    pub gate: &'c Gate,
}

/// The scores of examples that are not 100, with their row: for `--scores`, in row order.
pub fn scores(outcome: &Outcome) -> Vec<(Pos, f64)> {
    let row = |row: &[crate::engine::Penalty]| {
        let lost: u64 = row.iter().map(|penalty| u64::from(penalty.millionths())).sum();
        (row[0].pos, (1_000_000 - lost.min(1_000_000)) as f64 / 10_000.0)
    };
    outcome.penalties.chunk_by(|a, b| a.pos == b.pos).map(row).collect()
}

/// The report without what the program itself adds to it: notes and failures.
pub fn build(context: &Context<'_>, outcome: &Outcome) -> Report {
    let plan = context.plan;
    let families: Vec<Family> = plan.rules.iter().map(|rule| rule.meta.family).collect();
    let whole: Vec<Whole> = outcome
        .whole
        .iter()
        .map(|(rule, finding)| Whole { rule: *rule, level: finding.level, weight: finding.weight })
        .collect();
    let applies = applies(&outcome.facts);
    let counted = Counted {
        rows: outcome.facts.rows,
        families: &families,
        penalties: &outcome.penalties,
        whole: &whole,
        applies: &applies,
    };
    let score = score(&counted);
    let mut levels = [0; 3];
    outcome.counts.iter().for_each(|counts| levels.iter_mut().zip(counts.levels).for_each(|(sum, n)| *sum += n));
    let any = levels.iter().any(|n| *n > 0);
    let total = score.total.map(|total| shown(total, any));
    let judged = judge(context, outcome, total);
    let reasons = judged.reasons.clone();
    let findings: Vec<FindingReport> =
        outcome.found.iter().map(|placed| finding(placed, &outcome.read, context.show_values)).collect();
    let counted: u64 = outcome.counts.iter().map(|counts| counts.findings).sum();
    let (verdict, exit_code) = match (outcome.failures.is_empty(), reasons.is_empty()) {
        (false, _) => ("none", 2),
        (true, true) => ("pass", 0),
        (true, false) => ("fail", 1),
    };
    Report {
        schema: SCHEMA.into(),
        tool: Tool {
            name: "ft-lint".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            ruleset: context.ruleset.unwrap_or(RULESET).into(),
        },
        config: Config {
            profile: context.profile.into(),
            path: context.config_path.map(str::to_owned),
            hash: format!("xxh3:{:016x}", context.config_hash),
        },
        sample: sample(context, outcome),
        gate: gate(context.gate, &judged),
        inputs: inputs(plan, outcome),
        summary: Summary {
            verdict: verdict.into(),
            exit_code,
            reasons,
            score: total,
            families: family_reports(context, outcome, &score, any),
            levels: Levels { error: levels[0], warn: levels[1], info: levels[2] },
            rules: rule_reports(context, outcome, &score),
            raise: raises(context, &score, any),
            fixable: fixable(outcome),
            suppressed: suppressed(outcome),
            unused: Vec::new(),
            profiles: super::profiles::profiles(plan, outcome),
            house: house(plan),
            not_checked: not_checked(context, outcome),
            failures: outcome.failures.iter().map(ToString::to_string).collect(),
        },
        stats: stats(&outcome.facts, &score),
        readiness: readiness(&outcome.facts),
        truncated: (findings.len() as u64) < counted,
        findings,
        baseline: None,
    }
}

fn judge(context: &Context<'_>, outcome: &Outcome, score: Option<f64>) -> Judged {
    let rules = context.plan.rules.iter().zip(&outcome.counts);
    let rules: Vec<(&str, [u64; 3])> = rules.map(|(rule, counts)| (rule.meta.code, counts.levels)).collect();
    let rows_of = |codes: &[&str]| outcome.rows_of(context.plan, codes);
    context.gate.judge(&Gated { rules: &rules, score, rows: outcome.facts.rows, rows_of: &rows_of })
}

fn gate(gate: &Gate, judged: &Judged) -> GateReport {
    let budgets = gate.budgets.iter().zip(&judged.budgets).map(|(budget, spent)| BudgetReport {
        rules: budget.name.clone(),
        limit_rows: if let Limit::Rows(rows) = budget.limit { Some(rows) } else { None },
        limit_share: if let Limit::Share(share) = budget.limit { Some(share) } else { None },
        rows: spent.rows,
        share: round(spent.share, 6),
        holds: spent.holds,
    });
    GateReport {
        fail_on: gate.fail_on,
        max_warnings: gate.max_warnings,
        warnings: judged.warnings,
        min_score: gate.min_score,
        budgets: budgets.collect(),
    }
}

/// What no longer matches is known to who keeps the baseline.
fn suppressed(outcome: &Outcome) -> SuppressedReport {
    let own = &outcome.suppressed;
    SuppressedReport { baseline: own.baseline, ignored: own.known, overrides: own.overrides, stale: 0 }
}

fn sample(context: &Context<'_>, outcome: &Outcome) -> Option<SampleReport> {
    let sample = context.plan.sample.as_ref()?;
    let rows = outcome.facts.inputs.iter().map(|input| input.counts.rows).sum();
    Some(SampleReport { wanted: sample.wanted as u64, seed: sample.seed, rows, of: sample.rows })
}

/// Families that apply: which ones follows from the shape of the data, never from findings.
fn applies(facts: &Facts) -> Vec<Family> {
    let pairs = facts.state.turns > 0;
    scored()
        .filter(|family| match family {
            Family::Balance => !facts.labels.spaces.is_empty() || facts.state.free.seen() >= MIN_FREE,
            Family::Contradiction => pairs,
            _ => true,
        })
        .collect()
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

fn inputs(plan: &Plan, outcome: &Outcome) -> Vec<InputReport> {
    let one = |(facts, read): (&crate::rules::InputFacts, &InputRead)| InputReport {
        path: facts.name.clone(),
        bytes: read.bytes,
        rows: facts.counts.rows,
        examples: facts.counts.examples,
        hash: format!("xxh3:{:016x}", read.hash),
        shape: facts.counts.shapes.iter().max_by_key(|(_, count)| **count).map(|(shape, _)| shape.name().to_owned()),
        profile: (plan.consumer_of(facts.index) > 0)
            .then(|| plan.profile_of(plan.consumer_of(facts.index)).name.clone()),
    };
    outcome.facts.inputs.iter().zip(&outcome.read).map(one).collect()
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
            share: round(rows[i] as f64 / outcome.facts.rows.max(1) as f64, 6),
            fixable: counts.safe + counts.risky,
            points: round(score.cost[i], 2),
        });
    }
    out
}

fn raises(context: &Context<'_>, score: &Score, any: bool) -> Vec<Raise> {
    let now = score.total.unwrap_or(0.0);
    let rules = score.raise.iter().filter(|(_, better)| *better - now >= 0.05);
    rules
        .map(|(rule, better)| {
            let meta = context.plan.rules[*rule].meta;
            Raise { code: meta.code.into(), name: meta.name.into(), score: shown(*better, any) }
        })
        .collect()
}

fn round(value: f64, digits: i32) -> f64 {
    let scale = 10f64.powi(digits);
    (value * scale).round() / scale
}

/// Where a row stands: input and number from 1.
pub fn row_of(pos: Pos, read: &[InputRead]) -> Option<(usize, u64)> {
    let input = read.iter().rposition(|read| read.base <= pos.block)?;
    let start = read[input].grid.starts.get((pos.block - read[input].base) as usize)?.as_ref()?;
    Some((input, start.row + u64::from(pos.row) + 1))
}

/// One finding as it is written. `read` may be empty while reading goes on; then rows of partners are left out.
pub fn finding(placed: &Placed, read: &[InputRead], show_values: bool) -> FindingReport {
    let (finding, at) = (&placed.finding, placed.at);
    let related: Vec<RelatedReport> = finding
        .related
        .iter()
        .filter_map(|other| {
            row_of(other.pos, read).map(|(input, row)| RelatedReport {
                input,
                row,
                pointer: redact_pointer(&other.pointer),
            })
        })
        .collect();
    let here = at.map(|at| at.input).or(finding.input);
    let partner = related.first().map_or_else(
        || "another row".to_owned(),
        |first| {
            if Some(first.input) == here || here.is_none() {
                format!("row {}", first.row)
            } else {
                format!("row {} of input {}", first.row, first.input + 1)
            }
        },
    );
    let leak = finding.leak.as_ref();
    let copies = if placed.copy > 1 { format!(":{}", placed.copy) } else { String::new() };
    FindingReport {
        code: finding.rule.code.into(),
        name: finding.rule.name.into(),
        family: finding.rule.family.name().into(),
        level: finding.level,
        confidence: finding.sure.name().into(),
        message: redact(&finding.message).replace("{row}", &partner),
        input: here,
        row: at.map(|at| at.row),
        pointer: at.map(|_| redact_pointer(&finding.pointer)),
        span: finding.span.as_ref().map(|span| SpanReport { start: span.start, end: span.end }),
        line: at.map(|at| at.line),
        column: at.map(|at| at.column),
        end_line: at.map(|at| at.end_line),
        end_column: at.map(|at| at.end_column),
        byte_column: at.map(|at| at.byte_column),
        end_byte_column: at.map(|at| at.end_byte_column),
        offset: at.map(|at| at.offset),
        related,
        help: finding.help.as_deref().map(redact),
        kind: leak.map(|leak| leak.kind.to_owned()),
        subtype: leak.map(|leak| leak.subtype.clone()).filter(|subtype| !subtype.is_empty()),
        mask: leak.map(|leak| leak.mask.clone()),
        value: leak.filter(|_| show_values).map(|leak| leak.value.clone()),
        excerpt: None,
        fix: fix(placed),
        fingerprint: format!("{:016x}{copies}", placed.fingerprint),
    }
}

/// The repair as it is written. An edit that would write out what privacy rules mask is no part of a report.
fn fix(placed: &Placed) -> Option<FixReport> {
    let finding = &placed.finding;
    let fix = finding.fix.as_ref()?;
    let Edits::Known(edits) = &fix.edits else { return None };
    let edit = |(i, edit): (usize, &crate::rules::Edit)| EditReport {
        pointer: redact(&finding.pointer),
        span: SpanReport { start: edit.span.start, end: edit.span.end },
        replacement: edit.replacement.clone(),
        region: placed.edits.get(i).map(region),
    };
    let hidden = edits.iter().any(|edit| redact(&edit.replacement) != edit.replacement);
    let safety = if fix.safety == FixKind::Safe { "safe" } else { "unsafe" };
    (!hidden && !edits.is_empty()).then(|| FixReport {
        safety: safety.into(),
        title: fix.title.into(),
        edits: edits.iter().enumerate().map(edit).collect(),
    })
}

fn region(at: &At) -> RegionReport {
    let At { line, column, end_line, end_column, byte_column, end_byte_column, .. } = *at;
    RegionReport { line, column, end_line, end_column, byte_column, end_byte_column }
}

fn fixable(outcome: &Outcome) -> Fixable {
    let sum = |of: fn(&crate::engine::Counts) -> u64| outcome.counts.iter().map(of).sum();
    Fixable { safe: sum(|counts| counts.safe), risky: sum(|counts| counts.risky) }
}

fn lengths(stats: &LengthStats) -> Lengths {
    if stats.count() == 0 {
        return Lengths::default();
    }
    Lengths {
        total: stats.sum(),
        p50: stats.quantile(0.5),
        p90: stats.quantile(0.9),
        p99: stats.quantile(0.99),
        max: stats.max(),
    }
}

fn stats(facts: &Facts, score: &Score) -> Stats {
    Stats {
        examples: facts.examples,
        shapes: facts.shapes.iter().map(|(shape, count)| (shape.name().to_owned(), *count)).collect(),
        messages: lengths(&facts.state.messages),
        roles: facts.state.roles.iter().map(|(role, count)| (role.name().to_owned(), *count)).collect(),
        lengths: ContextTarget {
            context: lengths(&facts.state.context_bytes),
            target: lengths(&facts.state.target_bytes),
        },
        labels: labels(facts),
        score_histogram: score.histogram.to_vec(),
    }
}

fn labels(facts: &Facts) -> Vec<LabelReport> {
    let one = |space: &crate::rules::labels::LabelSpace| {
        let measures = Measures::of(space);
        let mut counts: Vec<LabelCount> = space
            .classes()
            .values()
            .map(|label| LabelCount {
                label: redact(&label_listed(&label.forms[0].0)),
                count: label.count,
                forms: label.forms.len() as u64,
            })
            .collect();
        counts.sort_by(|a, b| b.count.cmp(&a.count).then(a.label.cmp(&b.label)));
        counts.truncate(LABELS);
        LabelReport {
            task: if space.task == NO_TASK { "data set".into() } else { format!("{:016x}", space.task) },
            field: (!space.field.is_empty()).then(|| redact(&space.field)),
            examples: space.examples,
            classes: measures.classes as u64,
            majority: round(measures.majority, 4),
            ratio: round(measures.ratio, 2),
            evenness: round(measures.evenness, 4),
            effective: round(measures.effective, 2),
            counts,
        }
    };
    facts.labels.spaces.iter().map(one).collect()
}

fn readiness(facts: &Facts) -> Readiness {
    let size_band = match facts.examples {
        0..50 => "< 50",
        50..500 => "50-500",
        500..=10_000 => "500-10000",
        _ => "> 10000",
    };
    let labelled: u64 = facts.labels.spaces.iter().map(|space| space.examples).sum();
    let tools = facts.state.roles.get(&crate::example::Role::Tool).copied().unwrap_or(0);
    let task = match facts.main_shape() {
        Some(Shape::Text | Shape::Tokens) => "text",
        Some(
            Shape::Preference
            | Shape::PreferenceOpenai
            | Shape::ChatPreference
            | Shape::Kto
            | Shape::ContentsPreference,
        ) => "preference",
        _ if labelled * 2 > facts.examples => "classification",
        _ if tools * 4 > facts.examples => "tool use",
        Some(shape) if shape.is_chat() => "conversation",
        _ => "free form",
    };
    Readiness { size_band: size_band.into(), task: task.into() }
}

/// Shapes whose keys no schema rule knows without a profile.
const UNCHECKED: [Shape; 9] = [
    Shape::Batch,
    Shape::Tokens,
    Shape::Contents,
    Shape::ContentsPreference,
    Shape::ContentsRl,
    Shape::Converse,
    Shape::Classify,
    Shape::Stepwise,
    Shape::Segments,
];

/// Why a rule about labels or free answers has nothing to look at.
fn unbalanced(meta: &Meta, facts: &Facts) -> Option<&'static str> {
    match meta.code {
        "FT506" | "FT508" if facts.state.free.seen() < MIN_FREE => Some("fewer than 10 free answers"),
        "FT507" if facts.state.free.seen() < 100 => Some("fewer than 100 free answers"),
        "FT506" | "FT507" | "FT508" => None,
        _ if meta.family == Family::Balance && facts.labels.spaces.is_empty() => {
            Some("the answers are no class labels (or fewer than 20 examples)")
        }
        _ => None,
    }
}

/// Fewest free answers in which one can be too frequent.
const MIN_FREE: u64 = 10;

/// Whether there are rows of a shape that are for no consumer that is named.
fn without_profile(outcome: &Outcome, shape: Shape) -> bool {
    let shares: Vec<&Facts> = outcome.shares.iter().map(|share| &share.facts).collect();
    let parts = if shares.is_empty() { vec![&outcome.facts] } else { shares };
    parts.iter().any(|facts| facts.profile.is_generic() && facts.shapes.contains_key(&shape))
}

fn not_checked(context: &Context<'_>, outcome: &Outcome) -> Vec<NotChecked> {
    let facts = &outcome.facts;
    let mut out = Vec::new();
    let mut add =
        |code: &str, name: &str, reason: String| out.push(NotChecked { code: code.into(), name: name.into(), reason });
    if let Some(sample) = sample(context, outcome).filter(|sample| sample.rows < sample.of) {
        let left = sample.of - sample.rows;
        let reason = format!(
            "{left} of {} rows: a sample of {} with seed {}; copies and contradictions of rows outside it are not seen",
            sample.of, sample.wanted, sample.seed
        );
        add("all", "rows", reason);
    }
    for meta in crate::rules::CATALOGUE {
        if !context.plan.rules.iter().any(|rule| rule.meta == meta && rule.wanted) && is_later(context, meta) {
            add(meta.code, meta.name, format!("{NEWER} {}", context.ruleset.unwrap_or(RULESET)));
        } else if !context.plan.rules.iter().any(|rule| rule.meta == meta && rule.wanted) {
            add(meta.code, meta.name, DESELECTED.into());
        } else if let Some(reason) = unbalanced(meta, facts) {
            add(meta.code, meta.name, reason.into());
        } else if meta.code == "FT302" && facts.examples < 20 {
            add(meta.code, meta.name, "fewer than 20 rows".into());
        } else if matches!(meta.family, Family::Contradiction) && facts.state.turns == 0 {
            add(meta.code, meta.name, "no pairs of prompt and answer".into());
        }
    }
    if context.plan.labels.labels.is_empty()
        && context.plan.rules.iter().any(|own| own.meta.code == "FT308" && own.wanted)
    {
        add("FT308", "label-unknown", "no labels given (--labels)".into());
    }
    if facts.labels.spaces.iter().any(|space| space.case_matters) {
        add("FT304", "label-variant", "case: labels that differ in case only are different ones here".into());
    }
    for shape in UNCHECKED.into_iter().filter(|shape| without_profile(outcome, *shape)) {
        let what = if matches!(shape, Shape::Batch | Shape::Tokens) { "keys and texts" } else { "keys and roles" };
        let taker =
            profile::all().iter().find(|profile| !profile.is_generic() && profile.takes(shape) && !profile.loads_any());
        let why = taker.map_or("no profile knows them".to_owned(), |taker| {
            format!("only with a profile, such as `{}`", taker.name)
        });
        add("FT2xx", "schema", format!("{what} of {} rows: {why}", shape.name()));
    }
    for (input, read) in facts.inputs.iter().zip(&outcome.read) {
        match (&read.framing, &read.failure) {
            (Err(foreign), _) => add("all", "all", format!("{} is {}", input.name, foreign.name)),
            (_, Some(_)) => add("all", "all", format!("{} could not be read to its end", input.name)),
            (Ok(Framing::Lines | Framing::Array | Framing::Documents), None) => {}
        }
    }
    out
}

/// Whether a rule came after the ruleset that the user stays with.
fn is_later(context: &Context<'_>, meta: &crate::rules::Meta) -> bool {
    context.ruleset.is_some_and(|pinned| !crate::engine::is_in(pinned, meta))
}
