//! FT503 rare-class. The page is `rules/FT503-rare-class.md`.

use super::{Measures, named};
use crate::rules::contract::{FinalRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::labels::shown;
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

/// Labels that the message lists.
const LISTED: usize = 8;

impl FinalRule for RareClass {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        let spaces = &facts.labels.spaces;
        for space in spaces.iter().filter(|space| space.labels.len() > 1) {
            let measures = Measures::of(space);
            // p < part / K; with the usual tenth the same as in whole numbers.
            let fewest = self.part * measures.examples as f64 / measures.classes.max(1) as f64;
            let rare: Vec<_> = space.labels.values().filter(|label| (label.count as f64) < fewest - 1e-9).collect();
            if rare.is_empty() {
                continue;
            }
            let mut names: Vec<String> = rare
                .iter()
                .take(LISTED)
                .map(|label| format!("`{}` × {}", shown(&label.forms[0].0), label.count))
                .collect();
            if rare.len() > LISTED {
                names.push(format!("{} more", rare.len() - LISTED));
            }
            let message =
                format!("{}rare among {} labels: {}", named(space, spaces.len()), measures.classes, names.join(", "));
            let finding = sink
                .report_data(format!("{:x}", space.task), message)
                .help("add rows, or merge the label with another");
            for pos in rare.iter().flat_map(|label| label.forms[0].1.first.iter()).take(5) {
                finding.related(pos, "");
            }
        }
    }
}
