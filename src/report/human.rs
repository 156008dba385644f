//! The report for a person: a few examples of each rule, worst first, then the totals, the score and what was not checked.

use std::collections::BTreeMap;
use std::io::{self, Write};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, Severity,
    SourceCode, SourceSpan, SpanContents,
};

use super::excerpt::Excerpt;
use super::model::{FindingReport, Report, RuleReport};
use super::sanitize::{clip, line};
use crate::rules::{Level, find};

/// Characters of a pointer; a key can be as long as a row.
const POINTER: usize = 80;

/// How the report may look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Colour and bold.
    pub color: bool,
    /// Line-drawing characters.
    pub unicode: bool,
    /// Columns.
    pub width: usize,
    /// Examples shown of each rule.
    pub examples: usize,
}

impl Look {
    /// Characters of a row that fit beside the line number.
    pub fn room(self) -> usize {
        self.width.saturating_sub(16)
    }

    pub(super) fn paint(self, code: &str, text: &str) -> String {
        if self.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn level(self, level: Level) -> String {
        let code = match level {
            Level::Error => "1;31",
            Level::Warn => "1;33",
            Level::Info => "1;36",
        };
        self.paint(code, level.name())
    }
}

/// Indexes of the findings that are shown: the first `most` of each rule.
pub fn examples(report: &Report, most: usize) -> BTreeMap<&str, Vec<usize>> {
    let mut shown: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, finding) in report.findings.iter().enumerate() {
        let list = shown.entry(finding.code.as_str()).or_default();
        if list.len() < most {
            list.push(i);
        }
    }
    shown
}

/// Writes the report. `excerpts` are those of [`examples`], by index; `whole` lists all profiles.
pub fn human(
    report: &Report,
    excerpts: &BTreeMap<usize, Excerpt>,
    whole: bool,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let shown = examples(report, look.examples);
    let mut rules: Vec<&RuleReport> = report.summary.rules.iter().collect();
    rules.sort_by(|a, b| b.level.cmp(&a.level).then(a.code.cmp(&b.code)));
    for rule in &rules {
        section(report, rule, shown.get(rule.code.as_str()).map_or(&[], Vec::as_slice), excerpts, look, out)?;
    }
    if !rules.is_empty() {
        table(&rules, look, out)?;
    }
    panel(report, look, out)?;
    super::profiles::section(report, whole, look, out)?;
    unchecked(report, look, out)?;
    verdict(report, look, out)
}

fn section(
    report: &Report,
    rule: &RuleReport,
    shown: &[usize],
    excerpts: &BTreeMap<usize, Excerpt>,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let summary = find(&rule.code).map_or(String::new(), |meta| meta.summary().replace('\n', " "));
    writeln!(out, "{} {} {}", look.level(rule.level), look.paint("1", &rule.code), look.paint("1", &rule.name))?;
    for text in wrap(&summary, look.width.saturating_sub(2)) {
        writeln!(out, "  {text}")?;
    }
    for index in shown {
        example(report, &report.findings[*index], excerpts.get(index), look, out)?;
    }
    let more = rule.findings.saturating_sub(shown.len() as u64);
    if more > 0 {
        writeln!(out, "  … and {} more\n", grouped(more))?;
    }
    Ok(())
}

