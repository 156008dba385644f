//! The report: one model, and one pure function per format that writes it. No counting, no filtering by level and no exit
//! codes here.
//!
//! `from_run` fills the `model`, and a file or folder per format writes it. What formats share: `place` (where a finding
//! stands), `chosen` (which are shown), `in_brief` (the whole in a few words), `excerpt`, `look`, `wording` and `sanitize`.

mod azure;
mod chosen;
mod compare;
mod compared;
mod concise;
mod excerpt;
mod from_run;
mod github;
mod gitlab;
mod html;
mod human;
mod in_brief;
mod json;
mod jsonl;
mod junit;
mod look;
mod markdown;
mod model;
mod place;
mod prometheus;
mod rdjson;
mod sanitize;
mod sarif;
mod statistics;
mod wording;

pub use azure::azure;
pub use chosen::first_of_each;
pub use compare::{Comparison, compare};
pub use compared::{comparison_schema, human as compared_human, json as compared_json, markdown as compared_markdown};
pub use concise::{concise, concise_line};
pub use excerpt::{Excerpt, attach, carried, excerpts};
pub use from_run::{Context, build, finding, row_of, scores};
pub use github::github;
pub use gitlab::gitlab;
pub use html::html;
pub use human::human;
pub use in_brief::not_checked;
pub use json::{json, schema};
pub use jsonl::{finding_line, jsonl, summary_line};
pub use junit::junit;
pub use look::Look;
pub use markdown::markdown;
pub use model::{AbsentReport, BaselineReport, FindingReport, InputReport, Report, SCHEMA};
pub use place::is_of_another_task;
pub use prometheus::prometheus;
pub use rdjson::{rdjson, rdjsonl};
pub use sanitize::{line, sanitized_lines};
pub use sarif::sarif;
pub use statistics::statistics;
pub use wording::{grouped, several};
