//! FT212 no-trainable-target. The page is `rules/FT212-no-trainable-target.md`.

use crate::example::{Example, Json, Role, is_blank};
use crate::rules::catalogue::Level;
use crate::rules::contract::{ExampleRule, SchemaRule, Sink};
use crate::rules::profile::Part;
use crate::rules::schema::Reading;
use crate::rules::schema::reading::Conversation;

/// FT212: every answer is masked, or the only one is empty.
pub struct NoTrainableTarget;

impl ExampleRule for NoTrainableTarget {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        for message in example.messages.iter().filter(|message| message.trained && !message.rejected) {
            let [text] = &example.texts[message.content.clone()] else { continue };
            if !is_blank(text.text) || message.calls.is_some() {
                continue;
            }
            if let Some(key) = TARGETS.into_iter().find(|key| text.pointer.to_string()[1..] == **key) {
                sink.report(text.pointer, format!("`{key}` is empty; the row trains nothing"))
                    .help("write the answer, or remove the row");
            }
        }
    }
}

/// Keys of rows that have one answer.
const TARGETS: [&str; 2] = ["completion", "chosen"];

impl SchemaRule for NoTrainableTarget {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        for list in row.talks.iter().filter(|list| list.talk.part == Part::Whole) {
            // A message whose role nobody knows may be an answer.
            let answers = list.entries.iter().filter(|entry| matches!(entry.role, Role::Assistant | Role::Other));
            let mut answers = answers.peekable();
            let masked = |weight: Option<&Json<'_>>| matches!(weight, Some(Json::Number(n)) if n.value == 0.0);
            if answers.peek().is_some() && answers.all(|entry| masked(entry.object.get("weight"))) {
                let what = ("no-trainable-target", Level::Error);
                let message = "every assistant message has weight 0; the row trains nothing";
                if let Some(finding) = row.report(sink, what, &list.pointer, message) {
                    finding.help("give one answer weight 1, or remove the row");
                }
            }
            last_only(row, list, sink);
        }
    }
}

/// Some trainers mask every answer but the last where the row has tools.
fn last_only(row: &Reading<'_, '_>, list: &Conversation<'_, '_>, sink: &mut Sink<'_>) {
    let answers = list.entries.iter().filter(|entry| entry.role == Role::Assistant).count();
    if list.talk.last_with_tools && answers > 1 && !row.tools.is_empty() {
        let message = format!("the row has tools, so that only the last of its {answers} answers is trained");
        if let Some(finding) = row.report(sink, ("last-answer-only", Level::Info), &list.pointer, message) {
            finding.help("write a row for each answer that is to be learned");
        }
    }
}
