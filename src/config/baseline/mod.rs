//! The baseline: findings that are known, by fingerprint, so that a run speaks only of new ones. A fingerprint is that of the
//! record and not of its place; it survives shuffling, splitting, appending, re-indenting and renaming.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::explain::conflict;
use crate::engine::{RULESET, Suppressed};
use crate::failure::{Failure, Window};

/// Name and number of the document.
const SCHEMA: &str = "ft-lint/baseline/1";

/// Findings that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// How many findings of a rule have a fingerprint: more than one where a record stands several times.
    entries: BTreeMap<(String, u64), u32>,
    /// Those that stand for places which their rule did not name.
    rest: BTreeSet<(String, u64)>,
}

/// What a new baseline has more or less than the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changes {
    /// Findings that came.
    pub added: u64,
    /// Findings that went.
    pub removed: u64,
    /// Findings in all.
    pub total: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    schema: String,
    ruleset: String,
    findings: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    fingerprint: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    rest: bool,
}

fn one() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives references")]
fn is_one(count: &u32) -> bool {
    *count == 1
}

/// A fingerprint and the number of its copy, as reports write them: `00112233aabbccdd` or `00112233aabbccdd:2`.
pub fn fingerprint(text: &str) -> Option<(u64, Option<u32>)> {
    let (print, copy) = match text.split_once(':') {
        Some((print, copy)) => (print, Some(copy.parse().ok().filter(|copy| *copy > 0)?)),
        None => (text, None),
    };
    (print.len() == 16).then(|| u64::from_str_radix(print, 16).ok()).flatten().map(|print| (print, copy))
}

impl Baseline {
    /// Reads a baseline.
    pub fn read(path: &Path, name: &str) -> Result<Baseline, Failure> {
        let unusable = |why: String, advice: &str| Failure::Unusable { path: name.into(), why, advice: advice.into() };
        if path.is_dir() {
            return Err(unusable("it is a folder".into(), "a baseline is a file: ft-lint-baseline.json"));
        }
        let bytes = fs::read(path).map_err(|why| unusable(why.to_string(), "`--update-baseline` writes it"))?;
        let text = String::from_utf8(bytes).map_err(|_| {
            unusable(
                "it is not text".into(),
                "a baseline is JSON; name another file, and `--update-baseline` writes it",
            )
        })?;
        Baseline::parse(&text, name)
    }

    fn parse(text: &str, name: &str) -> Result<Baseline, Failure> {
        #[derive(Deserialize)]
        struct Head {
            schema: Option<String>,
        }
        let broken = |why: &serde_json::Error| {
            conflict(name, text).unwrap_or_else(|| {
                let at = offset(text, why.line(), why.column());
                let advice = if why.is_eof() {
                    "the file is cut off; take it from version control, or remove it and write it with `--update-baseline`"
                } else {
                    "take the file from version control, or remove it and write it with `--update-baseline`"
                };
                let what = format!("the baseline cannot be read: {}", reason(why));
                Failure::document(what, Some(advice.into()), Window::around(name, text, at..at + 1))
            })
        };
        let head: Head = serde_json::from_str(text).map_err(|why| broken(&why))?;
        if head.schema.as_deref() != Some(SCHEMA) {
            let at = text
                .find("\"schema\"")
                .map_or(0..1, |at| at..text[at..].find(['\n', ',']).map_or(at + 8, |end| at + end));
            let what = match head.schema {
                Some(other) => format!("the baseline is `{other}`; this program reads `{SCHEMA}`"),
                None => "this is no baseline: it has no `schema`".to_owned(),
            };
            let advice = "name another file, or remove it and write it with `--update-baseline`".to_owned();
            return Err(Failure::document(what, Some(advice), Window::around(name, text, at)));
        }
        let document: Document = serde_json::from_str(text).map_err(|why| broken(&why))?;
        let (mut entries, mut rest) = (BTreeMap::new(), BTreeSet::new());
        for entry in document.findings {
            let Some((print, None)) = fingerprint(&entry.fingerprint).filter(|_| entry.count > 0) else {
                let at = text.find(&format!("\"{}\"", entry.fingerprint)).unwrap_or(0);
                let what = format!("`{}` is no fingerprint with a count", entry.fingerprint);
                let advice = "16 hexadecimal digits, and a count of 1 or more".to_owned();
                let window = Window::around(name, text, at..at + entry.fingerprint.len() + 2);
                return Err(Failure::document(what, Some(advice), window));
            };
            // Two branches that were merged may both have brought an entry; it is known once all the same.
            if entry.rest {
                rest.insert((entry.code.clone(), print));
            }
            let own = entries.entry((entry.code, print)).or_insert(0);
            *own = entry.count.max(*own);
        }
        Ok(Baseline { entries, rest })
    }

