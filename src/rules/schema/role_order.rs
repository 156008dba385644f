//! FT209 role-order. The page is `rules/FT209-role-order.md`.

use crate::example::{Example, Part, Role};
use crate::rules::contract::{ExampleRule, Sink};

/// FT209: messages in an order that chat templates refuse. One finding per conversation, at the first place.
pub struct RoleOrder;

impl ExampleRule for RoleOrder {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        for list in example.conversations.iter().filter(|list| list.part != Part::Answer) {
            let mut before: Option<Role> = None;
            let mut user_seen = false;
            let has_user = list.entries.iter().any(|entry| entry.role == Role::User);
            for entry in &list.entries {
                let wrong = match (entry.role, before) {
                    (Role::System, Some(Role::User | Role::Assistant | Role::Tool)) => {
                        Some("system message is not first")
                    }
                    (Role::User, Some(Role::User)) => Some("two user messages in a row"),
                    (Role::Assistant, None | Some(Role::System)) if has_user && !user_seen => {
                        Some("assistant before any user message")
                    }
                    _ => None,
                };
                if let Some(wrong) = wrong {
                    sink.report(entry.pointer().key(list.dialect.role_key()), wrong)
                        .help("order: system, then user and assistant in turn; join messages of one speaker");
                    break;
                }
                user_seen |= entry.role == Role::User;
                before = Some(entry.role);
            }
        }
    }
}
