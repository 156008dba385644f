//! Which answers to one prompt cannot both hold.

use std::collections::BTreeSet;

use crate::example::{Kind, Value};
use crate::rules::facts::Facts;
use crate::rules::labels::shown;
use crate::rules::record::{Group, Quote, Record, few};
use crate::rules::redact::ticked;

/// Different answers of one prompt that are compared; of more those with the least hashes.
const MAX_ANSWERS: usize = 2000;

/// The first record of each different answer that says something closed.
pub fn answers<'g>(group: &Group<'g>) -> Vec<&'g Record> {
    few(group.records.iter().filter(|record| record.kind() != Kind::Free), MAX_ANSWERS, Record::meant)
}

/// Asks for the texts of the answers, where there are two or more.
pub fn want_answers(group: &Group<'_>, want: &mut dyn FnMut(&Record)) {
    if group.records.len() > 1 {
        let answers = answers(group);
        if answers.len() > 1 {
            answers.into_iter().for_each(want);
        }
    }
}

/// Answers that mean the same, with their first record.
pub type Classes<'g, 'q> = Vec<Vec<(&'g Record, &'q Quote)>>;

/// The kinds that are read from an answer alone, with their names.
const KINDS: [(Kind, &str); 4] =
    [(Kind::Polarity, "polarity"), (Kind::Number, "number"), (Kind::Choice, "choice"), (Kind::Json, "json")];

/// JSON of which only free texts differ: worth a look, and no contradiction.
pub const JSON_TEXT: &str = "text in JSON";

/// The answers by what they say, for each kind of which there are two or more.
pub fn conflicts<'g, 'q>(answers: &[(&'g Record, &'q Quote)], facts: &Facts) -> Vec<(&'static str, Classes<'g, 'q>)> {
    let mut out = Vec::new();
    let mut explained = BTreeSet::new();
    let spoken = tongues(answers.iter().map(|(_, quote)| *quote));
    for (kind, name) in KINDS {
        let is = |quote: &Quote| is_of(quote, kind, spoken) && comparable(quote);
        let of_kind: Vec<_> = answers.iter().copied().filter(|(_, quote)| is(quote)).collect();
        let classes = classify(&of_kind, |a, b| a.pictures == b.pictures && is_otherwise(a, b, kind));
        if classes.len() > 1 {
            explained.extend(of_kind.iter().map(|(record, _)| record.meant()));
            out.push((name, classes));
        } else if kind == Kind::Json {
            let worded =
                classify(&of_kind, |a, b| a.pictures == b.pictures && a.read.value.is_worded_otherwise(&b.read.value));
            if worded.len() > 1 {
                out.push((JSON_TEXT, worded));
            }
        }
    }
    let labels: Vec<_> = answers
        .iter()
        .copied()
        .filter(|(record, quote)| !explained.contains(&record.meant()) && is_label(quote, facts))
        .collect();
    let classes = classify(&labels, |a, b| a.pictures == b.pictures && is_other_label(a, b));
    if classes.len() > 1 {
        out.push(("label", classes));
    }
    out
}

/// The languages in which one answer says yes and another no. A short prompt may not show its language; a yes beside a no does.
fn tongues<'q>(quotes: impl Iterator<Item = &'q Quote>) -> u16 {
    let mut tongues = [0; 2];
    quotes.filter_map(|quote| quote.yes).for_each(|(yes, own)| tongues[usize::from(yes)] |= own);
    tongues[0] & tongues[1]
}

/// Whether an answer is of a kind; a yes or no also where it is one in one of the languages `spoken`.
fn is_of(quote: &Quote, kind: Kind, spoken: u16) -> bool {
    quote.read.kind == kind || kind == Kind::Polarity && quote.yes.is_some_and(|(_, own)| own & spoken != 0)
}

/// Whether two answers of a kind cannot both hold.
fn is_otherwise(a: &Quote, b: &Quote, kind: Kind) -> bool {
    match (kind, a.yes, b.yes) {
        (Kind::Polarity, Some((one, _)), Some((other, _))) => one != other,
        _ => a.read.value.conflicts(&b.read.value),
    }
}

