//! Which of many sets are alike, without comparing each with each.
//!
//! Two sets that share so much must share one of the first few elements, in any order of elements that is the same for both
//! (Chaudhuri, Ganti and Kaushik 2006); with the rarest first, few others do. Elements that very many sets begin with say little:
//! of those sets each is compared with the next few, in an order in which those that agree stand together.

use std::collections::HashMap;

use super::likeness::jaccard;

/// Sets that begin with an element up to which each is compared with each.
const TOGETHER: usize = 24;
/// Sets that each is compared with where there are more.
const WINDOW: usize = 4;

/// For each set (sorted, each element once) the first of those that it is joined with: sets are joined that have a Jaccard of
/// `least` or more, directly or by way of others. It does not depend on the order of the sets.
pub fn joined(sets: &[&[u32]], least: f64) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..sets.len()).collect();
    let mut counts: HashMap<u32, u32> = HashMap::new();
    sets.iter().flat_map(|set| set.iter()).for_each(|element| *counts.entry(*element).or_insert(0) += 1);
    let begins = |set: &&[u32]| {
        let mut order: Vec<(u32, u32)> = set.iter().map(|element| (counts[element], *element)).collect();
        order.sort_unstable();
        order.truncate(set.len() - (set.len() as f64 * least).ceil() as usize + 1);
        order.into_iter().map(|(_, element)| element).collect::<Vec<u32>>()
    };
    let begins: Vec<Vec<u32>> = sets.iter().map(begins).collect();
    let mut holders: Vec<(u32, usize)> = Vec::new();
    for (at, own) in begins.iter().enumerate() {
        holders.extend(own.iter().filter(|element| counts[element] > 1).map(|element| (*element, at)));
    }
    holders.sort_unstable();
    for same in holders.chunk_by(|a, b| a.0 == b.0) {
        let mut which: Vec<usize> = same.iter().map(|(_, at)| *at).collect();
        let mut window = usize::MAX;
        if which.len() > TOGETHER {
            which.sort_unstable_by(|a, b| (sets[*a], *a).cmp(&(sets[*b], *b)));
            window = WINDOW;
        }
        for (i, a) in which.iter().enumerate() {
            for b in which[i + 1..].iter().take(window) {
                join(&mut parent, sets, [*a, *b], least);
            }
        }
    }
    (0..sets.len()).map(|at| root(&mut parent, at)).collect()
}

fn join(parent: &mut [usize], sets: &[&[u32]], [a, b]: [usize; 2], least: f64) {
    let roots = [root(parent, a), root(parent, b)];
    let (short, long) = (sets[a].len().min(sets[b].len()), sets[a].len().max(sets[b].len()));
    let near = || short as f64 >= long as f64 * least && jaccard(sets[a], sets[b]) >= least;
    if roots[0] != roots[1] && near() {
        parent[roots[0].max(roots[1])] = roots[0].min(roots[1]);
    }
}

/// The first of the places that are joined with one.
pub(super) fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sets of 40 elements; those of one family share all but a few.
    fn sets(families: u32, members: u32, own: u32) -> Vec<Vec<u32>> {
        let element = |n: u32| n.wrapping_mul(0x9E37_79B9) ^ n >> 3;
        (0..families * members)
            .map(|n| {
                let of_family = (0..40 - own).map(|i| element(n / members * 1000 + i));
                let mut set: Vec<u32> = of_family.chain((0..own).map(|i| element(1 << 20 | n << 6 | i))).collect();
                set.sort_unstable();
                set
            })
            .collect()
    }

    fn clusters(sets: &[Vec<u32>]) -> usize {
        let slices: Vec<&[u32]> = sets.iter().map(Vec::as_slice).collect();
        joined(&slices, 0.8).iter().enumerate().filter(|(at, first)| at == *first).count()
    }

    #[test]
    fn sets_that_share_enough_are_joined() {
        // Two of a family share 36 of 44 elements, or 35 of 45.
        assert_eq!(clusters(&sets(100, 3, 4)), 100);
        assert_eq!(clusters(&sets(100, 3, 5)), 300);
        assert_eq!(clusters(&sets(1, 500, 4)), 1);
        assert_eq!(clusters(&sets(1, 500, 5)), 500);
        assert_eq!(clusters(&[]), 0);
    }

    #[test]
    fn their_order_does_not_matter() {
        let mut all = sets(40, 30, 4);
        all.extend(sets(1, 90, 6));
        let whole = clusters(&all);
        all.reverse();
        assert_eq!(clusters(&all), whole);
        all.rotate_left(333);
        assert_eq!(clusters(&all), whole);
    }
}
