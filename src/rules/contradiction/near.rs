//! FT401, third tier: prompts that differ in function words or a slip of the pen only.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use super::conflict::{clash, told};
use super::contradiction::{Contradiction, LEAST, PARTNERS};
use crate::example::{Kind, Value};
use crate::rules::catalogue::{Confidence, Level};
use crate::rules::contract::Sink;
use crate::rules::facts::Facts;
use crate::rules::near::{Benign, Link, NearRule, NearText, Place, Told, benign, depends, groups, is_about_words};
use crate::rules::record::Quote;

/// Confidence that the two prompts ask the same.
const TIER: f64 = 0.8;
/// The kind of a link between answers that agree; they count for the shares.
const AGREE: &str = "agree";

impl NearRule for Contradiction {
    fn compare(&self, a: &NearText, b: &NearText, jaccard: f64, facts: &Facts) -> Option<Link> {
        let (one, other) = (&a.quote, &b.quote);
        let closed = one.read.kind != Kind::Free && other.read.kind != Kind::Free;
        let turned_down = [one, other].iter().any(|quote| quote.verdict == Some(false));
        if !closed || jaccard < 0.6 || one.pictures != other.pictures || turned_down {
            return None;
        }
        let kind = match clash(one, other, facts) {
            Some(kind) => kind,
            None if a.says_the_same(b) => AGREE,
            None => return None,
        };
        let Benign::Slips(slips) = benign(&a.prompt, &b.prompt) else { return None };
        if one.variety || other.variety || is_about_words(&one.words) || is_about_words(&other.words) {
            return None;
        }
        let depends = depends(&one.words) || depends(&other.words);
        let pointers = [one.answer_pointer.clone(), other.answer_pointer.clone()];
        let answers = [told(one), told(other)];
        let own = said(one);
        let values = [own, if kind == AGREE { own } else { said(other) }];
        let key = a.key().min(b.key());
        let told = Some(Box::new(Told { pointers, answers, values, kind, slips, depends }));
        Some(Link { places: Default::default(), key, told })
    }

    fn conclude(&self, links: &[Link], _facts: &Facts, sink: &mut Sink<'_>) {
        let groups = groups(links);
        let mut group_of: BTreeMap<Place, Place> = BTreeMap::new();
        groups.iter().for_each(|(first, places)| group_of.extend(places.iter().map(|place| (*place, *first))));
        let mut value_of: BTreeMap<Place, u64> = BTreeMap::new();
        let mut partners: BTreeMap<Place, Vec<Partner<'_>>> = BTreeMap::new();
        for (link, told) in links.iter().filter_map(|link| Some((link, link.told.as_deref()?))) {
            for side in [0, 1] {
                value_of.insert(link.places[side], told.values[side]);
                if told.kind != AGREE {
                    partners.entry(link.places[side]).or_default().push((told, side, link.places[1 - side]));
                }
            }
        }
        let mut counts: BTreeMap<(Place, u64), usize> = BTreeMap::new();
        value_of.iter().for_each(|(place, value)| *counts.entry((group_of[place], *value)).or_insert(0) += 1);
        for (place, links) in &partners {
            let (first, all) = (group_of[place], groups[&group_of[place]].len());
            let share = (TIER * (1.0 - counts[&(first, value_of[place])] as f64 / all as f64)).max(0.1);
            if share >= LEAST {
                report(*place, links, share, sink);
            }
        }
    }
}

/// A number for what an answer says, however it is worded.
fn said(quote: &Quote) -> u64 {
    match &quote.read.value {
        Value::Polarity(yes) => u64::from(*yes),
        Value::Number(number, ..) => (number + 0.0).to_bits(),
        Value::Choice(letter) => u64::from(*letter),
        Value::Json(_) => quote.whole,
        Value::Free => quote.label.as_ref().map_or(quote.whole, |label| xxh3_64(label.as_bytes())),
    }
}

/// What findings of this kind count as.
fn sort(kind: &str) -> &'static str {
    match kind {
        "polarity" => "near polarity",
        "number" => "near number",
        "choice" => "near choice",
        "label" => "near label",
        _ => "near json",
    }
}

/// What is told of a pair, the side of it that a row is, and the row on the other side.
type Partner<'l> = (&'l Told, usize, Place);

fn report(place: Place, links: &[Partner<'_>], share: f64, sink: &mut Sink<'_>) {
    let (link, side, _) = links[0];
    let message = format!(
        "nearly the same prompt, other {}: `{}` here, `{}` in {{row}}",
        link.kind,
        link.answers[side],
        link.answers[1 - side]
    );
    let finding = sink.report_row(place.0, &link.pointers[side], message);
    finding.sort(sort(link.kind)).key(format!("near {} {}:{}", link.kind, place.0.block, place.0.row));
    finding.help("keep one of the answers, or make the prompts differ");
    if links.iter().any(|(link, ..)| link.depends) {
        finding.level(Level::Warn).confidence(Confidence::Hint, share * 0.5);
    } else {
        finding.confidence(Confidence::Likely, share);
    }
    for (link, side, other) in links.iter().take(PARTNERS) {
        finding.related(other.0, &link.pointers[1 - side]);
    }
}
