//! FT703 near-duplicate. The page is `rules/FT703-near-duplicate.md`.

use std::collections::{BTreeMap, BTreeSet};

use crate::example::Kind;
use crate::rules::catalogue::{Confidence, Level};
use crate::rules::clusters::ended;
use crate::rules::contract::{Channel, GroupRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::near::{
    Benign, Link, NearRule, NearText, Place, asks_the_same, benign, groups, joined, replaces_a_word, without_rings,
};
use crate::rules::record::{Group, Quotes, Record, few_written};

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
/// Answers to one prompt that are compared with each other; of more those with the least hashes, so that it does not depend on
/// the order of the rows.
const ANSWERS: usize = 2000;

impl NearRule for NearDuplicate {
    fn compare(&self, a: &NearText, b: &NearText, likeness: f64, _facts: &Facts) -> Option<Link> {
        let same = || a.quote.pictures == b.quote.pictures && a.quote.verdict == b.quote.verdict && a.says_the_same(b);
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
        // Many questions have the answer `yes` or `12` by nature: another word in them makes another question.
        if !matches!(a.quote.read.kind, Kind::Free | Kind::Short) && replaces_a_word(&a.prompt, &b.prompt) {
            return None;
        }
        asks_the_same(&a.prompt, &b.prompt, same_text).then(|| Link {
            places: Default::default(),
            key: a.key().min(b.key()),
            told: None,
        })
    }

    fn thin(&self, links: &mut Vec<Link>) {
        without_rings(links);
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
                let message = format!("nearly the same prompt and answer as {{row}}{cluster}");
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

    /// Long answers to one prompt that differ in a few words.
    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, _facts: &Facts, sink: &mut Sink<'_>) {
        let mut seen = BTreeSet::new();
        let said = long_answers(group).into_iter().filter_map(|record| Some((record, quotes.of(record)?)));
        // The same but for spelling is what FT702 speaks of.
        let answers: Vec<_> =
            said.filter(|(_, quote)| !quote.shingles.is_empty() && seen.insert(quote.whole)).collect();
        let sets: Vec<&[u32]> = answers.iter().map(|(_, quote)| quote.shingles.as_slice()).collect();
        for (at, first) in joined(&sets, ANSWERS_NEAR).into_iter().enumerate().filter(|(at, first)| at != first) {
            let (record, quote) = answers[at];
            let few =
                if answers.len() < ANSWERS { String::new() } else { format!(" (of {ANSWERS} that were compared)") };
            let message = format!("the same prompt as {{row}}, and nearly the same answer{few}");
            let finding = sink.report_row(record.pos, &quote.answer_pointer, message);
            finding.floating(format!("{:032x}", record.key()));
            finding.related(answers[first].0.pos, "").help("keep one of them, or write an answer that differs");
            finding.level(Level::Info).confidence(Confidence::Likely, 1.0);
        }
    }
}

/// The first record of each free answer as it is written that is long enough to be compared, in the order of the data.
fn long_answers<'g>(group: &Group<'g>) -> Vec<&'g Record> {
    if group.records.len() < 2 {
        return Vec::new();
    }
    let long = ended(group).filter(|record| record.kind() == Kind::Free && record.long());
    few_written(long, ANSWERS)
}
