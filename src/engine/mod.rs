//! Runs a plan: blocks in parallel, findings and states merged in the order of the data, records grouped by key, and
//! what is known only at the end.

mod found;
mod groups;
mod headers;
mod near;
mod part;
mod plan;
mod quote;
mod run;
mod verdict;

pub use found::{At, Counts, Penalty, Placed, range_of};
pub use part::{Part, Settled, check_block};
pub use plan::{Active, Plan, Privacy, Selection};
pub use run::{Outcome, run};
pub use verdict::{Judge, Matrix, Refusal, Refused, Verdict};
