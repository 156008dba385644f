//! Files that content parts name with their type, as Gemini writes them: a row may have so many of each kind.

use crate::example::Json;
use crate::rules::catalogue::Level;
use crate::rules::contract::Sink;
use crate::rules::schema::Reading;
use crate::rules::schema::reading::Conversation;

/// More files of one kind in the row than the consumer takes.
pub fn per_row(row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
    for list in row.talks.iter().filter(|list| !list.talk.files.is_empty()) {
        for (kind, max) in &list.talk.files {
            let count = kinds(list).filter(|own| own.starts_with(kind.as_str())).count();
            if count > *max {
                let message = format!("{count} files of type `{}` in the row, want {max} at most", shown(kind));
                if let Some(finding) = row.report(sink, ("file-count", Level::Error), &list.pointer, message) {
                    finding.help("remove files, or split the row");
                }
            }
        }
    }
}

fn shown(kind: &str) -> String {
    if kind.ends_with('/') { format!("{kind}*") } else { kind.to_owned() }
}

/// The types of all files in a list of messages.
fn kinds<'l>(list: &'l Conversation<'_, '_>) -> impl Iterator<Item = &'l str> {
    let key = list.talk.content_key.as_str();
    let parts =
        list.entries.iter().flat_map(move |entry| entry.object.get(key).and_then(Json::as_array).unwrap_or_default());
    let either = |value: &'l Json<'_>, keys: [&str; 2]| keys.into_iter().find_map(|key| value.get(key));
    parts.filter_map(move |part| {
        let file = either(part, ["fileData", "file_data"]).or_else(|| either(part, ["inlineData", "inline_data"]))?;
        either(file, ["mimeType", "mime_type"])?.as_str()
    })
}
