//! FT312 system-prompt-drift. The page is `rules/FT312-system-prompt-drift.md`.

use std::collections::BTreeMap;

use crate::example::{Example, Role, is_blank, words};
use crate::rules::contract::{AgainRule, Sink};
use crate::rules::facts::{Facts, Smallest};
use crate::rules::finding::Finding;
use crate::rules::findings::Findings;
use crate::rules::layout::System;
use crate::rules::redact::quoted;
use crate::source::Pos;

/// FT312: system prompts that differ a little, and rows that have none.
pub struct SystemPromptDrift;

/// Longest system prompt that is compared, in bytes.
const LONGEST: usize = 16 << 10;
/// Most words that may differ, and fewest words of a prompt in which that means little.
const DIFFERING: usize = 2;
const WORDS: usize = 5;
/// One with other words must be so many times rarer than the one that it drifted from; else both are meant.
const RARER: u64 = 10;
/// More variants of one prompt than this are a template with a slot.
const VARIANTS: usize = 8;

impl AgainRule for SystemPromptDrift {
    fn places(&self, facts: &Facts) -> Vec<Pos> {
        let systems = facts.state.layout.systems();
        let mut places = Vec::new();
        if systems.len() > 1 {
            places.extend(systems.iter().filter_map(|(_, own)| own.first.iter().next()));
        }
        if let Some((rows, ..)) = facts.state.layout.without_system() {
            places.extend(rows.iter());
        }
        places
    }

    /// Rows without a system prompt are told at once; a system prompt is a note for [`AgainRule::settle`], under its text.
    fn check(&self, example: &Example<'_>, facts: &Facts, sink: &mut Sink<'_>) {
        let pos = example.row.pos;
        let system = example.messages.iter().find(|message| message.role == Role::System);
        let text = system.and_then(|message| example.texts[message.content.clone()].first());
        match text.filter(|text| !is_blank(text.text)) {
            Some(text) if text.text.len() <= LONGEST => {
                sink.report(text.pointer, NOTE).key(text.text);
            }
            Some(_) => {}
            None => {
                if let Some((rows, bare, all)) = facts.state.layout.without_system()
                    && rows.iter().any(|own| own == pos)
                {
                    sink.report("", format!("no system prompt; {} of {all} rows have one", all - bare))
                        .help("give all rows the system prompt that your program will send");
                }
            }
        }
    }

    fn settle(&self, facts: &Facts, found: &mut Findings) {
        let found = &mut found.list;
        let (notes, mut told): (Vec<Finding>, Vec<Finding>) = found.drain(..).partition(|own| own.message == NOTE);
        let places: BTreeMap<Pos, &System> = facts
            .state
            .layout
            .systems()
            .into_iter()
            .filter_map(|(_, own)| Some((own.first.iter().next()?, own)))
            .collect();
        let mut prompts: Vec<Prompt<'_>> = notes
            .into_iter()
            .filter_map(|note| places.get(&note.pos?).map(|system| Prompt::of(note, system)))
            .collect();
        prompts.sort_by_key(|own| (std::cmp::Reverse(own.system.count), own.note.pos));
        for (usual, drifted) in families(&prompts) {
            told.append(&mut report(&prompts[usual], &prompts[drifted]));
        }
        found.append(&mut told);
    }
}

/// The message of a note; no finding that leaves this rule has it.
const NOTE: &str = "system prompt";

/// A system prompt with the rows that have it.
struct Prompt<'f> {
    note: Finding,
    system: &'f System,
    folded: String,
}

impl<'f> Prompt<'f> {
    fn of(note: Finding, system: &'f System) -> Self {
        Prompt { folded: words(&note.key), note, system }
    }

    fn text(&self) -> &str {
        &self.note.key
    }
}

