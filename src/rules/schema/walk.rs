//! The walk along a form's description: every value against its node. One cause gives one flaw: what has the wrong type
//! is not looked into, and a key that is a slip of a missing one is not also unknown.

use super::choices;
use super::flaw::Flaw;
use super::reading::{Conversation, Reading};
use super::spans::wrong_span;
use super::value::{check_value, equals, wrong_type};
use crate::example::{Json, Object, Role, Step, write_pointer};
use crate::rules::catalogue::Level;
use crate::rules::profile::{Form, Need, Node, Setting, Talk};
use crate::rules::redact::quoted;

/// Fills the flaws and the lists of messages of a reading.
pub(super) fn walk<'r>(reading: &mut Reading<'r, '_>, form: &'r Form) {
    let mut walk = Walk { reading, path: Vec::new(), role: None, last: false };
    let row = walk.reading.example.json;
    for key in form.without.iter().filter(|key| row.has(key)) {
        let set = form.keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        let message = format!("`{key}` beside {set}; the keys fit no form of row");
        walk.below(Step::Key(key), |walk| {
            walk.flaw("FT205", None, message, &format!("keep {set}, or make it another row"));
        });
    }
    walk.object(&form.row, row);
}

pub(super) struct Walk<'w, 'r, 'e> {
    reading: &'w mut Reading<'r, 'e>,
    path: Vec<Step<'r>>,
    /// The role of the message that the walk is in.
    role: Option<&'r str>,
    /// Whether that message is the last of its list.
    pub(super) last: bool,
}

