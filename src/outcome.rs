//! How a run ended, and the one mapping to exit codes.

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every input was read and nothing reached the gate.
    Passed,
    /// Every input was read and the gate failed.
    Failed,
    /// No verdict: a bad option, an unreadable or empty input, an output that could not be written.
    NoVerdict,
}

impl Outcome {
    /// 0, 1 or 2.
    pub fn code(self) -> u8 {
        match self {
            Outcome::Passed => 0,
            Outcome::Failed => 1,
            Outcome::NoVerdict => 2,
        }
    }
}
