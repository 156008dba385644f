//! The rules: what they are (`catalogue`, from the pages in `rules/`), what they can ask for (`contract`), and one file
//! per rule, one folder per family.

pub mod balance;
mod catalogue;
mod clusters;
mod content;
mod contract;
mod contradiction;
pub mod custom;
mod distinct;
mod facts;
pub mod file;
mod finding;
mod findings;
mod format;
mod free;
mod glance;
mod hashed;
pub mod labels;
mod layout;
pub mod near;
mod options;
pub mod privacy;
pub mod profile;
mod record;
pub mod redact;
mod redundancy;
mod registry;
pub mod schema;
mod spots;

pub use catalogue::{
    CATALOGUE, Confidence, Family, FixKind, HOUSE, Level, Meta, Scope, Status, by_code, find, means, nearest, select,
};
pub use content::is_refusal;
pub use contract::{
    AgainRule, AnyFold, Channel, Check, ExampleRule, FinalRule, FoldRule, GroupRule, LeakRule, RowRule, RowView,
    SchemaRule, Sink, TextRule, fold,
};
pub use custom::Where;
pub use distinct::Distinct;
pub use facts::{Facts, FactsState, FoundRows, InputFacts, LengthStats, Smallest, Uneven};
pub use finding::{Edit, Edits, Finding, Fix, Leak, Related, penalty};
pub use findings::{Brief, Findings};
pub use free::FreeAnswers;
pub use hashed::Hashed;
pub use layout::Layout;
pub use options::{
    ClassImbalanceOptions, Options, OverRepresentedOptions, OverlongTextOptions, RareClassOptions, Reach,
    RepeatedIdOptions, RuleOptions,
};
pub use record::{Group, Quote, Quotes, Record, written_answers};
pub use registry::{Entry, REGISTRY, build};
pub use spots::{NAMED, Spots};
