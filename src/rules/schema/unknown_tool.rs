//! FT215 unknown-tool. The page is `rules/FT215-unknown-tool.md`.

use std::collections::BTreeSet;

use crate::example::escape;
use crate::rules::catalogue::Level;
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::redact::{quoted, quoted_beside};
use crate::rules::schema::Reading;

/// FT215: a call of a tool that the row does not define. One finding for each name.
pub struct UnknownTool;

impl SchemaRule for UnknownTool {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        let Some(tools) = row.tool_use() else { return };
        // What is called cannot be looked up where a definition cannot be read.
        let unread = tools.lists.iter().any(|list| list.fault.is_some() || !list.strays.is_empty());
        if unread || tools.definitions().any(|tool| tool.name.is_err()) {
            return;
        }
        let known: Vec<&str> = tools.definitions().filter_map(|tool| tool.name.as_deref().ok()).collect();
        let names: BTreeSet<&str> = known.iter().copied().collect();
        let mut told = BTreeSet::new();
        for (name, place) in tools.calls().filter_map(|call| call.name.as_ref()) {
            if known.is_empty() {
                if renamed(row) {
                    return;
                }
                let message = format!("calls `{}`, and the row has no tools", quoted(name, 40));
                if let Some(finding) = row.report_place(sink, ("calls-without-tools", Level::Warn), place, &message) {
                    finding.help("add the definitions that the model saw");
                }
                return;
            }
            if names.contains(name.as_str()) || !told.insert(name.as_str()) {
                continue;
            }
            // Finding what was meant takes time; a row of a thousand unknown names has another cause than slips.
            let near = if told.len() <= 20 { nearest(name, &known) } else { None };
            let beside = near.as_ref().map_or(&known[..known.len().min(LISTED)], std::slice::from_ref);
            let message = format!("calls `{}`, which the row does not define", quoted_beside(name, 40, beside));
            if let Some(finding) = row.report_place(sink, ("unknown-tool", Level::Error), place, &message) {
                match near {
                    Some(near) => finding.help(format!("did you mean `{}`?", quoted_beside(near, 40, &[name]))),
                    None => finding.help(format!("define it, or call one of {}", some(&known, name))),
                };
            }
        }
    }
}

/// Whether the definitions are there and not read: under a wrong type, or under a key that is a slip. The flaw is told.
fn renamed(row: &Reading<'_, '_>) -> bool {
    let keys = ["tools", "functions"];
    let slip =
        |key: &str| keys.iter().any(|known| strsim::damerau_levenshtein(&key.to_lowercase(), known) <= known.len() / 3);
    let wrong = |key: &str| keys.contains(&key) || key.len() <= LONGEST && slip(key);
    row.example.json.keys().any(|key| wrong(key) && row.flawed_itself(&format!("/{}", escape(key))))
}

/// Longest key that may be a slip.
const LONGEST: usize = 16;

/// Known names that are told.
const LISTED: usize = 5;

/// Some of the known names, beside the one that is unknown.
fn some(known: &[&str], unknown: &str) -> String {
    let shown = |name: &&str| format!("`{}`", quoted_beside(name, 40, &[unknown]));
    let names: Vec<String> = known.iter().take(LISTED).map(shown).collect();
    let more = if known.len() > names.len() { ", …" } else { "" };
    names.join(", ") + more
}

/// The known name that this one is a slip of. Names beyond 100 characters are not compared.
fn nearest<'n>(name: &str, known: &[&'n str]) -> Option<&'n str> {
    let plain = |name: &str| name.to_lowercase().replace(['-', '.', ' '], "_");
    let own = plain(name);
    if own.len() > 100 {
        return None;
    }
    let near = known.iter().take(200).filter(|known| known.len() <= 100);
    let near = near.map(|known| (strsim::damerau_levenshtein(&plain(known), &own), *known)).min();
    near.filter(|(distance, known)| *distance <= known.chars().count().div_ceil(3)).map(|(_, known)| known)
}
