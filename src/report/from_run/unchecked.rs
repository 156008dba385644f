//! What was not looked at, and why.

use super::super::model::NotChecked;
use super::context::{Context, sample};
use crate::engine::{Outcome, is_in};
use crate::example::Shape;
use crate::rules::labels::{LabelMode, MIN_EXAMPLES};
use crate::rules::{CATALOGUE, Facts, Family, Meta, Reach, profile};

/// Why a rule that was not asked for did not look.
pub const DESELECTED: &str = "deselected by the options";
/// Why a rule that came later did not look: the number of the ruleset follows.
pub const NEWER: &str = "newer than ruleset";
/// Fewest free answers in which one can be too frequent.
pub(super) const MIN_FREE: u64 = 10;

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

/// All that was not looked at: rows outside a sample, rules, shapes, inputs.
pub(super) fn not_checked(context: &Context<'_>, outcome: &Outcome) -> Vec<NotChecked> {
    let mut out = Vec::new();
    out.extend(rows(context, outcome));
    out.extend(unread(context, outcome));
    out.extend(rules(context, &outcome.facts));
    out.extend(labels(context, &outcome.facts));
    out.extend(parts(context));
    out.extend(shapes(outcome));
    out.extend(inputs(outcome));
    out
}

fn entry(code: &str, name: &str, reason: impl Into<String>) -> NotChecked {
    NotChecked { code: code.into(), name: name.into(), reason: reason.into(), part: false }
}

/// What a rule that did look left out.
fn part(code: &str, name: &str, reason: impl Into<String>) -> NotChecked {
    NotChecked { part: true, ..entry(code, name, reason) }
}

/// Rows outside the sample.
fn rows(context: &Context<'_>, outcome: &Outcome) -> Option<NotChecked> {
    let sample = sample(context, outcome).filter(|sample| sample.rows < sample.of)?;
    let left = sample.of - sample.rows;
    let reason = format!(
        "{left} of {} rows: a sample of {} with seed {}; copies and contradictions of rows outside it are not seen",
        sample.of, sample.wanted, sample.seed
    );
    Some(entry("all", "rows", reason))
}

/// Rows that could not be read, where the rules that say so were not asked for.
fn unread(context: &Context<'_>, outcome: &Outcome) -> Option<NotChecked> {
    let (rows, read) = (outcome.facts.rows, outcome.facts.examples);
    let all = ["FT101", "FT102", "FT103", "FT110", "FT111"].iter().all(|code| wants(context, code));
    (rows > read && !all).then(|| {
        entry("all", "rows", format!("{} of {rows} rows could not be read (`--select FT1` says why)", rows - read))
    })
}

/// Parts of rules that the options switch off.
fn parts(context: &Context<'_>) -> Vec<NotChecked> {
    let plan = context.plan;
    let mut out = Vec::new();
    if !plan.near && wants(context, "FT703") {
        out.push(entry("FT703", "near-duplicate", "switched off (--no-near)"));
    }
    if !plan.near && wants(context, "FT401") {
        out.push(part("FT401", "contradiction", "of prompts that are nearly the same: switched off (--no-near)"));
    }
    if plan.labels.mode == LabelMode::Off && wants(context, "FT304") {
        out.push(part("FT304–FT308", "labels", LABELS_OFF));
    }
    if plan.privacy.reach == Reach::Certain
        && plan.rules.iter().any(|own| own.meta.family == Family::Privacy && own.wanted)
    {
        out.push(part("FT6xx", "privacy", "values that are no certain leaks (--privacy certain)"));
    }
    out
}

/// Why nothing is said of labels.
const LABELS_OFF: &str = "switched off (--label-mode off)";

