//! One finding as the report for a person shows it: the window of its row, drawn by miette.

use std::io::{self, Write};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, Severity,
    SourceCode, SourceSpan, SpanContents,
};

use super::super::excerpt::Excerpt;
use super::super::look::Look;
use super::super::model::{FindingReport, RelatedReport, Report};
use super::super::sanitize::{clip, line};
use crate::rules::Level;

/// Writes one finding: what is wrong, the row around it, what to do.
pub(super) fn example(
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
        let place = |other: &RelatedReport| {
            let path = report.inputs.get(other.input).map_or("", |input| input.path.as_str());
            if several { format!("{}:{}", line(path), other.line()) } else { other.shown() }
        };
        let rows: Vec<String> = finding.related.iter().map(place).collect();
        help.push_str(&format!("\nsee row{} {}", if rows.len() > 1 { "s" } else { "" }, rows.join(", ")));
    }
    (!help.is_empty()).then_some(help)
}

/// Characters of a pointer; a key can be as long as a row.
const POINTER: usize = 80;

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
