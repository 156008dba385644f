//! A rule of the run.

use crate::rules::{Check, Level, Meta};

/// A rule of the run.
pub struct Active {
    /// What it is.
    pub meta: &'static Meta,
    /// Its level under the profile.
    pub level: Level,
    /// What it does.
    pub checks: Vec<Check>,
    /// Whether its findings are wanted. Rules that claim spans run all the same, so that ignoring one of them does not
    /// hand its findings to another.
    pub wanted: bool,
    /// The level of all its findings, where the user has set one.
    pub forced: Option<Level>,
}

impl Active {
    /// Whether it reads rows as a consumer does.
    pub fn is_schema(&self) -> bool {
        self.checks.iter().any(|check| matches!(check, Check::Schema(_)))
    }
}
