//! Drawings as inline SVG. They print, and each says in words what it shows.

use super::super::model::Lengths;
use super::super::wording::grouped;
use super::{esc, grade};

/// A bar that is full at 1.
pub fn bar(share: f64, class: &str) -> String {
    let width = (share.clamp(0.0, 1.0) * 100.0 * 10.0).round() / 10.0;
    format!(
        "<svg class=\"bar {class}\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <rect width=\"{width}\" height=\"6\"/></svg>"
    )
}

/// A score from 0 to 100 as a ring.
pub fn ring(score: Option<f64>) -> String {
    const AROUND: f64 = 2.0 * std::f64::consts::PI * 42.0;
    let (shown, label) = match score {
        Some(score) if score >= 100.0 => ("100".into(), "score 100 of 100".into()),
        Some(score) => (format!("{score:.1}"), format!("score {score:.1} of 100")),
        None => ("–".into(), "no score: there are no examples".into()),
    };
    let arc = score.map_or(String::new(), |score| {
        let filled = AROUND * (score / 100.0).clamp(0.0, 1.0);
        format!(
            "<circle class=\"r-{}\" cx=\"50\" cy=\"50\" r=\"42\" fill=\"none\" stroke-width=\"8\" \
             stroke-linecap=\"round\" stroke-dasharray=\"{filled:.1} {AROUND:.1}\" transform=\"rotate(-90 50 50)\"/>",
            grade(score)
        )
    });
    format!(
        "<svg class=\"ring\" viewBox=\"0 0 100 100\" role=\"img\" aria-label=\"{label}\">\
         <circle class=\"track\" cx=\"50\" cy=\"50\" r=\"42\" fill=\"none\" stroke-width=\"8\"/>{arc}\
         <text class=\"big\" x=\"50\" y=\"56\">{shown}</text><text class=\"cap\" x=\"50\" y=\"71\">of 100</text></svg>"
    )
}

/// Examples by score: ten bins of ten points, and those with 100.
pub fn histogram(bins: &[u64]) -> String {
    let most = bins.iter().copied().max().unwrap_or(0).max(1) as f64;
    let mut body = String::new();
    for (i, count) in bins.iter().take(11).enumerate() {
        let x = 4.0 + 38.0 * i as f64;
        // A root, so that a few bad rows can be seen beside many good ones.
        let height = if *count == 0 { 2.0 } else { ((*count as f64 / most).sqrt() * 118.0).max(4.0) };
        let (class, low) = (if *count == 0 { "empty" } else { fill(i) }, i * 10);
        let label = if i == 10 { "100".into() } else { low.to_string() };
        body.push_str(&format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{:.1}\" width=\"30\" height=\"{height:.1}\" rx=\"3\"/>\
             <text x=\"{}\" y=\"160\" text-anchor=\"middle\">{label}</text>",
            142.0 - height,
            x + 15.0
        ));
        if *count > 0 {
            body.push_str(&format!(
                "<text class=\"value\" x=\"{}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                x + 15.0,
                137.0 - height,
                short(*count)
            ));
        }
    }
    let words: Vec<String> = bins.iter().take(11).map(|count| grouped(*count)).collect();
    format!(
        "<svg class=\"chart\" viewBox=\"0 0 420 166\" role=\"img\" aria-label=\"examples by score, in bins of ten points \
         from 0 to 100: {}\"><line class=\"axis\" x1=\"0\" x2=\"420\" y1=\"142.5\" y2=\"142.5\"/>{body}</svg>",
        words.join(", ")
    )
}

fn fill(bin: usize) -> &'static str {
    match bin {
        0..7 => "f-error",
        7..9 => "f-warn",
        _ => "f-good",
    }
}

/// A count in at most four characters or so.
fn short(n: u64) -> String {
    match n {
        0..10_000 => grouped(n),
        10_000..1_000_000 => format!("{}k", n / 1000),
        _ => format!("{}M", n / 1_000_000),
    }
}

/// Quantiles of several lengths on one logarithmic scale.
pub fn quantiles(rows: &[(&str, &Lengths)], unit: &str) -> String {
    const LEFT: f64 = 8.0;
    const WIDTH: f64 = 404.0;
    let most = rows.iter().map(|(_, lengths)| lengths.max).max().unwrap_or(1).max(10) as f64;
    let at = |n: u64| LEFT + WIDTH * ((n as f64 + 1.0).ln() / (most + 1.0).ln()).clamp(0.0, 1.0);
    let mut body = String::new();
    for (i, (name, lengths)) in rows.iter().enumerate() {
        let y = 26.0 + 58.0 * i as f64;
        let words = format!(
            "median {}, 90 % to {}, 99 % to {}, longest {} {unit}",
            grouped(lengths.p50),
            grouped(lengths.p90),
            grouped(lengths.p99),
            grouped(lengths.max)
        );
        body.push_str(&format!(
            "<text class=\"value\" x=\"0\" y=\"{:.1}\">{}</text><text x=\"420\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\
             <line class=\"rail\" x1=\"{LEFT}\" x2=\"{}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
             <line class=\"span\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>",
            y - 12.0,
            esc(name),
            y + 21.0,
            words,
            LEFT + WIDTH,
            at(lengths.p90)
        ));
        for n in [lengths.p50, lengths.p90, lengths.p99, lengths.max] {
            body.push_str(&format!("<circle class=\"dot\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"5\"/>", at(n)));
        }
    }
    let height = 58 * rows.len() + 4;
    format!(
        "<svg class=\"chart\" viewBox=\"0 0 420 {height}\" role=\"img\" aria-label=\"lengths: median, 90, 99 and 100 \
         percent on a logarithmic scale\">{body}</svg>"
    )
}

/// A table of bars: name and count.
pub fn bars(rows: &[(&str, u64)], head: (&str, &str)) -> String {
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1) as f64;
    let mut body = String::new();
    for (name, count) in rows {
        body.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"num\">{}</td></tr>",
            esc(name),
            bar(*count as f64 / most, ""),
            grouped(*count)
        ));
    }
    format!(
        "<table class=\"bars\"><thead hidden=\"\"><tr><th scope=\"col\">{}</th><th scope=\"col\">share</th>\
         <th scope=\"col\">{}</th></tr></thead><tbody>{body}</tbody></table>",
        head.0, head.1
    )
}
