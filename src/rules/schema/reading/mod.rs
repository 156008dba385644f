//! One row read as a consumer reads it: the form of row that it is taken for, its lists of messages, and what the walk
//! along the form's description found wrong.

pub mod choices;
pub mod flaw;
pub mod place;
pub mod shared;
pub mod spans;
pub mod value;
pub mod walk;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fmt::Display;

use crate::example::{Example, Json, Object, Role};
use crate::rules::catalogue::Level;
use crate::rules::contract::Sink;
use crate::rules::finding::Finding;
use crate::rules::profile::{Form, Profile, Talk};
use crate::rules::schema::tools::tool_use::ToolUse;
use flaw::Flaw;
use place::Place;
use shared::Shared;
use walk::walk;

/// One row under one profile.
pub struct Reading<'r, 'e> {
    /// The row.
    pub example: &'r Example<'e>,
    /// The consumer.
    pub profile: &'r Profile,
    /// The form that the row is taken for, if there is one.
    pub form: Option<&'r Form>,
    /// Its lists of messages.
    pub talks: Vec<Conversation<'r, 'e>>,
    /// Lists of tool definitions, with their pointers.
    pub tools: Vec<(String, &'r Json<'e>)>,
    /// What is wrong with keys, types and values, in the order of the row.
    pub flaws: Vec<Flaw>,
    /// What is the same under every profile, worked out once.
    pub shared: &'r Shared<'r, 'e>,
    tools_used: OnceCell<Option<ToolUse<'r>>>,
    /// Pointers of what is flawed.
    flawed: OnceCell<BTreeSet<String>>,
}

/// One list of messages.
pub struct Conversation<'r, 'e> {
    /// JSON Pointer of the list, or of the message where it is one alone.
    pub pointer: String,
    /// The list; an array where the row is right.
    pub value: &'r Json<'e>,
    /// What it may be.
    pub talk: &'r Talk,
    /// The messages in it that are objects.
    pub entries: Vec<Entry<'r, 'e>>,
    /// Whether it is one message that stands alone, not in a list.
    pub alone: bool,
}

/// One message that is an object.
pub struct Entry<'r, 'e> {
    /// Index in its list, from 0.
    pub index: usize,
    /// Its members.
    pub object: &'r Object<'e>,
    /// Its role as written, if it is a string.
    pub role_name: Option<&'r str>,
    /// What the role means.
    pub role: Role,
}

impl<'r, 'e> Conversation<'r, 'e> {
    /// Reads a list of messages, or one message.
    pub fn new(pointer: String, value: &'r Json<'e>, talk: &'r Talk) -> Self {
        let alone = value.as_object().is_some();
        let one = std::slice::from_ref(value);
        let items = if alone { one } else { value.as_array().unwrap_or_default() };
        let entry = |(index, item): (usize, &'r Json<'e>)| {
            let object = item.as_object()?;
            let role_name = object.get(&talk.role_key).and_then(Json::as_str);
            Some(Entry { index, object, role_name, role: role_name.map_or(Role::Other, Role::of) })
        };
        let entries = items.iter().enumerate().filter_map(entry).collect();
        Conversation { pointer, value, talk, entries, alone }
    }

    /// Whether every item is a message. Where one is none, nobody knows what it was to be: what is missing among the messages,
    /// or stands in a wrong order, is not told beside it.
    pub fn is_whole(&self) -> bool {
        self.alone || self.value.as_array().is_none_or(|items| items.len() == self.entries.len())
    }

    /// How many messages there are, where the consumer wants more than that, and there are some.
    pub fn too_few(&self) -> Option<usize> {
        let min = self.talk.min?;
        let is_taken_out = |entry: &&Entry<'_, '_>| self.talk.system_key.is_some() && entry.role == Role::System;
        let taken_out = self.entries.iter().filter(is_taken_out).count();
        let count = self.value.as_array().map_or(1, <[_]>::len) - taken_out;
        (count > 0 && count < min).then_some(count)
    }

    /// JSON Pointer of a message.
    pub fn at(&self, entry: &Entry<'_, '_>) -> String {
        if self.alone { self.pointer.clone() } else { format!("{}/{}", self.pointer, entry.index) }
    }

    /// JSON Pointer of a member of a message.
    pub fn key(&self, entry: &Entry<'_, '_>, key: &str) -> String {
        format!("{}/{key}", self.at(entry))
    }

    /// JSON Pointer of a message's role.
    pub fn role_of(&self, entry: &Entry<'_, '_>) -> String {
        self.key(entry, &self.talk.role_key)
    }
}

impl Entry<'_, '_> {
    /// The role as a message shows it.
    pub fn shown_role(&self) -> String {
        self.role_name.map_or("unknown".into(), |role| crate::rules::redact::quoted(role, 40))
    }
}

impl<'r, 'e> Reading<'r, 'e> {
    /// Reads a row as `profile` does.
    pub fn new(example: &'r Example<'e>, profile: &'r Profile, shared: &'r Shared<'r, 'e>) -> Self {
        let form = form(example, profile);
        let (talks, tools, flaws) = (Vec::new(), Vec::new(), Vec::new());
        let (tools_used, flawed) = (OnceCell::new(), OnceCell::new());
        let mut reading = Reading { example, profile, form, talks, tools, flaws, shared, tools_used, flawed };
        if let Some(form) = form {
            walk(&mut reading, form);
        }
        reading
    }

