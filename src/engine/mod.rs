//! Runs a plan: blocks in parallel, findings and states merged in the order of the data, records grouped by key, and what
//! is known only at the end.
//!
//! Before the first row: `selection`, `suppress` and `sample` go into the `plan`, whose rules are `active`. Rows: `run`
//! reads blocks, `block` checks one with a `worker` and gives a `part`; `verdict` and `matrix` hold how consumers take
//! them. The whole: `merge`, with `records`, `groups` and `collapse` for rows that share a key, `near` for prompts that are
//! alike (`headers`, `templates`), `again` and `quote` for rows that are read once more, `apart` for several consumers.
//! What comes out: `found` and `counts`.

mod active;
mod again;
mod apart;
mod block;
mod checks;
mod collapse;
mod counts;
mod found;
mod groups;
mod headers;
mod listed;
mod matrix;
mod merge;
mod near;
mod overlaps;
mod part;
mod plan;
mod quote;
mod records;
mod run;
mod sample;
mod selection;
mod suppress;
mod templates;
mod timings;
mod verdict;
mod worker;

pub use active::Active;
pub use apart::Share;
pub use block::check_block;
pub use counts::{Counts, Penalty};
pub use found::{At, Placed, range_of};
pub use matrix::{Matrix, Refused, Repeat};
pub use part::{Part, Settled};
pub use plan::{Consumer, Plan, Privacy};
pub use run::{Outcome, run};
pub use sample::Sample;
pub use selection::{RULESET, Selection, is_in, narrowest};
pub use suppress::{Known, Suppress, Suppressed};
pub use timings::Timings;
pub use verdict::{Judge, Refusal, Verdict};
