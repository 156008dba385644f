//! JSON Pointers (RFC 6901), kept as steps and written out only for findings.

use std::borrow::Cow;
use std::fmt;

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

/// A pointer of at most seven steps; cheap to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer<'a> {
    steps: [Step<'a>; STEPS],
    len: usize,
}

impl<'a> Pointer<'a> {
    /// The whole row.
    pub const ROOT: Pointer<'static> = Pointer { steps: [Step::Index(0); STEPS], len: 0 };

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
        debug_assert!(self.len < STEPS, "lowering goes no deeper");
        if self.len < STEPS {
            self.steps[self.len] = step;
            self.len += 1;
        }
        self
    }
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&write(&self.steps[..self.len]))
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
}
