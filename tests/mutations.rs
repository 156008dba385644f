//! A sample that a profile accepts, with one key removed, retyped or renamed, gives a finding that names the key, unless the
//! profile leaves the key free. What a profile says of a key is read from its description, not from the rules.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::collections::BTreeSet;
use std::fs;

use ft_lint::example::parse;
use ft_lint::rules::profile::{Case, Need, Node, Profile, Setting, Talk, Type};
use ft_lint::rules::{Check, Level, SchemaRule, Sink, by_code};
use ft_lint::source::Pos;
use serde_json::Value;
use support::profiles::{consumers, file_name, read, samples};

/// A member of a row, and what the profile says of it.
struct Site<'p> {
    /// Keys and indexes from the row down; the key is the last.
    path: Vec<String>,
    key: String,
    /// The spelling that messages name.
    main: String,
    parent: &'p Node,
    member: Option<&'p Node>,
    /// The list of messages and the role, for a member of a message.
    message: Option<(&'p Talk, String)>,
    /// Keys of the object that has it.
    beside: Vec<String>,
}

struct Visit<'p> {
    profile: &'p Profile,
    sites: Vec<Site<'p>>,
}

impl<'p> Visit<'p> {
    fn object(&mut self, node: &'p Node, value: &Value, path: &[String], message: Option<&(&'p Talk, String)>) {
        let Some(object) = value.as_object() else { return };
        let beside: Vec<String> = object.keys().cloned().collect();
        for (key, value) in object {
            let known = node.keys.iter().find(|(name, member)| *name == key || member.aliases.contains(key));
            let (main, member) = known.map_or((key, None), |(name, member)| (name, Some(member)));
            let path: Vec<String> = path.iter().chain([key]).cloned().collect();
            let inside = node.cases.iter().any(|case| holds(case, object) && case.then.keys.contains_key(key));
            if !inside {
                let (key, main, path, message) = (key.clone(), main.clone(), path.clone(), message.cloned());
                self.sites.push(Site { path, key, main, parent: node, member, message, beside: beside.clone() });
            }
            if let Some(member) = member.or(node.members.as_deref()) {
                self.value(member, value, &path);
            }
        }
        for case in node.cases.iter().filter(|case| holds(case, object)) {
            self.object(&case.then, value, path, message);
        }
    }

    fn value(&mut self, node: &'p Node, value: &Value, path: &[String]) {
        let below = |i: usize| -> Vec<String> { path.iter().cloned().chain([i.to_string()]).collect() };
        let talk = node.talk.as_ref().and_then(|name| self.profile.talks.get(name));
        match (talk, value) {
            (Some(talk), Value::Array(items)) => {
                for (i, item) in items.iter().enumerate() {
                    self.message(talk, item, &below(i));
                }
            }
            (Some(talk), Value::Object(_)) => self.message(talk, value, path),
            (None, Value::Array(items)) => {
                for (i, item) in items.iter().enumerate() {
                    if let Some(each) = &node.items {
                        self.value(each, item, &below(i));
                    }
                }
            }
            (None, Value::Object(_)) => {
                // Members of a message's member are no members of the message.
                self.object(node, value, path, None);
            }
            _ => {}
        }
    }

    fn message(&mut self, talk: &'p Talk, item: &Value, path: &[String]) {
        let role = item.get(&talk.role_key).and_then(Value::as_str).unwrap_or_default().to_owned();
        self.object(&talk.message, item, path, Some(&(talk, role)));
    }
}

fn holds(case: &Case, object: &serde_json::Map<String, Value>) -> bool {
    object.get(&case.key).is_some_and(|value| case.values.contains(value))
}

fn minds(setting: Option<Setting>) -> bool {
    setting.is_some_and(|setting| setting.0.is_some())
}

impl Site<'_> {
    /// Members of items of one list that stand beside the same keys need one look.
    fn kind(&self) -> (String, String, String) {
        let step = |step: &String| if step.parse::<usize>().is_ok() { "*".to_owned() } else { step.clone() };
        let path: Vec<String> = self.path.iter().map(step).collect();
        let role = self.message.as_ref().map_or(String::new(), |(_, role)| role.clone());
        (path.join("/"), role, self.beside.join(" "))
    }

    /// Whether the consumer misses the key when it is not there.
    fn is_needed(&self, profile: &Profile) -> bool {
        let alone = |group: &[String]| {
            group.contains(&self.key) && self.beside.iter().filter(|key| group.contains(key)).count() == 1
        };
        let by_choice = alone(&self.parent.one_of) || alone(&self.parent.any_of);
        let off = |setting: Option<Setting>| setting.is_some_and(|setting| setting.0.is_none());
        let by_node = self.member.is_some_and(|member| {
            let by_role = self.message.as_ref().is_some_and(|(_, role)| member.needed_by.contains(role));
            (member.need == Need::Required || by_role) && !off(member.level)
        });
        by_choice || by_node || self.is_content(profile)
    }

    /// Content may be away beside calls, and where the profile says so.
    fn is_content(&self, profile: &Profile) -> bool {
        let Some((talk, _)) = &self.message else { return false };
        let beside = ["tool_calls", "function_call", "refusal"];
        let other = self.beside.iter().any(|key| beside.contains(&key.as_str()));
        let own = self.key == talk.content_key || talk.content_aliases.contains(&self.key);
        let alone = !self.beside.iter().any(|key| *key != self.key && talk.content_aliases.contains(key));
        own && alone && !other && profile.level("missing-content", Level::Error).is_some()
    }

    /// Values of other types than the profile takes.
    fn strangers(&self) -> Vec<Value> {
        let Some(member) = self.member.filter(|member| !member.types.is_empty()) else { return Vec::new() };
        if member.level.is_some_and(|level| level.0.is_none()) {
            return Vec::new();
        }
        let takes = |text: &str| {
            let json = parse(text.as_bytes()).unwrap().json;
            let taken = |kind: &Type| kind.takes(&json);
            member.types.iter().any(taken)
        };
        let strange = ["\"seven\"", "7.5", "true", "[\"seven\"]", "{\"seven\":7}"];
        strange.into_iter().filter(|text| !takes(text)).map(|text| serde_json::from_str(text).unwrap()).collect()
    }
}

