//! FT401 contradiction. The page is `rules/FT401-contradiction.md`.

use std::collections::{BTreeMap, BTreeSet};

use crate::example::{Kind, Value};
use crate::rules::catalogue::{Confidence, Level};
use crate::rules::contract::{Channel, Group, GroupRule, Quote, Quotes, Record, Sink};
use crate::rules::facts::Facts;
use crate::rules::finding::Finding;
use crate::rules::labels::shown;

/// FT401: the same prompt, answers that cannot both hold.
pub struct Contradiction;

/// Different answers of one prompt that are compared; the first ones.
const MAX_ANSWERS: usize = 256;
/// Partners that a finding names.
const PARTNERS: usize = 5;
/// From this share of the comparable prompts on, several labels per prompt are how the data were made.
const MULTI_ANSWER: f64 = 0.2;
/// Fewest contradicting prompts to call the data so.
const MULTI_ANSWER_GROUPS: usize = 5;

/// Prompts that ask for chance or variety.
const VARIETY: [&str; 14] = [
    "random",
    "randomly",
    "pick a",
    "choose any",
    "surprise",
    "roll",
    "flip",
    "make up",
    "suggest",
    "another",
    "different",
    "brainstorm",
    "pick any",
    "toss",
];
/// Prompts whose answer depends on the time or the person.
const DEPENDS: [&str; 7] = ["today", "now", "current", "currently", "latest", "my", "weather"];

/// The first record of each different answer, at most [`MAX_ANSWERS`].
fn answers<'g>(group: &Group<'g>) -> Vec<&'g Record> {
    let mut seen = BTreeSet::new();
    let closed = group.records.iter().filter(|record| record.kind() != Kind::Free);
    closed.filter(|record| seen.len() < MAX_ANSWERS && seen.insert(record.said())).collect()
}

impl GroupRule for Contradiction {
    fn channel(&self) -> Channel {
        Channel::Context
    }

    fn wants(&self, group: &Group<'_>, _facts: &Facts, want: &mut dyn FnMut(&Record)) {
        if group.records.len() > 1 {
            let answers = answers(group);
            if answers.len() > 1 {
                answers.into_iter().for_each(want);
            }
        }
    }

    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, facts: &Facts, sink: &mut Sink<'_>) {
        if group.records.len() < 2 {
            return;
        }
        let answers: Vec<(&Record, &Quote)> =
            answers(group).into_iter().filter_map(|record| Some((record, quotes.of(record)?))).collect();
        if answers.len() < 2 || contains_any(&answers[0].1.words, &VARIETY) {
            return;
        }
        for (name, classes) in conflicts(&answers, facts) {
            report(name, &classes, group, quotes, sink);
        }
    }

    fn settle(&self, comparable: u64, found: &mut Vec<Finding>) {
        let prompts: BTreeSet<&str> = found
            .iter()
            .filter(|finding| finding.key.starts_with("label "))
            .map(|finding| finding.key.as_str())
            .collect();
        let (prompts, share) = (prompts.len(), prompts.len() as f64 / comparable.max(1) as f64);
        if prompts < MULTI_ANSWER_GROUPS || share < MULTI_ANSWER {
            return;
        }
        let Some(rule) = found.first().map(|finding| finding.rule) else { return };
        found.retain(|finding| !finding.key.starts_with("label "));
        let message = format!(
            "{prompts} of {comparable} repeated prompts carry several labels: multi-label or multi-annotator data"
        );
        let mut whole = Finding::new(rule, message);
        whole
            .level(Level::Warn)
            .key("multi-answer")
            .help("keep one label per prompt (majority), or train with all of them in one answer");
        found.push(whole);
    }
}

/// Whole words or phrases of `list` in folded text.
fn contains_any(words: &str, list: &[&str]) -> bool {
    let padded = format!(" {words} ");
    list.iter().any(|phrase| padded.contains(&format!(" {phrase} ")))
}

/// Answers that mean the same, with their first record; by the kind of what they say, where there are two or more.
type Classes<'g, 'q> = Vec<Vec<(&'g Record, &'q Quote)>>;

