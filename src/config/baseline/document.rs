//! The file of a baseline: one finding a line, read with care and written whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::explain::conflict;
use super::Baseline;
use crate::engine::RULESET;
use crate::failure::{Failure, Window};

/// Name and number of the document.
const SCHEMA: &str = "ft-lint/baseline/1";

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

    pub(super) fn parse(text: &str, name: &str) -> Result<Baseline, Failure> {
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

    /// The document.
    pub(super) fn text(&self) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read_as_reports_write_them() {
        assert_eq!(fingerprint("00000000000000ff"), Some((255, None)));
        assert_eq!(fingerprint("00000000000000ff:2"), Some((255, Some(2))));
        for bad in ["", "ff", "00000000000000fg", "00000000000000ff:0", "00000000000000ff:x", "00000000000000ff:"] {
            assert_eq!(fingerprint(bad), None, "{bad}");
        }
    }
}
