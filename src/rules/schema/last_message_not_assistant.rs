//! FT210 last-message-not-assistant. The page is `rules/FT210-last-message-not-assistant.md`.

use crate::example::{Json, Role};
use crate::rules::catalogue::Level;
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::profile::{Part, Talk};
use crate::rules::schema::Reading;

/// FT210: a conversation that does not end with the role that the consumer wants last.
pub struct LastMessageNotAssistant;

impl SchemaRule for LastMessageNotAssistant {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        for list in row.talks.iter().filter(|list| list.talk.part != Part::Answer && list.is_whole()) {
            let ends = &list.talk.ends;
            let Some(last) = list.entries.last().filter(|_| !ends.roles.is_empty()) else { continue };
            for key in ends.without.iter().filter(|key| last.object.get(key) == Some(&Json::Bool(true))) {
                let message = format!("`{key}` is true in the last message");
                let help = "it stands for an answer that goes on; end with a whole answer";
                row.report_at(sink, Level::Error, list.key(last, key), message).help(help);
            }
            let Some(role) = last.role_name else { continue };
            let taken = ends.roles.iter().any(|wanted| same(wanted, role, list.talk));
            let strange = !list.talk.knows(role) || list.talk.outside.contains_key(role);
            // A role that nobody knows is another rule's finding, and so is a conversation without an answer.
            let answered = list.entries.iter().any(|entry| entry.role == Role::Assistant);
            let wants_answer = ends.roles.iter().all(|wanted| Role::of(wanted) == Role::Assistant);
            if taken || strange || last.role == Role::Other || (wants_answer && !answered) {
                continue;
            }
            let Some(level) = ends.level.map_or(Some(Level::Error), |setting| setting.0) else { continue };
            let usual = if wants_answer { "; the model learns nothing after the last answer" } else { "" };
            let say = ends.say.as_ref().map_or(usual.to_owned(), |say| format!("; {say}"));
            let message = format!("last message is by `{}`{say}", last.shown_role());
            let help = if wants_answer {
                "add the answer, or cut the conversation after the last assistant message".to_owned()
            } else {
                format!("end with a message by {}", ends.roles.join(" or "))
            };
            row.report_at(sink, level, list.at(last), message).help(help);
        }
    }
}

/// Of roles that are read the meaning counts, and not the spelling.
fn same(wanted: &str, role: &str, talk: &Talk) -> bool {
    let meant = talk.knows(role) && Role::of(wanted) == Role::of(role);
    wanted == role || meant || talk.any_case && wanted.eq_ignore_ascii_case(role)
}
