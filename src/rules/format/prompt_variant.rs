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
/// Of these, those before what differs, and those that are wanted from there on.
const BEFORE: usize = 20;
const BEHIND: usize = 10;

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

/// The character from which texts are shown, so that what differs is seen.
fn window(texts: &[&str]) -> usize {
    let same = |other: &&str| texts[0].chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let common = texts.iter().skip(1).map(same).min().unwrap_or(0);
    if common + BEHIND > WIDTH { common - BEFORE } else { 0 }
}

/// Some characters of a text from one on.
fn cut(text: &str, from: usize) -> String {
    let shown: String = text.chars().skip(from).take(WIDTH).collect();
    let more = if text.chars().nth(from + WIDTH).is_some() { "…" } else { "" };
    let before = if from > 0 { "…" } else { "" };
    format!("{before}{}{more}", ticked(&shown).replace('\n', "\\n"))
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
        let text = |record: &Record| quotes.of(record).map_or("", |quote| quote.context.as_str());
        let texts: Vec<&str> = forms.iter().take(SHOWN).map(|(record, _)| text(record)).collect();
        let from = window(&texts);
        let shown: Vec<String> =
            texts.iter().zip(&forms).map(|(text, (_, count))| format!("`{}` × {count}", cut(text, from))).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_shown() {
        let texts = ["Is the lamp in the hall of the old house by the river on at night?"; 2];
        let other = texts[1].replace("at night?", "At night");
        let texts = [texts[0], &other];
        let from = window(&texts);
        assert_eq!(cut(texts[0], from), "…use by the river on at night?");
        assert_eq!(cut(texts[1], from), "…use by the river on At night");
        assert_eq!(window(&["A lamp", "a lamp"]), 0);
        assert_eq!(cut(texts[0], 0), "Is the lamp in the hall of the old house by the ri…");
    }
}