    /// The tools of the row and their use; `None` where it has to do with none.
    pub fn tool_use(&self) -> Option<&ToolUse<'r>> {
        if !self.shared.tools() {
            return None;
        }
        self.tools_used.get_or_init(|| self.form.map(|_| ToolUse::of(self))).as_ref()
    }

    /// Whether the walk found something wrong with the value at the pointer, or with one that it stands in.
    pub fn flawed(&self, pointer: &str) -> bool {
        let flawed = self.flawed_pointers();
        let ends = pointer.match_indices('/').map(|(end, _)| end).chain([pointer.len()]);
        !flawed.is_empty() && ends.into_iter().any(|end| flawed.contains(&pointer[..end]))
    }

    /// Whether the walk found something wrong with the value at the pointer itself.
    pub fn flawed_itself(&self, pointer: &str) -> bool {
        self.flawed_pointers().contains(pointer)
    }

    /// Whether the consumer refuses the value at the pointer itself.
    pub fn refused(&self, pointer: &str) -> bool {
        self.flaws.iter().any(|flaw| flaw.level == Level::Error && flaw.pointer == pointer)
    }

    fn flawed_pointers(&self) -> &BTreeSet<String> {
        self.flawed.get_or_init(|| {
            let wrong = self.flaws.iter().filter(|flaw| flaw.code != "FT221" && !flaw.pointer.is_empty());
            wrong.map(|flaw| flaw.pointer.clone()).collect()
        })
    }

    /// Reports what the check `name` found; nothing where the consumer does not mind. `usual` is the level unless the
    /// profile has another one.
    pub fn report<'s>(
        &self,
        sink: &'s mut Sink<'_>,
        (name, usual): (&str, Level),
        pointer: impl Display,
        message: impl Into<String>,
    ) -> Option<&'s mut Finding> {
        let level = self.profile.level(name, usual)?;
        Some(self.report_at(sink, level, pointer, message))
    }

    /// Reports at a level. The message names the consumer, where one is named.
    pub fn report_at<'s>(
        &self,
        sink: &'s mut Sink<'_>,
        level: Level,
        pointer: impl Display,
        message: impl Into<String>,
    ) -> &'s mut Finding {
        let mut message = message.into();
        if !self.profile.is_generic() {
            let outcome = self.profile.outcome.as_deref().filter(|_| level == Level::Error);
            let outcome = outcome.map_or(String::new(), |outcome| format!(": {outcome}"));
            message.push_str(&format!(" ({}{outcome})", self.profile.name));
        }
        sink.report(pointer, message).level(level)
    }

    /// [`Reading::report`] at a place that may be inside the text of a string; it is then named and marked.
    pub fn report_place<'s>(
        &self,
        sink: &'s mut Sink<'_>,
        what: (&str, Level),
        place: &Place<'_>,
        message: &str,
    ) -> Option<&'s mut Finding> {
        let finding = self.report(sink, what, &place.pointer, format!("{message}{}", place.words()))?;
        place.mark(finding);
        Some(finding)
    }

    /// Reports the flaws that belong to the rule `code`.
    pub fn report_flaws(&self, sink: &mut Sink<'_>, code: &str) {
        for flaw in self.flaws.iter().filter(|flaw| flaw.code == code) {
            let finding = self.report_at(sink, flaw.level, &flaw.pointer, &flaw.message);
            finding.span.clone_from(&flaw.span);
            if !flaw.help.is_empty() {
                finding.help(&flaw.help);
            }
        }
    }
}

/// The form of the profile that fits the row best; none where no key of any form is there.
fn form<'p>(example: &Example<'_>, profile: &'p Profile) -> Option<&'p Form> {
    let fit = |form: &'p Form| {
        let have = form.keys.iter().filter(|key| example.json.has(key)).count();
        let missing = form.keys.len() - have;
        let shaped = form.takes(example.shape);
        let items = items(example.json, form);
        // A form of no shape is known by its keys.
        let known = have > 0 && (!profile.is_generic() || form.shapes.is_empty() && missing == 0);
        (items != Items::Others && (shaped || known)).then_some((
            items,
            shaped,
            missing == 0,
            have,
            usize::MAX - missing,
            form,
        ))
    };
    let fits = profile.forms.values().filter_map(fit);
    // Of equals the first by name, so that the choice does not hang on anything but the profile.
    let best = fits.rev().max_by_key(|(items, shaped, whole, have, few, _)| (*shaped, *whole, *items, *have, *few));
    best.map(|(.., form)| form)
}

/// What the items of the list under a form's first key say of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Items {
    /// They have other keys, or stand where the form has none: a text is no list.
    Others,
    /// The form is known by keys of items, and there is no list of objects to tell by.
    Unseen,
    /// The form says nothing of them.
    Any,
    /// The list is empty.
    None,
    /// So many keys that the form asks for.
    Seen(usize),
}

fn items(row: &Object<'_>, form: &Form) -> Items {
    if form.item_keys.is_empty() {
        return Items::Any;
    }
    match form.keys.first().and_then(|key| row.get(key)) {
        Some(Json::Array(items)) => match items.first().map(Json::as_object) {
            None => Items::None,
            Some(None) => Items::Unseen,
            Some(Some(item)) if form.item_keys.iter().all(|key| item.has(key)) => Items::Seen(form.item_keys.len()),
            Some(Some(_)) => Items::Others,
        },
        Some(Json::String(_)) => Items::Others,
        _ => Items::Unseen,
    }
}
