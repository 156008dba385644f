//! Lengths, counted in bins so that their quantiles are known without keeping them.

use serde::{Deserialize, Serialize};

/// A histogram of lengths with fixed bins, eight to each power of two: values are exact up to 16 and within 1/8 above.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LengthStats {
    bins: Vec<u64>,
    sum: u64,
    max: u64,
}

impl LengthStats {
    /// Adds a length.
    pub fn add(&mut self, length: u64) {
        let bin = Self::bin(length);
        if bin >= self.bins.len() {
            self.bins.resize(bin + 1, 0);
        }
        self.bins[bin] += 1;
        self.sum += length;
        self.max = self.max.max(length);
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: &LengthStats) {
        if other.bins.len() > self.bins.len() {
            self.bins.resize(other.bins.len(), 0);
        }
        for (bin, count) in self.bins.iter_mut().zip(&other.bins) {
            *bin += count;
        }
        self.sum += other.sum;
        self.max = self.max.max(other.max);
    }

    fn bin(length: u64) -> usize {
        if length < 16 {
            return length as usize;
        }
        let power = 63 - length.leading_zeros() as usize;
        16 + (power - 4) * 8 + ((length >> (power - 3)) & 7) as usize
    }

    fn floor(bin: usize) -> u64 {
        if bin < 16 { bin as u64 } else { (8 + (bin as u64 - 16) % 8) << ((bin - 16) / 8 + 1) }
    }

    /// How many lengths were added.
    pub fn count(&self) -> u64 {
        self.bins.iter().sum()
    }

    /// The sum of all lengths.
    pub fn sum(&self) -> u64 {
        self.sum
    }

    /// The longest.
    pub fn max(&self) -> u64 {
        self.max
    }

    /// The lower edge of the bin that holds the given share (0–1) of the lengths.
    pub fn quantile(&self, share: f64) -> u64 {
        let wanted = (share * self.count() as f64).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (bin, count) in self.bins.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return Self::floor(bin);
            }
        }
        self.max
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_exact_for_small_and_close_for_large_lengths() {
        for length in [0u64, 1, 15, 16, 17, 100, 1000, 123_456] {
            let floor = LengthStats::floor(LengthStats::bin(length));
            assert!(floor <= length && length - floor <= length / 8, "{length}: {floor}");
        }
        let mut stats = LengthStats::default();
        (1..=100).for_each(|n| stats.add(n));
        assert_eq!((stats.quantile(0.5), stats.max(), stats.sum()), (48, 100, 5050));
    }
}
