//! Counts to score; a pure function. One number from 0 to 100 for an example, a family and the data set, in which another
//! finding never raises anything and each lost point can be shown with its rule.
//!
//! A row loses its penalties (error 0.60, warn 0.25, info 0.05, times the confidence), at most all. A family's score is
//! `100 · (1 − √R)`, where R joins the share lost in rows with what findings about the data set take. The square root makes
//! rare defects visible: a plain mean stays above 99 with one broken row in a hundred.

use crate::engine::Penalty;
use crate::rules::{Family, Level};

/// One in millionths.
const ONE: u64 = 1_000_000;
/// No family can be more than this many points worse than the total.
const MARGIN: f64 = 30.0;
/// Rules for which the gain of repairing them is told.
const RAISES: usize = 5;

/// A finding about the data set as a whole.
#[derive(Clone, Copy, Debug)]
pub struct Whole {
    /// Index of the rule.
    pub rule: usize,
    /// Its level.
    pub level: Level,
    /// Its confidence in millionths.
    pub weight: u32,
}

/// What the score is made of.
pub struct Counted<'c> {
    /// Rows that are not blank.
    pub rows: u64,
    /// The family of each rule, by the rule's index.
    pub families: &'c [Family],
    /// The largest penalty per row and rule, sorted by row.
    pub penalties: &'c [Penalty],
    /// Findings about the data set.
    pub whole: &'c [Whole],
    /// Families that apply to the data.
    pub applies: &'c [Family],
}

/// The score of the data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The total, 0–100; none without examples.
    pub total: Option<f64>,
    /// The score of each family that applies.
    pub families: Vec<(Family, f64)>,
    /// For the costliest rules: the rule's index, and the total if all its findings were repaired.
    pub raise: Vec<(usize, f64)>,
    /// Points of the total that each rule costs, by the rule's index.
    pub cost: Vec<f64>,
    /// Examples by score: ten bins of ten points, and those with 100.
    pub histogram: [u64; 11],
}

/// The weight of a family in the total.
pub fn weight(family: Family) -> f64 {
    match family.scored_as() {
        Family::Schema => 25.0,
        Family::Contradiction => 20.0,
        Family::Privacy => 15.0,
        Family::Balance => 5.0,
        _ => 10.0,
    }
}

/// Rounds half up to one decimal; 100.0 is left to data without any finding.
pub fn shown(score: f64, any_finding: bool) -> f64 {
    let rounded = (score * 10.0 + 0.5).floor() / 10.0;
    if any_finding { rounded.min(99.9) } else { rounded }
}

/// The families that the score knows, in the order of their codes.
pub fn scored() -> impl Iterator<Item = Family> {
    Family::ALL.into_iter().filter(|family| *family != Family::File)
}

/// Sums of what rows lost, in millionths.
struct Sums {
    families: Vec<u64>,
    /// What each rule takes from its family, over what the other rules take.
    rules: Vec<u64>,
    histogram: [u64; 11],
}

/// Computes the score.
pub fn score(counted: &Counted<'_>) -> Score {
    let sums = fold_rows(counted);
    let without = |rule: Option<usize>| total(counted, &sums, rule);
    let total = (counted.rows > 0).then(|| without(None).0);
    let mut cost = vec![0.0; counted.families.len()];
    let mut touched: Vec<usize> =
        counted.penalties.iter().map(Penalty::rule).chain(counted.whole.iter().map(|whole| whole.rule)).collect();
    touched.sort_unstable();
    touched.dedup();
    let mut raise = Vec::new();
    for rule in touched {
        let better = without(Some(rule)).0;
        cost[rule] = (better - total.unwrap_or(better)).max(0.0);
        raise.push((rule, better));
    }
    raise.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    raise.truncate(RAISES);
    Score { total, families: without(None).1, raise, cost, histogram: sums.histogram }
}

fn slot(family: Family) -> usize {
    scored().position(|known| known == family.scored_as()).expect("every family is scored")
}

fn fold_rows(counted: &Counted<'_>) -> Sums {
    let slots: Vec<usize> = counted.families.iter().map(|family| slot(*family)).collect();
    let mut sums = Sums { families: vec![0; scored().count()], rules: vec![0; slots.len()], histogram: [0; 11] };
    let mut touched = 0;
    for row in counted.penalties.chunk_by(|a, b| a.pos == b.pos) {
        let mut lost = vec![0u64; sums.families.len()];
        row.iter().for_each(|penalty| lost[slots[penalty.rule()]] += u64::from(penalty.millionths()));
        for penalty in row {
            let family = lost[slots[penalty.rule()]];
            let others = family - u64::from(penalty.millionths());
            sums.rules[penalty.rule()] += family.min(ONE) - others.min(ONE);
        }
        for (sum, lost) in sums.families.iter_mut().zip(&lost) {
            *sum += lost.min(&ONE);
        }
        let all: u64 = lost.iter().sum();
        let left = ONE - all.min(ONE);
        sums.histogram[(left * 10 / ONE) as usize] += 1;
        touched += 1;
    }
    sums.histogram[10] += counted.rows.saturating_sub(touched);
    sums
}

