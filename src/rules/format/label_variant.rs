//! FT304 label-variant. The page is `rules/FT304-label-variant.md`.

use std::collections::BTreeMap;

use crate::example::Kind;
use crate::rules::contract::{Channel, Group, GroupRule, Quote, Quotes, Record, Sink};
use crate::rules::facts::Facts;
use crate::rules::labels::{LabelSpace, shown};

/// FT304: one label written in several ways, in a data set of labels or under the same prompt.
pub struct LabelVariant;

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

/// What both label rules read again: answers of one prompt that differ in form, and rare forms of the whole vocabulary.
pub(super) fn wants(group: &Group<'_>, facts: &Facts, want: &mut dyn FnMut(&Record)) {
    if group.records.len() > 1 {
        let forms = forms(group);
        if forms.len() > 1 {
            forms.iter().for_each(|(record, _)| want(record));
        }
    }
    group.records.iter().filter(|record| facts.labels.is_doubtful(record)).for_each(want);
}

impl GroupRule for LabelVariant {
    fn channel(&self) -> Channel {
        Channel::Context
    }

    fn wants(&self, group: &Group<'_>, facts: &Facts, want: &mut dyn FnMut(&Record)) {
        wants(group, facts, want);
    }

    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, facts: &Facts, sink: &mut Sink<'_>) {
        for record in group.records.iter().filter(|record| facts.labels.is_doubtful(record)) {
            let Some(quote) = quotes.of(record) else { continue };
            if let Some(space) = facts.labels.space_of(quote.task) {
                in_vocabulary(space, record, quote, sink);
            }
        }
        if group.records.len() > 1 {
            under_one_prompt(group, quotes, facts, sink);
        }
    }
}

/// A form that is not the most frequent one of its label in the vocabulary.
fn in_vocabulary(space: &LabelSpace, record: &Record, quote: &Quote, sink: &mut Sink<'_>) {
    let Some(label) = quote.label.as_ref().and_then(|fold| space.labels.get(fold)) else { return };
    let (best, best_count) = &label.forms[0];
    if *best == quote.answer || label.forms.len() < 2 || only_case_on_purpose(space, best, &quote.answer) {
        return;
    }
    let message = format!(
        "label `{}` is written `{}` in {} of {} rows",
        visible(&quote.answer),
        visible(best),
        best_count.count,
        label.count
    );
    sink.report_row(record.pos, &quote.answer_pointer, message).help(format!("write `{}` everywhere", visible(best)));
}

fn only_case_on_purpose(space: &LabelSpace, a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) && space.case_matters()
}

/// Leading and trailing white space is what differs; show it.
fn visible(form: &str) -> String {
    if form.trim() == form { shown(form) } else { form.replace('\n', "\\n").replace('\t', "\\t").replace(' ', "·") }
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
            let space = facts.labels.space_of(quote.task);
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
