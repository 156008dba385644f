//! FT703 near-duplicate. The page is `rules/FT703-near-duplicate.md`.

use std::collections::{BTreeMap, BTreeSet};

use super::clusters::ended;
use crate::example::Kind;
use crate::rules::catalogue::{Confidence, Level};
use crate::rules::contract::{Channel, GroupRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::near::{Benign, Link, NearRule, NearText, Place, asks_the_same, benign, groups, jaccard};
use crate::rules::record::{Group, Quotes, Record};

/// FT703: rows that say nearly the same as an earlier one.
pub struct NearDuplicate;

/// Jaccard of two prompts from which they are near.
const NEAR: f64 = 0.70;
/// The same where the answers are short or the rows are texts without a prompt: looser likeness is wanted variety there.
const NEARER: f64 = 0.80;
/// Rows of a cluster from which it is a warning.
const MANY: usize = 5;
/// Jaccard of the word 5-grams of two answers to one prompt.
const ANSWERS_NEAR: f64 = 0.80;
/// Answers to one prompt that are compared with each other; the first ones.
const ANSWERS: usize = 200;

impl NearRule for NearDuplicate {
    fn compare(&self, a: &NearText, b: &NearText, likeness: f64, _facts: &Facts) -> Option<Link> {
        let same = || a.quote.pictures == b.quote.pictures && a.says_the_same(b);
        let closed = a.quote.read.kind != Kind::Free;
        let same_text = !closed && a.quote.whole == b.quote.whole;
        if closed || a.quote.context_pointer.is_empty() {
            let harmless = || matches!(benign(&a.prompt, &b.prompt), Benign::Slips(_));
            if !(same() && (likeness >= NEARER || closed && harmless())) {
                return None;
            }
        } else if likeness < NEAR || !same() {
            return None;
        }
        asks_the_same(&a.prompt, &b.prompt, same_text).then(|| Link {
            places: Default::default(),
            pointers: Default::default(),
            answers: Default::default(),
            values: Default::default(),
            kind: "near",
            slips: Vec::new(),
            depends: false,
            key: a.key().min(b.key()),
        })
    }

    fn conclude(&self, links: &[Link], _facts: &Facts, sink: &mut Sink<'_>) {
        let mut keys: BTreeMap<Place, u64> = BTreeMap::new();
        for link in links {
            for place in link.places {
                let own = keys.entry(place).or_insert(link.key);
                *own = link.key.min(*own);
            }
        }
        for (first, places) in groups(links) {
            let key = places.iter().filter_map(|place| keys.get(place)).min().copied().unwrap_or_default();
            let many = places.len() >= MANY;
            let cluster = if many { format!("; {} rows are near each other", places.len()) } else { String::new() };
            for place in places.iter().filter(|place| **place != first) {
                let message = format!("nearly the same prompt as {{row}}, and the same answer{cluster}");
                let finding = sink.report_row(place.0, "", message);
                finding.floating(format!("{key:016x}"));
                finding.related(first.0, "").help("keep one of them, or make them differ in what they teach");
                finding.level(if many { Level::Warn } else { Level::Info }).confidence(Confidence::Likely, 1.0);
            }
        }
    }
}

impl GroupRule for NearDuplicate {
    fn channel(&self) -> Channel {
        Channel::Context
    }

    fn wants(&self, group: &Group<'_>, _facts: &Facts, want: &mut dyn FnMut(&Record)) {
        let answers = long_answers(group);
        if answers.len() > 1 {
            answers.into_iter().for_each(want);
        }
    }

    /// Two long answers to one prompt that differ in a few words.
    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, _facts: &Facts, sink: &mut Sink<'_>) {
        let mut kept: Vec<(&Record, &[u32])> = Vec::new();
        let mut seen = BTreeMap::new();
        for record in long_answers(group) {
            let Some(quote) = quotes.of(record).filter(|quote| !quote.shingles.is_empty()) else { continue };
            // The same but for spelling is what FT702 speaks of.
            if seen.insert(quote.whole, ()).is_some() {
                continue;
            }
            let own = quote.shingles.as_slice();
            match kept.iter().find(|(_, other)| may_be_near(own, other) && jaccard(own, other) >= ANSWERS_NEAR) {
                Some((first, _)) => {
                    let message = "the same prompt as {row}, and nearly the same answer";
                    let finding = sink.report_row(record.pos, &quote.answer_pointer, message);
                    finding.floating(format!("{:032x}", record.key()));
                    finding.related(first.pos, "").help("keep one of them, or write an answer that differs");
                    finding.level(Level::Info).confidence(Confidence::Likely, 1.0);
                }
                None => kept.push((record, own)),
            }
        }
    }
}

/// The first record of each free answer as it is written that is long enough to be compared.
fn long_answers<'g>(group: &Group<'g>) -> Vec<&'g Record> {
    if group.records.len() < 2 {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let long = ended(group).filter(|record| record.kind() == Kind::Free && record.long());
    long.filter(|record| seen.len() < ANSWERS && seen.insert(record.written_answer())).collect()
}

/// Whether two sorted sets of hashes can be near: their sizes, then the smallest of each, which are a sample of the whole.
fn may_be_near(a: &[u32], b: &[u32]) -> bool {
    const SAMPLE: usize = 24;
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    if short * 10 < long * 8 {
        return false;
    }
    short <= SAMPLE * 2 || jaccard(&a[..SAMPLE], &b[..SAMPLE]) >= 0.3
}
