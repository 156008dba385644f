//! Which findings are shown where not all fit.

use std::collections::BTreeMap;

use super::model::Report;
use crate::rules::Level;

/// Indexes of the listed findings: worst level first, and one of each rule before a second of any.
pub(super) fn spread(report: &Report) -> Vec<usize> {
    let mut seen: BTreeMap<(Level, &str), usize> = BTreeMap::new();
    let mut keyed = Vec::with_capacity(report.findings.len());
    for (i, finding) in report.findings.iter().enumerate() {
        let nth = seen.entry((finding.level, &finding.code)).or_default();
        keyed.push((std::cmp::Reverse(finding.level), *nth, i));
        *nth += 1;
    }
    keyed.sort_unstable();
    keyed.into_iter().map(|(.., i)| i).collect()
}

/// The first `each` findings of every rule, worst level first, then in the order of the report.
pub fn first_of_each(report: &Report, each: usize) -> BTreeMap<&str, Vec<usize>> {
    let mut shown: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for level in Level::ALL {
        for (i, finding) in report.findings.iter().enumerate().filter(|(_, finding)| finding.level == level) {
            let list = shown.entry(finding.code.as_str()).or_default();
            if list.len() < each {
                list.push(i);
            }
        }
    }
    shown
}

/// Indexes of the findings that are shown: the worst of each rule, at most `most`.
pub fn examples(report: &Report, most: usize) -> BTreeMap<&str, Vec<usize>> {
    let mut shown: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, finding) in report.findings.iter().enumerate() {
        shown.entry(finding.code.as_str()).or_default().push(i);
    }
    for list in shown.values_mut() {
        list.sort_by_key(|i| std::cmp::Reverse(report.findings[*i].level));
        list.truncate(most);
    }
    shown
}
