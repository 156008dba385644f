//! Does one class drown the others, or one answer? For answers that are labels, in each label space; and for free answers.

mod class_imbalance;
mod collapsed_answer;
mod collapsed_opening;
mod few_examples_of_class;
mod measures;
mod rare_class;
mod single_class;
mod sorted_by_class;
mod uniform_length;

pub use class_imbalance::ClassImbalance;
pub use collapsed_answer::CollapsedAnswer;
pub use collapsed_opening::CollapsedOpening;
pub use few_examples_of_class::FewExamplesOfClass;
pub use measures::Measures;
pub use rare_class::RareClass;
pub use single_class::SingleClass;
pub use sorted_by_class::SortedByClass;
pub use uniform_length::UniformLength;

use super::labels::{Label, LabelSpace, NO_TASK, shown};

/// Names a space in messages: nothing for bare answers of the whole data set.
fn named(space: &LabelSpace, spaces: usize) -> String {
    let rows = space.examples;
    let field = if space.field.is_empty() { String::new() } else { format!("`{}`: ", shown(&space.field)) };
    let task = match space.task {
        NO_TASK if spaces == 1 || !field.is_empty() => String::new(),
        NO_TASK => format!("{rows} rows outside of tasks: "),
        _ => format!("task of {rows} rows with a common prompt: "),
    };
    task + &field
}

/// Labels that a message lists.
const LISTED: usize = 8;

/// Some labels with their counts.
fn counted(labels: &[&Label]) -> String {
    let mut names: Vec<String> =
        labels.iter().take(LISTED).map(|label| format!("`{}` × {}", shown(label.shown()), label.count)).collect();
    if labels.len() > LISTED {
        names.push(format!("{} more", labels.len() - LISTED));
    }
    names.join(", ")
}