fn example(
    report: &Report,
    finding: &FindingReport,
    excerpt: Option<&Excerpt>,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let path = finding.input.and_then(|input| report.inputs.get(input)).map_or("data set", |input| input.path.as_str());
    let theme = match (look.unicode, look.color) {
        (true, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::unicode_nocolor(),
        (false, _) => GraphicalTheme::none(),
    };
    let shown = Shown {
        message: line(&finding.message).into_owned(),
        level: finding.level,
        help: help(report, finding),
        pointer: finding
            .pointer
            .clone()
            .filter(|pointer| !pointer.is_empty())
            .map(|pointer| line(&clip(&pointer, POINTER)).into_owned()),
        window: excerpt.map(|excerpt| Window {
            path: line(path).into_owned(),
            text: excerpt.text.clone(),
            span: excerpt.span.clone(),
            line: finding.line.unwrap_or(1) as usize - 1,
            column: finding.column.unwrap_or(1) as usize - 1,
        }),
    };
    let mut text = String::new();
    let handler = GraphicalReportHandler::new_themed(theme).with_width(look.width).with_links(false);
    handler.render_report(&mut text, &shown).map_err(io::Error::other)?;
    out.write_all(text.as_bytes())?;
    writeln!(out)
}

/// What to do, and where else.
fn help(report: &Report, finding: &FindingReport) -> Option<String> {
    let mut help = finding.help.as_deref().map(|help| line(help).into_owned()).unwrap_or_default();
    let several = report.inputs.len() > 1;
    if !finding.related.is_empty() {
        let place = |other: &super::model::RelatedReport| {
            let path = report.inputs.get(other.input).map_or("", |input| input.path.as_str());
            if several { format!("{}:{}", line(path), other.row) } else { other.row.to_string() }
        };
        let rows: Vec<String> = finding.related.iter().map(place).collect();
        help.push_str(&format!("\nsee row{} {}", if rows.len() > 1 { "s" } else { "" }, rows.join(", ")));
    }
    (!help.is_empty()).then_some(help)
}

/// A finding as miette shows it.
#[derive(Debug)]
struct Shown {
    message: String,
    level: Level,
    help: Option<String>,
    pointer: Option<String>,
    window: Option<Window>,
}

impl std::fmt::Display for Shown {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn severity(&self) -> Option<Severity> {
        Some(match self.level {
            Level::Error => Severity::Error,
            Level::Warn => Severity::Warning,
            Level::Info => Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as _)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.window.as_ref().map(|window| window as _)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let window = self.window.as_ref()?;
        let span = LabeledSpan::new(self.pointer.clone(), window.span.start, window.span.len());
        Some(Box::new(std::iter::once(span)))
    }
}

/// A window of the row as a source: miette walks this, and never the file.
#[derive(Debug)]
struct Window {
    path: String,
    text: String,
    span: std::ops::Range<usize>,
    line: usize,
    column: usize,
}

impl SourceCode for Window {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // Without context the span itself is asked for, whose column is told; with context the whole window is shown.
        let (data, at, column) = if before == 0 {
            let end = (span.offset() + span.len()).min(self.text.len());
            (&self.text[span.offset().min(end)..end], *span, self.column)
        } else {
            (self.text.as_str(), SourceSpan::from(0..self.text.len()), 0)
        };
        Ok(Box::new(MietteSpanContents::new_named(self.path.clone(), data.as_bytes(), at, self.line, column, 1)))
    }
}

fn table(rules: &[&RuleReport], look: Look, out: &mut dyn Write) -> io::Result<()> {
    let rule = |ascii: &str, unicode: &str, n: usize| if look.unicode { unicode.repeat(n) } else { ascii.repeat(n) };
    let name = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(4).max(4);
    let code = rules.iter().map(|rule| rule.code.len()).max().unwrap_or(6).max(6);
    writeln!(
        out,
        "{}",
        look.paint(
            "1",
            &format!(
                "{:<code$} {:<name$} {:<5} {:>9} {:>9} {:>8} {:>6}",
                "code", "rule", "level", "findings", "rows", "share", "points"
            )
        )
    )?;
    writeln!(out, "{}", rule("-", "─", name + code + 43))?;
    for rule in rules {
        let level = format!("{:<5}", rule.level.name());
        let level = look.level(rule.level).replace(rule.level.name(), &level);
        writeln!(
            out,
            "{:<code$} {:<name$} {level} {:>9} {:>9} {:>8} {:>6.1}",
            rule.code,
            rule.name,
            grouped(rule.findings),
            grouped(rule.rows),
            percent(rule.share),
            rule.points
        )?;
    }
    writeln!(out)
}

pub(super) fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.0001 { "< 0.01 %".into() } else { format!("{:.2} %", share * 100.0) }
}

