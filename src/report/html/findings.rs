//! Findings by rule, worst first, each rule with examples and their place in the row.

use std::collections::BTreeSet;

use super::super::chosen::first_of_each;
use super::super::excerpt::{Excerpt, WITH_EXCERPT};
use super::super::model::{FindingReport, Report, RuleReport};
use super::super::place::path_of;
use super::super::wording::{grouped, percent, several};
use super::{chart, esc, said};
use crate::rules::{Level, find};

/// Rules that are shown; there are fewer than that.
const RULES: usize = 300;
/// Other rows that a finding names.
const RELATED: usize = 10;

/// The section.
pub fn section(report: &Report) -> String {
    let mut rules: Vec<&RuleReport> = report.summary.rules.iter().collect();
    rules.sort_by(|a, b| b.level.cmp(&a.level).then(b.points.total_cmp(&a.points)).then(a.code.cmp(&b.code)));
    rules.truncate(RULES);
    let head = "<section id=\"findings\" aria-labelledby=\"findings-head\"><h2 id=\"findings-head\">Findings</h2>";
    if rules.is_empty() {
        let nothing =
            "<div class=\"card nothing\"><strong>No findings</strong>Every rule that looked is content.</div>";
        return format!("{head}{nothing}</section>\n");
    }
    let shown = first_of_each(report, WITH_EXCERPT);
    let most = rules.iter().map(|rule| rule.findings).max().unwrap_or(1).max(1) as f64;
    let mut body = String::new();
    for (i, rule) in rules.iter().enumerate() {
        let list = shown.get(rule.code.as_str()).map_or(&[][..], Vec::as_slice);
        body.push_str(&one(report, rule, list, (rule.findings as f64 / most).sqrt(), i == 0));
    }
    format!("{head}{}{body}</section>\n", tools(&rules))
}

/// Search and filters; hidden until the script shows that it runs.
fn tools(rules: &[&RuleReport]) -> String {
    let families: BTreeSet<&str> = rules.iter().map(|rule| rule.family.as_str()).collect();
    let options: String =
        families.iter().map(|name| format!("<option value=\"{0}\">{0}</option>", esc(name))).collect();
    let levels: String = Level::ALL
        .iter()
        .map(|level| {
            let name = level.name();
            format!("<label class=\"chip\"><input type=\"checkbox\" value=\"{name}\" checked=\"\"/> {name}</label>")
        })
        .collect();
    format!(
        "<div class=\"tools\" id=\"tools\" role=\"search\" hidden=\"\"><input type=\"search\" id=\"search\" \
         placeholder=\"Search rule, message, file, text  ( / )\" aria-label=\"Search the findings\" autocomplete=\"off\"/>\
         <fieldset aria-label=\"Levels\">{levels}</fieldset><select id=\"family\" aria-label=\"Family\">\
         <option value=\"\">all families</option>{options}</select><button type=\"button\" id=\"expand\">Open all</button>\
         <button type=\"button\" id=\"collapse\">Close all</button><span id=\"shown\" role=\"status\"></span></div>"
    )
}

fn one(report: &Report, rule: &RuleReport, shown: &[usize], share: f64, open: bool) -> String {
    let (code, name, level) = (esc(&rule.code), esc(&rule.name), rule.level.name());
    let mut text = format!(
        "<details class=\"rule\" id=\"{code}\" data-level=\"{level}\" data-family=\"{}\"{}><summary>\
         <span class=\"level {level}\">{level}</span><span><span class=\"code\">{code}</span>\
         <span class=\"name\">{name}</span>{}</span><span class=\"count num\">{}</span>\
         <span class=\"meta\">{} · {:.1} points</span></summary><div class=\"body\">",
        esc(&rule.family),
        if open { " open=\"\"" } else { "" },
        chart::bar(share, &format!("s-{}", if level == "info" { "info" } else { level })),
        several(rule.findings, "finding"),
        if rule.rows == 0 { "the data set".into() } else { esc(&format!("{} of rows", percent(rule.share))) },
        rule.points
    );
    if let Some(meta) = find(&rule.code) {
        let (summary, why) = (meta.summary().replace('\n', " "), meta.section("Why it matters").replace('\n', " "));
        text.push_str(&format!("<p>{}</p><p class=\"why\">{}</p>", said(&summary), said(&why)));
    }
    text.push_str("<ol class=\"list\">");
    for index in shown {
        text.push_str(&finding(report, &report.findings[*index]));
    }
    text.push_str("</ol>");
    let more = rule.findings.saturating_sub(shown.len() as u64);
    if more > 0 {
        text.push_str(&format!("<p class=\"more\">and {} more</p>", grouped(more)));
    }
    text.push_str("</div></details>\n");
    text
}

fn finding(report: &Report, finding: &FindingReport) -> String {
    let mut at = match (path_of(report, finding), finding.line) {
        (Some(path), Some(row)) => format!("<b>{}:{row}</b>", esc(path)),
        (Some(path), None) => format!("<b>{}</b>", esc(path)),
        (None, _) => "<b>data set</b>".into(),
    };
    if let Some(pointer) = finding.pointer.as_deref().filter(|pointer| !pointer.is_empty()) {
        at.push_str(&format!(" <span>{}</span>", esc(pointer)));
    }
    if finding.confidence != "certain" {
        at.push_str(&format!(" <span>{}</span>", esc(&finding.confidence)));
    }
    let level = finding.level.name();
    let excerpt = finding.excerpt.as_ref().and_then(Excerpt::saved).map_or(String::new(), |excerpt| {
        let [before, meant, after] = excerpt.parts();
        format!("<pre class=\"excerpt\" dir=\"ltr\">{}<mark>{}</mark>{}</pre>", esc(before), esc(meant), esc(after))
    });
    let help = finding.help.as_deref().map(said).unwrap_or_default();
    let rows = related(report, finding);
    let todo = [help, rows].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    let todo = if todo.is_empty() { String::new() } else { format!("<p class=\"todo\">{todo}</p>") };
    format!(
        "<li class=\"finding\" data-level=\"{level}\"><div class=\"where\">{at}</div><p class=\"said\">{}</p>\
         {excerpt}{todo}</li>",
        said(&finding.message)
    )
}

fn related(report: &Report, finding: &FindingReport) -> String {
    let several = report.inputs.len() > 1;
    let place = |other: &super::super::model::RelatedReport| {
        let path = report.inputs.get(other.input).map_or("", |input| input.path.as_str());
        if several { esc(&format!("{path}:{}", other.line())) } else { other.shown() }
    };
    let rows: Vec<String> = finding.related.iter().take(RELATED).map(place).collect();
    match (rows.len(), finding.related.len()) {
        (0, _) => String::new(),
        (1, _) => format!("see row {}", rows[0]),
        (shown, all) if all > shown => format!("see rows {} and {} more", rows.join(", "), all - shown),
        _ => format!("see rows {}", rows.join(", ")),
    }
}
