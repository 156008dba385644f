//! When the gate fails, as the configuration says it.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

/// The level from which findings fail the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum FailOn {
    Error,
    Warn,
    Info,
    Never,
}

/// When the gate fails.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Gate {
    /// Fail on findings of this level or worse.
    pub fail_on: Option<FailOn>,
    /// Fail on more warnings than this.
    pub max_warnings: Option<u64>,
    /// Fail on a lower score than this, 0–100.
    pub min_score: Option<f64>,
    /// Rows in which a rule may find something, by code, name, family or prefix. Such a rule is judged by its budget alone.
    pub budget: BTreeMap<String, Budget>,
}

/// Rows: a count, or a share such as `0.5%`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Budget {
    /// That many rows.
    Rows(u64),
    /// That share of the rows, 0–1.
    Share(f64),
}

impl Budget {
    /// Reads `12` or `0.5%`.
    pub fn read(text: &str) -> Result<Budget, String> {
        let want = || format!("`{text}` is no budget: want a count of rows such as 12, or a share such as 0.5%");
        if let Some(number) = text.trim().strip_suffix('%') {
            let percent: f64 = number.trim().parse().map_err(|_| want())?;
            return if (0.0..=100.0).contains(&percent) { Ok(Budget::Share(percent / 100.0)) } else { Err(want()) };
        }
        text.trim().parse().map(Budget::Rows).map_err(|_| want())
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Budget::Rows(rows) => write!(out, "{rows}"),
            Budget::Share(share) => write!(out, "{} %", (share * 1e8).round() / 1e6),
        }
    }
}

impl JsonSchema for Budget {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Budget".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Rows: a count, or a share such as `0.5%`.",
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?%?$"}
            ]
        })
    }
}

impl<'de> Deserialize<'de> for Budget {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = Budget;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("a count of rows such as 12, or a share such as \"0.5%\"")
            }

            fn visit_i64<E: de::Error>(self, rows: i64) -> Result<Budget, E> {
                u64::try_from(rows).map(Budget::Rows).map_err(|_| E::custom("a budget is 0 or more"))
            }

            fn visit_u64<E: de::Error>(self, rows: u64) -> Result<Budget, E> {
                Ok(Budget::Rows(rows))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Budget, E> {
                Budget::read(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_are_counts_or_shares() {
        assert_eq!(Budget::read("12"), Ok(Budget::Rows(12)));
        assert_eq!(Budget::read("0.5%"), Ok(Budget::Share(0.005)));
        assert_eq!(Budget::read(" 100 % "), Ok(Budget::Share(1.0)));
        for bad in ["", "-1", "0.5", "101%", "-1%", "nan%", "x", "%"] {
            assert!(Budget::read(bad).is_err(), "{bad}");
        }
        assert_eq!((Budget::Share(0.005).to_string(), Budget::Rows(3).to_string()), ("0.5 %".into(), "3".into()));
    }
}
