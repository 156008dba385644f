//! FT505 sorted-by-class. The page is `rules/FT505-sorted-by-class.md`.

use crate::rules::contract::{FinalRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::labels::LabelSpace;

/// FT505: the rows stand in the order of their labels.
pub struct SortedByClass;

/// Fewest rows that have an order.
const MIN_ROWS: u64 = 100;

impl FinalRule for SortedByClass {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        let Some((rows, labels, runs)) = facts.labels.runs else { return };
        let in_spaces: u64 = facts.labels.spaces.iter().map(LabelSpace::labelled).sum();
        let are_labels = in_spaces * 10 >= facts.examples * 8;
        // Runs of at most the labels and a hundredth of the rows, in whole numbers.
        if are_labels && rows >= MIN_ROWS && labels >= 2 && runs * 100 <= labels * 100 + rows && labels * 3 <= rows {
            let message = format!("the rows are sorted by label: {rows} rows with {labels} labels in {runs} runs");
            sink.report_data("order", message).help("shuffle the rows once before training");
        }
    }
}
