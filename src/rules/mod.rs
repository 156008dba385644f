//! The rules: what they are (`catalogue`, from the pages in `rules/`), what they can ask for (`contract`), and one file
//! per rule, one folder per family.

pub mod balance;
mod catalogue;
mod content;
mod contract;
mod contradiction;
mod facts;
mod file;
mod finding;
mod format;
pub mod labels;
mod options;
pub mod privacy;
pub mod redact;
mod redundancy;
mod registry;
mod schema;

pub use catalogue::{
    CATALOGUE, Confidence, Family, FixKind, Level, Meta, Scope, Status, by_code, find, nearest, select,
};
pub use contract::{
    AnyFold, Channel, Check, ExampleRule, FinalRule, FoldRule, Group, GroupRule, LeakRule, Quote, Quotes, Record,
    RowRule, RowView, Sink, TextRule, fold,
};
pub use facts::{Facts, FactsState, InputFacts, LengthStats, Smallest};
pub use finding::{Finding, Leak, Related};
pub use options::{Options, Reach};
pub use registry::{Entry, REGISTRY, build};