fn conflicts<'g, 'q>(answers: &[(&'g Record, &'q Quote)], facts: &Facts) -> Vec<(&'static str, Classes<'g, 'q>)> {
    let kinds =
        [(Kind::Polarity, "polarity"), (Kind::Number, "number"), (Kind::Choice, "choice"), (Kind::Json, "json")];
    let mut out = Vec::new();
    let mut explained = BTreeSet::new();
    for (kind, name) in kinds {
        let of_kind: Vec<_> =
            answers.iter().copied().filter(|(_, quote)| quote.read.kind == kind && comparable(quote)).collect();
        let classes = classify(&of_kind, |a, b| a.read.value.conflicts(&b.read.value));
        if classes.len() > 1 {
            explained.extend(of_kind.iter().map(|(record, _)| record.said()));
            out.push((name, classes));
        }
    }
    let labels: Vec<_> = answers
        .iter()
        .copied()
        .filter(|(record, quote)| !explained.contains(&record.said()) && is_label(quote, facts))
        .collect();
    let classes = classify(&labels, |a, b| a.label != b.label && !is_parent(a, b) && !is_parent(b, a));
    if classes.len() > 1 {
        out.push(("label", classes));
    }
    out
}

/// Choices can be compared only where the question shows its options or has none to show.
fn comparable(quote: &Quote) -> bool {
    !matches!(quote.read.value, Value::Choice(letter) if quote.options.len() > 1 && letter as usize - 'A' as usize >= quote.options.len())
}

fn is_label(quote: &Quote, facts: &Facts) -> bool {
    let space = facts.labels.space_of(quote.task);
    // A short form of another label is a variant of it, and no other label.
    quote
        .label
        .as_ref()
        .zip(space)
        .is_some_and(|(label, space)| space.is_closed(label) && !space.abbreviations().contains_key(label.as_str()))
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

/// One finding for each row of the group whose value is not held by nearly all.
fn report(kind: &str, classes: &Classes<'_, '_>, group: &Group<'_>, quotes: &Quotes, sink: &mut Sink<'_>) {
    let mut class_of = BTreeMap::new();
    for (i, class) in classes.iter().enumerate() {
        class_of.extend(class.iter().map(|(record, _)| (record.said(), i)));
    }
    let mut counts = vec![0u64; classes.len()];
    let members: Vec<(&Record, usize)> =
        group.records.iter().filter_map(|record| class_of.get(&record.said()).map(|class| (record, *class))).collect();
    members.iter().for_each(|(_, class)| counts[*class] += 1);
    let total: u64 = counts.iter().sum();
    let depends = contains_any(&classes[0][0].1.words, &DEPENDS);
    let values = values(classes, &counts);
    for (record, class) in &members {
        let partner = members.iter().find(|(_, other)| other != class).map_or(*record, |(partner, _)| partner);
        let same_spelling = partner.context_form() == record.context_form();
        let tier = if same_spelling { 1.0 } else { 0.95 };
        let share = (tier * (1.0 - counts[*class] as f64 / total as f64)).max(0.1);
        if share < 0.2 {
            continue;
        }
        let own = classes[*class]
            .iter()
            .find(|(first, _)| first.said() == record.said())
            .map_or(classes[*class][0].1, |(_, quote)| quote);
        let other = quotes.of(classes[class_of[&partner.said()]][0].0).map_or("", |quote| quote.answer.as_str());
        let prompt = if same_spelling { "same prompt" } else { "same prompt but for spelling" };
        let group_values = if total > 2 { format!(" ({values})") } else { String::new() };
        let message = format!(
            "{prompt}, other {kind}: `{}` here, `{}` in {{row}}{group_values}",
            quoted(&own.answer),
            quoted(other)
        );
        let pointer = quotes.of(record).map_or(own.answer_pointer.as_str(), |quote| quote.answer_pointer.as_str());
        let finding = sink.report_row(record.pos, pointer, message);
        finding
            .help("keep one of the answers, or make the prompts differ")
            .key(format!("{kind} {:032x}", record.key()));
        if depends {
            finding.level(Level::Warn).confidence(Confidence::Hint, share * 0.5);
        } else {
            finding.confidence(if share >= 0.5 { Confidence::Certain } else { Confidence::Likely }, share);
        }
        for (partner, _) in members.iter().filter(|(_, other)| other != class).take(PARTNERS) {
            finding.related(partner.pos, &own.answer_pointer);
        }
    }
}

fn values(classes: &Classes<'_, '_>, counts: &[u64]) -> String {
    let mut list: Vec<(u64, String)> =
        classes.iter().zip(counts).map(|(class, n)| (*n, quoted(&class[0].1.answer))).collect();
    list.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    let more = if list.len() > PARTNERS { ", …" } else { "" };
    list.iter().take(PARTNERS).map(|(n, value)| format!("{n} × `{value}`")).collect::<Vec<_>>().join(", ") + more
}

/// An answer on one line; of a long one the end, where the value stands.
fn quoted(answer: &str) -> String {
    let line = answer.trim().replace(['\n', '\r'], " ");
    if line.chars().count() <= 40 { line } else { shown(&line) }
}
