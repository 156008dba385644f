//! Levels, budgets and score to pass or fail; a pure function.

use crate::rules::Level;

/// When the gate fails.
#[derive(Clone, Debug)]
pub struct Gate {
    /// Findings of this level or worse fail; `None`: no level does.
    pub fail_on: Option<Level>,
    /// More warnings than this fail.
    pub max_warnings: Option<u64>,
    /// A score below this fails.
    pub min_score: Option<f64>,
}

/// Whole counts per level: error, warn, info.
pub type Levels = [u64; 3];

impl Gate {
    /// Why the gate fails; empty when it passes. `score` is the score as it is shown.
    pub fn judge(&self, levels: &Levels, score: Option<f64>) -> Vec<String> {
        let mut reasons = Vec::new();
        if let Some(limit) = self.fail_on {
            for (level, count) in Level::ALL.iter().zip(levels).filter(|(level, count)| **level >= limit && **count > 0)
            {
                let plural = if *count == 1 { "" } else { "s" };
                reasons.push(format!("{count} finding{plural} at level {}", level.name()));
            }
        }
        if let Some(limit) = self.max_warnings.filter(|limit| levels[1] > *limit) {
            reasons.push(format!("{} warnings, allowed are {limit}", levels[1]));
        }
        if let (Some(limit), Some(score)) = (self.min_score, score)
            && score < limit
        {
            reasons.push(format!("score {score:.1} is below {limit:.1}"));
        }
        reasons
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GATE: Gate = Gate { fail_on: Some(Level::Error), max_warnings: None, min_score: None };

    #[test]
    fn levels_budgets_and_score() {
        assert!(GATE.judge(&[0, 9, 9], Some(10.0)).is_empty());
        assert_eq!(GATE.judge(&[1, 0, 0], None), ["1 finding at level error"]);
        assert_eq!(Gate { fail_on: Some(Level::Info), ..GATE }.judge(&[0, 0, 2], None).len(), 1);
        assert!(Gate { fail_on: None, ..GATE }.judge(&[5, 5, 5], None).is_empty());
        let strict = Gate { max_warnings: Some(3), min_score: Some(90.0), ..GATE };
        assert!(strict.judge(&[0, 3, 0], Some(90.0)).is_empty());
        assert_eq!(strict.judge(&[0, 4, 0], Some(89.9)).len(), 2);
    }
}
