//! FT504 few-examples-of-class. The page is `rules/FT504-few-examples-of-class.md`.

use super::{counted, named};
use crate::rules::contract::{FinalRule, Sink};
use crate::rules::facts::Facts;

/// FT504: labels with too few rows to test them.
pub struct FewExamplesOfClass;

/// Rows of a label that suffice, and the size of data from which on more can be had.
const FEW: u64 = 10;
const FROM: u64 = 200;

impl FinalRule for FewExamplesOfClass {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        let spaces = &facts.labels.spaces;
        for space in spaces.iter().filter(|space| space.examples >= FROM) {
            let classes = space.classes();
            if classes.len() < 2 {
                continue;
            }
            let few: Vec<_> = classes
                .iter()
                .filter(|(key, label)| label.count < FEW && !space.is_other(key))
                .map(|own| own.1)
                .collect();
            if few.is_empty() {
                continue;
            }
            let labels = if few.len() == 1 { "label has" } else { "labels have" };
            let message = format!(
                "{}{} {labels} fewer than {FEW} rows: {}",
                named(space, spaces.len()),
                few.len(),
                counted(&few)
            );
            let finding = sink
                .report_data(space.id(), message)
                .help("add rows: fewer than ten cannot be split for training and testing");
            for pos in few.iter().flat_map(|label| label.forms[0].1.first.iter()).take(5) {
                finding.related(pos, "");
            }
        }
    }
}
