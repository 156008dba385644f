//! Rules of the house as the configuration declares them, read into what the rules take.

use super::schema::{Custom, Switch};
use crate::rules::custom::{Spec, What};
use crate::rules::{CATALOGUE, HOUSE};

/// A rule of the house as it is declared; `None` where it is off.
pub fn spec(rule: &Custom) -> Result<Option<Spec>, String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if rule.name.is_empty() || !rule.name.chars().all(plain) || rule.name.len() > 60 {
        return Err("`name` is wanted: lower-case words joined by `-`".into());
    }
    let taken = |name: &str| name == HOUSE || CATALOGUE.iter().any(|meta| meta.is_meant(name).is_some());
    if taken(&rule.name) {
        return Err(format!("`name` is that of a rule or family of the program: write `own-{}`", rule.name));
    }
    let mut kinds = Vec::new();
    kinds.extend(rule.pattern.clone().map(What::Pattern));
    kinds.extend((!rule.phrases.is_empty()).then(|| What::Phrases(rule.phrases.clone())));
    kinds.extend((!rule.required.is_empty()).then(|| What::Required(rule.required.clone())));
    if let Some(schema) = &rule.schema {
        let schema = serde_json::to_value(schema).map_err(|why| format!("`schema` is no JSON: {why}"))?;
        kinds.push(What::Schema(rule.pointer.clone().unwrap_or_default(), schema));
    } else if rule.pointer.is_some() {
        return Err("`pointer` says what `schema` is about, and there is none".into());
    }
    let (Some(what), true) = (kinds.pop(), kinds.is_empty()) else {
        return Err("a rule has exactly one of `pattern`, `phrases`, `required`, `schema`".into());
    };
    if rule.place.is_some() && !matches!(what, What::Pattern(_) | What::Phrases(_)) {
        return Err("`in` names texts, for `pattern` and `phrases` only".into());
    }
    let Some(level) = rule.level.unwrap_or(Switch::Warn).level() else { return Ok(None) };
    let (message, help) = (rule.message.clone(), rule.help.clone());
    Ok(Some(Spec { name: rule.name.clone(), level, message, help, place: rule.place.unwrap_or_default(), what }))
}
