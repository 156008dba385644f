//! Lists of files beside a conversation, and what stands for each file in it: trainers stop where the two do not match.

use crate::example::{Json, Role};
use crate::rules::catalogue::Level;
use crate::rules::contract::Sink;
use crate::rules::profile::{Media, Part};
use crate::rules::redact::quoted;
use crate::rules::schema::reading::Reading;

/// Counts both sides of each list; one that is not there has no file.
pub fn check(row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
    let Some(form) = row.form else { return };
    for (key, media) in &form.media {
        let files = match row.example.json.get(key) {
            Some(Json::Array(files)) => Some(files.len()),
            Some(Json::String(_)) => Some(1),
            None | Some(Json::Null) => None,
            // The type is another finding.
            Some(_) => continue,
        };
        let (count, what) = match media {
            Media::Mark(mark) => (marks(row, mark, files.is_none()), format!("`{mark}` in the text")),
            Media::Part(kind) => (parts(row, kind, files.is_none()), format!("`{kind}` part in the messages")),
        };
        if count != files.unwrap_or(0) {
            let has = files.map_or("is missing".into(), |files| format!("has {files}"));
            let message = format!("`{key}` {has}, and there {} {count} {what}", verb(count));
            let pointer = if files.is_some() { format!("/{key}") } else { String::new() };
            if let Some(finding) = row.report(sink, ("media-count", Level::Error), pointer, message) {
                finding.help("name each file once, in the order in which it is used");
            }
        }
        if count > 0 && matches!(media, Media::Part(_)) {
            speakers(row, sink);
        }
    }
}

fn verb(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// How often a mark stands in what user and model say; the second answer of a pair repeats those of the first. Without files
/// (`bare`) a mark that is closed again, or quoted as code, is text like any other.
fn marks(row: &Reading<'_, '_>, mark: &str, bare: bool) -> usize {
    let said = row.example.messages.iter().filter(|message| message.role != Role::System && !message.rejected);
    let texts = said.flat_map(|message| &row.example.texts[message.content.clone()]);
    let closed = mark.replacen('<', "</", 1);
    let count = |text: &str| {
        let all = memchr::memmem::find_iter(text.as_bytes(), mark.as_bytes());
        if !bare {
            return all.count();
        }
        let quoted = |at: &usize| *at > 0 && matches!(text.as_bytes()[at - 1], b'`' | b'"' | b'\'');
        let open = all.filter(|at| !quoted(at)).count();
        if open > 0 && memchr::memmem::find(text.as_bytes(), closed.as_bytes()).is_some() { 0 } else { open }
    };
    texts.map(|text| count(text.text)).sum()
}

/// Parts that stand for a file. Without files (`bare`) those that hold one themselves stand for none.
fn parts(row: &Reading<'_, '_>, kind: &str, bare: bool) -> usize {
    let lists = row.talks.iter().filter(|list| list.talk.part != Part::Answer);
    let contents =
        lists.flat_map(|list| list.entries.iter().filter_map(|entry| entry.object.get(&list.talk.content_key)));
    let items = contents.flat_map(|content| content.as_array().unwrap_or_default());
    let own = |part: &Json<'_>| {
        let there = |key: &str| !matches!(part.get(key), None | Some(Json::Null));
        [kind, "url", "path", "base64"].into_iter().any(there)
    };
    items.filter(|part| part.get("type").and_then(Json::as_str) == Some(kind) && !(bare && own(part))).count()
}

/// Messages beside images whose roles are not taken there.
fn speakers(row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
    for list in &row.talks {
        let roles = &list.talk.images.roles;
        let strange = |role: &str| !roles.is_empty() && !roles.iter().any(|known| known == role);
        let wrong = list.entries.iter().find(|entry| entry.role_name.is_some_and(strange));
        let Some(entry) = wrong else { continue };
        let message = format!("role `{}` in a row with images", quoted(entry.role_name.unwrap_or_default(), 40));
        if let Some(finding) = row.report(sink, ("image-speaker", Level::Error), list.role_of(entry), message) {
            finding.help(format!("use one of {}", roles.join(", ")));
        }
    }
}
