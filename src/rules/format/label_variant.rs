//! FT304 label-variant. The page is `rules/FT304-label-variant.md`.

use std::collections::BTreeMap;

use crate::example::{Example, Kind};
use crate::rules::catalogue::Level;
use crate::rules::contract::{AgainRule, Channel, FinalRule, GroupRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::labels::{Doubt, Label, LabelSpace, labelled, shown};
use crate::rules::record::{Group, Quote, Quotes, Record};
use crate::rules::redact::ticked;

/// FT304: one label written in several ways, in a data set of labels or under the same prompt.
pub struct LabelVariant;

/// Words of an answer that is taken for a label by its prompt alone.
const FEW_WORDS: usize = 3;

/// Forms of one group that are compared; a prompt with more is no question of labels.
const MAX_FORMS: usize = 64;

/// The first record of each written answer in the group that can be a label, with how many there are.
pub(super) fn forms<'g>(group: &Group<'g>) -> Vec<(&'g Record, u64)> {
    let mut forms: BTreeMap<(u64, u64), (&Record, u64)> = BTreeMap::new();
    for record in group.records.iter().filter(|record| !matches!(record.kind(), Kind::Free | Kind::Json)) {
        forms.entry(record.written_answer()).or_insert((record, 0)).1 += 1;
        if forms.len() > MAX_FORMS {
            return Vec::new();
        }
    }
    let mut forms: Vec<_> = forms.into_values().collect();
    forms.sort_by_key(|(record, _)| record.pos);
    forms
}

/// What both label rules read again: answers of one prompt that differ in form.
pub(super) fn wants(group: &Group<'_>, want: &mut dyn FnMut(&Record)) {
    if group.records.len() > 1 {
        let forms = forms(group);
        if forms.len() > 1 {
            forms.iter().for_each(|(record, _)| want(record));
        }
    }
}

/// Shows each doubt about a label of an example, with the label, and where it stands.
pub(super) fn doubts(example: &Example<'_>, facts: &Facts, say: &mut dyn FnMut(&LabelSpace, Doubt<'_>, &str, &str)) {
    let labelled = labelled(example);
    for own in &labelled.labels {
        let space =
            if own.aside { facts.labels.aside.as_ref() } else { facts.labels.space_in(labelled.task, &own.field) };
        if let Some(space) = space {
            for doubt in space.doubts(&own.label) {
                say(space, doubt, &own.label, &own.pointer);
            }
        }
    }
}

/// Names the field of a label in JSON answers.
pub(super) fn named(field: &str) -> String {
    if field.is_empty() { "label".into() } else { format!("`{}`", shown(field)) }
}

impl AgainRule for LabelVariant {
    fn about_labels(&self) -> bool {
        true
    }

    fn check(&self, example: &Example<'_>, facts: &Facts, sink: &mut Sink<'_>) {
        doubts(example, facts, &mut |space, doubt, form, pointer| {
            let Doubt::Variant(label) = doubt else { return };
            let (best, count) = (visible(label.shown()), label.forms[0].1.count);
            let what = named(&space.field);
            let message = format!("{what} `{}` is written `{best}` in {count} of {} rows", visible(form), label.count);
            sink.report(pointer, message).help(format!("write `{best}` everywhere"));
        });
    }
}

/// Labels that the summary lists, and forms of each.
const LISTED: usize = 5;

impl FinalRule for LabelVariant {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        for space in &facts.labels.spaces {
            let mut varied: Vec<&Label> = space.labels.values().filter(|label| label.forms.len() > 1).collect();
            varied.sort_by_key(|label| (std::cmp::Reverse(label.count), label.shown()));
            if varied.is_empty() {
                continue;
            }
            let lists: Vec<String> = varied.iter().take(LISTED).map(|label| all_forms(label)).collect();
            let more =
                if varied.len() > LISTED { format!("; and {} more", varied.len() - LISTED) } else { String::new() };
            let (n, list) = (varied.len(), lists.join("; "));
            let (what, are) = if n == 1 { ("label", "is") } else { ("labels", "are") };
            let field = if space.field.is_empty() { String::new() } else { format!(" in `{}`", shown(&space.field)) };
            sink.report_data(space.id(), format!("{n} {what}{field} {are} written in several ways: {list}{more}"))
                .level(Level::Info)
                .help("choose one form for each label");
        }
    }
}

/// All forms of a label with their counts.
fn all_forms(label: &Label) -> String {
    let forms = label.forms.iter().take(2 * LISTED);
    let list: Vec<String> = forms.map(|(form, count)| format!("`{}` × {}", visible(form), count.count)).collect();
    list.join(", ") + if label.forms.len() > 2 * LISTED { ", …" } else { "" }
}

impl GroupRule for LabelVariant {
    fn channel(&self) -> Channel {
        Channel::Context
    }

    fn wants(&self, group: &Group<'_>, _facts: &Facts, want: &mut dyn FnMut(&Record)) {
        wants(group, want);
    }

    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, facts: &Facts, sink: &mut Sink<'_>) {
        if group.records.len() > 1 {
            under_one_prompt(group, quotes, facts, sink);
        }
    }
}

fn only_case_on_purpose(space: &LabelSpace, a: &str, b: &str) -> bool {
    space.case_matters && a.to_lowercase() == b.to_lowercase()
}

/// Leading and trailing white space is what differs; show it.
fn visible(form: &str) -> String {
    if form.trim() == form {
        shown(form)
    } else {
        ticked(form).replace('\n', "\\n").replace('\t', "\\t").replace(' ', "·")
    }
}

fn under_one_prompt(group: &Group<'_>, quotes: &Quotes, facts: &Facts, sink: &mut Sink<'_>) {
    let mut by_label: BTreeMap<&str, Vec<(&Record, u64, &Quote)>> = BTreeMap::new();
    for (record, count) in forms(group) {
        let Some(quote) = quotes.of(record) else { continue };
        if let Some(label) = &quote.label {
            by_label.entry(label).or_default().push((record, count, quote));
        }
    }
    for (label, variants) in by_label.iter().filter(|(_, variants)| variants.len() > 1) {
        let most = variants.iter().map(|(_, count, _)| *count).max().unwrap_or(0);
        let Some((best, _, best_quote)) = variants.iter().find(|(_, count, _)| *count == most) else { continue };
        for (form, _, quote) in variants.iter().filter(|(form, ..)| form.written_answer() != best.written_answer()) {
            let space = facts.labels.space_in(quote.task, quote.field);
            // What differs may stand beside the answer; and a sentence or a number is no label.
            let is_sentence = quote.answer.split_whitespace().count() > FEW_WORDS || quote.read.kind == Kind::Number;
            if quote.answer == best_quote.answer || space.is_none() && is_sentence {
                continue;
            }
            let in_space = space.is_some_and(|space| only_case_on_purpose(space, &best_quote.answer, &quote.answer));
            for record in group.records.iter().filter(|record| record.written_answer() == form.written_answer()) {
                // Where the whole vocabulary has spoken, the prompt adds nothing.
                if !(in_space || space.is_some() && facts.labels.is_doubtful(record)) {
                    let message = format!(
                        "label `{}` here, `{}` in {{row}} for the same prompt",
                        visible(&quote.answer),
                        visible(&best_quote.answer)
                    );
                    sink.report_row(record.pos, &quote.answer_pointer, message)
                        .related(best.pos, &best_quote.answer_pointer)
                        .floating(format!("{:032x} {label}", record.key()))
                        .help("write the label the same way everywhere");
                }
            }
        }
    }
}
