//! What a user may ask of the rules, beyond which of them run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::labels::LabelOptions;
use super::profile::Profile;

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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// Whether names of persons are looked for.
    pub person: bool,
    /// How sure a privacy finding must be.
    pub reach: Reach,
    /// The consumers of the run: a rule that looks at the values of all rows for some consumers only is not built for others.
    pub profiles: Vec<&'static Profile>,
    /// What is said about labels.
    pub labels: LabelOptions,
    /// Regular expressions for answers that may stand under many prompts.
    pub allow_answers: Vec<String>,
    /// Limits of single rules.
    pub rules: RuleOptions,
}

/// Limits that single rules have, by the rule's name. Each page lists those of its rule under `Options`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleOptions {
    /// FT502.
    pub class_imbalance: ClassImbalanceOptions,
    /// FT503.
    pub rare_class: RareClassOptions,
    /// FT632.
    pub repeated_id: RepeatedIdOptions,
    /// FT704.
    pub over_represented: OverRepresentedOptions,
    /// FT818.
    pub overlong_text: OverlongTextOptions,
}

/// Limits of FT502.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClassImbalanceOptions {
    /// Share of the most frequent label from which there is a warning, 0–1.
    pub warn_share: f64,
    /// Share of the most frequent label from which it is an error, 0–1.
    pub error_share: f64,
    /// Evenness below which it is worth knowing, 0–1.
    pub info_evenness: f64,
    /// Evenness below which there is a warning, 0–1.
    pub warn_evenness: f64,
    /// Evenness below which it is an error, 0–1.
    pub error_evenness: f64,
}

impl Default for ClassImbalanceOptions {
    fn default() -> Self {
        ClassImbalanceOptions {
            warn_share: 0.80,
            error_share: 0.95,
            info_evenness: 0.75,
            warn_evenness: 0.50,
            error_evenness: 0.25,
        }
    }
}

/// Limits of FT503.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct RareClassOptions {
    /// Part of an equal share below which a label is rare, 0–1.
    pub part: f64,
}

impl Default for RareClassOptions {
    fn default() -> Self {
        RareClassOptions { part: 0.1 }
    }
}

/// Limits of FT632.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct RepeatedIdOptions {
    /// Examples from which a repeated value is reported.
    pub warn_examples: usize,
    /// Examples from which it is an error.
    pub error_examples: usize,
}

impl Default for RepeatedIdOptions {
    fn default() -> Self {
        RepeatedIdOptions { warn_examples: 3, error_examples: 10 }
    }
}

/// Limits of FT704.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct OverRepresentedOptions {
    /// Fewest copies that are reported.
    pub warn_copies: u64,
    /// Share of the rows from which copies are reported, 0–1.
    pub warn_share: f64,
    /// Fewest copies that are an error.
    pub error_copies: u64,
    /// Share of the rows from which copies are an error, 0–1.
    pub error_share: f64,
}

impl Default for OverRepresentedOptions {
    fn default() -> Self {
        OverRepresentedOptions { warn_copies: 10, warn_share: 0.005, error_copies: 50, error_share: 0.05 }
    }
}

/// Limits of FT818.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct OverlongTextOptions {
    /// Characters up to which no text is too long.
    pub characters: u64,
    /// How many times the length of all but one in a hundred is too long.
    pub times: u64,
}

impl Default for OverlongTextOptions {
    fn default() -> Self {
        OverlongTextOptions { characters: 10_000, times: 10 }
    }
}

impl RuleOptions {
    /// Values that cannot be meant: the keys, and what is wrong.
    pub fn faults(&self) -> Vec<([&'static str; 2], String)> {
        let mut out = Vec::new();
        let balance = &self.class_imbalance;
        let copies = &self.over_represented;
        for (path, share) in [
            (["class-imbalance", "warn-share"], balance.warn_share),
            (["class-imbalance", "error-share"], balance.error_share),
            (["class-imbalance", "info-evenness"], balance.info_evenness),
            (["class-imbalance", "warn-evenness"], balance.warn_evenness),
            (["class-imbalance", "error-evenness"], balance.error_evenness),
            (["rare-class", "part"], self.rare_class.part),
            (["over-represented", "warn-share"], copies.warn_share),
            (["over-represented", "error-share"], copies.error_share),
        ] {
            if !(0.0..=1.0).contains(&share) {
                out.push((path, format!("`{}` is a share: from 0 to 1", path[1])));
            }
        }
        let ids = &self.repeated_id;
        for (path, more, less) in [
            (["class-imbalance", "error-share"], balance.error_share, balance.warn_share),
            (["class-imbalance", "warn-evenness"], balance.info_evenness, balance.warn_evenness),
            (["class-imbalance", "error-evenness"], balance.warn_evenness, balance.error_evenness),
            (["over-represented", "error-copies"], copies.error_copies as f64, copies.warn_copies as f64),
            (["over-represented", "error-share"], copies.error_share, copies.warn_share),
            (["repeated-id", "error-examples"], ids.error_examples as f64, ids.warn_examples as f64),
        ] {
            if more < less {
                out.push((path, format!("`{}` makes an error of what is no warning", path[1])));
            }
        }
        if ids.warn_examples < 2 {
            out.push((["repeated-id", "warn-examples"], "what stands once is not repeated: 2 or more".into()));
        }
        if copies.warn_copies < 2 {
            out.push((["over-represented", "warn-copies"], "one copy is the example itself: 2 or more".into()));
        }
        if self.overlong_text.times == 0 {
            out.push((["overlong-text", "times"], "every text has once its length: 1 or more".into()));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_sound_and_contradictions_are_told() {
        assert!(RuleOptions::default().faults().is_empty());
        let mut odd = RuleOptions::default();
        odd.class_imbalance.warn_share = 0.99;
        odd.rare_class.part = 1.5;
        odd.repeated_id.warn_examples = 1;
        assert_eq!(odd.faults().len(), 3);
    }
}