fn schema_rules() -> Vec<(&'static str, Box<dyn SchemaRule>)> {
    let schema = |(code, checks): (&'static str, Vec<Check>)| {
        let rule = |check| if let Check::Schema(rule) = check { Some((code, rule)) } else { None };
        checks.into_iter().filter_map(rule).collect::<Vec<_>>()
    };
    ft_lint::rules::build(&ft_lint::rules::Options::default()).into_iter().flat_map(schema).collect()
}

/// Whether a finding about the row names the key.
fn names(
    profile: &'static Profile,
    rules: &[(&'static str, Box<dyn SchemaRule>)],
    value: &Value,
    key: &str,
    main: &str,
) -> bool {
    let text = value.to_string();
    let mut named = false;
    read(profile, text.as_bytes(), |reading| {
        let mut found = Vec::new();
        for (code, rule) in rules {
            rule.check(reading, &mut Sink::new(by_code(code), Some(Pos::default()), &mut found));
        }
        let own = found.iter().map(|finding| (&finding.message, &finding.pointer));
        let flaws = reading.flaws.iter().map(|flaw| (&flaw.message, &flaw.pointer));
        let says = |message: &str, pointer: &str| {
            [key, main].iter().any(|key| message.contains(key) || pointer.split('/').any(|step| step == *key))
        };
        named = own.chain(flaws).any(|(message, pointer)| says(message, pointer));
    });
    named
}

/// Keys and types of a value; rows that share them are mutated once.
fn skeleton(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let member = |(key, value): (&String, &Value)| key.clone() + ":" + &skeleton(value) + ",";
            object.iter().map(member).collect()
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(skeleton).collect::<BTreeSet<_>>().into_iter().collect::<String>())
        }
        Value::String(_) => "s".into(),
        Value::Number(_) => "n".into(),
        Value::Bool(_) => "b".into(),
        Value::Null => "0".into(),
    }
}

fn parent<'v>(row: &'v mut Value, path: &[String]) -> &'v mut serde_json::Map<String, Value> {
    let steps = path[..path.len() - 1].iter();
    let step = |value: &'v mut Value, step: &String| match value {
        Value::Array(items) => items.get_mut(step.parse::<usize>().unwrap()).unwrap(),
        value => value.get_mut(step).unwrap(),
    };
    steps.fold(row, step).as_object_mut().unwrap()
}

#[test]
fn mutated_samples_are_found() {
    let rules = schema_rules();
    let mut wrong = BTreeSet::new();
    for profile in consumers() {
        let mut seen = BTreeSet::new();
        for path in samples(profile, "accept") {
            for line in fs::read_to_string(&path).unwrap().lines() {
                let Ok(row) = serde_json::from_str::<Value>(line) else { continue };
                if seen.insert(skeleton(&row)) {
                    let place = format!("{}/accept/{}", profile.name, file_name(&path));
                    wrong.extend(mutate(profile, &rules, &row).into_iter().map(|what| format!("{place}: {what}")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

/// The form that the row is read as, by its place in the profile.
fn form_of(profile: &'static Profile, row: &Value) -> Option<usize> {
    let mut form = None;
    read(profile, row.to_string().as_bytes(), |reading| {
        form = reading.form.map(|form| profile.forms.values().position(|other| std::ptr::eq(other, form)).unwrap());
    });
    form
}

fn mutate(profile: &'static Profile, rules: &[(&'static str, Box<dyn SchemaRule>)], row: &Value) -> Vec<String> {
    let Some(index) = form_of(profile, row) else { return Vec::new() };
    let form = profile.forms.values().nth(index).unwrap();
    let mut visit = Visit { profile, sites: Vec::new() };
    visit.object(&form.row, row, &[], None);
    let mut missed = Vec::new();
    let mut kinds = BTreeSet::new();
    for site in visit.sites.iter().filter(|site| kinds.insert(site.kind())) {
        let place = format!("/{}", site.path.join("/"));
        let mut try_one = |what: String, change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
            let mut changed = row.clone();
            change(parent(&mut changed, &site.path));
            // Without the key the row may be another form that the profile knows, or none that it looks at.
            let other = site.path.len() == 1 && form_of(profile, &changed) != Some(index);
            if !other && !names(profile, rules, &changed, &site.key, &site.main) {
                missed.push(format!("{place} {what}: nothing names `{}`", site.key));
            }
        };
        let needed = site.is_needed(profile);
        if needed {
            try_one("removed".into(), &|object| {
                object.remove(&site.key);
            });
        }
        if needed || minds(site.parent.unknown) {
            try_one("renamed".into(), &|object| {
                let value = object.remove(&site.key).unwrap();
                object.insert(format!("{}_other", site.key), value);
            });
        }
        for stranger in site.strangers() {
            try_one(format!("as {stranger}"), &|object| {
                object.insert(site.key.clone(), stranger.clone());
            });
        }
    }
    missed
}
