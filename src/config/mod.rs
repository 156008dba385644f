//! The configuration: what may stand in it (`schema`), where it is found (`load`), what is said of its faults (`explain`),
//! how file, environment and flags join (`merge`, `settings`), what it means for the run (`resolve`), and the findings that
//! are known (`baseline`).

mod baseline;
mod explain;
mod house;
mod load;
mod merge;
mod paths;
mod place;
mod resolve;
mod schema;
mod settings;

pub use baseline::{Baseline, Changes};
pub use explain::nearest;
pub use load::{Loaded, NAME, discover, read};
pub use merge::{join, merge};
pub use paths::Paths;
pub use resolve::{Other, Resolved, resolve};
pub use schema::{Budget, Certainty, Config, Custom, FailOn, Ignore, Known, Override, Switch, rule_defaults, schema};
pub use settings::{Given, Origin, Settings};
