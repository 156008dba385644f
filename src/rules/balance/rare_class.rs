//! FT503 rare-class. The page is `rules/FT503-rare-class.md`.

use super::{Measures, counted, named};
use crate::rules::contract::{FinalRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::options::Options;

/// FT503: labels with less than a tenth of an equal share.
pub struct RareClass {
    part: f64,
}

impl RareClass {
    /// The rule with the limit of the options.
    pub fn new(options: &Options) -> Self {
        RareClass { part: options.rules.rare_class.part }
    }
}

impl FinalRule for RareClass {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        let spaces = &facts.labels.spaces;
        for space in spaces {
            let classes = space.classes();
            if classes.len() < 2 {
                continue;
            }
            let measures = Measures::of(space);
            // p < part / K; with the usual tenth the same as in whole numbers.
            let fewest = self.part * measures.examples as f64 / measures.classes.max(1) as f64;
            let is_rare = |count: u64| (count as f64) < fewest - 1e-9;
            let rare: Vec<_> = classes
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
