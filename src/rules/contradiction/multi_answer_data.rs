//! FT404 multi-answer-data. The page is `rules/FT404-multi-answer-data.md`.
//!
//! What it finds takes the place of the findings of FT401 about labels and marks: both count prompts in the same way.

use std::collections::{BTreeMap, BTreeSet};

use super::conflict::{are_ratings, conflicts, quoted, want_answers};
use crate::rules::contract::{Channel, GroupRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::finding::Finding;
use crate::rules::near::asks_variety;
use crate::rules::record::{Group, Quote, Quotes, Record, written_answers};

/// FT404: prompts carry several labels by the way the data were made.
pub struct MultiAnswerData;

/// One in so many of the repeated prompts carries several labels.
const SHARE: usize = 5;
/// Fewest prompts that do.
const PROMPTS: usize = 5;
/// One in so many of the rows belongs to a repeated prompt, or some contradictions would look like the rule.
const REPEATED: u64 = 4;
/// Pairs of labels that are shown.
const SHOWN: usize = 5;

/// What several answers to one prompt may be, as findings of FT401 name it in their key.
pub const SEVERAL: [&str; 2] = ["label", "rating"];

/// How many prompts have several answers of a kind, if that is how the data were made. `keys` are those of the prompts.
pub fn several(keys: &BTreeSet<&str>, comparable: u64, facts: &Facts) -> Option<usize> {
    let repeated = comparable * 2 * REPEATED >= facts.examples;
    (keys.len() >= PROMPTS && (keys.len() * SHARE) as u64 >= comparable && repeated).then_some(keys.len())
}

/// The prompts of findings about one kind.
pub fn prompts<'f>(found: &'f [Finding], kind: &str) -> BTreeSet<&'f str> {
    let of_kind = found.iter().filter(|finding| finding.key.split(' ').next() == Some(kind));
    of_kind.map(|finding| finding.key.as_str()).collect()
}

/// The group's answers whose texts were read, unless its prompt asks for variety.
pub fn compared<'g, 'q>(group: &Group<'g>, quotes: &'q Quotes) -> Vec<(&'g Record, &'q Quote)> {
    if group.records.len() < 2 {
        return Vec::new();
    }
    let answers = super::conflict::answers(group).into_iter();
    let answers: Vec<_> = answers.filter_map(|record| Some((record, quotes.of(record)?))).collect();
    let variety = answers.first().is_some_and(|(_, quote)| asks_variety(&quote.words));
    if variety || answers.len() < 2 { Vec::new() } else { answers }
}

impl GroupRule for MultiAnswerData {
    fn channel(&self) -> Channel {
        Channel::Context
    }

    fn wants(&self, group: &Group<'_>, _facts: &Facts, want: &mut dyn FnMut(&Record)) {
        want_answers(group, want);
    }

    /// Notes each prompt with its two most usual answers; [`GroupRule::settle`] makes one finding of them, or none.
    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, facts: &Facts, sink: &mut Sink<'_>) {
        for (kind, classes) in conflicts(&compared(group, quotes), facts) {
            let kind = if kind == "number" && are_ratings(&classes) { "rating" } else { kind };
            let mut values: Vec<String> = classes.iter().map(|class| quoted(&class[0].1.answer)).collect();
            values.sort();
            values.truncate(2);
            let finding = sink.report_row(group.records[0].pos, "", format!("`{}`", values.join("` and `")));
            finding.key(format!("{kind} {:032x}", group.records[0].key()));
            for record in written_answers(group, 2) {
                finding.related(record.pos, "");
            }
        }
    }

    fn settle(&self, comparable: u64, facts: &Facts, found: &mut Vec<Finding>) {
        let mut whole = Vec::new();
        for kind in SEVERAL {
            // Marks are opinions only where no other numbers contradict each other.
            let other = kind == "rating" && !prompts(found, "number").is_empty();
            let Some(several) = several(&prompts(found, kind), comparable, facts).filter(|_| !other) else { continue };
            let own: Vec<&Finding> =
                found.iter().filter(|finding| finding.key.split(' ').next() == Some(kind)).collect();
            let mut pairs: BTreeMap<&str, u64> = BTreeMap::new();
            own.iter().for_each(|finding| *pairs.entry(&finding.message).or_insert(0) += 1);
            let mut pairs: Vec<(&str, u64)> = pairs.into_iter().collect();
            pairs.sort_by_key(|(pair, count)| (std::cmp::Reverse(*count), *pair));
            let list: Vec<String> = pairs.iter().take(SHOWN).map(|(pair, count)| format!("{pair} × {count}")).collect();
            let (what, data) = if kind == "label" { ("labels", "multi-label") } else { ("marks", "rated") };
            let share = several as f64 * 100.0 / comparable.max(1) as f64;
            let mut finding = Finding::new(
                own[0].rule,
                format!(
                    "{several} of {comparable} repeated prompts ({share:.0} %) carry several {what}: {data} or multi-annotator data; most often {}",
                    list.join(", ")
                ),
            );
            finding.key(kind).help("keep one per prompt (the majority), or train with all of them in one answer");
            let mut rows: Vec<_> = own.iter().filter_map(|finding| finding.pos).collect();
            rows.sort_unstable();
            for pos in rows.into_iter().take(SHOWN) {
                finding.related(pos, "");
            }
            whole.push(finding);
        }
        *found = whole;
    }
}
