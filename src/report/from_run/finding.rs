//! One finding as it is written: names, places, masks and its repair.

use std::collections::BTreeMap;

use super::super::model::{EditReport, FindingReport, FixReport, RegionReport, RelatedReport, SpanReport};
use crate::engine::{At, Outcome, Placed, Plan};
use crate::rules::redact::{redact, redact_pointer, ticked};
use crate::rules::{Edit, Edits, Finding, FixKind, Related};
use crate::source::{Input, InputRead, Pos};

/// Lines of rows, from 1, that are no lines themselves.
pub(super) type Lines = BTreeMap<Pos, u64>;

/// The lines of the rows that listed findings name beside their own, in inputs whose rows are no lines.
pub(super) fn lines(plan: &Plan, outcome: &Outcome) -> Lines {
    let are_lines = |read: &InputRead| read.framing.is_ok_and(|framing| framing.line_end().is_some());
    let is_line = |pos: Pos| {
        let input = row_of(pos, &outcome.read).map(|(input, _)| &outcome.read[input]);
        input.is_none_or(are_lines)
    };
    let mut wanted: Vec<Pos> = Vec::new();
    if !outcome.read.iter().all(are_lines) {
        let related = outcome.found.iter().flat_map(|placed| &placed.finding.related);
        wanted.extend(related.map(|other| other.pos).filter(|pos| !is_line(*pos)));
        wanted.sort_unstable();
        wanted.dedup();
    }
    let mut lines = Lines::new();
    // What cannot be read again is told without its line.
    let _ = plan.again(&outcome.read).rows(&wanted, |_, row| {
        lines.insert(row.pos, row.line);
    });
    lines
}

/// Where a row stands: input and number from 1.
pub fn row_of(pos: Pos, read: &[InputRead]) -> Option<(usize, u64)> {
    let input = read.iter().rposition(|read| read.base <= pos.block)?;
    let start = read[input].grid.starts.get((pos.block - read[input].base) as usize)?.as_ref()?;
    Some((input, start.row + u64::from(pos.row) + 1))
}

/// One finding as it is written. `read` may be empty while reading goes on; then rows of partners are left out.
pub fn finding(placed: &Placed, plan: &Plan, read: &[InputRead], show_values: bool) -> FindingReport {
    finding_with(placed, plan, read, show_values, &Lines::new())
}

/// The same with the lines of other rows, where rows are no lines.
pub(super) fn finding_with(
    placed: &Placed,
    plan: &Plan,
    read: &[InputRead],
    show_values: bool,
    lines: &Lines,
) -> FindingReport {
    let (finding, at) = (&placed.finding, placed.at);
    let related = related(finding, read, lines);
    let here = at.map(|at| at.input).or(finding.input);
    let mut partner = partner(related.first().map(|first| (first.input, first.row)), here, &plan.inputs);
    if let Some(line) = related.first().and_then(|first| first.line) {
        partner.push_str(&format!(" (line {line})"));
    }
    let leak = finding.leak.as_ref();
    let copies = if placed.copy > 1 { format!(":{}", placed.copy) } else { String::new() };
    FindingReport {
        code: finding.rule.code.into(),
        name: finding.rule.name.into(),
        family: finding.rule.family.name().into(),
        level: finding.level,
        confidence: finding.sure.name().into(),
        message: redact(&finding.message).replace("{row}", &partner),
        input: here,
        row: at.map(|at| at.row),
        pointer: at.map(|_| redact_pointer(&finding.pointer)),
        span: finding.span.as_ref().map(|span| SpanReport { start: span.start, end: span.end }),
        line: at.map(|at| at.line),
        column: at.map(|at| at.column),
        end_line: at.map(|at| at.end_line),
        end_column: at.map(|at| at.end_column),
        byte_column: at.map(|at| at.byte_column),
        end_byte_column: at.map(|at| at.end_byte_column),
        offset: at.map(|at| at.offset),
        related,
        help: finding.help.as_deref().map(redact),
        kind: leak.map(|leak| leak.kind.to_owned()),
        subtype: leak.map(|leak| leak.subtype.clone()).filter(|subtype| !subtype.is_empty()),
        mask: leak.map(|leak| leak.mask.clone()),
        value: leak.filter(|_| show_values).map(|leak| leak.value.clone()),
        excerpt: None,
        fix: fix(placed),
        fingerprint: format!("{:016x}{copies}", placed.fingerprint),
    }
}

/// The other places of a finding, as far as their rows are known.
fn related(finding: &Finding, read: &[InputRead], lines: &Lines) -> Vec<RelatedReport> {
    let place = |other: &Related| {
        let (input, row) = row_of(other.pos, read)?;
        Some(RelatedReport {
            input,
            row,
            line: lines.get(&other.pos).copied(),
            pointer: redact_pointer(&other.pointer),
        })
    };
    finding.related.iter().filter_map(place).collect()
}

/// What `{row}` stands for in a message: another row, by its input and number. Its file is named where a reader would look in
/// the wrong one: in that of the finding, or, where the finding is in none, in any of several.
pub(super) fn partner(other: Option<(usize, u64)>, here: Option<usize>, inputs: &[Input]) -> String {
    let Some((input, row)) = other else { return "another row".to_owned() };
    let apart = here.map_or(inputs.len() > 1, |here| here != input);
    match inputs.get(input).filter(|_| apart) {
        Some(other) => format!("row {row} of `{}`", ticked(&other.name)),
        None => format!("row {row}"),
    }
}

/// The repair as it is written. An edit that would write out what privacy rules mask is no part of a report.
fn fix(placed: &Placed) -> Option<FixReport> {
    let finding = &placed.finding;
    let fix = finding.fix.as_ref()?;
    let Edits::Known(edits) = &fix.edits else { return None };
    let edit = |(i, edit): (usize, &Edit)| EditReport {
        pointer: redact(&finding.pointer),
        span: SpanReport { start: edit.span.start, end: edit.span.end },
        replacement: edit.replacement.clone(),
        region: placed.edits.get(i).map(region),
    };
    let hidden = edits.iter().any(|edit| redact(&edit.replacement) != edit.replacement);
    let safety = if fix.safety == FixKind::Safe { "safe" } else { "unsafe" };
    (!hidden && !edits.is_empty()).then(|| FixReport {
        safety: safety.into(),
        title: fix.title.to_string(),
        edits: edits.iter().enumerate().map(edit).collect(),
    })
}

fn region(at: &At) -> RegionReport {
    let At { line, column, end_line, end_column, byte_column, end_byte_column, .. } = *at;
    RegionReport { line, column, end_line, end_column, byte_column, end_byte_column }
}
