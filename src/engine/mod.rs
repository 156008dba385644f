//! Runs a plan: blocks in parallel, findings and states merged in the order of the data, records grouped by key, and
//! what is known only at the end.

mod again;
mod apart;
mod collapse;
mod found;
mod groups;
mod headers;
mod merge;
mod near;
mod part;
mod plan;
mod quote;
mod records;
mod run;
mod sample;
mod suppress;
mod templates;
mod timings;
mod verdict;
mod worker;

pub use apart::Share;
pub use found::{At, Counts, Penalty, Placed, range_of};
pub use part::{Part, Settled, check_block};
pub use plan::{Active, Consumer, Plan, Privacy, RULESET, Selection, is_in, narrowest};
pub use run::{Outcome, run};
pub use sample::Sample;
pub use suppress::{Known, Suppress, Suppressed};
pub use timings::Timings;
pub use verdict::{Judge, Matrix, Refusal, Refused, Repeat, Verdict};
