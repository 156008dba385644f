//! Leaks that overlap.

use std::cmp::Reverse;

use crate::rules::Finding;

/// One span, one finding: of leaks that overlap in one string the one with the higher rank stays, then the longer one.
pub(super) fn resolve(found: &mut Vec<Finding>) {
    if found.iter().filter(|finding| finding.leak.is_some()).count() < 2 {
        return;
    }
    let claim = |(at, finding): (usize, &Finding)| {
        Some((finding.pointer.clone(), finding.span.clone()?, finding.leak.as_ref()?.rank, at))
    };
    let mut claims: Vec<_> = found.iter().enumerate().filter_map(claim).collect();
    claims.sort_unstable_by(|a, b| (&a.0, a.1.start, a.3).cmp(&(&b.0, b.1.start, b.3)));
    let mut stays = vec![true; found.len()];
    for (i, (pointer, span, rank, own)) in claims.iter().enumerate() {
        let behind = claims[i + 1..].iter();
        for (_, span2, rank2, other) in behind.take_while(|claim| claim.0 == *pointer && claim.1.start < span.end) {
            let wins = (*rank, span.len(), Reverse(*own)) > (*rank2, span2.len(), Reverse(*other));
            stays[if wins { *other } else { *own }] = false;
        }
    }
    let mut stays = stays.into_iter();
    found.retain(|_| stays.next().unwrap_or(true));
}
