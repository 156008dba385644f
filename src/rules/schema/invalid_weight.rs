//! FT213 invalid-weight. The page is `rules/FT213-invalid-weight.md`.

use crate::example::{Example, Json, Role};
use crate::rules::contract::{ExampleRule, Sink};

/// FT213: a `weight` that is not the whole number 0 or 1, or not on an assistant message.
pub struct InvalidWeight;

impl ExampleRule for InvalidWeight {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        for list in &example.conversations {
            for entry in &list.entries {
                let Some(weight) = entry.object.get("weight") else { continue };
                let pointer = entry.pointer().key("weight");
                if !is_valid(weight) {
                    sink.report(pointer, format!("weight is {}, want 0 or 1", shown(weight)))
                        .help("write the whole number 0 or 1");
                } else if !matches!(entry.role, Role::Assistant | Role::Other) && *weight != Json::Null {
                    let role = entry.role_name.unwrap_or("unknown");
                    sink.report(
                        pointer,
                        format!("weight on a `{role}` message; only assistant messages may carry one"),
                    )
                    .help("remove the key");
                }
            }
        }
    }
}

fn is_valid(weight: &Json<'_>) -> bool {
    match weight {
        Json::Number(n) => n.integer && [0, 1].contains(&(n.value as i64)),
        other => *other == Json::Null,
    }
}

fn shown(weight: &Json<'_>) -> String {
    match weight {
        Json::Number(n) if n.integer => format!("{:.0}", n.value),
        Json::Number(n) => format!("{:?}", n.value),
        Json::Bool(value) => value.to_string(),
        other => other.type_name().to_owned(),
    }
}