/// A count with its noun.
pub(super) fn several(n: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(n), if n == 1 { "" } else { "s" })
}

fn panel(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    const BAR: usize = 30;
    let summary = &report.summary;
    let Some(total) = summary.score else {
        return writeln!(out, "{}\n", look.paint("1", "no score: there are no examples"));
    };
    writeln!(out, "{}  {}", look.paint("1", "score"), look.paint("1", &format!("{total:.1}")))?;
    for (name, family) in &summary.families {
        let Some(score) = family.score else {
            writeln!(out, "  {name:<14} {:>5}  does not apply to this data", "–")?;
            continue;
        };
        let filled = ((score / 100.0 * BAR as f64).round() as usize).min(BAR);
        let (full, empty) = if look.unicode { ("█", "░") } else { ("#", ".") };
        let findings = match family.findings {
            0 => String::new(),
            n => several(n, "finding"),
        };
        let bar = format!("{}{}", full.repeat(filled), empty.repeat(BAR - filled));
        let color = if score >= 90.0 {
            "32"
        } else if score >= 70.0 {
            "33"
        } else {
            "31"
        };
        writeln!(out, "  {name:<14} {score:>5.1}  {}  {findings}", look.paint(color, &bar))?;
    }
    for (i, raise) in summary.raise.iter().enumerate() {
        let head = if i == 0 { "repairing" } else { "" };
        writeln!(out, "  {head:<9} {} {:<26} gives {:.1}", raise.code, raise.name, raise.score)?;
    }
    writeln!(out)
}

fn unchecked(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    if report.summary.not_checked.is_empty() {
        return Ok(());
    }
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for entry in &report.summary.not_checked {
        match by_reason.iter_mut().find(|(reason, _)| *reason == entry.reason) {
            Some((_, codes)) => codes.push(&entry.code),
            None => by_reason.push((&entry.reason, vec![&entry.code])),
        }
    }
    writeln!(out, "{}", look.paint("1", "not checked"))?;
    for (reason, codes) in by_reason {
        let list = if codes.len() > 6 { format!("{} rules", codes.len()) } else { codes.join(", ") };
        for text in wrap(&format!("{list}: {}", line(reason)), look.width.saturating_sub(2)) {
            writeln!(out, "  {text}")?;
        }
    }
    writeln!(out)
}

fn verdict(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let summary = &report.summary;
    let rows: u64 = report.inputs.iter().map(|input| input.rows).sum();
    let inputs = match report.inputs.len() {
        1 => line(&report.inputs[0].path).into_owned(),
        n => format!("{n} inputs"),
    };
    let word = match summary.verdict.as_str() {
        "pass" => look.paint("1;32", "passed"),
        "fail" => look.paint("1;31", "failed"),
        _ => look.paint("1;31", "no verdict"),
    };
    let levels = summary.levels;
    let counts = [(levels.error, "error"), (levels.warn, "warning"), (levels.info, "info")];
    writeln!(out, "{word}: {inputs}, {}", several(rows, "row"))?;
    writeln!(out, "  {}", counts.map(|(n, noun)| several(n, noun)).join(", "))?;
    for remark in super::place::remarks(report).iter().filter(|remark| remark.starts_with("not counted")) {
        writeln!(out, "  {remark}")?;
    }
    for reason in &summary.reasons {
        writeln!(out, "  {}", line(reason))?;
    }
    let explained = summary.rules.iter().filter(|rule| find(&rule.code).is_some());
    if let Some(rule) = explained.max_by_key(|rule| (rule.level, rule.findings)) {
        writeln!(out, "  `ft-lint rule {}` explains a rule", rule.code)?;
    }
    Ok(())
}

/// Words on lines of at most `width` characters.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("never empty");
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}

/// A count with commas.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lines() {
        assert_eq!((grouped(0), grouped(999), grouped(4_102)), ("0".into(), "999".into(), "4,102".into()));
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
    }
}
