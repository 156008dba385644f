//! Does one class drown the others? For answers that are labels, in each label space.

mod class_imbalance;
mod measures;
mod rare_class;
mod single_class;

pub use class_imbalance::ClassImbalance;
pub use measures::Measures;
pub use rare_class::RareClass;
pub use single_class::SingleClass;

use super::labels::{LabelSpace, NO_TASK};

/// Names a space in messages: nothing for the whole data set.
fn named(space: &LabelSpace, spaces: usize) -> String {
    if space.task == NO_TASK && spaces == 1 {
        return String::new();
    }
    let rows = space.examples;
    if space.task == NO_TASK {
        format!("{rows} rows outside of tasks: ")
    } else {
        format!("task of {rows} rows with a common prompt: ")
    }
}
