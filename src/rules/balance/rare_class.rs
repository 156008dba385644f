//! FT503 rare-class. The page is `rules/FT503-rare-class.md`.

use super::{Measures, counted, named};
use crate::rules::contract::{FinalRule, Sink};
use crate::rules::facts::Facts;

/// FT503: labels with less than a tenth of an equal share.
pub struct RareClass;

impl FinalRule for RareClass {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        let spaces = &facts.labels.spaces;
        for space in spaces.iter().filter(|space| space.labels.len() > 1) {
            let measures = Measures::of(space);
            // p < 0.1 / K, in whole numbers.
            let is_rare = |count: u64| count * 10 * (measures.classes as u64) < measures.examples;
            let rare: Vec<_> = space
                .labels
                .iter()
                .filter(|(key, label)| is_rare(label.count) && !space.is_other(key))
                .map(|(_, label)| label)
                .collect();
            if rare.is_empty() {
                continue;
            }
            let (task, list) = (named(space, spaces.len()), counted(&rare));
            let message = format!("{task}rare among {} labels: {list}", measures.classes);
            let finding = sink.report_data(space.id(), message).help("add rows, or merge the label with another");
            for pos in rare.iter().flat_map(|label| label.forms[0].1.first.iter()).take(5) {
                finding.related(pos, "");
            }
        }
    }
}
