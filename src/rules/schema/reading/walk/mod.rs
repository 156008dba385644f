//! The walk along a form's description: every value against its node. One cause gives one flaw: what has the wrong type
//! is not looked into, and a key that is a slip of a missing one is not also unknown.

mod keys;

pub use keys::{is_foreign, slip};

use super::choices;
use super::flaw::Flaw;
use super::spans::wrong_span;
use super::value::{check_value, equals, wrong_type};
use super::{Conversation, Reading};
use crate::example::{Json, Object, Role, Step, write_pointer};
use crate::rules::catalogue::Level;
use crate::rules::profile::{Form, Need, Node, Setting, Talk, Type};
use crate::rules::redact::quoted;
use keys::is_alias;

/// Fills the flaws and the lists of messages of a reading.
pub fn walk<'r>(reading: &mut Reading<'r, '_>, form: &'r Form) {
    let mut walk = Walk { reading, path: Vec::new(), role: None, message: 0, last: false };
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

/// A walk along one row, with the place that it has come to.
pub struct Walk<'w, 'r, 'e> {
    reading: &'w mut Reading<'r, 'e>,
    path: Vec<Step<'r>>,
    /// The role of the message that the walk is in.
    role: Option<&'r str>,
    /// Its index in its list.
    message: usize,
    /// Whether that message is the last of its list.
    pub last: bool,
}

impl<'r, 'e> Walk<'_, 'r, 'e> {
    /// Adds a flaw at the path, if the consumer minds.
    pub fn flaw(&mut self, code: &str, level: Option<Setting>, message: String, help: &str) {
        let level = level.map_or(Some(Level::Error), |setting| setting.0);
        if let Some(level) = level {
            let pointer = write_pointer(&self.path);
            let flaw = Flaw { code: code.into(), level, pointer, message, help: help.into(), span: None };
            self.reading.flaws.push(flaw);
        }
    }

    /// Looks for words that the consumer keeps for itself.
    pub fn reserved(&mut self, list: &str, text: &str) {
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
    pub fn name(&self) -> String {
        let place = self.path.iter().rev().find_map(|step| if let Step::Key(key) = step { Some(*key) } else { None });
        let item = matches!(self.path.last(), Some(Step::Index(_)));
        let key = place.map_or("row".into(), |key| format!("`{}`", quoted(key, 40)));
        if item { format!("an item of {key}") } else { key }
    }

    pub fn value(&mut self, node: &'r Node, value: &'r Json<'e>) {
        if wrong_type(self, node, value) {
            return;
        }
        let before = self.reading.flaws.len();
        check_value(self, node, value);
        let sound = self.reading.flaws.len() == before;
        if let Some(advice) = &node.legacy {
            let name = self.name();
            self.flaw("FT221", Some(Setting(Some(Level::Warn))), format!("{name} is deprecated"), advice);
        }
        if let Some(why) = node.doubt.as_ref().filter(|_| sound) {
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
            // Where null stands for a missing key, it does so also where the key is needed.
            if *value == Json::Null && self.needs(member) && member.types.contains(&Type::Null) {
                self.missing(node, key, member, object);
                continue;
            }
            self.below(Step::Key(key), |walk| match member.need {
                Need::Forbidden => walk.unwanted(key, member),
                _ => walk.member(member, value),
            });
            self.spans(key, member, value, object);
        }
        for case in &node.cases {
            let value = object.get(&case.key);
            let is_case =
                |value: &Json<'_>| *value != Json::Null && case.values.iter().any(|wanted| equals(value, wanted));
            if value.is_some_and(is_case) {
                choices::object(self, &case.then, object);
                self.known(&case.then, object);
            }
        }
        self.others(node, object);
    }

    fn is_message(&self, node: &Node) -> bool {
        self.reading.talks.last().is_some_and(|list| std::ptr::eq(&raw const list.talk.message, node))
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
                (self.message, self.last) = (i, i + 1 == items.len());
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
pub fn other_layout(talk: &Talk, message: &Object<'_>) -> Option<(&'static str, &'static str)> {
    let (role, text) = match talk.role_key.as_str() {
        "role" => ("from", "value"),
        "from" => ("role", "content"),
        _ => return None,
    };
    let read = |key: &str| talk.message.keys.contains_key(key) || is_alias(&talk.message, key);
    let lacks = !message.has(&talk.role_key) && !message.has(&talk.content_key);
    (lacks && message.has(role) && message.has(text) && !read(role) && !read(text)).then_some((role, text))
}
