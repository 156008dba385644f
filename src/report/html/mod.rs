//! One self-contained HTML file: no network, readable without scripts and styles, bounded in size whatever the input.
//!
//! Every text goes through [`esc`]; marks are written as XML wants them, so that tests can read the page strictly. The
//! policy of the page allows the one inline script by its hash and nothing else, so that a mistake here would still start
//! no script of the data.

mod chart;
mod consumers;
mod data;
mod findings;
mod overview;

use std::io::{self, Write};

use super::in_brief::inputs;
use super::model::Report;
use super::sanitize::{clip, markup, prose};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// SHA-256 of the script, as a content security policy names it.
const SCRIPT_HASH: &str = "sha256-6s2umM265C76VLj6TYo2XfViEhzeoGCHKIPnFSbrikg=";
/// Characters of one text of the data.
const TEXT: usize = 400;

/// Writes the page.
pub fn html(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let title = esc(&format!("{}: ft-lint report", inputs(report)));
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src '{SCRIPT_HASH}'; img-src data:; base-uri 'none'; \
         form-action 'none'"
    );
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"referrer\" content=\"no-referrer\"/>\n<link rel=\"icon\" href=\"data:,\"/>\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#findings\">Skip to the findings</a>"
    )?;
    out.write_all(overview::top(report).as_bytes())?;
    out.write_all(navigation(report).as_bytes())?;
    writeln!(out, "<main>")?;
    out.write_all(overview::failures(report).as_bytes())?;
    out.write_all(overview::score(report).as_bytes())?;
    out.write_all(findings::section(report).as_bytes())?;
    out.write_all(data::section(report).as_bytes())?;
    out.write_all(consumers::section(report).as_bytes())?;
    out.write_all(consumers::unchecked(report).as_bytes())?;
    out.write_all(consumers::inputs(report).as_bytes())?;
    writeln!(out, "</main>")?;
    out.write_all(consumers::footer(report).as_bytes())?;
    writeln!(out, "<script>{SCRIPT}</script>\n</body>\n</html>")
}

fn navigation(report: &Report) -> String {
    let mut parts = vec![("score", "Score"), ("findings", "Findings"), ("data", "Data")];
    if !report.summary.profiles.is_empty() {
        parts.push(("consumers", "Consumers"));
    }
    if !report.summary.not_checked.is_empty() {
        parts.push(("unchecked", "Not checked"));
    }
    parts.push(("inputs", "Inputs"));
    let links: String = parts.iter().map(|(id, name)| format!("<li><a href=\"#{id}\">{name}</a></li>")).collect();
    format!("<nav aria-label=\"Sections\"><ul>{links}</ul></nav>\n")
}

/// Text of the data or of the report, clipped and inert.
fn esc(text: &str) -> String {
    markup(&clip(text, TEXT))
}

/// A message of ours: what it quotes in backticks is code.
fn said(text: &str) -> String {
    prose(&clip(text, TEXT), markup)
}

/// Something about a score: its class.
fn grade(score: f64) -> &'static str {
    if score >= 90.0 {
        "good"
    } else if score >= 70.0 {
        "warn"
    } else {
        "error"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    fn base64(bytes: &[u8]) -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for chunk in bytes.chunks(3) {
            let n = chunk.iter().fold(0, |n, b| n << 8 | usize::from(*b)) << (8 * (3 - chunk.len()));
            for i in 0..4 {
                let digit = ALPHABET[n >> (18 - 6 * i) & 63] as char;
                out.push(if i <= chunk.len() { digit } else { '=' });
            }
        }
        out
    }

    #[test]
    fn the_policy_names_the_script() {
        assert_eq!(base64(b"light work."), "bGlnaHQgd29yay4=");
        assert_eq!(SCRIPT_HASH, format!("sha256-{}", base64(&Sha256::digest(SCRIPT))), "write this hash into mod.rs");
    }
}
