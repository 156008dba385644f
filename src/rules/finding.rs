//! One problem at one place.

use std::borrow::Cow;

use super::catalogue::{Confidence, FixKind, Level, Meta};
use crate::example::Span;
use crate::source::Pos;

/// Another place that a finding speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The row.
    pub pos: Pos,
    /// JSON Pointer in it.
    pub pointer: String,
}

/// What was leaked, without the value itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// The entity: `EMAIL`, `CREDIT_CARD`, `SECRET`, …
    pub kind: &'static str,
    /// What exactly, e.g. `github-token`.
    pub subtype: String,
    /// The masked value.
    pub mask: String,
    /// The value; written to a report only when the user asks for values.
    pub value: String,
    /// When two leaks overlap, the higher rank stays.
    pub rank: u8,
}

/// One change of a text: the bytes of `span` become `replacement`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Half-open byte range in the decoded string that the finding points to.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

/// Edits that one finding carries at most, and bytes that they write; a text with more is repaired in several rounds, and
/// the repair says so.
pub const MAX_EDITS: usize = 100;
const MAX_BYTES: usize = 16 << 10;

/// What repairs a finding. Edits are small, so that a report holds no more of the data than it has to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Whether the meaning of the text surely stays the same.
    pub safety: FixKind,
    /// What it does, in words.
    pub title: Cow<'static, str>,
    /// How the text changes.
    pub edits: Edits,
}

/// The edits of a repair.
#[derive(Clone, Debug)]
pub enum Edits {
    /// In order, without overlap.
    Known(Vec<Edit>),
    /// Worked out from the text when its row is read again: a rule about the data set keeps no text.
    Later(fn(&str) -> Vec<Edit>),
}

impl PartialEq for Edits {
    fn eq(&self, other: &Edits) -> bool {
        matches!((self, other), (Edits::Known(a), Edits::Known(b)) if a == b)
    }
}

impl Eq for Edits {}

impl Fix {
    /// Works out the edits of `text`, if they are not known yet.
    pub fn settle(&mut self, text: &str) {
        if let Edits::Later(edits) = self.edits {
            self.edits = Edits::Known(edits(text));
            self.bound();
        }
    }

    /// Keeps the first edits. A repair that leaves some places as they are is not one that makes the text right.
    fn bound(&mut self) {
        let Edits::Known(edits) = &mut self.edits else { return };
        let all = edits.len();
        let mut bytes = 0;
        let fits = |edit: &&Edit| {
            bytes += edit.replacement.len();
            bytes <= MAX_BYTES
        };
        let kept = edits.iter().take(MAX_EDITS).take_while(fits).count();
        if kept < all {
            edits.truncate(kept);
            self.safety = FixKind::Unsafe;
            self.title = format!("{}, in the first {kept} of {all} places", self.title).into();
        }
    }
}

/// One problem.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Meta,
    /// How bad.
    pub level: Level,
    /// How sure, in words.
    pub sure: Confidence,
    /// How sure, as the factor of the penalty, in millionths.
    pub weight: u32,
    /// One line, lower case, names in backticks; no copy of personal data.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The row; `None` when it is about the data set as a whole.
    pub pos: Option<Pos>,
    /// The input, where the finding is about one input as a whole.
    pub input: Option<usize>,
    /// JSON Pointer in the row.
    pub pointer: String,
    /// Half-open byte range in the decoded string at `pointer`.
    pub span: Option<Span>,
    /// Half-open byte range in the raw row, for rows that are no JSON.
    pub raw: Option<Span>,
    /// Whether `{value}` in the message stands for the text at the pointer, which is quoted when the row is read again.
    pub quotes: bool,
    /// Other places.
    pub related: Vec<Related>,
    /// What was leaked.
    pub leak: Option<Leak>,
    /// What repairs it.
    pub fix: Option<Fix>,
    /// The identity of a finding about the data set (a label, a key), for its fingerprint.
    pub key: String,
    /// What the rule counts it as when it looks at all its findings.
    pub sort: &'static str,
    /// Whether the order of the data decides which row it stands in; then the key is its identity, and not the record.
    pub floating: bool,
    /// Whether it stands for places that are not named one by one.
    pub rest: bool,
    /// The entry, by its number, of what the user allows that takes it out: it is only told that the entry met something.
    pub allowed: Option<usize>,
}

