//! What the data are made of: scores, lengths, roles, shapes, labels.

use super::super::model::{LabelReport, Report};
use super::super::wording::{grouped, percent};
use super::{chart, esc};

/// Label spaces that are drawn.
const SPACES: usize = 8;
/// Bars of one drawing.
const BARS: usize = 12;

/// The section.
pub fn section(report: &Report) -> String {
    let stats = &report.stats;
    let mut cards = Vec::new();
    let mut card = |title: &str, note: &str, body: String| {
        let note = if note.is_empty() { String::new() } else { format!("<p class=\"mute small\">{note}</p>") };
        cards.push(format!("<div class=\"card\"><h3>{title}</h3>{note}{body}</div>"));
    };
    if stats.examples > 0 {
        let note = "Examples by their own score, in bins of ten points. Heights are square roots.";
        card("Scores", note, chart::histogram(&stats.score_histogram));
        let lengths = [("context, given", &stats.lengths.context), ("target, learned", &stats.lengths.target)];
        let note = "Bytes of text and messages of an example: median, 90, 99 and 100 %, on logarithmic scales.";
        let mut body = chart::quantiles(&lengths, "bytes");
        if stats.messages.max > 0 {
            body.push_str(&chart::quantiles(&[("messages", &stats.messages)], "messages"));
        }
        card("Lengths", note, body);
    }
    let counted = |counts: &std::collections::BTreeMap<String, u64>, what: &str| {
        let mut rows: Vec<(&str, u64)> = counts.iter().map(|(name, count)| (name.as_str(), *count)).collect();
        rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        rows.truncate(BARS);
        chart::bars(&rows, (what, "count"))
    };
    if !stats.roles.is_empty() {
        card("Roles", "Messages of each role.", counted(&stats.roles, "role"));
    }
    if !stats.shapes.is_empty() {
        card("Shapes", "Examples of each layout.", counted(&stats.shapes, "shape"));
    }
    for space in stats.labels.iter().take(SPACES) {
        let (title, note, body) = labels(space);
        card(&title, &note, body);
    }
    let more = stats.labels.len().saturating_sub(SPACES);
    if more > 0 {
        card("More labels", "", format!("<p>{more} more label spaces are in the JSON report.</p>"));
    }
    let body = if cards.is_empty() { "<p class=\"mute\">There are no examples.</p>".into() } else { cards.concat() };
    format!(
        "<section id=\"data\" aria-labelledby=\"data-head\"><h2 id=\"data-head\">The data</h2>\
         <div class=\"grid\">{body}</div></section>\n"
    )
}

fn labels(space: &LabelReport) -> (String, String, String) {
    let title = if space.task == "data set" { "Labels".into() } else { format!("Labels of task {}", esc(&space.task)) };
    let note = format!(
        "{} classes in {} examples; the most frequent has {}, evenness {:.2}.",
        grouped(space.classes),
        grouped(space.examples),
        percent(space.majority),
        space.evenness
    );
    let rows: Vec<(&str, u64)> =
        space.counts.iter().take(BARS).map(|label| (label.label.as_str(), label.count)).collect();
    let mut body = chart::bars(&rows, ("label", "examples"));
    let more = space.classes.saturating_sub(rows.len() as u64);
    if more > 0 {
        body.push_str(&format!("<p class=\"mute small\">and {} more</p>", grouped(more)));
    }
    (title, note, body)
}
