//! The rule pages as values: code, name, family, level. Written by `rules/build.rs` from `rules/FT*.md`.

use serde::{Deserialize, Serialize};

use super::custom::PREFIX;

/// The selector that means all rules of the house.
pub const HOUSE: &str = "house";

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Info,
    /// It probably hurts.
    Warn,
    /// It will be rejected, or must not ship.
    Error,
}

impl Level {
    /// All levels, worst first.
    pub const ALL: [Level; 3] = [Level::Error, Level::Warn, Level::Info];

    /// One step down; the least stays.
    pub fn milder(self) -> Level {
        if self == Level::Error { Level::Warn } else { Level::Info }
    }

    /// Its name in reports and options.
    pub fn name(self) -> &'static str {
        match self {
            Level::Info => "info",
            Level::Warn => "warn",
            Level::Error => "error",
        }
    }
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are those of the catalogue")]
pub enum Family {
    File,
    Schema,
    Format,
    Contradiction,
    Balance,
    Privacy,
    Redundancy,
    Content,
}

impl Family {
    /// All families in the order of their codes.
    pub const ALL: [Family; 8] = [
        Family::File,
        Family::Schema,
        Family::Format,
        Family::Contradiction,
        Family::Balance,
        Family::Privacy,
        Family::Redundancy,
        Family::Content,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Family::File => "file",
            Family::Schema => "schema",
            Family::Format => "format",
            Family::Contradiction => "contradiction",
            Family::Balance => "balance",
            Family::Privacy => "privacy",
            Family::Redundancy => "redundancy",
            Family::Content => "content",
        }
    }

    /// The family that its findings count for in the score: unreadable rows are schema problems to a consumer.
    pub fn scored_as(self) -> Family {
        if self == Family::File { Family::Schema } else { self }
    }
}

/// Whether a rule needs one row or all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see the type")]
pub enum Scope {
    Example,
    Dataset,
}

/// How sure a rule is of its findings unless one says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Confidence {
    /// It is so.
    Certain,
    /// It is very probably so.
    Likely,
    /// Look at it.
    Hint,
}

impl Confidence {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Certain => "certain",
            Confidence::Likely => "likely",
            Confidence::Hint => "hint",
        }
    }
}

/// Whether a finding can be repaired by the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see the type")]
pub enum FixKind {
    None,
    Safe,
    Unsafe,
}

/// How settled a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see the type")]
pub enum Status {
    Preview,
    Stable,
    Deprecated,
}

/// What is written on a rule's page.
#[derive(Debug, PartialEq, Eq)]
pub struct Meta {
    /// `FT` and three digits; never reused.
    pub code: &'static str,
    /// Kebab-case; reads well after "allow".
    pub name: &'static str,
    /// Its family.
    pub family: Family,
    /// One row or the data set.
    pub scope: Scope,
    /// Level unless a finding says otherwise.
    pub level: Level,
    /// Confidence unless a finding says otherwise.
    pub confidence: Confidence,
    /// Kind of repair.
    pub fix: FixKind,
    /// How settled it is.
    pub status: Status,
    /// First version that had it.
    pub since: &'static str,
    /// The whole page, Markdown.
    pub page: &'static str,
}

impl Meta {
    /// The one-sentence summary below the page's title.
    pub fn summary(&self) -> &'static str {
        let body = self.page.split("\n# ").nth(1).unwrap_or("");
        body.split("\n\n").nth(1).unwrap_or("").trim()
    }

    /// The first paragraph of a section of the page; empty where there is none.
    pub fn section(&self, title: &str) -> &'static str {
        let section = self.page.split("\n## ").find_map(|section| section.strip_prefix(title)?.strip_prefix("\n\n"));
        section.map_or("", |section| section.split("\n\n").next().unwrap_or("").trim())
    }
}

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// The rule with this code. Panics on an unknown one: codes in the program are checked by tests.
pub fn by_code(code: &str) -> &'static Meta {
    CATALOGUE.iter().find(|meta| meta.code == code).expect("codes in the program have a page")
}

/// The rule with this code or name, in any case.
pub fn find(name: &str) -> Option<&'static Meta> {
    CATALOGUE.iter().find(|meta| meta.code.eq_ignore_ascii_case(name) || meta.name.eq_ignore_ascii_case(name))
}

/// The rules that a selector means: a code, a name, a family, a prefix of codes (`FT6`), or `ALL`.
pub fn select(selector: &str) -> Vec<&'static Meta> {
    CATALOGUE.iter().filter(|meta| meta.is_meant(selector).is_some()).collect()
}

impl Meta {
    /// Whether a selector means the rule, and how narrowly: more for a code or name than for a prefix, family or `ALL`.
    pub fn is_meant(&self, selector: &str) -> Option<usize> {
        let house = || (self.code.starts_with(PREFIX) && selector.trim().eq_ignore_ascii_case(HOUSE)).then_some(1);
        means(selector, self.code, self.name, self.family.name()).or_else(house)
    }
}

/// Whether a selector means a rule with this code, name and family, and how narrowly; see [`Meta::is_meant`].
pub fn means(selector: &str, code: &str, name: &str, family: &str) -> Option<usize> {
    let wanted = selector.trim();
    let head = |length: usize| code.get(..length).is_some_and(|head| head.eq_ignore_ascii_case(wanted));
    if name.eq_ignore_ascii_case(wanted) || code.eq_ignore_ascii_case(wanted) {
        Some(usize::MAX)
    } else if wanted.len() >= 3 && head(wanted.len()) {
        Some(wanted.len())
    } else if family.eq_ignore_ascii_case(wanted) {
        Some(1)
    } else {
        wanted.eq_ignore_ascii_case("ALL").then_some(0)
    }
}

/// "did you mean `…`" for a selector that means nothing.
pub fn nearest(name: &str) -> Option<String> {
    if name.trim().eq_ignore_ascii_case(HOUSE) {
        return Some("the configuration declares no rule of the house; `[[custom]]` does".into());
    }
    let names = CATALOGUE.iter().flat_map(|meta| [meta.code, meta.name]).chain(Family::ALL.map(Family::name));
    let lower = name.to_lowercase();
    names
        .map(|known| (strsim::damerau_levenshtein(&known.to_lowercase(), &lower), known))
        .filter(|(distance, known)| *distance <= (known.len() / 3).clamp(1, 3))
        .min()
        .map(|(_, known)| format!("did you mean `{known}`? `ft-lint rules` lists all"))
        .or_else(|| Some("`ft-lint rules` lists all codes, names and families".into()))
}
