//! Rules of the house: what a configuration declares, as rules like all others. They cost nothing where there are none.

mod spec;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aho_corasick::AhoCorasick;
use jsonschema::Validator;
use regex::{Regex, RegexBuilder};

pub use spec::{Spec, What, Where};

use super::catalogue::Meta;
use super::contract::{Check, ExampleRule, Sink};
use super::finding::Finding;
use super::schema::{Breach, plain, validator};
use crate::example::{Example, Json, Object, parse};
use crate::source::Row;
use spec::meta;

/// What every code of such a rule starts with.
pub const PREFIX: &str = "CUSTOM-";
/// Bytes that a compiled expression may take.
const COMPILED: usize = 1 << 20;

/// A rule that can run.
#[derive(Clone, Debug)]
pub struct House {
    meta: &'static Meta,
    spec: Arc<Spec>,
    look: Arc<Look>,
    /// Whether there was anything to look at. It decides no finding.
    looked: Arc<AtomicBool>,
}

#[derive(Debug)]
enum Look {
    Pattern(Regex),
    Phrases(AhoCorasick),
    Required,
    Schema(Box<Validator>),
}

impl House {
    /// Builds a rule, or says why it cannot be.
    pub fn build(spec: Spec) -> Result<House, String> {
        let look = match &spec.what {
            What::Pattern(pattern) => {
                let regex = RegexBuilder::new(pattern).size_limit(COMPILED).dfa_size_limit(COMPILED).build();
                Look::Pattern(regex.map_err(|why| format!("`pattern` is no regular expression: {}", last_line(&why)))?)
            }
            What::Phrases(phrases) => {
                if phrases.iter().any(|phrase| phrase.trim().is_empty()) {
                    return Err("a phrase is empty".into());
                }
                let built = AhoCorasick::builder().ascii_case_insensitive(true).build(phrases);
                Look::Phrases(built.map_err(|why| format!("`phrases` cannot be searched for: {why}"))?)
            }
            What::Required(pointers) => {
                if let Some(bad) = pointers.iter().find(|pointer| !pointer.starts_with('/')) {
                    return Err(format!("`{bad}` is no JSON Pointer: it starts with `/`"));
                }
                Look::Required
            }
            What::Schema(pointer, schema) => {
                if !pointer.is_empty() && !pointer.starts_with('/') {
                    return Err(format!("`{pointer}` is no JSON Pointer: it starts with `/`"));
                }
                jsonschema::meta::validate(schema).map_err(|why| format!("`schema` is no JSON Schema: {why}"))?;
                let built = validator(schema);
                Look::Schema(Box::new(built.ok_or("`schema` cannot be used: an expression or a reference in it")?))
            }
        };
        Ok(House { meta: meta(&spec), spec: Arc::new(spec), look: Arc::new(look), looked: Arc::default() })
    }

    /// What it is.
    pub fn meta(&self) -> &'static Meta {
        self.meta
    }

    /// Whether a row had what it looks at.
    pub fn has_looked(&self) -> bool {
        self.looked.load(Ordering::Relaxed)
    }

    fn looks(&self) {
        if !self.has_looked() {
            self.looked.store(true, Ordering::Relaxed);
        }
    }

    /// What it does.
    pub fn check(&self) -> Check {
        Check::Example(Box::new(self.clone()))
    }

    /// What it says about one row; for trying it. An error where the row is no JSON object.
    pub fn try_on(&self, row: &str) -> Result<Vec<Finding>, String> {
        let parsed = parse(row.as_bytes()).map_err(|_| "the row is not JSON".to_owned())?;
        let Json::Object(object) = &parsed.json else { return Err("the row is no JSON object".into()) };
        let place = Row::alone(row.as_bytes());
        let mut found = Vec::new();
        let mut sink = Sink::new(self.meta, Some(place.pos), &mut found);
        ExampleRule::check(self, &Example::lower(place, object), &mut sink);
        Ok(found)
    }

    fn report<'s>(&self, sink: &'s mut Sink<'_>, pointer: &str, usual: String) -> &'s mut Finding {
        let finding = sink.report(pointer, self.spec.message.clone().unwrap_or(usual));
        if let Some(help) = &self.spec.help {
            finding.help(help.clone());
        }
        finding
    }

    fn required(&self, object: &Object<'_>, pointers: &[String], sink: &mut Sink<'_>) {
        for pointer in pointers {
            if below(object, pointer).is_none() {
                // What is missing has no place; what should hold it may have one.
                let holder = pointer.rsplit_once('/').map_or("", |(head, _)| head);
                let shown = if below(object, holder).is_some() { holder } else { "" };
                self.report(sink, shown, format!("`{pointer}` is missing"));
            }
        }
    }

    fn breaches(&self, object: &Object<'_>, pointer: &str, validator: &Validator, sink: &mut Sink<'_>) {
        let value = match below(object, pointer) {
            Some(Found::Row(object)) => plain(&Json::Object(object.clone())),
            Some(Found::Value(value)) => plain(value),
            None => return,
        };
        self.looks();
        if let Some(error) = validator.iter_errors(&value).next() {
            let breach = Breach::of(&error);
            let subject = breach.subject().map_or(String::new(), |subject| subject + " ");
            let message = format!("breaks the schema of `{}`: {subject}{}", self.spec.name, breach.why);
            let finding = self.report(sink, &format!("{pointer}{}", breach.inside), message);
            if self.spec.help.is_none() && !breach.help.is_empty() {
                finding.help(breach.help);
            }
        }
    }
}

