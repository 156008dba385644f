//! FT220 profile-limit. The page is `rules/FT220-profile-limit.md`.

use super::parts::media;
use super::reading::{Conversation, Entry};
use super::whole::file_limits::{counted_rows, file_limits};
use super::whole::unique;
use crate::example::Json;
use crate::rules::catalogue::Level;
use crate::rules::contract::{Channel, FinalRule, GroupRule, SchemaRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::record::{Group, Quotes, Record};
use crate::rules::schema::Reading;

/// FT220: any other hard limit of the consumer. This part looks at rows.
pub struct ProfileLimit;

impl SchemaRule for ProfileLimit {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        row.report_flaws(sink, "FT220");
        media::check(row, sink);
        long_row(row, sink);
        for list in &row.talks {
            too_few(row, list, sink);
            if list.talk.max_chars.is_some() {
                list.entries.iter().for_each(|entry| texts(row, list, entry, sink));
            }
            alike(row, list, sink);
            if list.talk.masked_parts {
                list.entries.iter().for_each(|entry| part_ends(row, list, entry, sink));
            }
        }
    }
}

impl FinalRule for ProfileLimit {
    /// Rows of the data set, and size and name of each file.
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        file_limits(facts.profile, facts, &mut |key, level, input, message, help| {
            let finding = sink.report_data(key, format!("{message} ({})", facts.profile.name)).level(level).help(help);
            finding.input = input;
        });
        for uneven in &facts.uneven {
            let field = &facts.profile.uniform[uneven.field];
            let Some(level) = field.level.0 else { continue };
            let message = format!("{} ({})", uneven.message(facts.profile), facts.profile.name);
            let differs = uneven.there == [true, true] && !field.path.contains('*');
            let pointer = if differs { format!("/{}", field.path) } else { String::new() };
            let help = if differs {
                "write one value in all rows, or split the file by it"
            } else {
                "add it to all rows, or take it out of all"
            };
            sink.report_row(uneven.other, &pointer, message)
                .level(level)
                .help(help)
                .floating(&field.path)
                .related(uneven.first, "");
        }
        report_drifts(facts, "FT220", sink);
        for (index, rows, first) in &facts.counted {
            counted_rows(&facts.profile.counted[*index], *rows, &mut |level, message, help| {
                let message = format!("{message} ({})", facts.profile.name);
                sink.report_data(&facts.profile.counted[*index].what, message)
                    .level(level)
                    .help(help)
                    .related(*first, "");
            });
        }
    }
}

impl GroupRule for ProfileLimit {
    fn channel(&self) -> Channel {
        Channel::Unique
    }

