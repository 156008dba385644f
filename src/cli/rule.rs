//! `ft-lint rule` and `ft-lint rules`.

use crate::rules::{CATALOGUE, find, privacy::markers};

/// The page of a rule, with markers for credentials expanded to made-up values; `None` for an unknown one.
pub fn show_page(name: &str) -> Option<String> {
    let page = find(name)?.page;
    let body = page.split_once("\n---\n").map_or(page, |(_, body)| body);
    let meta = find(name)?;
    let head = format!(
        "{} {} · family {} · level {} · since {}\n\n",
        meta.code,
        meta.name,
        meta.family.name(),
        meta.level.name(),
        meta.since
    );
    Some(head + &markers::expand(body))
}

/// All rules, one a line.
pub fn rule_table() -> String {
    let name = CATALOGUE.iter().map(|meta| meta.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    for meta in CATALOGUE {
        let summary = meta.summary().replace('\n', " ");
        out.push_str(&format!(
            "{}  {:<name$}  {:<5}  {:<13}  {summary}\n",
            meta.code,
            meta.name,
            meta.level.name(),
            meta.family.name()
        ));
    }
    out
}
