//! Which findings a report lists: of each rule at most so many, those about the data set first, then the worst.

use super::found::Placed;
use crate::rules::{Finding, Level};

/// Kinds of findings of a rule: about the data set, then by level, worst first.
const KINDS: usize = 1 + Level::ALL.len();

fn kind(finding: &Finding) -> usize {
    let level = || Level::ALL.iter().position(|level| *level == finding.level).unwrap_or_default();
    finding.pos.map_or(0, |_| 1 + level())
}

/// How many findings are listed, by rule and kind.
#[derive(Clone)]
pub struct Listed {
    most: usize,
    counts: Vec<[usize; KINDS]>,
}

impl Listed {
    /// None yet; `most` of each of so many rules.
    pub fn new(rules: usize, most: usize) -> Listed {
        Listed { most, counts: vec![[0; KINDS]; rules] }
    }

    /// Counts a finding of a rule, if it may be listed: only later findings that are worse can take its place.
    pub fn take(&mut self, rule: usize, finding: &Finding) -> bool {
        let kind = kind(finding);
        let room = self.counts[rule][..=kind].iter().sum::<usize>() < self.most;
        self.counts[rule][kind] += usize::from(room);
        room
    }

    /// Leaves out those for which worse ones have taken the place; `rule` gives the number of the rule.
    pub fn settle(&self, found: &mut Vec<Placed>, rule: impl Fn(&Finding) -> usize) {
        let room = |counts: &[usize; KINDS]| {
            let mut left = self.most;
            counts.map(|count| {
                let own = count.min(left);
                left -= own;
                own
            })
        };
        let mut room: Vec<[usize; KINDS]> = self.counts.iter().map(room).collect();
        found.retain(|placed| {
            let left = &mut room[rule(&placed.finding)][kind(&placed.finding)];
            let stays = *left > 0;
            *left -= usize::from(stays);
            stays
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::by_code;
    use crate::source::Pos;

    fn finding(row: Option<u32>, level: Level) -> Finding {
        let mut finding = Finding::new(by_code("FT811"), String::new());
        (finding.pos, finding.level) = (row.map(|row| Pos { block: 0, row }), level);
        finding
    }

    #[test]
    fn the_worst_are_listed_wherever_they_stand() {
        let rows = (0..5).map(|row| finding(Some(row), Level::Warn));
        let all =
            rows.chain([finding(Some(9), Level::Error), finding(Some(10), Level::Info), finding(None, Level::Error)]);
        let listed = |most| {
            let mut listed = Listed::new(1, most);
            let mut found: Vec<Placed> =
                all.clone().filter(|own| listed.take(0, own)).map(Placed::without_row).collect();
            listed.settle(&mut found, |_| 0);
            found.iter().map(|own| own.finding.pos.map(|pos| pos.row)).collect::<Vec<_>>()
        };
        assert_eq!(listed(3), [Some(0), Some(9), None]);
        assert_eq!(listed(1), [None]);
        assert_eq!(listed(0), []);
        assert_eq!(listed(7).len(), 7);
        assert_eq!(listed(usize::MAX).len(), 8);
    }
}