impl<'r, 'e> Walk<'_, 'r, 'e> {
    /// Adds a flaw at the path, if the consumer minds.
    pub(super) fn flaw(&mut self, code: &str, level: Option<Setting>, message: String, help: &str) {
        let level = level.map_or(Some(Level::Error), |setting| setting.0);
        if let Some(level) = level {
            let pointer = write_pointer(&self.path);
            let flaw = Flaw { code: code.into(), level, pointer, message, help: help.into(), span: None };
            self.reading.flaws.push(flaw);
        }
    }

    /// Looks for words that the consumer keeps for itself.
    pub(super) fn reserved(&mut self, list: &str, text: &str) {
        let profile = self.reading.profile;
        let Some(level) = profile.level("reserved-word", Level::Error) else { return };
        for word in profile.words.get(list).into_iter().flatten() {
            if let Some(at) = memchr::memmem::find(text.as_bytes(), word.as_bytes()) {
                let message = format!("reserved word `{}`", word.escape_default());
                self.flaw(
                    "FT220",
                    Some(Setting(Some(level))),
                    message,
                    "write it in another way; the service uses it as a mark",
                );
                if let Some(flaw) = self.reading.flaws.last_mut() {
                    flaw.span = Some(at..at + word.len());
                }
            }
        }
    }

    fn below(&mut self, step: Step<'r>, look: impl FnOnce(&mut Self)) {
        self.path.push(step);
        look(self);
        self.path.pop();
    }

    /// The key that the path ends in, quoted, as messages name a value.
    pub(super) fn name(&self) -> String {
        let place = self.path.iter().rev().find_map(|step| if let Step::Key(key) = step { Some(*key) } else { None });
        let item = matches!(self.path.last(), Some(Step::Index(_)));
        let key = place.map_or("row".into(), |key| format!("`{}`", quoted(key, 40)));
        if item { format!("an item of {key}") } else { key }
    }

    pub(super) fn value(&mut self, node: &'r Node, value: &'r Json<'e>) {
        if wrong_type(self, node, value) {
            return;
        }
        check_value(self, node, value);
        if let Some(advice) = &node.legacy {
            let name = self.name();
            self.flaw("FT221", Some(Setting(Some(Level::Warn))), format!("{name} is deprecated"), advice);
        }
        if let Some(why) = &node.doubt {
            let message = format!("{} is doubtful: {why}", self.name());
            self.flaw(node.code.as_deref().unwrap_or("FT220"), Some(Setting(Some(Level::Warn))), message, "");
        }
        if node.tools {
            self.reading.tools.push((write_pointer(&self.path), value));
        }
        if let Some(name) = &node.talk
            && value.as_str().is_none()
        {
            self.talk(name, value);
        }
        match value {
            Json::Object(object) => self.object(node, object),
            Json::Array(items) => {
                choices::list(self, node, items);
                if let Some(each) = &node.items {
                    for (i, item) in items.iter().enumerate() {
                        self.below(Step::Index(i), |walk| walk.value(each, item));
                    }
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, node: &'r Node, object: &'r Object<'e>) {
        choices::object(self, node, object);
        if !self.path.is_empty() && self.foreign(node, object) {
            return;
        }
        self.known(node, object);
    }

    /// The members that the node knows, and what it says of the others.
    fn known(&mut self, node: &'r Node, object: &'r Object<'e>) {
        for (key, member) in &node.keys {
            let Some((key, value)) = self.find(key, member, object) else {
                if member.need == Need::Required || self.needs(member) {
                    self.missing(node, key, member, object);
                }
                continue;
            };
            let Some(value) = value else { continue };
            self.below(Step::Key(key), |walk| match member.need {
                Need::Forbidden => walk.unwanted(key, member),
                _ => walk.member(member, value),
            });
            self.spans(key, member, value, object);
        }
        for case in &node.cases {
            let value = object.get(&case.key);
            if value.is_some_and(|value| case.values.iter().any(|wanted| equals(value, wanted))) {
                choices::object(self, &case.then, object);
                self.known(&case.then, object);
            }
        }
        self.others(node, object);
    }

    /// Tells of an object that is something else altogether, once: it has none of the keys that make it what is wanted, nor
    /// any that the node knows.
    fn foreign(&mut self, node: &'r Node, object: &'r Object<'e>) -> bool {
        let wanted: Vec<&String> = match self.reading.talks.last() {
            Some(list) if self.is_message(node) => vec![&list.talk.role_key, &list.talk.content_key],
            _ => node.keys.iter().filter(|(_, member)| member.need == Need::Required).map(|(key, _)| key).collect(),
        };
        let first = wanted.first().and_then(|key| node.keys.get(key.as_str()));
        let Some(first) = first.filter(|first| wanted.len() > 1 && first.need == Need::Required) else { return false };
        if node.members.is_some() || !is_foreign(node, object, &wanted) {
            return false;
        }
        let keys: Vec<String> = wanted.iter().map(|key| format!("`{key}`")).collect();
        let (name, help) = if self.is_message(node) {
            ("message".to_owned(), "say who speaks and what, or remove it".to_owned())
        } else {
            (self.name(), format!("add {}", keys.join(", ")))
        };
        let message = match keys.as_slice() {
            [one, other] => format!("{name} has neither {one} nor {other}"),
            keys => format!("{name} has none of {}", keys.join(", ")),
        };
        self.flaw(first.code.as_deref().unwrap_or("FT203"), first.level, message, &help);
        true
    }

    fn is_message(&self, node: &Node) -> bool {
        self.reading.talks.last().is_some_and(|list| std::ptr::eq(&raw const list.talk.message, node))
    }

    /// The members that the node has no word for.
    fn others(&mut self, node: &'r Node, object: &'r Object<'e>) {
        if node.members.is_none() && node.unknown.is_none() {
            return;
        }
        let mut unknown = 0;
        for (key, value) in &object.0 {
            if node.keys.contains_key(key.as_ref()) || is_alias(node, key) {
                continue;
            }
            if let Some(each) = &node.members {
                self.below(Step::Key(key), |walk| walk.value(each, value));
            }
            if let Some(level) = node.unknown {
                unknown += 1;
                if unknown <= NAMED {
                    self.unknown(node, object, key, level);
                }
            }
        }
        if unknown > NAMED {
            let message = format!("{} more unknown keys", unknown - NAMED);
            self.flaw("FT205", node.unknown, message, "remove the keys, or keep them in a file of their own");
        }
    }

    /// A member by its key or by another spelling of it; without its value where that spelling is refused.
    fn find(&mut self, key: &'r str, node: &'r Node, object: &'r Object<'e>) -> Option<Found<'r, 'e>> {
        let own = object.get(key);
        for alias in &node.aliases {
            let Some(value) = object.get(alias) else { continue };
            if own.is_some() {
                let message = format!("both `{key}` and `{alias}`");
                self.below(Step::Key(alias), |walk| walk.flaw("FT205", None, message, &format!("keep `{key}` alone")));
                break;
            }
            let Some(level) = node.alias_level else { return Some((alias, Some(value))) };
            let refused = level.0 == Some(Level::Error);
            let (is, then) = if refused { ("not read", "the key is") } else { ("read", "the documented spelling is") };
            let message = format!("`{alias}` is {is}; {then} `{key}`");
            let help = format!("rename to `{key}`");
            self.below(Step::Key(alias), |walk| walk.flaw("FT205", Some(level), message, &help));
            return Some((alias, (!refused).then_some(value)));
        }
        own.map(|value| (key, Some(value)))
    }

    fn spans(&mut self, key: &'r str, node: &Node, value: &'r Json<'e>, object: &Object<'_>) {
        let (Some(text), Some(items)) = (&node.spans_of, value.as_array()) else { return };
        if let Some((index, why)) = wrong_span(items, object, text) {
            let code = node.code.as_deref().unwrap_or("FT220");
            let help = "give the offsets of the first and the last character, in the order of the text";
            self.below(Step::Key(key), |walk| {
                walk.below(Step::Index(index), |walk| walk.flaw(code, node.level, why, help));
            });
        }
    }

    fn needs(&self, node: &Node) -> bool {
        self.role.is_some_and(|role| node.needed_by.iter().any(|name| name == role))
    }

    fn member(&mut self, node: &'r Node, value: &'r Json<'e>) {
        if !node.roles.is_empty()
            && let Some(role) = self.role
            && Role::of(role) != Role::Other
            && !node.roles.iter().any(|name| Role::of(name) == Role::of(role))
            && *value != Json::Null
        {
            let name = self.name();
            let wanted = node.roles.join(" or ");
            let code = node.code.as_deref().unwrap_or("FT205");
            let message = format!("{name} on a `{}` message; only {wanted} messages may carry it", quoted(role, 40));
            self.flaw(code, node.elsewhere, message, "remove the key");
            return;
        }
        self.value(node, value);
    }

    fn unwanted(&mut self, key: &str, node: &Node) {
        let message = node.say.clone().unwrap_or_else(|| format!("`{key}` is not taken"));
        let code = node.code.as_deref().unwrap_or("FT205");
        self.flaw(code, node.level, message, node.help.as_deref().unwrap_or("remove the key"));
    }

    fn missing(&mut self, node: &Node, key: &str, member: &Node, object: &Object<'_>) {
        let is_message = self.is_message(node);
        let slip = slip(node, object, key).map_or(String::new(), |near| format!("; is `{}` meant?", quoted(near, 40)));
        let usual = match (is_message, self.role) {
            (true, Some(role)) if role != Role::Other.name() => format!("`{role}` message without `{key}`"),
            (true, _) => format!("message without `{key}`"),
            _ if self.path.is_empty() => format!("`{key}` is missing"),
            _ => format!("`{key}` is missing in {}", self.name()),
        };
        let message = member.say.clone().unwrap_or(usual);
        let help = member.help.clone().unwrap_or_else(|| format!("add `{key}`"));
        self.flaw(member.code.as_deref().unwrap_or("FT203"), member.level, message + &slip, &help);
    }

    fn unknown(&mut self, node: &'r Node, object: &Object<'_>, key: &'r str, level: Setting) {
        let near = |known: &str| known.len().abs_diff(key.len()) <= known.len() / 3;
        let nearest = node
            .keys
            .iter()
            .filter(|(known, member)| member.need != Need::Forbidden && near(known))
            .map(|(known, _)| (strsim::damerau_levenshtein(known, &key.to_lowercase()), known.as_str()))
            .min()
            .filter(|(distance, known)| *distance <= known.len() / 3);
        // A slip of a key that must be there is told where that key is missed.
        if let Some((_, known)) = nearest
            && !object.has(known)
            && (node.keys[known].need == Need::Required || self.is_content(known))
        {
            return;
        }
        let place = if self.role.is_some() { " in a message" } else { "" };
        let message = format!("unknown key `{}`{place}", quoted(key, 40));
        let help = match nearest {
            Some((_, known)) => format!("did you mean `{known}`?"),
            None if self.role.is_some() => "remove it, or keep it beside the list of messages".into(),
            None => "remove the key".into(),
        };
        self.below(Step::Key(key), |walk| walk.flaw("FT205", Some(level), message, &help));
    }

    fn is_content(&self, key: &str) -> bool {
        self.role.is_some() && self.reading.talks.last().is_some_and(|list| list.talk.content_key == key)
    }

    fn message(&mut self, talk: &'r Talk, message: &'r Object<'e>) {
        if let Some((role, text)) = other_layout(talk, message) {
            let (own_role, own_text) = (&talk.role_key, &talk.content_key);
            let found = format!("message has `{role}` and `{text}`, want `{own_role}` and `{own_text}`");
            let help = format!("rename `{role}` to `{own_role}` and `{text}` to `{own_text}`, and the roles with them");
            return self.flaw("FT203", None, found, &help);
        }
        let role = message.get(&talk.role_key).and_then(Json::as_str);
        self.role = Some(role.unwrap_or(Role::Other.name()));
        self.object(&talk.message, message);
        self.role = None;
    }

    /// A list of messages, or one message.
    fn talk(&mut self, name: &str, value: &'r Json<'e>) {
        let Some(talk) = self.reading.profile.talks.get(name) else { return };
        let list = Conversation::new(write_pointer(&self.path), value, talk);
        let alone = list.alone;
        self.reading.talks.push(list);
        let one = std::slice::from_ref(value);
        let items = if alone { one } else { value.as_array().unwrap_or_default() };
        for (i, item) in items.iter().enumerate() {
            if !alone {
                self.path.push(Step::Index(i));
            }
            if let Some(message) = item.as_object() {
                self.last = i + 1 == items.len();
                self.message(talk, message);
            } else {
                let found = item.type_name();
                let example = format!("{{\"{}\": …, \"{}\": …}}", talk.role_key, talk.content_key);
                self.flaw("FT204", None, format!("message is {found}, want an object"), &format!("write {example}"));
            }
            if !alone {
                self.path.pop();
            }
        }
    }
}

/// The keys of role and text of the other layout, where the message is written in it and the consumer does not read it.
pub(super) fn other_layout(talk: &Talk, message: &Object<'_>) -> Option<(&'static str, &'static str)> {
    let (role, text) = match talk.role_key.as_str() {
        "role" => ("from", "value"),
        "from" => ("role", "content"),
        _ => return None,
    };
    let read = |key: &str| talk.message.keys.contains_key(key) || is_alias(&talk.message, key);
    let lacks = !message.has(&talk.role_key) && !message.has(&talk.content_key);
    (lacks && message.has(role) && message.has(text) && !read(role) && !read(text)).then_some((role, text))
}

/// Unknown keys of one object that are named; more are counted.
const NAMED: usize = 20;

/// The key as it is written, and the value if it is read.
type Found<'r, 'e> = (&'r str, Option<&'r Json<'e>>);

fn is_alias(node: &Node, key: &str) -> bool {
    node.keys.values().any(|member| member.aliases.iter().any(|alias| alias == key))
}

/// The present key that is probably meant by a missing one: at most a third of its letters are others.
pub(super) fn slip<'o>(node: &Node, object: &'o Object<'_>, missing: &str) -> Option<&'o str> {
    let far = (missing.len() / 3).max(1);
    // No two texts are nearer than their lengths.
    let keys = object.keys().filter(|key| key.len().abs_diff(missing.len()) <= far && !node.keys.contains_key(*key));
    let near = keys.map(|key| (strsim::damerau_levenshtein(&key.to_lowercase(), missing), key)).min();
    near.filter(|(distance, _)| *distance <= far).map(|(_, key)| key)
}

/// Whether an object has no key that the node knows, and none that is a slip of one that is wanted.
pub(super) fn is_foreign(node: &Node, object: &Object<'_>, wanted: &[&String]) -> bool {
    let known =
        |(key, member): (&String, &Node)| object.has(key) || member.aliases.iter().any(|alias| object.has(alias));
    !node.keys.iter().any(known) && !wanted.iter().any(|key| object.has(key) || slip(node, object, key).is_some())
}