/// Rules that were not asked for, and rules that had too little to look at.
fn rules(context: &Context<'_>, facts: &Facts) -> Vec<NotChecked> {
    let why = |meta: &'static Meta| -> Option<String> {
        if !wants(context, meta.code) {
            return Some(match context.ruleset.filter(|pinned| !is_in(pinned, meta)) {
                Some(pinned) => format!("{NEWER} {pinned}"),
                None => DESELECTED.into(),
            });
        }
        if context.plan.labels.mode == LabelMode::Off && LABELLED.contains(&meta.code) {
            return Some(LABELS_OFF.into());
        }
        too_little(meta, facts).map(str::to_owned)
    };
    CATALOGUE.iter().filter_map(|meta| Some(entry(meta.code, meta.name, why(meta)?))).collect()
}

/// Whether the rule was asked for.
fn wants(context: &Context<'_>, code: &str) -> bool {
    context.plan.rules.iter().any(|rule| rule.meta.code == code && rule.wanted)
}

/// Rules about the balance of labels.
const LABELLED: [&str; 5] = ["FT501", "FT502", "FT503", "FT504", "FT505"];

/// Why a rule has nothing to look at.
fn too_little(meta: &Meta, facts: &Facts) -> Option<&'static str> {
    match meta.code {
        "FT302" if facts.examples < 20 => Some("fewer than 20 rows"),
        "FT506" | "FT508" if facts.state.free.seen() < MIN_FREE => Some("fewer than 10 answers longer than six words"),
        "FT507" if facts.state.free.seen() < 100 => Some("fewer than 100 answers longer than six words"),
        "FT506" | "FT507" | "FT508" => None,
        _ if meta.family == Family::Balance && facts.labels.spaces.is_empty() => Some(match facts.examples {
            0..MIN_EXAMPLES => "fewer than 20 examples, too few to tell class labels",
            _ => "the answers are no class labels: too long, or too many different ones",
        }),
        _ if meta.family == Family::Contradiction && facts.state.turns == 0 => Some("no pairs of prompt and answer"),
        _ => None,
    }
}

/// What rules about labels leave out for lack of options, or because of what the labels are.
fn labels(context: &Context<'_>, facts: &Facts) -> Vec<NotChecked> {
    let mut out = Vec::new();
    if context.plan.labels.labels.is_empty() && wants(context, "FT308") {
        out.push(entry("FT308", "label-unknown", "no labels given (--labels)"));
    }
    if facts.labels.spaces.iter().any(|space| space.case_matters) {
        out.push(part("FT304", "label-variant", "case: labels that differ in case only are different ones here"));
    }
    out
}

/// Keys of rows whose consumer was not named.
fn shapes(outcome: &Outcome) -> impl Iterator<Item = NotChecked> {
    UNCHECKED.into_iter().filter(|shape| without_profile(outcome, *shape)).map(|shape| {
        let what = if matches!(shape, Shape::Batch | Shape::Tokens) { "keys and texts" } else { "keys and roles" };
        let taker =
            profile::all().iter().find(|profile| !profile.is_generic() && profile.takes(shape) && !profile.loads_any());
        let why = taker.map_or("no profile knows them".to_owned(), |taker| {
            format!("only with a profile, such as `{}`", taker.name)
        });
        entry("FT2xx", "schema", format!("{what} of {} rows: {why}", shape.name()))
    })
}

/// Whether there are rows of a shape that are for no consumer that is named.
fn without_profile(outcome: &Outcome, shape: Shape) -> bool {
    let shares: Vec<&Facts> = outcome.shares.iter().map(|share| &share.facts).collect();
    let parts = if shares.is_empty() { vec![&outcome.facts] } else { shares };
    parts.iter().any(|facts| facts.profile.is_generic() && facts.shapes.contains_key(&shape))
}

/// Inputs that are no JSON Lines, or ended in a failure.
fn inputs(outcome: &Outcome) -> impl Iterator<Item = NotChecked> {
    outcome.facts.inputs.iter().zip(&outcome.read).filter_map(|(input, read)| match (&read.framing, &read.failure) {
        (Err(foreign), _) => Some(entry("all", "all", format!("{} is {}", input.name, foreign.name))),
        (_, Some(_)) => Some(entry("all", "all", format!("{} could not be read to its end", input.name))),
        (Ok(_), None) => None,
    })
}
