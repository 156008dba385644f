//! The findings of one rule about the data set. There may be as many as rows, and a report lists the first of them: those are
//! kept whole, of all others only what counts.

use std::cmp::Reverse;

use super::catalogue::{FixKind, Level};
use super::finding::Finding;
use crate::source::Pos;

/// What counts of a finding; 48 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brief {
    /// The row.
    pub pos: Option<Pos>,
    /// How bad.
    pub level: Level,
    /// How sure, in millionths; see [`Finding::weight`].
    pub weight: u32,
    /// Whether something repairs it.
    pub fix: Option<FixKind>,
    /// See [`Finding::sort`].
    pub sort: &'static str,
    /// Hash of its key.
    pub key: u64,
}

impl Brief {
    /// Of a finding.
    pub fn of(finding: &Finding) -> Brief {
        let Finding { pos, level, weight, fix, sort, key, .. } = finding;
        let key = xxhash_rust::xxh3::xxh3_64(key.as_bytes());
        Brief { pos: *pos, level: *level, weight: *weight, fix: fix.as_ref().map(|fix| fix.safety), sort, key }
    }
}

/// Findings of one rule, in no order.
#[derive(Debug, Default)]
pub struct Findings {
    /// Those that are kept whole: of each sort the worst are among them, of equally bad ones the first.
    pub list: Vec<Finding>,
    /// What counts of the others.
    pub rest: Vec<Brief>,
    most: usize,
    /// Length of the list from which on it is cut.
    limit: usize,
    /// What is done instead of that.
    gather: Option<fn(&mut Vec<Finding>)>,
}

/// Findings that may be kept beyond what is listed, so that they need not be sorted for each new one.
const SLACK: usize = 256;

impl Findings {
    /// None yet; of each sort so many are kept whole at least.
    pub fn new(most: usize) -> Findings {
        Findings { most, limit: most.saturating_mul(2).saturating_add(SLACK), ..Findings::default() }
    }

    /// None yet; all are kept, and put together by `gather`.
    pub fn gathered(gather: fn(&mut Vec<Finding>)) -> Findings {
        Findings { gather: Some(gather), ..Findings::new(0) }
    }

    /// Adds one, which may be changed until the next one comes.
    pub fn push(&mut self, finding: Finding) -> &mut Finding {
        if self.list.len() >= self.limit {
            self.cut();
        }
        self.list.push(finding);
        self.list.last_mut().expect("just added")
    }

    /// Adds those of another part.
    pub fn append(&mut self, mut other: Findings) {
        self.rest.append(&mut other.rest);
        self.list.append(&mut other.list);
        if self.list.len() >= self.limit {
            self.cut();
        }
    }

    /// Keeps whole what may be listed.
    pub fn cut(&mut self) {
        if let Some(gather) = self.gather {
            gather(&mut self.list);
            self.limit = 2 * self.list.len() + SLACK;
            return;
        }
        if self.list.len() <= self.most {
            return;
        }
        self.list.sort_by(|a, b| {
            let own = (a.sort, Reverse(a.level), a.pos, &a.pointer, &a.message);
            own.cmp(&(b.sort, Reverse(b.level), b.pos, &b.pointer, &b.message))
        });
        let (mut kept, mut sort, mut count) = (Vec::with_capacity(self.most), "", 0);
        for finding in self.list.drain(..) {
            (sort, count) = if finding.sort == sort { (sort, count + 1) } else { (finding.sort, 1) };
            if count <= self.most {
                kept.push(finding);
            } else {
                self.rest.push(Brief::of(&finding));
            }
        }
        // Where there are many sorts, more are kept; then it is not cut again at once.
        self.limit = self.limit.max(kept.len() + self.most.saturating_add(SLACK));
        self.list = kept;
    }

    /// What counts of each.
    pub fn briefs(&self) -> impl Iterator<Item = Brief> + '_ {
        self.list.iter().map(Brief::of).chain(self.rest.iter().copied())
    }

    /// Drops those that are not wanted.
    pub fn retain(&mut self, keep: impl Fn(&Brief) -> bool) {
        self.list.retain(|finding| keep(&Brief::of(finding)));
        self.rest.retain(&keep);
    }
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::by_code;
    use super::*;

    fn finding(row: u32) -> Finding {
        let mut finding = Finding::new(by_code("FT701"), format!("row {row}"));
        finding.pos = Some(Pos { block: 0, row });
        finding.sort = ["odd", "even"][row as usize % 2];
        finding
    }

    #[test]
    fn the_first_are_kept_whole_in_any_order() {
        let told = |rows: &mut dyn Iterator<Item = u32>| {
            let mut found = Findings::new(3);
            rows.for_each(|row| {
                found.push(finding(row));
            });
            let mut other = Findings::new(3);
            other.push(finding(5_000));
            other.append(found);
            other.cut();
            let mut list: Vec<String> = other.list.iter().map(|own| own.message.clone()).collect();
            list.sort();
            (list, other.briefs().count())
        };
        let whole = told(&mut (0..2_000));
        assert_eq!(whole.0, ["row 0", "row 1", "row 2", "row 3", "row 4", "row 5"]);
        assert_eq!(whole.1, 2_001);
        assert_eq!(told(&mut (0..2_000).rev()), whole);
    }

    #[test]
    fn what_is_dropped_does_not_count() {
        let mut found = Findings::new(2);
        (0..900).for_each(|row| {
            found.push(finding(row));
        });
        found.cut();
        found.retain(|brief| brief.sort == "even");
        assert_eq!((found.list.len(), found.briefs().count()), (2, 450));
    }
}
