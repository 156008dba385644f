//! Findings that are known, and what is different for some files.

use super::super::baseline::fingerprint;
use super::super::paths::Paths;
use super::super::schema::Known;
use super::files::Other;
use super::{ALL, Reader};
use crate::engine;
use crate::rules::profile::{Profile, Setting};

impl Reader<'_> {
    /// Findings that are known, with the files that each is about.
    pub(super) fn known(&mut self) -> Vec<(engine::Known, Option<Paths>)> {
        self.settings.known().into_iter().map(|(at, known)| self.entry(&at.to_string(), known)).collect()
    }

    fn entry(&mut self, at: &str, known: &Known) -> (engine::Known, Option<Paths>) {
        let path = ["ignore", at];
        if known.reason.trim().is_empty() {
            let advice = "add `reason = \"…\"`: whoever reads the file next wants to know".to_owned();
            self.wrong(&path, "an ignored finding has no reason", Some(advice));
        }
        let empty = known.rule.is_none() && known.pointer.is_none() && known.fingerprint.is_none();
        if empty && known.files.is_empty() {
            let advice = "say which: `rule`, `pointer`, `files` or `fingerprint`".to_owned();
            self.wrong(&path, "the entry ignores every finding", Some(advice));
        }
        let codes = known.rule.as_ref().map(|rule| {
            self.means(&[&path[..], &["rule"]].concat(), rule);
            self.selection.means(rule).iter().map(|meta| meta.code).collect()
        });
        let print = known.fingerprint.as_ref().and_then(|text| {
            let print = fingerprint(text);
            if print.is_none() {
                let advice = "reports have it: 16 hexadecimal digits, and `:2` for a second copy".to_owned();
                self.wrong(
                    &[&path[..], &["fingerprint"]].concat(),
                    format!("`{text}` is no fingerprint"),
                    Some(advice),
                );
            }
            print
        });
        if known.pointer.as_ref().is_some_and(|pointer| !pointer.starts_with('/')) {
            let advice = "for example /messages/*/content".to_owned();
            self.wrong(&[&path[..], &["pointer"]].concat(), "a JSON Pointer starts with `/`", Some(advice));
        }
        let files = self.paths(&[&path[..], &["files"]].concat(), &known.files);
        let files = (!known.files.is_empty()).then_some(files);
        (engine::Known { codes, pointer: known.pointer.clone(), inputs: None, fingerprint: print }, files)
    }

    /// What is different for some files.
    pub(super) fn overrides(&mut self) -> Vec<Other> {
        let mut out = Vec::new();
        for (i, own) in self.settings.config.overrides.iter().enumerate() {
            let at = i.to_string();
            let path = ["overrides", at.as_str()];
            if own.files.is_empty() {
                let advice = "add `files = [\"data/old/**\"]`".to_owned();
                self.wrong(&path, "the override names no files", Some(advice));
            }
            let rules = [&own.ignore, &own.select].into_iter().any(|list| !list.is_empty()) || !own.levels.is_empty();
            if !rules && own.profile.is_none() {
                let advice = "add `profile`, `select`, `ignore` or `levels`".to_owned();
                self.wrong(&path, "the override changes nothing", Some(advice));
            }
            let profile = own.profile.as_deref().and_then(|named| self.other_profile(&path, named));
            let paths = self.paths(&[&path[..], &["files"]].concat(), &own.files);
            let mut levels = self.levels(&[&path[..], &["levels"]].concat(), &own.levels);
            for selector in self.selectors(&[&path[..], &["ignore"]].concat(), &own.ignore) {
                if levels.insert(selector.clone(), Setting(None)).is_some_and(|level| level.0.is_some()) {
                    self.wrong(&path, format!("`{selector}` is ignored and has a level"), None);
                }
            }
            let select = self.selectors(&[&path[..], &["select"]].concat(), &own.select);
            if let Some(both) = select.iter().find(|one| own.ignore.contains(one)) {
                self.wrong(&path, format!("`{both}` is both in `select` and in `ignore`"), None);
            }
            out.push(Other { paths, profile, select, levels });
        }
        out
    }

    /// The consumer that some files are for.
    fn other_profile(&mut self, path: &[&str], named: &str) -> Option<&'static Profile> {
        let path = [path, &["profile"]].concat();
        if named == ALL {
            let advice = "name one consumer; `--profile all` shows the verdict of every consumer".to_owned();
            self.wrong(&path, "`all` is no consumer that files could be for", Some(advice));
            return None;
        }
        self.named_profile(&path, named)
    }
}