    fn wants(&self, _: &Group<'_>, _: &Facts, _: &mut dyn FnMut(&Record)) {}

    fn reduce(&self, group: &Group<'_>, _: &Quotes, facts: &Facts, sink: &mut Sink<'_>) {
        unique::reduce(group, sink, facts);
    }
}

/// Reports members that not all rows have, or with other types, where the profile leaves them to the rule `code`.
pub(super) fn report_drifts(facts: &Facts, code: &str, sink: &mut Sink<'_>) {
    for (index, stats) in &facts.members {
        let wish = &facts.profile.members[*index];
        for drift in stats.drifts(wish).into_iter().filter(|_| wish.code == code) {
            let message = format!("{} ({})", drift.message, facts.profile.name);
            let finding = sink.report_row(drift.pos, &drift.pointer, message).level(drift.level);
            finding.help("write the same fields, each with one type, in all rows");
            if let Some(other) = drift.related {
                finding.related(other, "");
            }
        }
    }
}

fn too_few(row: &Reading<'_, '_>, list: &Conversation<'_, '_>, sink: &mut Sink<'_>) {
    if let Some(count) = list.too_few() {
        let message = format!(
            "{count} message{}, want {} or more",
            if count == 1 { "" } else { "s" },
            list.talk.min.unwrap_or(1)
        );
        if let Some(finding) = row.report(sink, ("few-messages", Level::Error), &list.pointer, message) {
            finding.help("a row needs a question and an answer");
        }
    }
}

/// The length of all texts of the row together.
fn long_row(row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
    let Some(max) = row.form.and_then(|form| form.max_chars) else { return };
    let texts = || row.example.texts.iter().map(|text| text.text);
    if texts().map(str::len).sum::<usize>() <= max {
        return;
    }
    let count: usize = texts().map(|text| text.chars().count()).sum();
    if count > max {
        // Rows that pass the limit share one verdict: the number is not part of it.
        let message = format!("too many characters in all texts of the row, want {max} at most");
        if let Some(finding) = row.report(sink, ("long-row", Level::Error), "", message) {
            finding.help(format!("it has {count}; shorten the texts, or split the row"));
        }
    }
}

/// The length of texts.
fn texts(row: &Reading<'_, '_>, list: &Conversation<'_, '_>, entry: &Entry<'_, '_>, sink: &mut Sink<'_>) {
    let key = &list.talk.content_key;
    let Some(content) = entry.object.get(key) else { return };
    let mut all = Vec::new();
    strings(content, list.key(entry, key), &mut all);
    for (pointer, text) in all {
        if let Some(max) = list.talk.max_chars.filter(|max| text.len() > *max && text.chars().count() > *max) {
            let message = format!("{} characters, want {max} at most", text.chars().count());
            if let Some(finding) = row.report(sink, ("long-text", Level::Warn), pointer, message) {
                finding.help("shorten the text, or split the row");
            }
        }
    }
}

fn strings<'j>(json: &'j Json<'_>, pointer: String, out: &mut Vec<(String, &'j str)>) {
    match json {
        Json::String(text) => out.push((pointer, text)),
        Json::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| strings(item, format!("{pointer}/{i}"), out));
        }
        Json::Object(object) => {
            let members = object.0.iter().filter(|(_, value)| !matches!(value, Json::Number(_) | Json::Bool(_)));
            members.for_each(|(key, value)| strings(value, format!("{pointer}/{}", crate::example::escape(key)), out));
        }
        _ => {}
    }
}

/// All contents are texts, or all are lists of parts.
fn alike(row: &Reading<'_, '_>, list: &Conversation<'_, '_>, sink: &mut Sink<'_>) {
    if !list.talk.content_alike {
        return;
    }
    let kind = |entry: &Entry<'_, '_>| match entry.object.get(&list.talk.content_key)? {
        Json::String(text) if !text.is_empty() => Some("text"),
        Json::Array(parts) if !parts.is_empty() => Some("a list of parts"),
        _ => None,
    };
    let mut kinds = list.entries.iter().filter_map(|entry| Some((entry, kind(entry)?)));
    let Some((_, first)) = kinds.next() else { return };
    if let Some((entry, other)) = kinds.find(|(_, kind)| *kind != first) {
        let message = format!("content is {other}, the other messages have {first}");
        let pointer = list.key(entry, &list.talk.content_key);
        if let Some(finding) = row.report(sink, ("content-alike", Level::Error), pointer, message) {
            finding.help("write the content of all messages in one way");
        }
    }
}

/// A space at the end of a part belongs to the token of the next word: where training switches it is not learned.
fn part_ends(row: &Reading<'_, '_>, list: &Conversation<'_, '_>, entry: &Entry<'_, '_>, sink: &mut Sink<'_>) {
    let key = &list.talk.content_key;
    let parts = entry.object.get(key).and_then(Json::as_array).unwrap_or_default();
    let learned = |part: &Json<'_>| match (part.get("train"), part.get("weight")) {
        (Some(Json::Bool(train)), _) => *train,
        (_, Some(Json::Number(weight))) => weight.value != 0.0,
        _ => true,
    };
    for (i, pair) in parts.windows(2).enumerate() {
        let text = ["text", "content", "value"].iter().find_map(|key| pair[0].get(key)?.as_str());
        if learned(&pair[0]) != learned(&pair[1]) && text.is_some_and(|text| text.ends_with(char::is_whitespace)) {
            let message = format!("the space at the end of part {i} is not learned, as training switches there");
            let pointer = format!("{}/{i}", list.key(entry, key));
            if let Some(finding) = row.report(sink, ("part-space", Level::Warn), pointer, message) {
                finding.help("move the space to the beginning of the next part");
            }
        }
    }
}
