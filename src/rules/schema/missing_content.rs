//! FT211 missing-content. The page is `rules/FT211-missing-content.md`.

use super::reading::walk::{is_foreign, other_layout, slip};
use super::reading::{Conversation, Entry};
use crate::example::{Json, Role};
use crate::rules::catalogue::Level;
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::profile::{Part, Profile};
use crate::rules::redact::quoted;
use crate::rules::schema::Reading;

/// FT211: a message without content where content is needed.
pub struct MissingContent;

impl SchemaRule for MissingContent {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        for list in &row.talks {
            for entry in &list.entries {
                absent(row, list, entry, sink);
                empty(row, list, entry, sink);
                beside_calls(row, list, entry, sink);
            }
        }
    }
}

/// Whether the content of a message is missed: it says nothing, and does not call either.
pub(super) fn misses_content(profile: &Profile, list: &Conversation<'_, '_>, entry: &Entry<'_, '_>) -> bool {
    let content = entry.object.get(&list.talk.content_key);
    let null = content == Some(&Json::Null);
    let elsewhere =
        || list.talk.content_aliases.iter().any(|other| !matches!(entry.object.get(other), None | Some(Json::Null)));
    let check = if null { "null-content" } else { "missing-content" };
    (content.is_none() || null)
        && profile.level(check, Level::Error).is_some()
        && !elsewhere()
        && other_layout(list.talk, entry.object).is_none()
        // Something else than a message: that is told where its role is missed.
        && !is_foreign(&list.talk.message, entry.object, &[&list.talk.role_key, &list.talk.content_key])
        && !speaks_without_content(profile, list, entry)
}

fn absent(row: &Reading<'_, '_>, list: &Conversation<'_, '_>, entry: &Entry<'_, '_>, sink: &mut Sink<'_>) {
    let key = list.talk.content_key.as_str();
    // What the walk found wrong with the content, or with the calls in its place, is the same cause.
    let told = |key: &str| row.flawed_itself(&list.key(entry, key));
    // Calls that are taken and not read are none.
    let refused = |key: &str| row.refused(&list.key(entry, key));
    if !misses_content(row.profile, list, entry) || told(key) || CALLS.iter().any(|calls| refused(calls)) {
        return;
    }
    let calls = misspelt_calls(list, entry);
    if calls.is_some_and(|(key, _)| told(key)) {
        return;
    }
    let null = entry.object.get(key) == Some(&Json::Null);
    let who = entry.role_name.map_or(String::new(), |role| format!("`{}` ", quoted(role, 40)));
    let what = if null { "is `null`" } else { "is missing" };
    let why = if entry.role == Role::Assistant && list.talk.calls.read { " and there are no tool calls" } else { "" };
    let near = if null { None } else { slip(&list.talk.message, entry.object, key) };
    let near = match (near, calls) {
        (Some(near), _) => format!("; is `{}` meant?", quoted(near, 40)),
        (None, Some((key, meant))) => format!("; is `{}` meant as `{meant}`?", quoted(key, 40)),
        _ => String::new(),
    };
    let pointer = if null { list.key(entry, key) } else { list.at(entry) };
    let message = format!("{key} of the {who}message {what}{why}{near}");
    let check = if null { "null-content" } else { "missing-content" };
    if let Some(finding) = row.report(sink, (check, Level::Error), pointer, message) {
        finding.help("write the text, or remove the message");
    }
}

/// Keys of calls.
pub(super) const CALLS: [&str; 2] = ["tool_calls", "function_call"];

/// A key that is a slip of one of calls, and the key that is meant.
pub(super) fn misspelt_calls<'r>(
    list: &Conversation<'_, '_>,
    entry: &Entry<'r, '_>,
) -> Option<(&'r str, &'static str)> {
    let read = list.talk.calls.read && matches!(entry.role, Role::Assistant | Role::Other);
    // Most messages have a role and a text.
    if !read || entry.object.0.len() < 2 || CALLS.iter().any(|key| entry.object.has(key)) {
        return None;
    }
    CALLS.into_iter().find_map(|key| {
        let slip = slip(&list.talk.message, entry.object, key)?;
        (slip != list.talk.content_key && slip != list.talk.role_key).then_some((slip, key))
    })
}

/// An assistant may call a tool or refuse in place of speaking. Who speaks in an unknown role may be one.
fn speaks_without_content(profile: &Profile, list: &Conversation<'_, '_>, entry: &Entry<'_, '_>) -> bool {
    if !matches!(entry.role, Role::Assistant | Role::Other) {
        return false;
    }
    let there = |key: &str| !matches!(entry.object.get(key), None | Some(Json::Null));
    // Under some consumers the key alone is enough; an empty list of calls is the business of the rule about calls.
    let empty = |key: &str| entry.object.get(key).and_then(Json::as_array).is_some_and(<[_]>::is_empty);
    let calls = CALLS.iter().any(|key| there(key) && !empty(key));
    let falsy = profile.level("empty-calls", Level::Error).is_none() && entry.object.has("tool_calls");
    list.talk.calls.read && (calls || falsy) || entry.object.get("refusal").and_then(Json::as_str).is_some()
}

/// Empty text of a message. Empty answers are a rule of their own, unless the consumer refuses them.
fn empty(row: &Reading<'_, '_>, list: &Conversation<'_, '_>, entry: &Entry<'_, '_>, sink: &mut Sink<'_>) {
    let key = list.talk.content_key.as_str();
    let learned = entry.role == Role::Assistant || list.talk.part == Part::Answer;
    let check = if learned { "empty-answer-text" } else { "empty-text" };
    let mut keys = std::iter::once(key).chain(list.talk.content_aliases.iter().map(String::as_str));
    let content = keys.find_map(|key| entry.object.get(key));
    let beside = || learned && speaks_without_content(row.profile, list, entry);
    let heard = !learned || row.profile.levels.contains_key(check);
    if !heard || !content.is_some_and(is_blank) || beside() || row.flawed(&list.key(entry, key)) {
        return;
    }
    let message = format!("empty `{}` message", entry.shown_role());
    if let Some(finding) = row.report(sink, (check, Level::Warn), list.key(entry, key), message) {
        finding.help("write the text, or remove the message");
    }
}

/// White space alone, also where it is cut into parts that are nothing but text, or no parts at all.
fn is_blank(content: &Json<'_>) -> bool {
    let blank = |text: &str| text.trim().is_empty();
    let is_text = |part: &Json<'_>| {
        part.as_object().is_some_and(|part| part.keys().all(|key| key == "text" || key == "type"))
            && part.get("text").and_then(Json::as_str).is_some_and(blank)
    };
    match content {
        Json::String(text) => blank(text),
        Json::Array(parts) => parts.iter().all(is_text),
        _ => false,
    }
}

fn beside_calls(row: &Reading<'_, '_>, list: &Conversation<'_, '_>, entry: &Entry<'_, '_>, sink: &mut Sink<'_>) {
    let said = entry.object.get(&list.talk.content_key).and_then(Json::as_str).is_some_and(|text| !text.is_empty());
    let calls = entry.object.get("tool_calls").and_then(Json::as_array).is_some_and(|calls| !calls.is_empty());
    if list.talk.calls.alone && said && calls {
        let what = ("content-and-calls", Level::Error);
        if let Some(finding) = row.report(sink, what, list.at(entry), "content and tool calls in one message") {
            finding.help("put the text into a message of its own");
        }
    }
}