impl Finding {
    /// A finding of `rule` at its default level.
    pub fn new(rule: &'static Meta, message: String) -> Self {
        Finding {
            rule,
            level: rule.level,
            sure: rule.confidence,
            weight: 1_000_000,
            message,
            help: None,
            pos: None,
            input: None,
            pointer: String::new(),
            span: None,
            raw: None,
            quotes: false,
            related: Vec::new(),
            leak: None,
            fix: None,
            key: String::new(),
            sort: "",
            floating: false,
            rest: false,
            allowed: None,
        }
    }

    /// Sets what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Sets another level than the rule's own.
    pub fn level(&mut self, level: Level) -> &mut Self {
        self.level = level;
        self
    }

    /// Sets the part of the string that is meant, in bytes of the decoded string.
    pub fn span(&mut self, span: Span) -> &mut Self {
        self.span = Some(span);
        self
    }

    /// Sets how sure the finding is; `share` (0–1) weighs its penalty.
    pub fn confidence(&mut self, sure: Confidence, share: f64) -> &mut Self {
        self.sure = sure;
        self.weight = (share.clamp(0.0, 1.0) * 1e6).round() as u32;
        self
    }

    /// The row teaches nothing at all: its score is 0.
    pub fn fatal(&mut self) -> &mut Self {
        self.weight = u32::MAX;
        self
    }

    /// Adds another place.
    pub fn related(&mut self, pos: Pos, pointer: &str) -> &mut Self {
        self.related.push(Related { pos, pointer: pointer.into() });
        self
    }

    /// Sets what was leaked.
    pub fn leak(&mut self, leak: Leak) -> &mut Self {
        self.leak = Some(leak);
        self
    }

    /// Sets what repairs it; nothing does where there are no edits.
    pub fn fix(&mut self, safety: FixKind, title: &'static str, edits: Vec<Edit>) -> &mut Self {
        let mut fix = Fix { safety, title: title.into(), edits: Edits::Known(edits) };
        fix.bound();
        self.fix = matches!(&fix.edits, Edits::Known(edits) if !edits.is_empty()).then_some(fix);
        self
    }

    /// Sets what repairs it once the row is read again; for rules about the data set.
    pub fn fix_later(&mut self, safety: FixKind, title: &'static str, edits: fn(&str) -> Vec<Edit>) -> &mut Self {
        self.fix = Some(Fix { safety, title: title.into(), edits: Edits::Later(edits) });
        self
    }

    /// Sets the identity of a finding about the data set.
    pub fn key(&mut self, key: impl Into<String>) -> &mut Self {
        self.key = key.into();
        self
    }

    /// Sets what the rule counts it as.
    pub fn sort(&mut self, sort: &'static str) -> &mut Self {
        self.sort = sort;
        self
    }

    /// Sets the identity of a finding about a group of rows that stands in one of them, whichever comes first or last.
    pub fn floating(&mut self, key: impl Into<String>) -> &mut Self {
        self.floating = true;
        self.key(key)
    }

    /// It stands for the places that the rule does not name: which ones it names depends on the order of the data.
    pub fn rest(&mut self) -> &mut Self {
        self.rest = true;
        self
    }

    /// An entry of what the user allows takes it out.
    pub fn allowed(&mut self, entry: usize) -> &mut Self {
        self.allowed = Some(entry);
        self
    }

    /// The penalty in millionths, see [`penalty`].
    pub fn penalty(&self) -> u32 {
        penalty(self.level, self.weight)
    }
}

/// The penalty in millionths: error 0.60, warn 0.25, info 0.05, times the confidence.
pub fn penalty(level: Level, weight: u32) -> u32 {
    let share: u64 = match level {
        Level::Error => 600_000,
        Level::Warn => 250_000,
        Level::Info => 50_000,
    };
    (share * u64::from(weight) / 1_000_000).min(1_000_000) as u32
}
