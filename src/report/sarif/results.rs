//! Findings as results of SARIF: those of the run, those that are known, those that are gone.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::chosen::spread;
use super::super::model::{AbsentReport, BaselineReport, FindingReport, RelatedReport, Report};
use super::super::place::told;
use super::super::sanitize::{clip, line};
use super::place::{fix, location, uri};
use super::rules::level;
use super::{MOST, TEXT};
use crate::rules::Level;

/// Findings with the number of findings that each stands for. Where there are too many, the last ones are grouped by
/// rule and kind of place, or by rule alone.
pub(super) fn results(report: &Report) -> Vec<(&FindingReport, usize)> {
    let order: Vec<&FindingReport> = spread(report).into_iter().map(|i| &report.findings[i]).collect();
    if order.len() <= MOST {
        return order.into_iter().map(|finding| (finding, 1)).collect();
    }
    let group = |shaped: bool| {
        let (whole, rest) = order.split_at(MOST - SHAPES);
        let mut groups: BTreeMap<(&str, Level, String), (usize, usize)> = BTreeMap::new();
        for (i, finding) in rest.iter().enumerate() {
            let shape = if shaped { shape(finding.pointer.as_deref().unwrap_or_default()) } else { String::new() };
            groups.entry((&finding.code, finding.level, shape)).or_insert((i, 0)).1 += 1;
        }
        let mut groups: Vec<(usize, usize)> = groups.into_values().collect();
        groups.sort_unstable();
        let groups = groups.into_iter().map(|(i, count)| (rest[i], count));
        whole.iter().map(|finding| (*finding, 1)).chain(groups).collect::<Vec<_>>()
    };
    let by_shape = group(true);
    let mut grouped = if by_shape.len() <= MOST { by_shape } else { group(false) };
    grouped.truncate(MOST);
    grouped
}

/// A pointer with `*` for its numbers.
pub(super) fn shape(pointer: &str) -> String {
    let number = |step: &str| !step.is_empty() && step.bytes().all(|b| b.is_ascii_digit());
    pointer.split('/').map(|step| if number(step) { "*" } else { step }).collect::<Vec<_>>().join("/")
}

/// A finding that stands for `count` of them; `state` is what the baseline makes of it.
pub(super) fn result(
    report: &Report,
    codes: &[&str],
    finding: &FindingReport,
    count: usize,
    state: Option<&'static str>,
) -> Value {
    let mut text = line(&clip(&told(finding), TEXT)).into_owned();
    if let Some(help) = &finding.help {
        // Where space is short only the first sentence is shown.
        text.push_str(&format!(". {}", line(&clip(help, TEXT))));
    }
    let mut result = json!({
        "ruleId": finding.code,
        "level": level(finding.level),
        "message": {"text": text},
        "locations": [location(report, finding)],
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint},
        "properties": {"confidence": finding.confidence, "family": finding.family},
    });
    numbered(&mut result, codes, &finding.code, count);
    if let Some(state) = state {
        result["baselineState"] = state.into();
    }
    if let Some(fix) = fix(report, finding) {
        result["fixes"] = json!([fix]);
    }
    let other = |other: &RelatedReport| {
        let path = report.inputs.get(other.input)?.path.as_str();
        let region = json!({"startLine": other.line().max(1)});
        let place = json!({"artifactLocation": {"uri": uri(path)}, "region": region});
        Some(json!({"physicalLocation": place, "message": {"text": format!("row {}", other.row)}}))
    };
    let related: Vec<Value> = finding.related.iter().filter_map(other).take(RELATED).collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    result
}

/// Findings that the baseline holds, worst first, then those that are no longer there.
pub(super) fn known<'r>(
    report: &'r Report,
    baseline: &'r BaselineReport,
    codes: &'r [&'r str],
) -> impl Iterator<Item = Value> + use<'r> {
    let worst_first =
        Level::ALL.into_iter().flat_map(|level| baseline.findings.iter().filter(move |own| own.level == level));
    let why = format!("it stands in the baseline {}", line(&baseline.path));
    let suppressions = json!([{"kind": "external", "status": "accepted", "justification": clip(&why, TEXT)}]);
    let unchanged = worst_first.map(move |finding| {
        let mut result = result(report, codes, finding, 1, Some("unchanged"));
        result["suppressions"] = suppressions.clone();
        result
    });
    unchanged.chain(baseline.absent.iter().map(move |absent| self::absent(report, codes, absent)))
}

/// A finding that is no longer there: the check passes. Its place is not known any more.
fn absent(report: &Report, codes: &[&str], absent: &AbsentReport) -> Value {
    let first = report.inputs.first().map_or("data", |input| input.path.as_str());
    let region = json!({"startLine": 1, "endLine": 1, "startColumn": 1, "endColumn": 1});
    let mut result = json!({
        "ruleId": absent.code,
        "kind": "pass",
        "level": "none",
        "message": {"text": format!("a known finding of {} is no longer there", line(&absent.code))},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(first)}, "region": region}}],
        "partialFingerprints": {"primaryLocationLineHash": line(&absent.fingerprint)},
        "baselineState": "absent",
    });
    numbered(&mut result, codes, &absent.code, absent.count as usize);
    result
}

/// Adds the place of the rule in the list of rules, and the number of findings that the result stands for.
fn numbered(result: &mut Value, codes: &[&str], code: &str, count: usize) {
    if let Some(index) = codes.iter().position(|own| *own == code) {
        result["ruleIndex"] = index.into();
    }
    if count > 1 {
        result["occurrenceCount"] = count.into();
    }
}

/// Places of one shape that stand for themselves where results are too many.
const SHAPES: usize = 1000;

/// Other places of a result that GitHub shows.
const RELATED: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_pointers_are_one_shape() {
        assert_eq!(shape("/messages/12/content"), "/messages/*/content");
        assert_eq!(shape(""), "");
    }
}
