//! JSON Pointers (RFC 6901), kept as steps and written out only for findings.

use std::borrow::Cow;
use std::fmt;

use super::json::Json;

/// One step of a pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A member of an object.
    Key(&'a str),
    /// An item of an array, from 0.
    Index(usize),
}

/// Room for the deepest place that lowering knows: `/input/messages/0/tool_calls/0/function/arguments`.
const STEPS: usize = 7;

/// Steps into a value that has any form, below the place that lowering knows.
const INNER: usize = 6;

/// A pointer of at most seven steps, and six more into a value that has any form; cheap to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer<'a> {
    steps: [Step<'a>; STEPS],
    /// The value of any form.
    inner: Option<Inner<'a>>,
    /// The steps into it, as numbers of members and items.
    path: [u16; INNER],
    len: u8,
    deep: u8,
}

/// A value of any form, known by where it is and not by what it says.
#[derive(Clone, Copy, Debug)]
struct Inner<'a>(&'a Json<'a>);

impl PartialEq for Inner<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Inner<'_> {}

impl<'a> Pointer<'a> {
    /// The whole row.
    pub const ROOT: Pointer<'static> =
        Pointer { steps: [Step::Index(0); STEPS], inner: None, path: [0; INNER], len: 0, deep: 0 };

    /// One member of the row.
    pub fn member(key: &'a str) -> Self {
        Pointer::ROOT.key(key)
    }

    /// The member `key` of the value pointed to.
    #[must_use]
    pub fn key(self, key: &'a str) -> Self {
        self.step(Step::Key(key))
    }

    /// The item `index` (from 0) of the value pointed to.
    #[must_use]
    pub fn index(self, index: usize) -> Self {
        self.step(Step::Index(index))
    }

    fn step(mut self, step: Step<'a>) -> Self {
        debug_assert!(usize::from(self.len) < STEPS, "lowering goes no deeper");
        if let Some(place) = self.steps.get_mut(usize::from(self.len)) {
            *place = step;
            self.len += 1;
        }
        self
    }

    /// Shows every string in `value`, to which the pointer leads, with its pointer. What is nested deeper than six steps,
    /// or stands behind 65,535 others, is left out.
    pub fn strings(self, value: &'a Json<'a>, show: &mut dyn FnMut(Pointer<'a>, &'a str)) {
        Pointer { inner: Some(Inner(value)), ..self }.inside(value, show);
    }

    fn inside(self, value: &'a Json<'a>, show: &mut dyn FnMut(Pointer<'a>, &'a str)) {
        let step = |number: usize| {
            let mut deeper = self;
            *deeper.path.get_mut(usize::from(self.deep))? = u16::try_from(number).ok()?;
            deeper.deep += 1;
            Some(deeper)
        };
        match value {
            Json::String(text) => show(self, text),
            Json::Array(items) => {
                items.iter().enumerate().map_while(|(i, item)| Some((step(i)?, item))).for_each(|(at, item)| {
                    at.inside(item, show);
                });
            }
            Json::Object(object) => {
                let members = object.0.iter().enumerate().map_while(|(i, (_, member))| Some((step(i)?, member)));
                members.for_each(|(at, member)| at.inside(member, show));
            }
            _ => {}
        }
    }

    /// The steps into the value of any form.
    fn inner_steps(&self) -> Vec<Step<'a>> {
        let mut value = self.inner.map(|inner| inner.0);
        let mut steps = Vec::new();
        for number in &self.path[..usize::from(self.deep)] {
            let number = usize::from(*number);
            value = match value {
                Some(Json::Array(items)) => {
                    steps.push(Step::Index(number));
                    items.get(number)
                }
                Some(Json::Object(object)) => object.0.get(number).map(|(key, member)| {
                    steps.push(Step::Key(key));
                    member
                }),
                _ => None,
            };
        }
        steps
    }
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&write(&self.steps[..usize::from(self.len)]))?;
        if self.deep > 0 { out.write_str(&write(&self.inner_steps())) } else { Ok(()) }
    }
}

/// A path of any depth, written out.
pub fn write(steps: &[Step<'_>]) -> String {
    let mut out = String::new();
    for step in steps {
        out.push('/');
        match step {
            Step::Key(key) => out.push_str(&escape(key)),
            Step::Index(index) => out.push_str(&index.to_string()),
        }
    }
    out
}

/// A key as it stands in a pointer: `~` and `/` escaped.
pub fn escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { Cow::Owned(key.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(key) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_escaped() {
        assert_eq!(Pointer::member("a/b~c").index(2).to_string(), "/a~1b~0c/2");
        assert_eq!(Pointer::ROOT.to_string(), "");
    }

    #[test]
    fn strings_in_a_value_have_pointers() {
        let text = r#"{"a/b": ["x", 1, {"c": "y"}], "d": "z", "deep": [[[[[["six"]]]]]], "deeper": [[[[["six"]]]]]}"#;
        let parsed = crate::example::parse(text.as_bytes()).expect("JSON");
        let mut found = Vec::new();
        let at = Pointer::member("m").index(3).key("arguments");
        at.strings(&parsed.json, &mut |at, text| found.push((at.to_string(), text.to_owned())));
        let found: Vec<(&str, &str)> = found.iter().map(|(at, text)| (at.as_str(), text.as_str())).collect();
        assert_eq!(
            found,
            [
                ("/m/3/arguments/a~1b/0", "x"),
                ("/m/3/arguments/a~1b/2/c", "y"),
                ("/m/3/arguments/d", "z"),
                ("/m/3/arguments/deeper/0/0/0/0/0", "six"),
            ]
        );
        assert_eq!(size_of::<Pointer<'_>>(), 136);
    }
}
