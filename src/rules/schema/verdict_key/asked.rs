//! What the profiles look at: keys whose values decide, beginnings of texts, words that may not occur.

use std::collections::HashMap;

use super::VerdictKeys;
use super::words::Texts;
use crate::example::{Shape, hash_key};
use crate::rules::hashed::Hashed;
use crate::rules::profile::{Node, Profile, Type};

/// What of the value under a key decides a verdict beyond its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Care {
    /// Which forms a text has: the sets of characters and the beginnings that profiles ask for.
    Form,
    /// The value, where it is short.
    Value,
    /// As `Form`; and the row has to do with tools, whose names, ids and arguments must fit each other.
    Tools,
    /// More than a verdict key holds: rows with the key are judged one by one.
    Row,
}

/// What counts of the values under keys, by the hash of the key.
pub(super) type Cares = HashMap<u64, Care, Hashed>;

/// Keys of tools, of their calls and of their answers.
const TOOLS: [&str; 10] = [
    "tools",
    "functions",
    "toolConfig",
    "toolUse",
    "toolResult",
    "functionCall",
    "functionResponse",
    "tool_calls",
    "function_call",
    "tool_call_id",
];

impl VerdictKeys {
    /// Collects what the profiles look at; `run` is that of the run, of which not only what it refuses counts.
    pub fn of<'p>(profiles: impl Iterator<Item = &'p Profile>, run: &Profile) -> Self {
        let cares = Shape::ALL.iter().map(|_| Cares::default()).collect();
        let mut own = VerdictKeys { cares, starts: Vec::new(), pairs: Vec::new(), texts: Vec::new() };
        for profile in profiles {
            let wanted = own.profile(profile);
            let is_run = profile.name == run.name;
            for shape in Shape::ALL.into_iter().map(|(shape, _)| shape).filter(|shape| is_run || profile.takes(*shape))
            {
                wanted.iter().for_each(|(key, care)| own.add(shape, key, *care));
            }
            own.texts(profile, is_run);
        }
        let always = TOOLS.iter().map(|key| (*key, Care::Tools));
        let always =
            always.chain([("image_url", Care::Row), ("parallel_tool_calls", Care::Value), ("strict", Care::Value)]);
        for (key, care) in always {
            Shape::ALL.iter().for_each(|(shape, _)| own.add(*shape, key, care));
        }
        own.starts.sort();
        own.starts.dedup();
        assert!(own.starts.len() <= 60, "a verdict key has a bit for each beginning");
        own.pairs.sort();
        own.pairs.dedup();
        own
    }

    /// What a profile looks at.
    fn profile<'p>(&mut self, profile: &'p Profile) -> Vec<(&'p str, Care)> {
        let mut wanted = Vec::new();
        for form in profile.forms.values() {
            self.node(&form.row, &mut wanted);
            self.pairs.extend(form.answers.clone());
            wanted.extend(form.media.keys().map(|key| (key.as_str(), Care::Row)));
        }
        for talk in profile.talks.values() {
            self.node(&talk.message, &mut wanted);
            wanted.push((&talk.role_key, Care::Value));
            if !talk.parts.is_empty() {
                wanted.push(("type", Care::Value));
            }
            if !talk.files.is_empty() {
                wanted.extend(["mimeType", "mime_type"].map(|key| (key, Care::Value)));
            }
        }
        let same = profile.uniform.iter().filter(|field| field.same);
        wanted.extend(same.map(|field| (field.path.rsplit('/').next().unwrap_or_default(), Care::Value)));
        wanted
    }

    fn texts(&mut self, profile: &Profile, all: bool) {
        for (shape, _) in Shape::ALL.into_iter().filter(|(shape, _)| profile.takes(*shape)) {
            let place = shape as usize;
            if self.texts.len() <= place {
                self.texts.resize_with(place + 1, || None);
            }
            self.texts[place].get_or_insert_with(Texts::free).ask(profile, all);
        }
    }

    fn add(&mut self, shape: Shape, key: &str, care: Care) {
        let own = self.cares[shape as usize].entry(hash_key(key)).or_insert(care);
        *own = care.max(*own);
    }

    fn node<'p>(&mut self, node: &'p Node, wanted: &mut Vec<(&'p str, Care)>) {
        for (key, member) in &node.keys {
            if let Some(care) = care(member) {
                wanted.extend(std::iter::once(key).chain(&member.aliases).map(|name| (name.as_str(), care)));
            }
            self.starts.extend(member.starts.iter().chain(&member.doubtful_starts).cloned());
            self.node(member, wanted);
        }
        for case in &node.cases {
            wanted.push((&case.key, Care::Value));
            self.node(&case.then, wanted);
        }
        for below in node.items.iter().chain(&node.members) {
            self.node(below, wanted);
        }
    }
}

/// What of a value decides, by its node.
fn care(node: &Node) -> Option<Care> {
    let is = |wanted: &[Type]| node.types.iter().any(|kind| wanted.contains(kind));
    if node.distinct.is_some() || node.spans_of.is_some() {
        return Some(Care::Row);
    }
    if node.tools {
        return Some(Care::Tools);
    }
    let bounded = node.min.is_some() || node.max.is_some();
    // That a text is empty is part of each verdict key.
    let refused = node.refused.iter().any(|value| value.as_str() != Some(""));
    let listed = !node.values.is_empty() || refused || !node.tolerated.is_empty();
    let value = listed
        || is(&[Type::ArrayText, Type::ObjectText])
        || bounded && (node.types.is_empty() || is(&[Type::Number, Type::Integer]));
    let form = node.charset.is_some() || !node.starts.is_empty();
    if value { Some(Care::Value) } else { form.then_some(Care::Form) }
}
