//! Keys that are missing, unknown, spelled in another way, or those of something else.

use super::Walk;
use crate::example::{Json, Object, Role, Step};
use crate::rules::catalogue::Level;
use crate::rules::profile::{Need, Node, Setting};
use crate::rules::redact::quoted;
use crate::rules::schema::missing_content::misses_content;

/// Unknown keys of one object that are named; more are counted.
const NAMED: usize = 20;

/// The key as it is written, and the value if it is read.
type Found<'r, 'e> = (&'r str, Option<&'r Json<'e>>);

impl<'r, 'e> Walk<'_, 'r, 'e> {
    /// The members that the node has no word for.
    pub(super) fn others(&mut self, node: &'r Node, object: &'r Object<'e>) {
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

    fn unknown(&mut self, node: &'r Node, object: &Object<'_>, key: &'r str, level: Setting) {
        let near = |known: &str| known.len().abs_diff(key.len()) <= known.len() / 3;
        let nearest = node
            .keys
            .iter()
            .filter(|(known, member)| member.need != Need::Forbidden && near(known))
            .map(|(known, _)| (strsim::damerau_levenshtein(known, &key.to_lowercase()), known.as_str()))
            .min()
            .filter(|(distance, known)| *distance <= known.len() / 3);
        if self.told_as_slip(node, object, key) {
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

    /// Whether a key is named as a slip where the key that it means is missed.
    fn told_as_slip(&self, node: &Node, object: &Object<'_>, key: &str) -> bool {
        let missed = |(known, member): (&String, &Node)| {
            !object.has(known)
                && (member.need == Need::Required || self.needs(member) || self.misses_content(known))
                && slip(node, object, known) == Some(key)
        };
        node.keys.iter().any(missed)
            || node.any_of.iter().all(|known| !object.has(known))
                && node.any_of.iter().find_map(|known| slip(node, object, known)) == Some(key)
    }

    /// Whether the message that the walk is in lacks its content, which has this key.
    fn misses_content(&self, key: &str) -> bool {
        let Some(list) = self.reading.talks.last().filter(|_| self.role.is_some()) else { return false };
        let at = list.entries.binary_search_by_key(&self.message, |entry| entry.index);
        list.talk.content_key == key && at.is_ok_and(|at| misses_content(self.reading.profile, list, &list.entries[at]))
    }

    /// A member by its key or by another spelling of it; without its value where that spelling is refused.
    pub(super) fn find(&mut self, key: &'r str, node: &'r Node, object: &'r Object<'e>) -> Option<Found<'r, 'e>> {
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

    /// A key of the row that is a slip of one by which another form is known, in words.
    pub(in super::super) fn other_form(&self, object: &Object<'_>) -> Option<String> {
        if !self.path.is_empty() {
            return None;
        }
        let forms = &self.reading.profile.forms;
        let found =
            forms.values().flat_map(|form| form.keys.iter().map(move |key| (form, key))).find_map(|(form, key)| {
                let near = slip(&form.row, object, key).filter(|_| !object.has(key))?;
                Some((near, key))
            });
        found.map(|(near, key)| format!("; is `{}` meant as `{key}`?", quoted(near, 40)))
    }

    /// Tells of a key that must be there and is not.
    pub(super) fn missing(&mut self, node: &Node, key: &str, member: &Node, object: &Object<'_>) {
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

    /// Tells of a key that may not be there.
    pub(super) fn unwanted(&mut self, key: &str, node: &Node) {
        let message = node.say.clone().unwrap_or_else(|| format!("`{key}` is not taken"));
        let code = node.code.as_deref().unwrap_or("FT205");
        self.flaw(code, node.level, message, node.help.as_deref().unwrap_or("remove the key"));
    }

    /// Tells of an object that is something else altogether, once: it has none of the keys that make it what is wanted, nor
    /// any that the node knows.
    pub(super) fn foreign(&mut self, node: &'r Node, object: &'r Object<'e>) -> bool {
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
}

/// Whether a key is another spelling of one that the node knows.
pub(super) fn is_alias(node: &Node, key: &str) -> bool {
    node.keys.values().any(|member| member.aliases.iter().any(|alias| alias == key))
}

/// The present key that is probably meant by a missing one: at most a third of its letters are others.
pub fn slip<'o>(node: &Node, object: &'o Object<'_>, missing: &str) -> Option<&'o str> {
    let far = (missing.len() / 3).max(1);
    // No two texts are nearer than their lengths.
    let keys = object.keys().filter(|key| key.len().abs_diff(missing.len()) <= far && !node.keys.contains_key(*key));
    let near = keys.map(|key| (strsim::damerau_levenshtein(&key.to_lowercase(), missing), key)).min();
    near.filter(|(distance, _)| *distance <= far).map(|(_, key)| key)
}

/// Whether an object has no key that the node knows, and none that is a slip of one that is wanted.
pub fn is_foreign(node: &Node, object: &Object<'_>, wanted: &[&String]) -> bool {
    let known =
        |(key, member): (&String, &Node)| object.has(key) || member.aliases.iter().any(|alias| object.has(alias));
    !node.keys.iter().any(known) && !wanted.iter().any(|key| object.has(key) || slip(node, object, key).is_some())
}
