//! A rule of the house as it is declared.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::super::catalogue::{Confidence, Family, FixKind, Level, Meta, Scope, Status};
use super::PREFIX;
use crate::example::{Role, Text};

/// A rule as it is declared.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// Its name, kebab-case.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// What is wrong, where the rule's own words do not do.
    pub message: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// In which texts it looks.
    pub place: Where,
    /// What it looks for.
    pub what: What,
}

/// What a rule looks for.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// An expression that texts may not match.
    Pattern(String),
    /// Words or phrases that texts may not hold, whatever the case of ASCII letters.
    Phrases(Vec<String>),
    /// JSON Pointers of keys that a row must have.
    Required(Vec<String>),
    /// A JSON Schema for what stands at a JSON Pointer.
    Schema(String, Value),
}

/// Texts that a rule looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Where {
    /// All texts.
    #[default]
    All,
    /// What the model is given.
    Context,
    /// What the model learns to produce.
    Target,
    /// System messages.
    System,
    /// What the person says.
    User,
    /// Results of tools.
    Tool,
}

impl Where {
    /// Whether a rule with it looks at a text.
    pub(super) fn has(self, text: &Text<'_>) -> bool {
        match self {
            Where::All => true,
            Where::Context => !text.trained,
            Where::Target => text.trained,
            Where::System => text.role == Role::System,
            Where::User => text.role == Role::User,
            Where::Tool => text.role == Role::Tool,
        }
    }
}

/// The catalogue's entry. It lives as long as the program: rules are known by reference, and there are few.
pub(super) fn meta(spec: &Spec) -> &'static Meta {
    let forever = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let about = spec.message.clone().unwrap_or_else(|| "A rule of the house, from the configuration.".into());
    Box::leak(Box::new(Meta {
        code: forever(format!("{PREFIX}{}", spec.name)),
        name: forever(spec.name.clone()),
        family: Family::Content,
        scope: Scope::Example,
        level: spec.level,
        confidence: Confidence::Certain,
        fix: FixKind::None,
        status: Status::Stable,
        since: "0.0.0",
        page: forever(format!("---\n---\n# {}\n\n{about}\n\n", spec.name)),
    }))
}