/// In what the answers of two prompts that ask the same contradict each other.
pub fn clash(a: &Quote, b: &Quote, facts: &Facts) -> Option<&'static str> {
    let spoken = tongues([a, b].into_iter());
    let of_kind = KINDS.iter().find(|(kind, _)| is_of(a, *kind, spoken) && is_of(b, *kind, spoken));
    if let Some((kind, name)) = of_kind
        && is_otherwise(a, b, *kind)
    {
        // Letters stand for the options of their own prompt.
        let readable = *kind != Kind::Choice || !a.options.is_empty() && a.options == b.options;
        return (readable && comparable(a) && comparable(b)).then_some(name);
    }
    (is_label(a, facts) && is_label(b, facts) && is_other_label(a, b)).then_some("label")
}

/// Choices can be compared only where the question shows its options or has none to show.
fn comparable(quote: &Quote) -> bool {
    !matches!(quote.read.value, Value::Choice(letter) if quote.options.len() > 1 && letter as usize - 'A' as usize >= quote.options.len())
}

fn is_label(quote: &Quote, facts: &Facts) -> bool {
    let space = facts.labels.space_in(quote.task, quote.field);
    // A short form of another label is a variant of it, and no other label.
    quote
        .label
        .as_ref()
        .zip(space)
        .is_some_and(|(label, space)| space.is_closed(label) && !space.abbreviations().contains_key(label.as_str()))
}

fn is_other_label(a: &Quote, b: &Quote) -> bool {
    a.label != b.label && !is_parent(a, b) && !is_parent(b, a) && !is_explained(a, b) && !is_explained(b, a)
}

/// `Yes` beside `Yes, because it rains`, or `B` beside `The answer is (B).`: the same said in more words.
fn is_explained(bare: &Quote, more: &Quote) -> bool {
    let (value, said) = (&bare.read.value, more.answer.trim());
    if *value == Value::Free || *value != more.read.value {
        return false;
    }
    let behind =
        || said.to_lowercase().strip_prefix(&bare.answer.trim().to_lowercase()).and_then(|rest| rest.chars().next());
    // `No` beside `No opinion` are two labels.
    !matches!(value, Value::Polarity(_)) || behind().is_some_and(|next| ",.!:;。，！、\n".contains(next))
}

/// `billing` beside `billing/refund`: the one holds where the other does.
fn is_parent(a: &Quote, b: &Quote) -> bool {
    let (a, b) = (a.answer.trim().to_lowercase(), b.answer.trim().to_lowercase());
    b.strip_prefix(&a).is_some_and(|rest| rest.trim_start().starts_with(['/', '>', ':', '.']))
}

/// Puts answers that do not conflict together. Each is compared with the first of each class only, so that a million
/// answers need no million squared comparisons.
fn classify<'g, 'q>(answers: &[(&'g Record, &'q Quote)], conflict: impl Fn(&Quote, &Quote) -> bool) -> Classes<'g, 'q> {
    let mut classes: Classes<'g, 'q> = Vec::new();
    for (record, quote) in answers {
        match classes.iter_mut().find(|class| !conflict(class[0].1, quote)) {
            Some(class) => class.push((record, quote)),
            None => classes.push(vec![(record, quote)]),
        }
    }
    classes
}

/// Whether all numbers of the classes are marks on a scale: whole ones from 0 to 10, or from 1 to 100.
pub fn are_ratings(classes: &Classes<'_, '_>) -> bool {
    let mark = |quote: &Quote| match &quote.read.value {
        Value::Number(n, _, unit) if unit.is_empty() && n.fract() == 0.0 => Some(*n),
        _ => None,
    };
    let all: Option<Vec<f64>> = classes.iter().flatten().map(|(_, quote)| mark(quote)).collect();
    let within = |low: f64, high: f64| all.as_ref().is_some_and(|all| all.iter().all(|n| (low..=high).contains(n)));
    within(0.0, 10.0) || within(1.0, 100.0)
}

/// What an answer says, on one line: the answer, or of a long one its number, its letter, its yes or no.
pub fn told(quote: &Quote) -> String {
    if quote.answer.trim().chars().count() <= LONG {
        return quoted(&quote.answer);
    }
    match &quote.read.value {
        Value::Number(number, _, unit) => format!("{number} {unit}").trim_end().to_owned(),
        Value::Choice(letter) => letter.to_string(),
        _ => quoted(&quote.answer),
    }
}

/// Characters of an answer that are shown.
const LONG: usize = 40;

/// An answer on one line; of a long one the beginning.
pub fn quoted(answer: &str) -> String {
    let line = answer.trim().replace(['\n', '\r'], " ");
    if line.chars().count() <= LONG { ticked(&line) } else { shown(&line) }
}