    /// How many findings with a fingerprint are known.
    pub fn counts(&self) -> BTreeMap<u64, u32> {
        self.entries.iter().map(|((_, print), count)| (*print, *count)).collect()
    }

    /// Findings in all.
    pub fn total(&self) -> u64 {
        self.entries.values().map(|count| u64::from(*count)).sum()
    }

    /// The baseline after a run whose every finding is known from now on. Entries of rules that did not run stay.
    pub fn updated(&self, seen: &Suppressed, ran: &dyn Fn(&str) -> bool) -> Baseline {
        let mut new = self.clone();
        new.entries.retain(|(code, _), _| !ran(code));
        new.rest.retain(|(code, _)| !ran(code));
        new.take(seen, &|_| true);
        new
    }

    fn take(&mut self, seen: &Suppressed, wanted: &dyn Fn(&str) -> bool) {
        let prints = seen.prints.iter().filter(|((code, _), _)| wanted(code));
        self.entries.extend(prints.map(|((code, print), count)| (((*code).to_owned(), *print), *count)));
        let rest = seen.rest.iter().filter(|(code, _)| wanted(code));
        self.rest.extend(rest.map(|(code, print)| ((*code).to_owned(), *print)));
    }

    /// Rules that had more places than they named.
    pub fn saturated(&self) -> BTreeSet<String> {
        self.rest.iter().map(|(code, _)| code.clone()).collect()
    }

    /// The baseline without what no longer matches. Entries of rules that did not run stay; those of a rule that had more
    /// places than it named are those that it names now.
    pub fn pruned(&self, run: &Suppressed, ran: &dyn Fn(&str) -> bool) -> Baseline {
        let (mut new, many) = (self.clone(), self.saturated());
        for ((code, print), count) in &mut new.entries {
            if ran(code) {
                *count = if many.contains(code) { 0 } else { seen(&run.prints, code, *print).min(*count) };
            }
        }
        new.entries.retain(|_, count| *count > 0);
        new.rest.retain(|(code, _)| !ran(code));
        new.take(run, &|code| ran(code) && many.contains(code));
        new
    }

    /// Findings that no longer match: code, fingerprint and how many. Of a rule that had more places than it named, only
    /// that it names all now.
    pub fn stale(&self, run: &Suppressed, ran: &dyn Fn(&str) -> bool) -> Vec<(&str, u64, u32)> {
        let many = self.saturated();
        let named = |key: &&(String, u64)| !many.contains(&key.0) || self.rest.contains(*key);
        let own = self.entries.iter().filter(|(key, _)| ran(&key.0) && named(key));
        let gone = own.map(|((code, print), count)| {
            (code.as_str(), *print, count.saturating_sub(seen(&run.prints, code, *print)))
        });
        gone.filter(|(.., gone)| *gone > 0).collect()
    }

    /// What `newer` has more or less.
    pub fn changes(&self, newer: &Baseline) -> Changes {
        let more = |a: &Baseline, b: &Baseline| -> u64 {
            let had = |key| b.entries.get(key).copied().unwrap_or(0);
            a.entries.iter().map(|(key, count)| u64::from(count.saturating_sub(had(key)))).sum()
        };
        Changes { added: more(newer, self), removed: more(self, newer), total: newer.total() }
    }

    /// Writes it: one finding a line, sorted, so that a change of one finding is a change of one line. The old file stays
    /// until the new one is whole.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new().prefix(".ft-lint-").tempfile_in(folder)?;
        file.write_all(self.text().as_bytes())?;
        if let Ok(old) = fs::metadata(path) {
            file.as_file().set_permissions(old.permissions())?;
        } else {
            open_to_all(file.as_file())?;
        }
        file.persist(path).map_err(|why| why.error)?;
        Ok(())
    }

    fn text(&self) -> String {
        let line = |(key, count): (&(String, u64), &u32)| {
            let (code, print) = key;
            let rest = self.rest.contains(key);
            let entry = Entry { code: code.clone(), fingerprint: format!("{print:016x}"), count: *count, rest };
            serde_json::to_string(&entry).expect("plain data")
        };
        let lines: Vec<String> = self.entries.iter().map(line).collect();
        let body = if lines.is_empty() { String::new() } else { format!("\n{}\n", lines.join(",\n")) };
        format!("{{\"schema\": \"{SCHEMA}\",\n\"ruleset\": \"{RULESET}\",\n\"findings\": [{body}]}}\n")
    }
}

