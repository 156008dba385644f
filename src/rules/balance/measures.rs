//! The five measures of balance (majority share, imbalance ratio, evenness after Pielou 1966, effective number of classes
//! as the exponential of Shannon's entropy, number of classes).

use crate::rules::labels::LabelSpace;

/// Measures of one label space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// Number of labels, K.
    pub classes: usize,
    /// Examples with a label.
    pub examples: u64,
    /// Share of the most frequent label.
    pub majority: f64,
    /// Most frequent to least frequent.
    pub ratio: f64,
    /// Entropy of the shares divided by ln K; 1 for a single class by convention of no spread to lose.
    pub evenness: f64,
    /// Exponential of the entropy: as many equal classes would be as uncertain.
    pub effective: f64,
}

impl Measures {
    /// Measures the labels of a space.
    pub fn of(space: &LabelSpace) -> Measures {
        let counts: Vec<u64> = space.classes().values().map(|label| label.count).collect();
        let total: u64 = counts.iter().sum();
        let (most, least) = (counts.iter().max().copied().unwrap_or(0), counts.iter().min().copied().unwrap_or(0));
        let entropy: f64 = counts.iter().map(|n| *n as f64 / total as f64).map(|p| -p * p.ln()).sum();
        let classes = counts.len();
        Measures {
            classes,
            examples: total,
            majority: most as f64 / total as f64,
            ratio: most as f64 / least as f64,
            evenness: if classes > 1 { entropy / (classes as f64).ln() } else { 1.0 },
            effective: entropy.exp(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::labels::Label;

    #[test]
    fn orientation_of_the_usual_shares() {
        let of = |counts: &[u64]| {
            let labels = counts
                .iter()
                .enumerate()
                .map(|(i, n)| (i.to_string(), Label { count: *n, forms: Vec::new() }))
                .collect();
            Measures::of(&LabelSpace::new(counts.iter().sum(), labels))
        };
        for (counts, evenness) in
            [(vec![80, 20], 0.72), (vec![90, 10], 0.47), (vec![95, 5], 0.29), (vec![70, 15, 15], 0.75)]
        {
            assert!((of(&counts).evenness - evenness).abs() < 0.006, "{counts:?}");
        }
        assert!((of(&[50, 50]).effective - 2.0).abs() < 1e-9);
    }
}
