//! FT201 unknown-role. The page is `rules/FT201-unknown-role.md`.

use super::reading::{Conversation, Entry};
use crate::example::Role;
use crate::rules::catalogue::Level;
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::profile::{Part, Talk};
use crate::rules::schema::Reading;

/// FT201: a role that the consumer does not know.
pub struct UnknownRole;

impl SchemaRule for UnknownRole {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        for list in row.talks.iter().filter(|list| !is_other_set(list)) {
            for entry in &list.entries {
                if let Some(role) = entry.role_name {
                    judge(row, list, entry, role, sink);
                }
            }
        }
    }
}

/// Whether the roles of all messages are of the other set that is taken as a whole.
fn is_other_set(list: &Conversation<'_, '_>) -> bool {
    let other = |entry: &Entry<'_, '_>| list.talk.other_roles.iter().any(|role| Some(role.as_str()) == entry.role_name);
    !list.talk.other_roles.is_empty() && !list.entries.is_empty() && list.entries.iter().all(other)
}

/// Whether the message is an answer alone, and not by the assistant: that is told of the pair.
fn is_answer_of_others(list: &Conversation<'_, '_>, entry: &Entry<'_, '_>) -> bool {
    list.talk.part == Part::Answer
        && list.entries.len() == 1
        && matches!(entry.role, Role::User | Role::System)
        && !list.talk.ends.roles.is_empty()
}

fn judge(row: &Reading<'_, '_>, list: &Conversation<'_, '_>, entry: &Entry<'_, '_>, role: &str, sink: &mut Sink<'_>) {
    let (talk, pointer, shown) = (list.talk, list.role_of(entry), entry.shown_role());
    if let Some(advice) = talk.outside.get(role) {
        let message = format!("role `{shown}` is not taken here");
        row.report_at(sink, Level::Error, pointer, message).help(advice);
    } else if let Some(advice) = talk.doubtful.get(role) {
        let message = format!("role `{shown}` is doubtful here");
        if let Some(finding) = row.report(sink, ("doubtful-role", Level::Warn), pointer, message) {
            finding.help(advice);
        }
    } else if !talk.knows(role) && !is_answer_of_others(list, entry) {
        let message = format!("`{shown}` is not a role");
        let Some(finding) = row.report(sink, ("unknown-role", Level::Error), pointer, message) else { return };
        match meant(role, talk) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help(format!("use one of {}", talk.roles[..5.min(talk.roles.len())].join(", "))),
        };
    }
}

/// The known role that a name stands for: by the profile, by its meaning elsewhere, or by its spelling.
fn meant<'t>(role: &str, talk: &'t Talk) -> Option<&'t str> {
    let lower = role.trim().to_lowercase();
    if let Some(meant) = talk.meant.get(&lower) {
        return Some(meant);
    }
    let sense = match lower.as_str() {
        "ai" | "agent" | "machine" => Role::Assistant,
        "customer" | "client" => Role::User,
        _ => Role::of(&lower),
    };
    let known = || talk.roles.iter().map(String::as_str);
    let same = known().find(|known| sense != Role::Other && Role::of(known) == sense);
    let near = || {
        let nearest = known().map(|known| (strsim::damerau_levenshtein(&known.to_lowercase(), &lower), known)).min();
        nearest.filter(|(distance, known)| *distance <= known.len() / 3).map(|(_, known)| known)
    };
    known().find(|known| known.eq_ignore_ascii_case(&lower)).or(same).or_else(near)
}
