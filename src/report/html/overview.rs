//! The head of the page: verdict, score, what it was made of, and what to repair first.

use super::super::in_brief::{inputs, remarks, rows, verdict};
use super::super::model::{FamilyReport, Report};
use super::super::wording::grouped;
use super::{chart, esc, grade, said};

/// Lines of a list.
const LINES: usize = 20;

/// The head with verdict, score and facts.
pub fn top(report: &Report) -> String {
    let summary = &report.summary;
    let class = match summary.verdict.as_str() {
        "pass" => "pass",
        "fail" => "fail",
        _ => "none",
    };
    let lines = summary.reasons.iter().cloned().chain(remarks(report)).chain(summary.unused.iter().cloned());
    let reasons: String = lines.take(LINES).map(|line| format!("<li>{}</li>", said(&line))).collect();
    let reasons = if reasons.is_empty() { String::new() } else { format!("<ul class=\"reasons\">{reasons}</ul>") };
    format!(
        "<header class=\"top\"><div><p class=\"brand\">ft-lint report</p>\
         <h1><span>{}</span> <span class=\"verdict {class}\">{}</span></h1>{reasons}</div>{}{}</header>\n",
        esc(&inputs(report)),
        verdict(report),
        chart::ring(summary.score),
        facts(report)
    )
}

fn facts(report: &Report) -> String {
    let levels = report.summary.levels;
    let list = [
        ("errors", grouped(levels.error)),
        ("warnings", grouped(levels.warn)),
        ("infos", grouped(levels.info)),
        ("rows", grouped(rows(report))),
        ("examples", grouped(report.stats.examples)),
        ("task", esc(&report.readiness.task)),
        ("profile", esc(&profiles(report))),
    ];
    let list: String = list.iter().map(|(name, value)| format!("<div><dt>{name}</dt><dd>{value}</dd></div>")).collect();
    format!("<dl class=\"facts\">{list}</dl>")
}

/// The consumers that the inputs are for.
fn profiles(report: &Report) -> String {
    let mut names = vec![report.config.profile.as_str()];
    names.extend(report.inputs.iter().filter_map(|input| input.profile.as_deref()));
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

/// What kept the run from a verdict.
pub fn failures(report: &Report) -> String {
    let failures = &report.summary.failures;
    if failures.is_empty() {
        return String::new();
    }
    let list: String = failures.iter().take(LINES).map(|failure| format!("<li>{}</li>", said(failure))).collect();
    format!("<div class=\"banner\" role=\"alert\"><b>This run has no verdict.</b><ul>{list}</ul></div>\n")
}

/// Scores by family, and the rules that cost most.
pub fn score(report: &Report) -> String {
    let summary = &report.summary;
    let mut body = String::new();
    for (name, family) in summary.families.iter().take(LINES) {
        let (bar, shown) = match family.score {
            Some(score) => (chart::bar(score / 100.0, &format!("s-{}", grade(score))), format!("{score:.1}")),
            None => ("<span class=\"mute small\">does not apply to this data</span>".into(), "–".into()),
        };
        body.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td>{bar}</td><td class=\"num\">{shown}</td><td class=\"num\">{}</td>\
             <td class=\"num opt mute\">{}</td></tr>",
            esc(name),
            grouped(family.findings),
            share(report, family)
        ));
    }
    format!(
        "<section id=\"score\" aria-labelledby=\"score-head\"><h2 id=\"score-head\">Score by family</h2>\
         <div class=\"score-grid\"><div class=\"card\"><table class=\"families\"><thead><tr>\
         <th scope=\"col\">family</th><th scope=\"col\"></th><th scope=\"col\" class=\"num\">score</th>\
         <th scope=\"col\" class=\"num\">findings</th><th scope=\"col\" class=\"num opt\">weight</th></tr></thead>\
         <tbody>{body}</tbody></table></div>{}</div></section>\n",
        raise(report)
    )
}

/// The weight of a family among those that apply.
fn share(report: &Report, family: &FamilyReport) -> String {
    let applying = report.summary.families.values().filter(|family| family.score.is_some());
    let all: f64 = applying.map(|family| family.weight).sum();
    if family.score.is_some() && all > 0.0 { format!("{:.0} %", family.weight / all * 100.0) } else { "–".into() }
}

fn raise(report: &Report) -> String {
    let raise = &report.summary.raise;
    if raise.is_empty() {
        return "<div class=\"card\"><h3>Repair first</h3><p class=\"mute\">Nothing that would raise the score.</p></div>"
            .into();
    }
    let list: String = raise
        .iter()
        .take(LINES)
        .map(|raise| {
            let (code, name) = (esc(&raise.code), esc(&raise.name));
            format!(
                "<li><a href=\"#{code}\"><span class=\"mute\">{code}</span> {name}</a><b>→ {:.1}</b></li>",
                raise.score
            )
        })
        .collect();
    format!(
        "<div class=\"card\"><h3>Repair first</h3><p class=\"mute small\">The score once all findings of one rule are repaired.</p><ul class=\"raise\">{list}</ul></div>"
    )
}
