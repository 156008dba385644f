//! Lists of files beside a conversation, and what stands for each file in it: trainers stop where the two do not match.

use crate::example::{Json, Role};
use crate::rules::catalogue::Level;
use crate::rules::contract::Sink;
use crate::rules::profile::{Media, Part};
use crate::rules::schema::reading::Reading;

/// Counts both sides of each list that the row has. A row without the list is not looked at: a mark in its text may be
/// text like any other.
pub fn check(row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
    let Some(form) = row.form else { return };
    for (key, media) in &form.media {
        let files = match row.example.json.get(key) {
            Some(Json::Array(files)) => files.len(),
            Some(Json::String(_)) => 1,
            _ => continue,
        };
        let (count, what) = match media {
            Media::Mark(mark) => (marks(row, mark), format!("`{mark}` in the text")),
            Media::Part(kind) => (parts(row, kind), format!("`{kind}` part in the messages")),
        };
        if count != files {
            let message = format!("`{key}` has {files}, and there {} {count} {what}", verb(count));
            if let Some(finding) = row.report(sink, ("media-count", Level::Error), format!("/{key}"), message) {
                finding.help("name each file once, in the order in which it is used");
            }
        }
    }
}

fn verb(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// How often a mark stands in what user and model say; the second answer of a pair repeats those of the first.
fn marks(row: &Reading<'_, '_>, mark: &str) -> usize {
    let said = row.example.messages.iter().filter(|message| message.role != Role::System && !message.rejected);
    let texts = said.flat_map(|message| &row.example.texts[message.content.clone()]);
    texts.map(|text| memchr::memmem::find_iter(text.text.as_bytes(), mark.as_bytes()).count()).sum()
}

fn parts(row: &Reading<'_, '_>, kind: &str) -> usize {
    let lists = row.talks.iter().filter(|list| list.talk.part != Part::Answer);
    let contents =
        lists.flat_map(|list| list.entries.iter().filter_map(|entry| entry.object.get(&list.talk.content_key)));
    let items = contents.flat_map(|content| content.as_array().unwrap_or_default());
    items.filter(|part| part.get("type").and_then(Json::as_str) == Some(kind)).count()
}
