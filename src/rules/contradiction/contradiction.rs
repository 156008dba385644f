//! FT401 contradiction. The page is `rules/FT401-contradiction.md`.

use std::collections::BTreeMap;

use super::conflict::{Classes, JSON_TEXT, are_ratings, conflicts, told, want_answers};
use super::multi_answer_data::{RATING, SEVERAL, compared, several};
use crate::rules::catalogue::{Confidence, Level};
use crate::rules::contract::{Channel, GroupRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::findings::Findings;
use crate::rules::near::{depends, is_about_spelling};
use crate::rules::record::{Group, Quotes, Record};

/// FT401: the same prompt, answers that cannot both hold.
pub struct Contradiction;

/// What the sort of a finding about two prompts that are not the same begins with.
pub(super) const NEAR: &str = "near ";
/// Partners that a finding names.
pub(super) const PARTNERS: usize = 5;
/// Confidence below which a row is named as a partner only.
pub(super) const LEAST: f64 = 0.2;

impl GroupRule for Contradiction {
    fn channel(&self) -> Channel {
        Channel::Context
    }

    fn wants(&self, group: &Group<'_>, _facts: &Facts, want: &mut dyn FnMut(&Record)) {
        want_answers(group, want);
    }

    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, facts: &Facts, sink: &mut Sink<'_>) {
        for (name, classes) in conflicts(&compared(group, quotes), facts) {
            report(name, &classes, group, quotes, sink);
        }
    }

    /// Where several answers to a prompt are how the data were made, that is said once, by FT404. A row that contradicts one
    /// with an equal prompt need not be told of others.
    fn settle(&self, comparable: u64, facts: &Facts, found: &mut Findings) {
        let prompts = |found: &Findings, kind: &str| {
            let mut keys: Vec<u64> = found.briefs().filter(|own| own.sort == kind).map(|own| own.key).collect();
            keys.sort_unstable();
            keys.dedup();
            keys.len()
        };
        for kind in SEVERAL {
            let other = kind == RATING && prompts(found, "number") > 0;
            if !other && several(prompts(found, kind), comparable, facts) {
                found.retain(|own| own.sort.trim_start_matches(NEAR) != kind);
            }
        }
        if found.briefs().any(|own| own.sort.starts_with(NEAR)) {
            let plain = found.briefs().filter(|own| !own.sort.starts_with(NEAR));
            let mut plain: Vec<_> = plain.map(|own| own.pos).collect();
            plain.sort_unstable();
            found.retain(|own| !own.sort.starts_with(NEAR) || plain.binary_search(&own.pos).is_err());
        }
    }
}

/// One finding for each row of the group whose value is not held by nearly all.
fn report(kind: &'static str, classes: &Classes<'_, '_>, group: &Group<'_>, quotes: &Quotes, sink: &mut Sink<'_>) {
    let mut class_of = BTreeMap::new();
    for (i, class) in classes.iter().enumerate() {
        class_of.extend(class.iter().map(|(record, _)| (record.meant(), i)));
    }
    let mut counts = vec![0u64; classes.len()];
    let members: Vec<(&Record, usize)> =
        group.records.iter().filter_map(|record| class_of.get(&record.meant()).map(|class| (record, *class))).collect();
    members.iter().for_each(|(_, class)| counts[*class] += 1);
    let total: u64 = counts.iter().sum();
    let words = &classes[0][0].1.words;
    let (depends, literal) = (depends(words), is_about_spelling(words));
    let values = values(classes, &counts);
    let sort = if kind == "number" && are_ratings(classes) { RATING } else { kind };
    let others: Vec<Vec<&Record>> = (0..classes.len())
        .map(|own| {
            members.iter().filter(|(_, class)| *class != own).take(PARTNERS).map(|(record, _)| *record).collect()
        })
        .collect();
    for (record, class) in &members {
        let is_same = |other: &&&Record| other.context_form() == record.context_form();
        let partner = others[*class].iter().find(is_same).or_else(|| others[*class].first()).unwrap_or(record);
        let same_spelling = partner.context_form() == record.context_form();
        // Where a prompt asks about spelling, another spelling is another prompt.
        if literal && !same_spelling {
            continue;
        }
        let tier = if same_spelling { 1.0 } else { 0.95 };
        let share = (tier * (1.0 - counts[*class] as f64 / total as f64)).max(0.1);
        if share < LEAST {
            continue;
        }
        let own = classes[*class]
            .iter()
            .find(|(first, _)| first.meant() == record.meant())
            .map_or(classes[*class][0].1, |(_, quote)| quote);
        let other = quotes.of(classes[class_of[&partner.meant()]][0].0).map(told).unwrap_or_default();
        let prompt = if same_spelling { "same prompt" } else { "same prompt but for spelling" };
        let group_values = if total > 2 { format!(" ({values})") } else { String::new() };
        let message = format!("{prompt}, other {kind}: `{}` here, `{}` in {{row}}{group_values}", told(own), other);
        let pointer = quotes.of(record).map_or(own.answer_pointer.as_str(), |quote| quote.answer_pointer.as_str());
        let finding = sink.report_row(record.pos, pointer, message);
        finding
            .help("keep one of the answers, or make the prompts differ")
            .sort(sort)
            .key(format!("{sort} {:032x}", record.key()));
        if depends || kind == JSON_TEXT {
            finding.level(Level::Warn).confidence(Confidence::Hint, share * 0.5);
        } else {
            finding.confidence(if share >= 0.5 { Confidence::Certain } else { Confidence::Likely }, share);
        }
        for partner in &others[*class] {
            finding.related(partner.pos, &own.answer_pointer);
        }
    }
}

fn values(classes: &Classes<'_, '_>, counts: &[u64]) -> String {
    let mut list: Vec<(u64, String)> = classes.iter().zip(counts).map(|(class, n)| (*n, told(class[0].1))).collect();
    list.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    let more = if list.len() > PARTNERS { ", …" } else { "" };
    list.iter().take(PARTNERS).map(|(n, value)| format!("{n} × `{value}`")).collect::<Vec<_>>().join(", ") + more
}
