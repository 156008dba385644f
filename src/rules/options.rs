//! What a user may ask of the rules, beyond which of them run.

use super::labels::LabelOptions;

/// How sure a privacy finding must be to be reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Check digits, fixed prefixes: what cannot well be anything else.
    Certain,
    /// Also formats that hold, and words that announce a value.
    #[default]
    Likely,
    /// Also weak formats that nothing announces.
    All,
}

/// Options that rules are built with. The default is what the rule pages describe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether names of persons are looked for.
    pub person: bool,
    /// How sure a privacy finding must be.
    pub reach: Reach,
    /// What is said about labels.
    pub labels: LabelOptions,
    /// Regular expressions for answers that may stand under many prompts.
    pub allow_answers: Vec<String>,
}