/// Pairs of a prompt and one that drifted from it, as indexes; prompts are sorted, the most frequent first.
fn families(prompts: &[Prompt<'_>]) -> Vec<(usize, usize)> {
    let mut same: BTreeMap<&str, usize> = BTreeMap::new();
    let mut pairs = Vec::new();
    let mut others = Vec::new();
    for (i, own) in prompts.iter().enumerate() {
        match same.get(own.folded.as_str()) {
            Some(usual) => pairs.push((*usual, i)),
            None => {
                same.insert(&own.folded, i);
                others.push(i);
            }
        }
    }
    let split: Vec<Vec<&str>> = prompts.iter().map(|own| own.folded.split(' ').collect()).collect();
    let mut near: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, drifted) in others.iter().enumerate() {
        let usual = others[..n].iter().find(|usual| {
            prompts[**usual].system.count >= RARER * prompts[*drifted].system.count
                && differ_little(&split[**usual], &split[*drifted])
                && !is_slot(prompts[**usual].text(), prompts[*drifted].text())
        });
        if let Some(usual) = usual {
            near.entry(*usual).or_default().push(*drifted);
        }
    }
    for (usual, drifted) in near.into_iter().filter(|(_, drifted)| drifted.len() <= VARIANTS) {
        pairs.extend(drifted.into_iter().map(|own| (usual, own)));
    }
    pairs
}

/// Whether at most two words are other, more or less, in one place or word by word.
fn differ_little(a: &[&str], b: &[&str]) -> bool {
    if a.len().min(b.len()) < WORDS || a.len().abs_diff(b.len()) > DIFFERING {
        return false;
    }
    let (left, right) = middle(a, b);
    let in_place = left.len() == right.len() && left.iter().zip(right).filter(|(a, b)| a != b).count() <= DIFFERING;
    left.len().max(right.len()) <= DIFFERING || in_place
}

/// What is left of two lists without what both begin and end with.
fn middle<'l, T: PartialEq>(a: &'l [T], b: &'l [T]) -> (&'l [T], &'l [T]) {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    (&a[..a.len() - end], &b[..b.len() - end])
}

/// Whether what differs fills a slot: it has a digit, a quotation mark or a name.
fn is_slot(a: &str, b: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split_whitespace().collect(), b.split_whitespace().collect());
    let (left, right) = middle(&a, &b);
    let begins = a.len() == left.len() || std::ptr::eq(a.as_ptr(), left.as_ptr());
    let names = |words: &[&str]| {
        let from = usize::from(begins);
        words.iter().skip(from).any(|word| word.starts_with(char::is_uppercase) && word.chars().any(char::is_lowercase))
    };
    let filled = |words: &[&str]| {
        words.iter().any(|word| word.contains(|c: char| c.is_ascii_digit() || "\"“”«»`<{[".contains(c)))
    };
    filled(left) || filled(right) || names(left) && names(right)
}

/// The first rows that have the drifted prompt.
fn report(usual: &Prompt<'_>, drifted: &Prompt<'_>) -> Vec<Finding> {
    let first: &Smallest<8> = &drifted.system.first;
    let Some(row) = usual.note.pos else { return Vec::new() };
    let rows = if drifted.system.count == 1 { "1 row".into() } else { format!("{} rows", drifted.system.count) };
    let how = if usual.folded == drifted.folded { "spelling" } else { "a word or two" };
    let message = format!(
        "system prompt `{}` of {rows} differs in {how} from that of {} rows, first in {{row}}",
        quoted(drifted.text().trim(), 60).replace(['\n', '\r'], " "),
        usual.system.count
    );
    first
        .iter()
        .map(|pos| {
            let mut finding = drifted.note.clone();
            finding.key.clear();
            finding.pos = Some(pos);
            finding.message.clone_from(&message);
            finding
                .related(row, &usual.note.pointer)
                .help("use one system prompt, the one that your program will send");
            finding
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: &str, b: &str) -> bool {
        let (left, right) = (words(a), words(b));
        differ_little(&left.split(' ').collect::<Vec<_>>(), &right.split(' ').collect::<Vec<_>>()) && !is_slot(a, b)
    }

    #[test]
    fn drift_is_a_word_or_two() {
        let usual = "You are a helpful assistant of the lamp shop.";
        for other in [
            "You are a very helpful assistant of the lamp shop.",
            "You are a helpful AI assistant of the lamp shop.",
            "You are a friendly assistant of our lamp shop.",
            "You are an assistant of the lamp shop.",
        ] {
            assert!(near(usual, other), "{other}");
        }
        for other in [
            "You are a helpful assistant of the lamp shop number 12.",
            "Answer in one word and do not explain it at all.",
            "You are a helpful assistant of the lamp shop. Answer in French, please.",
        ] {
            assert!(!near(usual, other), "{other}");
        }
        assert!(!near("You help the customers of Northwind with it.", "You help the customers of Contoso with it."));
        assert!(!near("Be brief.", "Be kind."));
    }
}
