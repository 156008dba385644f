//! `ft-lint profiles` and `ft-lint profiles NAME`.

mod nodes;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::report::grouped;
use crate::rules::find;
use crate::rules::profile::{Price, Profile, Status, Uniform, all};
use crate::rules::schema::uniques;
use nodes::{form_of, taken, talk_of, talks_in};

/// All profiles, one a line: name, shapes, title.
pub fn list() -> String {
    let width = all().iter().map(|profile| profile.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    for profile in all() {
        let status = if profile.status == Status::Retired { " (retired)" } else { "" };
        let _ = writeln!(out, "{:<width$}  {}{status}", profile.name, profile.title);
    }
    out
}

/// What one profile accepts, for reading.
pub fn describe(profile: &Profile) -> String {
    let status = if profile.status == Status::Retired { "retired, frozen or closed to new users" } else { "live" };
    let mut out = format!("{}\n{}; {status}\n", profile.name, profile.title);
    for note in &profile.notes {
        let _ = writeln!(out, "  {note}");
    }
    limits(&mut out, profile);
    prices(&mut out, profile);
    for (name, form) in &profile.forms {
        form_of(&mut out, name, form);
    }
    let mut used = BTreeSet::new();
    profile.forms.values().for_each(|form| talks_in(&form.row, &mut used));
    for (name, talk) in profile.talks.iter().filter(|(name, _)| used.contains(name.as_str())) {
        talk_of(&mut out, name, talk);
    }
    for (name, words) in &profile.words {
        let words: Vec<String> = words.iter().map(|word| format!("`{}`", word.escape_default())).collect();
        let _ = writeln!(out, "\nreserved words: {name}\n  {}", words.join(", "));
    }
    all_rows(&mut out, profile);
    levels(&mut out, profile);
    out.push_str("\nsources\n");
    for source in &profile.sources {
        let _ = writeln!(out, "  {source}");
    }
    out
}

/// What holds of all rows together.
fn all_rows(out: &mut String, profile: &Profile) {
    if !profile.uniform.is_empty() {
        let same =
            |field: &Uniform| format!("{}{}", field.path, if field.same { " (with the same value)" } else { "" });
        let paths: Vec<String> = profile.uniform.iter().map(same).collect();
        let _ = writeln!(out, "\nin all rows or in none\n  {}", paths.join(", "));
    }
    let mut lines = Vec::new();
    for (_, unique) in uniques(|own| own.name == profile.name) {
        lines.push(format!("`{}` is different in every row: error", unique.key()));
    }
    for wish in &profile.members {
        let of = if wish.path.is_empty() { "the row".to_owned() } else { format!("`{}`", wish.path) };
        let except = if wish.except.is_empty() { String::new() } else { format!(" but {}", wish.except.join(", ")) };
        lines.push(format!("the keys of {of}{except} are the same in all rows: {}", taken(Some(wish.level))));
        for (setting, what) in [(wish.types, "each has one type"), (wish.constant, "none has one value in all rows")] {
            lines.extend(setting.map(|setting| format!("{what}: {}", taken(Some(setting)))));
        }
    }
    for wish in &profile.counted {
        lines.push(format!("{} rows with {} at most: error", wish.max, wish.what));
        lines.extend(wish.note.as_ref().map(|note| format!("rows with {}: {note}", wish.what)));
    }
    lines.extend(profile.system_prompts.map(|setting| format!("one system prompt: {}", taken(Some(setting)))));
    if profile.forms.values().any(|form| form.prepare_data) {
        lines.push("separators, stop sequences, beginnings and case, as `prepare_data` looked at them".into());
    }
    if !lines.is_empty() {
        let _ = writeln!(out, "\nall rows together\n  {}", lines.join("\n  "));
    }
}

fn limits(out: &mut String, profile: &Profile) {
    let limits = &profile.limits;
    let mut lines = Vec::new();
    let mut add = |name: &str, value: Option<u64>| {
        lines.extend(value.map(|value| format!("  {name:<28}{}", grouped(value))));
    };
    add("fewest rows", limits.min_rows);
    add("most rows", limits.max_rows);
    add("most bytes", limits.max_bytes);
    add("bytes that gave trouble", limits.warn_bytes);
    add("fewest rows advised", limits.advised_rows);
    let counted = limits.encoding.as_ref().map_or(String::new(), |encoding| format!(" ({encoding})"));
    lines.extend(limits.tokens.map(|tokens| format!("  {:<28}{}{counted}", "tokens of one example", grouped(tokens))));
    lines.extend(
        limits
            .encoding
            .iter()
            .filter(|_| limits.tokens.is_none())
            .map(|encoding| format!("  {:<28}{encoding}", "encoding")),
    );
    if !limits.extensions.is_empty() {
        lines.push(format!("  {:<28}{}", "file names end in", limits.extensions.join(", ")));
    }
    for model in &limits.models {
        let facts = [
            ("rows or more", model.min_rows),
            ("rows at most", model.max_rows),
            ("bytes", model.max_bytes),
            ("tokens", model.tokens),
        ];
        let facts = facts.iter().filter_map(|(what, value)| value.map(|value| format!("{} {what}", grouped(value))));
        lines.push(format!("  {:<28}{}", model.name, facts.collect::<Vec<_>>().join(", ")));
    }
    if !lines.is_empty() {
        let _ = writeln!(out, "\nlimits\n{}", lines.join("\n"));
    }
}

/// Prices with their day and source. They change; no rule reads them.
fn prices(out: &mut String, profile: &Profile) {
    let line = |price: &Price| {
        let what =
            if price.method.is_empty() { price.model.clone() } else { format!("{}, {}", price.model, price.method) };
        let (amount, unit) = (format!("{:.2} {}", price.amount, price.currency), price.unit.words());
        format!("  {what:<28}{amount:>10} for {unit} ({}, {})", price.read, price.source)
    };
    if !profile.prices.is_empty() {
        let lines: Vec<String> = profile.prices.iter().map(line).collect();
        let _ = writeln!(out, "\nprices of training, as read on that day\n{}", lines.join("\n"));
    }
}

fn levels(out: &mut String, profile: &Profile) {
    if !profile.levels.is_empty() {
        let (rules, checks): (Vec<_>, Vec<_>) = profile.levels.iter().partition(|(name, _)| find(name).is_some());
        for (title, levels) in [
            ("levels that differ from the rules' own (`ft-lint rule CODE` explains one)", rules),
            ("parts of the schema rules that this consumer takes otherwise; they are no rules of their own", checks),
        ] {
            if !levels.is_empty() {
                let _ = writeln!(out, "\n{title}");
            }
            for (name, setting) in levels {
                let level = setting.0.map_or("off", |level| level.name());
                let named = find(name).map_or_else(|| name.clone(), |meta| format!("{} {}", meta.code, meta.name));
                let _ = writeln!(out, "  {named:<32} {level}");
            }
        }
    }
}
