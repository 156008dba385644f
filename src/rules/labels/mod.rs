//! Label mode: whether answers are class labels, per task, and which. A task is the examples that share a system prompt,
//! or else the first 60 characters of the prompt; tasks in label mode are label spaces of their own, all other examples
//! are judged together. JSON objects of one or two short fields are read field by field.

mod choices;
mod counts;
mod forms;
mod near;
mod order;
mod space;
mod spaces;
mod table;
mod task;
mod written;

pub use counts::{GivenUp, LabelCounts};
pub use forms::FormCount;
pub use near::{abbreviates, is_typo, shortens};
pub use order::Order;
pub use space::{Doubt, Label, LabelSpace};
pub use spaces::Labels;
pub use table::Table;
pub use task::{NO_TASK, task_of};
pub use written::{Labelled, Written, has_labels_beside, label_aside, labelled, labels_beside, labels_of, place_of};

use super::redact::{excerpt, quoted};

/// Fewest examples of a task or file in label mode.
pub const MIN_EXAMPLES: u64 = 20;

/// Whether answers are taken for class labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LabelMode {
    /// Where they look like it; always where labels are given.
    #[default]
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}

/// What the user says about labels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelOptions {
    /// Whether answers are labels.
    pub mode: LabelMode,
    /// The labels that there are, as they are to be written; any when empty.
    pub labels: Vec<String>,
}

impl LabelOptions {
    /// Whether answers are labels because the user says so.
    pub fn is_forced(&self) -> bool {
        self.mode == LabelMode::On || (self.mode == LabelMode::Auto && !self.labels.is_empty())
    }
}

/// A label as messages show it between backticks.
pub fn shown(form: &str) -> String {
    quoted(form.trim(), 40)
}

/// A label as lists of labels show it.
pub fn listed(form: &str) -> String {
    excerpt(form.trim(), 40)
}
