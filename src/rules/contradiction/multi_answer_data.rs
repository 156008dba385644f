//! FT404 multi-answer-data. The page is `rules/FT404-multi-answer-data.md`.
//!
//! What it finds takes the place of the findings of FT401 about labels and marks: both count prompts in the same way.

use std::collections::BTreeMap;

use super::conflict::{are_ratings, conflicts, quoted, want_answers};
use crate::rules::contract::{Channel, GroupRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::finding::{Finding, Related};
use crate::rules::findings::Findings;
use crate::rules::record::{Group, Quote, Quotes, Record};

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

/// Whole numbers on a scale.
pub const RATING: &str = "rating";
/// What several answers to one prompt may be, by the sort of the findings about them.
pub const SEVERAL: [&str; 2] = ["label", RATING];

/// Whether so many prompts with several answers of a kind are how the data were made.
pub fn several(prompts: usize, comparable: u64, facts: &Facts) -> bool {
    let repeated = comparable * 2 * REPEATED >= facts.examples;
    prompts >= PROMPTS && (prompts * SHARE) as u64 >= comparable && repeated
}

/// The group's answers whose texts were read, unless its prompt asks for variety.
pub fn compared<'g, 'q>(group: &Group<'g>, quotes: &'q Quotes) -> Vec<(&'g Record, &'q Quote)> {
    if group.records.len() < 2 {
        return Vec::new();
    }
    let answers = super::conflict::answers(group).into_iter();
    // An answer that is turned down contradicts none that is wanted.
    let said = answers.filter_map(|record| Some((record, quotes.of(record)?)));
    let answers: Vec<_> = said.filter(|(_, quote)| quote.verdict != Some(false)).collect();
    let variety = answers.first().is_some_and(|(_, quote)| quote.variety);
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
            finding.sort(kind).related(group.records[0].pos, "");
            finding.weight = 1;
        }
    }

    fn gather(&self) -> Option<fn(&mut Vec<Finding>)> {
        Some(together)
    }

    fn settle(&self, comparable: u64, facts: &Facts, found: &mut Findings) {
        together(&mut found.list);
        let notes = std::mem::take(&mut found.list);
        let prompts = |kind: &str| of_kind(&notes, kind).map(|note| note.weight as usize).sum::<usize>();
        for kind in SEVERAL {
            // Marks are opinions only where no other numbers contradict each other.
            if kind == RATING && prompts("number") > 0 || !several(prompts(kind), comparable, facts) {
                continue;
            }
            let mut pairs: Vec<&Finding> = of_kind(&notes, kind).collect();
            pairs.sort_by_key(|pair| (std::cmp::Reverse(pair.weight), &pair.message));
            let list: Vec<String> =
                pairs.iter().take(SHOWN).map(|pair| format!("{} × {}", pair.message, pair.weight)).collect();
            let several = prompts(kind);
            let (what, data) = if kind == "label" { ("labels", "multi-label") } else { ("marks", "rated") };
            let share = several as f64 * 100.0 / comparable.max(1) as f64;
            let mut finding = Finding::new(
                pairs[0].rule,
                format!(
                    "{several} of {comparable} repeated prompts ({share:.0} %) carry several {what}: {data} or multi-annotator data; most often {}",
                    list.join(", ")
                ),
            );
            finding.key(kind).help("keep one per prompt (the majority), or train with all of them in one answer");
            let mut rows: Vec<_> = pairs.iter().flat_map(|pair| &pair.related).map(|related| related.pos).collect();
            rows.sort_unstable();
            for pos in rows.into_iter().take(SHOWN) {
                finding.related(pos, "");
            }
            found.list.push(finding);
        }
    }
}

fn of_kind<'n>(notes: &'n [Finding], kind: &'n str) -> impl Iterator<Item = &'n Finding> {
    notes.iter().filter(move |note| note.sort == kind)
}

/// Puts the notes of each pair of answers together: their number is the weight, and the first rows are related.
fn together(notes: &mut Vec<Finding>) {
    let mut pairs: BTreeMap<(&'static str, String), Finding> = BTreeMap::new();
    for mut note in notes.drain(..) {
        let key = (note.sort, note.message.clone());
        let Some(pair) = pairs.get_mut(&key) else {
            pairs.insert(key, note);
            continue;
        };
        pair.weight = pair.weight.saturating_add(note.weight);
        pair.related.append(&mut note.related);
        pair.related.sort_unstable_by_key(|related: &Related| related.pos);
        pair.related.truncate(SHOWN);
    }
    notes.extend(pairs.into_values());
}
