//! FT219 invalid-preference. The page is `rules/FT219-invalid-preference.md`.

use super::reading::Entry;
use crate::example::{Json, Role};
use crate::rules::catalogue::Level;
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::profile::Part;
use crate::rules::schema::{Conversation, Reading};

/// FT219: a pair of answers of which one is missing, empty, not the assistant's, or the same as the other.
pub struct InvalidPreference;

impl SchemaRule for InvalidPreference {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        row.report_flaws(sink, "FT219");
        speakers(row, sink);
        pair(row, sink);
    }
}

/// An answer ends with what the assistant says; where it may be nothing else, it also begins so. Roles that nobody knows
/// are another rule's finding.
fn speakers(row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
    for list in row.talks.iter().filter(|list| list.talk.part == Part::Answer) {
        let wrong = |entry: &Entry<'_, '_>, roles: &[String]| {
            entry.role != Role::Other && !roles.is_empty() && !roles.iter().any(|role| Role::of(role) == entry.role)
        };
        let last = list.entries.last().filter(|last| wrong(last, &list.talk.ends.roles));
        let first = list.entries.first().filter(|first| wrong(first, &list.talk.starts));
        let Some((entry, check)) =
            last.map(|last| (last, "answer-end")).or_else(|| first.map(|first| (first, "answer-start")))
        else {
            silent(row, list, sink);
            continue;
        };
        let key = list.pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
        let verb = if list.entries.len() == 1 {
            "is by"
        } else if check == "answer-end" {
            "ends with a message by"
        } else {
            "begins with a message by"
        };
        let message = format!("`{key}` {verb} `{}`, want the assistant", entry.shown_role());
        if let Some(finding) = row.report(sink, (check, Level::Error), list.role_of(entry), message) {
            finding.help("an answer is what the assistant says");
        }
    }
}

/// An answer in several messages in which the assistant says nothing.
fn silent(row: &Reading<'_, '_>, list: &Conversation<'_, '_>, sink: &mut Sink<'_>) {
    let known = !list.entries.is_empty() && list.entries.iter().all(|entry| entry.role != Role::Other);
    if known && !list.entries.iter().any(|entry| entry.role == Role::Assistant) {
        let key = list.pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
        let message = format!("`{key}` has no assistant message");
        if let Some(finding) = row.report(sink, ("answer-end", Level::Error), &list.pointer, message) {
            finding.help("an answer is what the assistant says");
        }
    }
}

/// Answers that are the same, and answers that share no beginning where their beginning is the prompt.
fn pair(row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
    let Some((form, (better, worse))) = row.form.and_then(|form| Some((form, form.answers.as_ref()?))) else { return };
    let (Some(a), Some(b)) = (row.example.json.get(better), row.example.json.get(worse)) else { return };
    if a == b || b.as_str().is_some() && last_said(a, row) == Some(b) {
        // Where no consumer is named, the rule about identical answers speaks.
        let level = form.equal.map_or(Some(Level::Error), |setting| setting.0);
        let Some(level) = level.filter(|_| !row.profile.is_generic()) else { return };
        let message = format!("`{better}` and `{worse}` are the same; there is nothing to prefer");
        row.report_at(sink, level, format!("/{worse}"), message).help("write the worse answer, or remove the row");
    } else if let Some(level) = form.shared_start.and_then(|setting| setting.0)
        && !share_start(a, b)
    {
        let message = format!("`{better}` and `{worse}` share no beginning; what they share is the prompt");
        row.report_at(sink, level, "", message).help("begin both with the question, or add `prompt`");
    }
}

/// The content of the last message of a list.
fn last_said<'j, 'e>(value: &'j Json<'e>, row: &Reading<'_, '_>) -> Option<&'j Json<'e>> {
    let key = row.talks.first().map(|list| list.talk.content_key.as_str())?;
    value.as_array()?.last()?.get(key)
}

fn share_start(a: &Json<'_>, b: &Json<'_>) -> bool {
    match (a, b) {
        (Json::Array(a), Json::Array(b)) => a.first() == b.first(),
        (Json::String(a), Json::String(b)) => a.chars().next() == b.chars().next(),
        // Two kinds of answers are another finding.
        _ => true,
    }
}
