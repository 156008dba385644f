//! Limits of a consumer on files: how many rows, how many bytes, which names.

use crate::rules::catalogue::Level;
use crate::rules::facts::Facts;
use crate::rules::profile::{Counted, Limits, Profile};

/// Takes a key, a level, the input, a message and advice.
type Say<'s> = &'s mut dyn FnMut(&str, Level, Option<usize>, String, &str);

/// What the files as such break of a consumer's limits; `say` is given a key, a level, the input, a message and advice.
pub fn file_limits(profile: &Profile, facts: &Facts, say: Say<'_>) {
    let (limits, rows) = (&profile.limits, facts.rows);
    let count = counted(rows);
    let few = limits.min_rows.filter(|min| rows > 0 && rows < *min);
    if let Some(min) = few {
        say("min-rows", Level::Error, None, format!("{count}, want {min} or more"), "add examples");
    }
    if let Some(max) = limits.max_rows.filter(|max| rows > *max) {
        say("max-rows", Level::Error, None, format!("{count}, want {max} at most"), "split or thin out the file");
    }
    if let Some(advised) = limits.advised_rows.filter(|advised| few.is_none() && rows > 0 && rows < *advised) {
        say("advised-rows", Level::Info, None, format!("{count}; {advised} or more are advised"), "add examples");
    }
    model_rows(limits, rows, say);
    for input in &facts.inputs {
        file_size(limits, input.index, input.bytes, say);
        if let Some(list) = wrong_ending(&input.name, limits) {
            let message = format!("the name does not end in {list}");
            say("extension", Level::Error, Some(input.index), message, "rename the file, or convert it");
        }
    }
}

fn counted(rows: u64) -> String {
    if rows == 1 { "1 row".into() } else { format!("{rows} rows") }
}

/// The models that take another number of rows.
fn model_rows(limits: &Limits, rows: u64, say: Say<'_>) {
    for model in &limits.models {
        let name = &model.name;
        if let Some(min) = model.min_rows.filter(|min| rows > 0 && rows < *min) {
            say(
                name,
                Level::Info,
                None,
                format!("{}; {name} needs {min}", counted(rows)),
                "add examples for this model",
            );
        }
        if let Some(max) = model.max_rows.filter(|max| rows > *max) {
            say(
                name,
                Level::Info,
                None,
                format!("{}; {name} takes {max}", counted(rows)),
                "thin out the file for this model",
            );
        }
    }
}

fn file_size(limits: &Limits, input: usize, bytes: u64, say: Say<'_>) {
    if let Some(max) = limits.max_bytes.filter(|max| bytes > *max) {
        let message = format!("{bytes} bytes, want {max} at most");
        say("max-bytes", Level::Error, Some(input), message, "split the file");
    } else if let Some(max) = limits.warn_bytes.filter(|max| bytes > *max) {
        let message = format!("{bytes} bytes; above {max} uploads need parts, or have failed");
        say("warn-bytes", Level::Warn, Some(input), message, "upload it in parts, or split the file");
    }
    for model in &limits.models {
        if let Some(max) = model.max_bytes.filter(|max| bytes > *max) {
            let name = &model.name;
            say(name, Level::Info, Some(input), format!("{bytes} bytes; {name} takes {max}"), "split the file");
        }
    }
}

/// The endings that are taken, if the name has none of them. Packed files and standard input are not judged by name.
fn wrong_ending(name: &str, limits: &Limits) -> Option<String> {
    let endings = &limits.extensions;
    let name = if limits.lower_case { name.to_owned() } else { name.to_ascii_lowercase() };
    let bare = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    let right = endings.is_empty()
        || name == "-"
        || name == "<stdin>"
        || endings.iter().any(|end| bare.ends_with(end.as_str()));
    (!right).then(|| endings.join(" or "))
}

/// What so many rows of a kind break of a consumer's limit; `say` is given a level, a message and advice.
pub fn counted_rows(wish: &Counted, rows: u64, say: &mut dyn FnMut(Level, String, &str)) {
    let what = &wish.what;
    if rows > wish.max {
        let message = format!("{rows} rows with {what}, want {} at most", wish.max);
        say(Level::Error, message, "split or thin out the file");
    }
    if let Some(note) = wish.note.as_ref().filter(|_| rows > 0) {
        let s = if rows == 1 { "" } else { "s" };
        say(Level::Info, format!("{rows} row{s} with {what}: {note}"), "look through them before the upload");
    }
}
