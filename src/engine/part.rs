//! What one block gave, and what blocks have settled for those to come.

use std::any::Any;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};

use super::active::Active;
use super::counts::{Counts, Penalty};
use super::found::Placed;
use super::matrix::Matrix;
use super::plan::Plan;
use crate::rules::labels::{GivenUp, LabelCounts};
use crate::rules::near::NearRecord;
use crate::rules::{Check, FactsState, FreeAnswers, Layout, Level, Record};

/// What one block gave. Parts merge, in the order of the data, into the whole.
pub struct Part {
    /// The place of the consumer that its rows are for.
    pub consumer: usize,
    /// The state that is always kept.
    pub facts: FactsState,
    /// States of the fold rules, in the order of the plan.
    pub folds: Vec<Box<dyn Any + Send>>,
    /// Keyed records, sorted by bucket.
    pub records: Vec<Record>,
    /// Records of leaked values, sorted by bucket.
    pub ids: Vec<Record>,
    /// Records of texts that a consumer wants to be different in all rows, sorted by bucket.
    pub uniques: Vec<Record>,
    /// Sketches of prompts, in row order; none where no rule compares prompts.
    pub near: Vec<NearRecord>,
    /// Findings about rows, in row order.
    pub found: Vec<Placed>,
    /// Penalties of rows.
    pub penalties: Vec<Penalty>,
    /// Counts per rule, in the order of the plan.
    pub counts: Vec<Counts>,
    /// How the profiles take the rows.
    pub matrix: Matrix,
    /// Entries, by their number, that allowed a leak.
    pub allowed: BTreeSet<usize>,
}

impl Part {
    /// The part of no rows.
    pub fn empty(plan: &Plan) -> Part {
        let folds = folds(&plan.rules).map(|(_, fold)| fold.start()).collect();
        Part {
            consumer: 0,
            facts: FactsState::default(),
            folds,
            records: Vec::new(),
            ids: Vec::new(),
            uniques: Vec::new(),
            near: Vec::new(),
            found: Vec::new(),
            penalties: Vec::new(),
            counts: vec![Counts::default(); plan.rules.len()],
            matrix: Matrix::default(),
            allowed: BTreeSet::new(),
        }
    }
}

/// The fold rules of a plan with their index in it.
pub fn folds(rules: &[Active]) -> impl Iterator<Item = (usize, &dyn crate::rules::AnyFold)> {
    rules.iter().enumerate().flat_map(|(i, rule)| {
        rule.checks
            .iter()
            .filter_map(move |check| if let Check::Fold(fold) = check { Some((i, fold.as_ref())) } else { None })
    })
}

/// What the rows seen so far have settled for those to come. It saves work and changes no result.
#[derive(Debug)]
pub struct Settled {
    /// The least level of findings that are listed, by rule in the order of the plan; others are only counted.
    least: Vec<AtomicU8>,
    /// What the label counts have given up, see [`GivenUp`].
    labels: AtomicU8,
    /// Free answers whose rows have a higher rank are none of the sample.
    bar: AtomicU64,
    many_tasks: AtomicBool,
    many_systems: AtomicBool,
}

impl Settled {
    /// Nothing is settled before the first row.
    pub fn new(plan: &Plan) -> Self {
        let least = plan.rules.iter().map(|_| AtomicU8::new(0)).collect();
        Settled {
            least,
            labels: AtomicU8::new(0),
            bar: AtomicU64::new(u64::MAX),
            many_tasks: AtomicBool::new(false),
            many_systems: AtomicBool::new(false),
        }
    }

    /// Whether findings of a rule (by its index in the plan) and a level need not be kept any more.
    pub fn is_full(&self, rule: usize, level: Level) -> bool {
        (level as u8) < self.least[rule].load(Ordering::Relaxed)
    }

    /// Findings of a rule and a level, or a lower one, need not be kept any more.
    pub fn fill(&self, rule: usize, level: Level) {
        self.least[rule].fetch_max(level as u8 + 1, Ordering::Relaxed);
    }

    /// What `facts` have given up need not be collected any more.
    pub fn learn(&self, facts: &FactsState) {
        self.labels.fetch_or(facts.labels.given_up().0, Ordering::Relaxed);
        self.bar.fetch_min(facts.free.bar().unwrap_or(u64::MAX), Ordering::Relaxed);
        let (tasks, systems) = facts.layout.given_up();
        self.many_tasks.fetch_or(tasks, Ordering::Relaxed);
        self.many_systems.fetch_or(systems, Ordering::Relaxed);
    }

    /// The state of a part whose rows come now.
    pub(super) fn start(&self) -> FactsState {
        let given_up = (self.many_tasks.load(Ordering::Relaxed), self.many_systems.load(Ordering::Relaxed));
        FactsState {
            labels: LabelCounts::without(GivenUp(self.labels.load(Ordering::Relaxed))),
            free: FreeAnswers::below(Some(self.bar.load(Ordering::Relaxed))),
            layout: Layout::without(given_up),
            ..FactsState::default()
        }
    }
}
