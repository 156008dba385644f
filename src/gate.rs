//! Levels, budgets and score to pass or fail; a pure function.

use crate::rules::{Family, Level, find};

/// When the gate fails.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    /// Findings of this level or worse fail; `None`: no level does.
    pub fail_on: Option<Level>,
    /// More warnings than this fail.
    pub max_warnings: Option<u64>,
    /// A score below this fails.
    pub min_score: Option<f64>,
    /// Rows in which rules may find something.
    pub budgets: Vec<Budget>,
}

/// What some rules may find. They are judged by it and not by their level.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    /// How the user names the rules.
    pub name: String,
    /// Their codes.
    pub codes: Vec<&'static str>,
    /// Rows, or a share of them.
    pub limit: Limit,
}

/// Rows that a budget allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// That many.
    Rows(u64),
    /// That share, 0–1.
    Share(f64),
}

/// Whole counts per level: error, warn, info.
pub type Levels = [u64; 3];

/// What the gate looks at.
pub struct Counted<'c> {
    /// Rules that found something, with their counts.
    pub rules: &'c [(&'static str, Levels)],
    /// The score as it is shown.
    pub score: Option<f64>,
    /// Rows that are not blank.
    pub rows: u64,
    /// Rows, blank ones included: what rules about files look at.
    pub lines: u64,
    /// Rows in which one of some rules found something; what is said about the data set as a whole counts as one row.
    pub rows_of: &'c dyn Fn(&[&str]) -> u64,
}

/// What the gate says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// Why it fails; empty when it passes.
    pub reasons: Vec<String>,
    /// What became of each budget.
    pub budgets: Vec<Spent>,
    /// Warnings of rules that no budget judges.
    pub warnings: u64,
}

/// What became of a budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Spent {
    /// Rows.
    pub rows: u64,
    /// Share of the rows, 0–1.
    pub share: f64,
    /// Whether it holds.
    pub holds: bool,
}

impl Gate {
    /// Whether the gate fails, and why.
    pub fn judge(&self, counted: &Counted<'_>) -> Judged {
        let mut judged = Judged::default();
        let levels = self.levels(counted);
        judged.warnings = levels[1];
        let reasons = &mut judged.reasons;
        if let Some(limit) = self.fail_on {
            for (level, count) in
                Level::ALL.iter().zip(&levels).filter(|(level, count)| **level >= limit && **count > 0)
            {
                let plural = if *count == 1 { "" } else { "s" };
                reasons.push(format!("{count} finding{plural} at level {}", level.name()));
            }
        }
        if let Some(limit) = self.max_warnings.filter(|limit| levels[1] > *limit) {
            let plural = if levels[1] == 1 { "" } else { "s" };
            reasons.push(format!("{} warning{plural}, allowed are {limit}", levels[1]));
        }
        match (self.min_score, counted.score) {
            (Some(limit), Some(score)) if score < limit => {
                reasons.push(format!("score {score:.1} is below {limit:.1}"));
            }
            (Some(limit), None) => reasons.push(format!("no score, where {limit:.1} is the least")),
            _ => {}
        }
        for budget in &self.budgets {
            let spent = budget.spend(counted);
            if !spent.holds {
                judged.reasons.push(budget.reason(&spent));
            }
            judged.budgets.push(spent);
        }
        judged
    }

    /// Counts of the rules that no budget judges.
    fn levels(&self, counted: &Counted<'_>) -> Levels {
        let mut levels = [0; 3];
        let budgeted = |code: &str| self.budgets.iter().any(|budget| budget.codes.contains(&code));
        for (_, own) in counted.rules.iter().filter(|(code, _)| !budgeted(code)) {
            levels.iter_mut().zip(own).for_each(|(sum, n)| *sum += n);
        }
        levels
    }
}

impl Budget {
    fn spend(&self, counted: &Counted<'_>) -> Spent {
        let rows = (counted.rows_of)(&self.codes);
        let of_files = |code: &&str| find(code).is_some_and(|meta| meta.family == Family::File);
        let all = if self.codes.iter().any(of_files) { counted.lines } else { counted.rows };
        let share = rows as f64 / all.max(1) as f64;
        let holds = match self.limit {
            Limit::Rows(limit) => rows <= limit,
            // A share is meant as it is written: 0.5 % of 200 rows is one row.
            Limit::Share(limit) => rows as f64 <= limit * all as f64 + 1e-9,
        };
        Spent { rows, share, holds }
    }

    fn reason(&self, spent: &Spent) -> String {
        let plural = if spent.rows == 1 { "" } else { "s" };
        match self.limit {
            Limit::Rows(limit) => format!("`{}` in {} row{plural}, budget is {limit}", self.name, spent.rows),
            Limit::Share(limit) => format!(
                "`{}` in {} row{plural} ({:.2} %), budget is {} %",
                self.name,
                spent.rows,
                spent.share * 100.0,
                (limit * 1e8).round() / 1e6
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate() -> Gate {
        Gate { fail_on: Some(Level::Error), ..Gate::default() }
    }

    fn judge(gate: &Gate, levels: Levels, score: Option<f64>) -> Vec<String> {
        let rules = [("FT101", levels)];
        gate.judge(&Counted { rules: &rules, score, rows: 200, lines: 400, rows_of: &|_| 2 }).reasons
    }

    #[test]
    fn levels_budgets_and_score() {
        assert!(judge(&gate(), [0, 9, 9], Some(10.0)).is_empty());
        assert_eq!(judge(&gate(), [1, 0, 0], None), ["1 finding at level error"]);
        assert_eq!(judge(&Gate { fail_on: Some(Level::Info), ..gate() }, [0, 0, 2], None).len(), 1);
        assert!(judge(&Gate::default(), [5, 5, 5], None).is_empty());
        let strict = Gate { max_warnings: Some(3), min_score: Some(90.0), ..gate() };
        assert!(judge(&strict, [0, 3, 0], Some(90.0)).is_empty());
        assert_eq!(judge(&strict, [0, 4, 0], Some(89.9)).len(), 2);
        assert_eq!(judge(&strict, [0, 0, 0], None), ["no score, where 90.0 is the least"]);
    }

    #[test]
    fn a_budget_takes_the_place_of_the_level() {
        let budget = |code, limit| Budget { name: "some".into(), codes: vec![code], limit };
        let with = |budget| judge(&Gate { budgets: vec![budget], ..gate() }, [7, 0, 0], None);
        assert!(with(budget("FT101", Limit::Rows(2))).is_empty());
        assert_eq!(with(budget("FT101", Limit::Rows(1))), ["`some` in 2 rows, budget is 1"]);
        assert!(with(budget("FT101", Limit::Share(0.005))).is_empty(), "exactly the share holds");
        assert_eq!(with(budget("FT101", Limit::Share(0.002))), ["`some` in 2 rows (0.50 %), budget is 0.2 %"]);
        let others = Gate { budgets: vec![budget("FT401", Limit::Share(0.005))], ..Gate::default() };
        assert_eq!(
            judge(&others, [0, 0, 0], None),
            ["`some` in 2 rows (1.00 %), budget is 0.5 %"],
            "of rows with data"
        );
        assert_eq!(with(budget("FT701", Limit::Rows(9))), ["7 findings at level error"], "others keep their level");
    }
}