impl ExampleRule for House {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        let texts = || example.texts.iter().filter(|text| self.spec.place.has(text));
        match (self.look.as_ref(), &self.spec.what) {
            (Look::Pattern(regex), _) => {
                for text in texts() {
                    self.looks();
                    if let Some(hit) = regex.find(text.text).filter(|hit| !hit.is_empty()) {
                        self.report(sink, &text.pointer.to_string(), format!("a text matches `{}`", self.spec.name))
                            .span(hit.range());
                    }
                }
            }
            (Look::Phrases(search), What::Phrases(phrases)) => {
                for text in texts() {
                    self.looks();
                    let hit = search.find_overlapping_iter(text.text).find(|hit| stands_alone(text.text, hit.range()));
                    if let Some(hit) = hit {
                        let phrase = &phrases[hit.pattern().as_usize()];
                        self.report(sink, &text.pointer.to_string(), format!("`{phrase}` is not wanted"))
                            .span(hit.range());
                    }
                }
            }
            (Look::Schema(validator), What::Schema(pointer, _)) => {
                self.breaches(example.json, pointer, validator, sink);
            }
            (_, What::Required(pointers)) => {
                self.looks();
                self.required(example.json, pointers, sink);
            }
            _ => {}
        }
    }
}

/// What stands at a pointer: the row itself, or a value in it.
enum Found<'f, 'a> {
    Row(&'f Object<'a>),
    Value(&'f Json<'a>),
}

fn below<'f, 'a>(object: &'f Object<'a>, pointer: &str) -> Option<Found<'f, 'a>> {
    let Some(path) = pointer.strip_prefix('/') else { return Some(Found::Row(object)) };
    let (key, rest) = path.split_once('/').map_or((path, String::new()), |(key, rest)| (key, format!("/{rest}")));
    let key = key.replace("~1", "/").replace("~0", "~");
    object.get(&key)?.at(&rest).map(Found::Value)
}

/// Whether a phrase is not part of a longer word.
fn stands_alone(text: &str, at: std::ops::Range<usize>) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let inner = &text[at.clone()];
    let before = text[..at.start].chars().next_back().is_some_and(word) && inner.chars().next().is_some_and(word);
    let after = text[at.end..].chars().next().is_some_and(word) && inner.chars().next_back().is_some_and(word);
    !before && !after
}

fn last_line(why: &regex::Error) -> String {
    let text = why.to_string();
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::rules::Level;

    fn house(what: What) -> House {
        let name = "no-codenames".to_owned();
        House::build(Spec { name, level: Level::Warn, message: None, help: None, place: Where::All, what }).unwrap()
    }

    fn found(house: &House, row: &Value) -> Vec<(String, String)> {
        let found = house.try_on(&row.to_string()).unwrap();
        found.into_iter().map(|finding| (finding.pointer, finding.message)).collect()
    }

    fn says(what: What, row: &Value) -> bool {
        !found(&house(what), row).is_empty()
    }

    #[test]
    fn phrases_stand_alone_whatever_their_case() {
        let phrases = || What::Phrases(vec!["blue heron".into(), "heron".into()]);
        let row = |text: &str| json!({"prompt": text, "completion": "yes"});
        for bad in ["the Blue Heron flies", "heron", "a (HERON)", "é heron é"] {
            assert!(says(phrases(), &row(bad)), "{bad}");
        }
        for good in ["herons", "a heron_nest", "blue", "the blueheronry", "", "héron"] {
            assert!(!says(phrases(), &row(good)), "{good}");
        }
    }

    #[test]
    fn patterns_look_where_they_are_told() {
        let pattern = What::Pattern(r"\bT-\d{4}\b".into());
        assert!(says(pattern.clone(), &json!({"prompt": "see T-1234", "completion": "yes"})));
        let target = House {
            spec: Arc::new(Spec { place: Where::Target, ..(*house(pattern.clone()).spec).clone() }),
            ..house(pattern)
        };
        assert!(found(&target, &json!({"prompt": "see T-1234", "completion": "yes"})).is_empty());
        assert_eq!(found(&target, &json!({"prompt": "see", "completion": "T-1234"})).len(), 1);
    }

    #[test]
    fn keys_and_schemas_are_held_against_the_row() {
        let required = || What::Required(vec!["/meta/source".into()]);
        assert!(!says(required(), &json!({"prompt": "a", "completion": "b", "meta": {"source": null}})));
        let missing = found(&house(required()), &json!({"prompt": "a", "completion": "b", "meta": {}}));
        assert_eq!(missing, [("/meta".to_owned(), "`/meta/source` is missing".to_owned())]);
        let schema = || What::Schema("/meta".into(), json!({"type": "object", "required": ["source"]}));
        assert!(says(schema(), &json!({"prompt": "a", "completion": "b", "meta": {}})));
        assert!(!says(schema(), &json!({"prompt": "a", "completion": "b", "meta": {"source": 1}})));
        assert!(!says(schema(), &json!({"prompt": "a", "completion": "b"})), "what is not there breaks nothing");
        let whole = What::Schema(String::new(), json!({"properties": {"split": {"enum": ["train", "test"]}}}));
        assert!(says(whole.clone(), &json!({"prompt": "a", "completion": "b", "split": "dev"})));
        assert!(!says(whole, &json!({"prompt": "a", "completion": "b", "split": "train"})));
    }

    #[test]
    fn what_cannot_run_says_why() {
        let build = |what| House::build(Spec { what, ..(*house(What::Pattern("x".into())).spec).clone() }).map(|_| ());
        for bad in [
            What::Pattern("(".into()),
            What::Pattern("\\w{1000}{1000}".into()),
            What::Phrases(vec![" ".into()]),
            What::Required(vec!["meta".into()]),
            What::Schema(String::new(), json!({"type": "strin"})),
            What::Schema("meta".into(), json!({})),
        ] {
            assert!(build(bad.clone()).is_err(), "{bad:?}");
        }
        assert!(build(What::Pattern("(?i)\\p{Greek}".into())).is_ok());
    }
}