/// The total and the families' scores, as if the findings of one rule were repaired.
fn total(counted: &Counted<'_>, sums: &Sums, without: Option<usize>) -> (f64, Vec<(Family, f64)>) {
    let mut families = Vec::new();
    for (i, family) in scored().enumerate() {
        if !counted.applies.contains(&family) {
            continue;
        }
        let saved = without.filter(|rule| slot(counted.families[*rule]) == i).map_or(0, |rule| sums.rules[rule]);
        let in_rows = ((sums.families[i] - saved) as f64 / (counted.rows.max(1) * ONE) as f64).min(1.0);
        let mut left = 1.0;
        for whole in
            counted.whole.iter().filter(|whole| slot(counted.families[whole.rule]) == i && Some(whole.rule) != without)
        {
            left *= 1.0 - degree(whole.level) * (f64::from(whole.weight) / ONE as f64).min(1.0);
        }
        let lost: f64 = 1.0 - (1.0 - in_rows) * left;
        families.push((family, 100.0 * (1.0 - lost.sqrt())));
    }
    let weights: f64 = families.iter().map(|(family, _)| weight(*family)).sum();
    let mean = families.iter().map(|(family, score)| weight(*family) * score).sum::<f64>() / weights.max(1.0);
    let worst = families.iter().map(|(_, score)| *score).fold(100.0, f64::min);
    (mean.min(worst + MARGIN), families)
}

/// What a finding about the data set takes from its family.
fn degree(level: Level) -> f64 {
    match level {
        Level::Error => 0.16,
        Level::Warn => 0.04,
        Level::Info => 0.0025,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Pos;
    use proptest::prelude::*;

    const FAMILIES: [Family; 4] = [Family::File, Family::Schema, Family::Privacy, Family::Content];

    fn run(rows: u64, penalties: &[Penalty], whole: &[Whole]) -> Score {
        let applies: Vec<Family> = scored().collect();
        score(&Counted { rows, families: &FAMILIES, penalties, whole, applies: &applies })
    }

    fn at(row: u32, rule: usize, millionths: u32) -> Penalty {
        Penalty::new(Pos { block: 0, row }, rule, millionths)
    }

    #[test]
    fn the_table_of_the_definition_holds() {
        for (bad, want) in [(1, 96.8), (10, 90.0), (100, 68.4), (500, 29.3), (1000, 0.0)] {
            let penalties: Vec<Penalty> = (0..bad).map(|row| at(row, 2, 1_000_000)).collect();
            let family = run(1000, &penalties, &[])
                .families
                .into_iter()
                .find(|(family, _)| *family == Family::Privacy)
                .expect("applies");
            assert!((shown(family.1, true) - want).abs() < 1e-9, "{bad}: {}", family.1);
        }
        let whole = |level| run(1000, &[], &[Whole { rule: 2, level, weight: 1_000_000 }]).families[4].1;
        assert_eq!(
            (shown(whole(Level::Info), true), shown(whole(Level::Warn), true), shown(whole(Level::Error), true)),
            (95.0, 80.0, 60.0)
        );
    }

    #[test]
    fn clean_data_has_a_hundred_and_no_data_no_score() {
        assert_eq!(run(10, &[], &[]).total, Some(100.0));
        assert_eq!(run(0, &[], &[]).total, None);
        assert_eq!((shown(99.97, true), shown(100.0, false)), (99.9, 100.0));
    }

    #[test]
    fn raising_tells_the_score_without_a_rule() {
        let score = run(100, &[at(1, 2, 600_000), at(1, 3, 250_000)], &[]);
        let alone = run(100, &[at(1, 3, 250_000)], &[]);
        assert_eq!(score.raise[0], (2, alone.total.expect("rows")));
        assert_eq!(score.histogram[1], 1);
        assert_eq!(score.histogram[10], 99);
    }

    proptest! {
        #[test]
        fn another_finding_never_raises_anything(
            mut found in proptest::collection::btree_map((0u32..20, 0usize..4), 0u32..1_000_001, 0..30),
            row in 0u32..20, rule in 0usize..4, more in 0u32..1_000_001,
        ) {
            let list = |found: &std::collections::BTreeMap<(u32, usize), u32>| found.iter().map(|((row, rule), p)| at(*row, *rule, *p)).collect::<Vec<_>>();
            let before = run(20, &list(&found), &[]);
            let penalty = found.entry((row, rule)).or_insert(0);
            *penalty = more.max(*penalty);
            let after = run(20, &list(&found), &[]);
            prop_assert!(after.total <= before.total);
            for ((_, a), (_, b)) in after.families.iter().zip(&before.families) {
                prop_assert!(a <= b);
            }
        }
    }
}
