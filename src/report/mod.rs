//! The report: one model, and one pure function per format that writes it. No counting, no filtering by level and no exit
//! codes here.

mod build;
mod concise;
mod excerpt;
mod human;
mod json;
mod jsonl;
mod model;
mod profiles;
mod sanitize;
mod statistics;

pub use build::{Context, build, finding, row_of, scores};
pub use concise::{concise, concise_line};
pub use excerpt::{Excerpt, excerpts};
pub use human::{Look, examples, human};
pub use json::{json, schema};
pub use jsonl::{finding_line, summary_line};
pub use model::{FindingReport, Report, SCHEMA};
pub use sanitize::{line, sanitized_lines};
pub use statistics::statistics;
