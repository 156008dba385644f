//! The matrix of consumers, what was not checked, the inputs, and the foot of the page.

use super::super::model::{ProfileReport, Report};
use super::super::place::{first_row, is_of_another_task};
use super::super::wording::grouped;
use super::{esc, said};

/// Rows of a table.
const LINES: usize = 300;

/// Which consumers would take the data set.
pub fn section(report: &Report) -> String {
    let profiles = &report.summary.profiles;
    if profiles.is_empty() {
        return String::new();
    }
    let with = |verdict: &str| profiles.iter().filter(|p| p.verdict == verdict).take(LINES).collect::<Vec<_>>();
    let (accepts, mut other) = (with("accepts"), with("other-shape"));
    let (aside, rejects): (Vec<_>, Vec<_>) = with("rejects").into_iter().partition(|p| is_of_another_task(report, p));
    other.extend(aside);
    let counts = format!(
        "<p class=\"mute\">{} would take this data set, {} would refuse it, {} are for other rows or tasks.</p>",
        accepts.len(),
        rejects.len(),
        other.len()
    );
    let main: Vec<&ProfileReport> = rejects.into_iter().chain(accepts).collect();
    let main = if main.is_empty() { String::new() } else { table(report, &main) };
    let other = if other.is_empty() {
        String::new()
    } else {
        let table = table(report, &other);
        format!("<details class=\"fold\"><summary>{} for other rows or tasks</summary>{table}</details>", other.len())
    };
    format!(
        "<section id=\"consumers\" aria-labelledby=\"consumers-head\"><h2 id=\"consumers-head\">Will they take it?</h2>\
         {counts}<div class=\"card\">{main}{other}</div></section>\n"
    )
}

fn table(report: &Report, profiles: &[&ProfileReport]) -> String {
    let mut body = String::new();
    for profile in profiles {
        let (class, word) = match profile.verdict.as_str() {
            "accepts" => ("accepts", "takes it"),
            "rejects" => ("rejects", "refuses"),
            _ => ("other-shape", "other shape"),
        };
        let row = said(&first_row(report, profile));
        let code = profile.code.as_deref().map_or(String::new(), |code| format!(" <code>{}</code>", esc(code)));
        let reason = profile.reason.as_deref().map(said).unwrap_or_default();
        let rows = if profile.rows > 0 { grouped(profile.rows) } else { String::new() };
        let unit = if profile.rows > 0 { " data-unit=\"rows\"" } else { "" };
        body.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td><span class=\"status {class}\">{word}</span></td>\
             <td class=\"num\"{unit}>{rows}</td><td>{row}{reason}{code}</td></tr>",
            esc(&profile.profile)
        ));
    }
    format!(
        "<table class=\"stack\"><thead><tr><th scope=\"col\">consumer</th><th scope=\"col\">verdict</th>\
         <th scope=\"col\" class=\"num\">rows</th><th scope=\"col\">first reason</th></tr></thead><tbody>{body}</tbody></table>"
    )
}

/// What was not looked at, by reason.
pub fn unchecked(report: &Report) -> String {
    let mut by_reason: Vec<(&str, Vec<String>)> = Vec::new();
    for entry in report.summary.not_checked.iter().take(LINES) {
        let name = format!("<code>{}</code> {}", esc(&entry.code), esc(&entry.name));
        match by_reason.iter_mut().find(|(reason, _)| *reason == entry.reason) {
            Some((_, names)) => names.push(name),
            None => by_reason.push((&entry.reason, vec![name])),
        }
    }
    if by_reason.is_empty() {
        return String::new();
    }
    let body: String = by_reason
        .iter()
        .map(|(reason, names)| format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", esc(reason), names.join(", ")))
        .collect();
    format!(
        "<section id=\"unchecked\" aria-labelledby=\"unchecked-head\"><h2 id=\"unchecked-head\">Not checked</h2>\
         <div class=\"card\"><table><thead><tr><th scope=\"col\">reason</th><th scope=\"col\">rules</th></tr></thead>\
         <tbody>{body}</tbody></table></div></section>\n"
    )
}

/// The inputs.
pub fn inputs(report: &Report) -> String {
    let mut body = String::new();
    for input in report.inputs.iter().take(LINES) {
        body.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"num\" data-unit=\"rows\">{}</td>\
             <td class=\"num\" data-unit=\"bytes\">{}</td><td class=\"small\"><code>{}</code></td></tr>",
            esc(&input.path),
            esc(input.shape.as_deref().unwrap_or("–")),
            grouped(input.rows),
            grouped(input.bytes),
            esc(&input.hash)
        ));
    }
    let more = report.inputs.len().saturating_sub(LINES);
    let more = if more > 0 { format!("<p class=\"more\">and {more} more</p>") } else { String::new() };
    format!(
        "<section id=\"inputs\" aria-labelledby=\"inputs-head\"><h2 id=\"inputs-head\">Inputs</h2><div class=\"card\">\
         <table class=\"stack\"><thead><tr><th scope=\"col\">path</th><th scope=\"col\">shape</th>\
         <th scope=\"col\" class=\"num\">rows</th><th scope=\"col\" class=\"num\">bytes</th><th scope=\"col\">hash</th></tr>\
         </thead><tbody>{body}</tbody></table>{more}</div></section>\n"
    )
}

/// Who wrote it, and with which options.
pub fn footer(report: &Report) -> String {
    let (tool, config) = (&report.tool, &report.config);
    let cut = if report.truncated { " Lists of findings were cut; counts are whole." } else { "" };
    format!(
        "<footer>ft-lint {} · rules {} · profile {} · options {}.{cut} Values that the privacy rules recognize are \
         masked.</footer>\n",
        esc(&tool.version),
        esc(&tool.ruleset),
        esc(&config.profile),
        esc(&config.hash)
    )
}