/// A temporary file is made for its owner alone; a baseline is shared.
#[cfg(unix)]
fn open_to_all(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_all(_: &fs::File) -> io::Result<()> {
    Ok(())
}

fn seen<'c>(prints: &BTreeMap<(&'c str, u64), u32>, code: &'c str, print: u64) -> u32 {
    prints.get(&(code, print)).copied().unwrap_or(0)
}

/// The byte at a line and column, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (start + column.saturating_sub(1)).min(text.len().saturating_sub(1))
}

/// The parser's words without the place, which is shown.
fn reason(why: &serde_json::Error) -> String {
    let text = why.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prints(list: &[(&'static str, u64, u32)]) -> Suppressed {
        let prints = list.iter().map(|(code, print, count)| ((*code, *print), *count)).collect();
        Suppressed { prints, ..Suppressed::default() }
    }

    fn all(_: &str) -> bool {
        true
    }

    #[test]
    fn what_is_written_is_read() {
        let one = Baseline::default().updated(&prints(&[("FT401", 7, 1), ("FT701", 1 << 63, 3)]), &all);
        assert_eq!(Baseline::parse(&one.text(), "x").expect("right"), one);
        let none = Baseline::default();
        assert_eq!(Baseline::parse(&none.text(), "x").expect("right"), none);
        assert_eq!((one.total(), one.text().lines().count()), (4, 6));
    }

    #[test]
    fn pruning_keeps_what_is_seen_and_what_was_not_looked_for() {
        let old = Baseline::default().updated(&prints(&[("FT401", 1, 2), ("FT401", 2, 1), ("FT701", 3, 1)]), &all);
        let seen = prints(&[("FT401", 1, 1), ("FT401", 9, 1)]);
        let ran = |code: &str| code == "FT401";
        assert_eq!(old.stale(&seen, &ran), [("FT401", 1, 1), ("FT401", 2, 1)]);
        let new = old.pruned(&seen, &ran);
        assert_eq!(new, Baseline::default().updated(&prints(&[("FT401", 1, 1), ("FT701", 3, 1)]), &all));
        assert_eq!(old.changes(&new), Changes { added: 0, removed: 2, total: 2 });
        let fresh = old.updated(&seen, &ran);
        assert_eq!(old.changes(&fresh), Changes { added: 1, removed: 2, total: 3 });
    }

    #[test]
    fn a_rule_that_names_a_part_is_written_as_it_is_now() {
        let mut many = prints(&[("FT314", 1, 1), ("FT314", 2, 1), ("FT314", 9, 1)]);
        many.rest.insert(("FT314", 9));
        let old = Baseline::default().updated(&many, &all);
        assert_eq!(Baseline::parse(&old.text(), "x").expect("right"), old);
        assert_eq!(old.saturated(), ["FT314".to_owned()].into());
        let mut others = prints(&[("FT314", 3, 1), ("FT314", 4, 1), ("FT314", 9, 1)]);
        others.rest.insert(("FT314", 9));
        assert!(old.stale(&others, &all).is_empty());
        let few = prints(&[("FT314", 3, 1)]);
        assert_eq!(old.stale(&few, &all), [("FT314", 9, 1)]);
        assert_eq!(old.pruned(&few, &all), Baseline::default().updated(&few, &all));
    }

    #[test]
    fn fingerprints_are_read_as_reports_write_them() {
        assert_eq!(fingerprint("00000000000000ff"), Some((255, None)));
        assert_eq!(fingerprint("00000000000000ff:2"), Some((255, Some(2))));
        for bad in ["", "ff", "00000000000000fg", "00000000000000ff:0", "00000000000000ff:x", "00000000000000ff:"] {
            assert_eq!(fingerprint(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_no_baseline_is_shown_at_its_place() {
        let good = Baseline::default().updated(&prints(&[("FT401", 1, 2), ("FT401", 2, 1)]), &all).text();
        for (text, want) in [
            (good.replace("baseline/1", "baseline/2"), "ft-lint/baseline/2"),
            (good[..good.len() / 2].to_owned(), "cannot be read"),
            (good.replace("\"findings\"", "<<<<<<< ours\n\"findings\""), "merge conflict"),
            (good.replace("0001", "zzzz"), "no fingerprint"),
            (good.replace("\"count\":2", "\"count\":0"), "no fingerprint"),
            ("{}".into(), "no baseline"),
            ("[]".into(), "cannot be read"),
            (String::new(), "cannot be read"),
        ] {
            let failure = Baseline::parse(&text, "x").expect_err(&text);
            assert!(failure.to_string().contains(want), "{text}: {failure}");
        }
    }
}
