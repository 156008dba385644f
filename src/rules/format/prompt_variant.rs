//! FT309 prompt-variant. The page is `rules/FT309-prompt-variant.md`.

use std::collections::BTreeMap;

use crate::rules::contract::{Channel, GroupRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::record::{Group, Quotes, Record};
use crate::rules::redact::ticked;

/// FT309: one prompt written in several ways. One finding per group.
pub struct PromptVariant;

/// Forms that are shown.
const SHOWN: usize = 5;
/// Characters of a form that are shown.
const WIDTH: usize = 50;

/// The first record of each written prompt, with how many there are; the most frequent first.
fn forms<'g>(group: &Group<'g>) -> Vec<(&'g Record, u64)> {
    let mut forms: BTreeMap<u64, (&Record, u64)> = BTreeMap::new();
    for record in group.records.iter().filter(|record| record.turn() == 0) {
        forms.entry(record.context_form()).or_insert((record, 0)).1 += 1;
    }
    let mut forms: Vec<_> = forms.into_values().collect();
    forms.sort_by_key(|(record, count)| (std::cmp::Reverse(*count), record.pos));
    forms
}

impl GroupRule for PromptVariant {
    fn channel(&self) -> Channel {
        Channel::Context
    }

    fn wants(&self, group: &Group<'_>, _facts: &Facts, want: &mut dyn FnMut(&Record)) {
        if group.records.len() > 1 {
            let forms = forms(group);
            if forms.len() > 1 {
                forms.iter().take(SHOWN).for_each(|(record, _)| want(record));
            }
        }
    }

    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, _facts: &Facts, sink: &mut Sink<'_>) {
        if group.records.len() < 2 {
            return;
        }
        let forms = forms(group);
        if forms.len() < 2 {
            return;
        }
        let mut shown: Vec<String> = Vec::new();
        for (record, count) in forms.iter().take(SHOWN) {
            let text = quotes.of(record).map_or("", |quote| quote.context.as_str());
            let cut: String = text.chars().take(WIDTH).collect();
            let more = if cut.len() < text.len() { "…" } else { "" };
            shown.push(format!("`{}{more}` × {count}", ticked(&cut).replace('\n', "\\n")));
        }
        // The texts shown may be equal where an earlier message or the cut-off end differs.
        let mut distinct =
            shown.iter().map(|form| form.rsplit_once(" × ").map_or("", |(text, _)| text)).collect::<Vec<_>>();
        distinct.sort_unstable();
        distinct.dedup();
        let list = if distinct.len() < 2 {
            format!("the system text or another part of it differs for {}", distinct[0])
        } else {
            shown.join(", ")
        };
        let more = if forms.len() > SHOWN { format!(" and {} more", forms.len() - SHOWN) } else { String::new() };
        let (odd, _) = forms[forms.len() - 1];
        let pointer = quotes.of(odd).map_or("", |quote| quote.context_pointer.as_str());
        let finding = sink
            .report_row(odd.pos, pointer, format!("the same prompt in {} spellings: {list}{more}", forms.len()))
            .floating(format!("{:032x}", odd.key()))
            .help("write the prompt the same way everywhere, as your program will");
        for (record, _) in forms.iter().filter(|(record, _)| record.pos != odd.pos).take(SHOWN) {
            finding.related(record.pos, quotes.of(record).map_or("", |quote| quote.context_pointer.as_str()));
        }
    }
}
