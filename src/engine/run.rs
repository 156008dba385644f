//! One run: a thread reads ahead, rayon's threads check blocks, and their parts are merged here in the order of the data.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::sync_channel;

use super::apart::Share;
use super::block::check_block;
use super::counts::{Counts, Penalty};
use super::found::Placed;
use super::matrix::Matrix;
use super::merge::Merge;
use super::part::Part;
use super::plan::Plan;
use super::suppress::Suppressed;
use super::verdict::Judge;
use crate::failure::Failure;
use crate::rules::{Facts, Finding, Meta};
use crate::source::{Block, InputRead, Watch, read_all};

/// What a run gave.
pub struct Outcome {
    /// What is known of the data set.
    pub facts: Facts,
    /// What is known of each input.
    pub read: Vec<InputRead>,
    /// Kept findings: about rows in row order, then of data-set rules by code and row.
    pub found: Vec<Placed>,
    /// Counts per rule, in the order of the plan; whole.
    pub counts: Vec<Counts>,
    /// Penalties, sorted by row and rule, one for each.
    pub penalties: Vec<Penalty>,
    /// Findings about the data set as a whole: index of the rule and penalty in millionths of the scale for rows.
    pub whole: Vec<(usize, Finding)>,
    /// Findings by code.
    pub found_by: BTreeMap<&'static str, u64>,
    /// How the profiles take the rows.
    pub matrix: Matrix,
    /// What the rows of each consumer gave, in the order of the plan; none where there is but one.
    pub shares: Vec<Share>,
    /// What rules about all rows refuse the data set for, by the profile's place among all: each the first finding.
    pub refused: Vec<(usize, Finding)>,
    /// Findings that were known.
    pub suppressed: Suppressed,
    /// Those of them that the baseline holds, as many of each rule as are kept of others, in the order of `found`.
    pub known: Vec<Placed>,
    /// Entries, by their number, that allowed a leak.
    pub allowed: BTreeSet<usize>,
    /// Entries, by their number, that allowed an answer.
    pub allowed_answers: BTreeSet<usize>,
    /// Inputs that could not be read to their end.
    pub failures: Vec<Failure>,
}

impl Outcome {
    /// How many findings the rule has.
    pub fn counts_of(&self, rule: &'static Meta) -> u64 {
        self.found_by.get(rule.code).copied().unwrap_or(0)
    }

    /// Whether nothing is said about the data: no finding, known ones included, and no failure.
    pub fn is_silent(&self) -> bool {
        let known = self.suppressed.overrides + self.suppressed.known + self.suppressed.baseline;
        known == 0 && self.failures.is_empty() && self.counts.iter().all(|counts| counts.findings == 0)
    }

    /// Rows in which one of these rules found something, and what they say about the data set as a whole; each once.
    pub fn rows_of(&self, plan: &Plan, codes: &[&str]) -> u64 {
        let is_one = |rule: usize| codes.contains(&plan.rules[rule].meta.code);
        let rows = self.penalties.chunk_by(|a, b| a.pos == b.pos);
        let in_rows = rows.filter(|row| row.iter().any(|penalty| is_one(penalty.rule()))).count();
        (in_rows + self.whole.iter().filter(|(rule, _)| is_one(*rule)).count()) as u64
    }
}

/// Sees every finding in order; the inputs are empty until all are read.
pub type Each<'e> = &'e mut (dyn FnMut(&Placed, &[InputRead]) + Send);

/// Runs the plan. `each` sees every finding in order, also those above the cap, if it is given.
pub fn run(plan: &Plan, watch: &dyn Watch, each: Option<Each<'_>>) -> Outcome {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(plan.threads).build().expect("threads can be started");
    let mut merge = Merge::new(plan, each);
    let read = map(plan, watch, &pool, &mut merge);
    pool.install(|| merge.finish(read))
}

/// Blocks that may be read and not yet checked, for each thread.
const AHEAD: usize = 2;

/// Reads and checks all blocks; parts reach `merge` in the order of the data.
fn map(plan: &Plan, watch: &dyn Watch, pool: &rayon::ThreadPool, merge: &mut Merge<'_, '_>) -> Vec<InputRead> {
    let room = plan.threads * AHEAD;
    let (give, take) = sync_channel::<Vec<u8>>(room);
    let (hand, blocks) = sync_channel::<Block>(plan.threads);
    let (permit, permits) = sync_channel::<()>(room);
    let (tell, parts) = sync_channel::<(u64, Part)>(room);
    (0..room).for_each(|_| permit.send(()).expect("the channel has room for all permits"));
    let settled = merge.settled.clone();
    let judges: Vec<Judge> =
        (0..plan.consumers.len().max(1)).map(|own| Judge::of(plan, plan.profile_of(own))).collect();
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || {
            let buffer = || take.try_recv().unwrap_or_default();
            read_all(&plan.inputs, plan.limits, watch, buffer, |block| hand.send(block).is_ok())
        });
        scope.spawn(move || {
            let (give, tell, permit, settled, judges) = (&give, &tell, &permit, &settled, &judges);
            pool.in_place_scope(|tasks| {
                for block in blocks {
                    permits.recv().expect("each task gives its permit back");
                    tasks.spawn(move |_| {
                        let judge = &judges[plan.consumer_of(block.input)];
                        let part = check_block(plan, &block, settled, judge);
                        watch.checked(part.facts.inputs.values().map(|input| input.rows).sum());
                        tell.send((block.seq, part)).ok();
                        give.try_send(block.data).ok();
                        permit.send(()).ok();
                    });
                }
            });
        });
        merge.take(&parts);
        reader.join().expect("the reader does not panic")
    })
}
