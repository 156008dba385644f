//! The check of one block: every row through the rules about single rows, and into the states and records of the rules
//! about the data set.

use std::any::Any;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::time::Instant;

use super::found::{Counts, Penalty, Placed};
use super::plan::{Active, Plan};
use super::verdict::{Judge, Matrix, Tally};
use crate::example::{Example, FaultKind, Headers, Json, Scratch, Signs, Text, Turn, TurnKey, key_of, parse};
use crate::rules::labels::{GivenUp, LabelCounts};
use crate::rules::near::NearRecord;
use crate::rules::privacy::Unpacked;
use crate::rules::privacy::ids::records as records_of;
use crate::rules::schema::{Plain, Reading, Shared};
use crate::rules::{
    AnyFold, Check, ExampleRule, FactsState, Family, Finding, FreeAnswers, Layout, LeakRule, Level, Meta, Record,
    RowRule, RowView, SchemaRule, Sink, TextRule,
};
use crate::source::{Block, Row};

/// What one block gave. Parts merge, in the order of the data, into the whole.
pub struct Part {
    /// The state that is always kept.
    pub facts: FactsState,
    /// States of the fold rules, in the order of the plan.
    pub folds: Vec<Box<dyn Any + Send>>,
    /// Keyed records, sorted by bucket.
    pub records: Vec<Record>,
    /// Records of leaked values, sorted by bucket.
    pub ids: Vec<Record>,
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
}

impl Part {
    /// The part of no rows.
    pub fn empty(plan: &Plan) -> Part {
        let folds = folds(&plan.rules).map(|(_, fold)| fold.start()).collect();
        Part {
            facts: FactsState::default(),
            folds,
            records: Vec::new(),
            ids: Vec::new(),
            near: Vec::new(),
            found: Vec::new(),
            penalties: Vec::new(),
            counts: vec![Counts::default(); plan.rules.len()],
            matrix: Matrix::default(),
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
    /// Rules, in the order of the plan, of which enough findings are kept; more are only counted.
    full: Vec<AtomicBool>,
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
        let full = plan.rules.iter().map(|_| AtomicBool::new(false)).collect();
        Settled {
            full,
            labels: AtomicU8::new(0),
            bar: AtomicU64::new(u64::MAX),
            many_tasks: AtomicBool::new(false),
            many_systems: AtomicBool::new(false),
        }
    }

    /// Findings of a rule (by its index in the plan) need not be kept any more.
    pub fn fill(&self, rule: usize) {
        self.full[rule].store(true, Ordering::Relaxed);
    }

    /// What `facts` have given up need not be collected any more.
    pub fn learn(&self, facts: &FactsState) {
        self.labels.fetch_or(facts.labels.given_up().0, Ordering::Relaxed);
        self.bar.fetch_min(facts.free.bar().unwrap_or(u64::MAX), Ordering::Relaxed);
        let (tasks, systems) = facts.layout.given_up();
        self.many_tasks.fetch_or(tasks, Ordering::Relaxed);
        self.many_systems.fetch_or(systems, Ordering::Relaxed);
    }

    fn start(&self) -> FactsState {
        let given_up = (self.many_tasks.load(Ordering::Relaxed), self.many_systems.load(Ordering::Relaxed));
        FactsState {
            labels: LabelCounts::without(GivenUp(self.labels.load(Ordering::Relaxed))),
            free: FreeAnswers::below(Some(self.bar.load(Ordering::Relaxed))),
            layout: Layout::without(given_up),
            ..FactsState::default()
        }
    }
}

/// Checks the rows of a block.
pub fn check_block(plan: &Plan, block: &Block, settled: &Settled, judge: &Judge) -> Part {
    let records = Vec::with_capacity(block.len());
    let part = Part { facts: settled.start(), records, ..Part::empty(plan) };
    let (checks, tally) = (Checks::of(plan), Tally::new(judge));
    let scratch = if plan.near { Scratch::with_outlines(Headers::default()) } else { Scratch::default() };
    let mut worker =
        Worker { plan, checks, wanted: Wanted::default(), input: block.input, part, settled, scratch, tally };
    let started = plan.timings.as_ref().map(|_| Instant::now());
    for row in block.rows() {
        if plan.sample.as_ref().is_none_or(|sample| sample.takes(&row)) {
            worker.row(row);
        }
    }
    if let (Some(timings), Some(started)) = (&plan.timings, started) {
        timings.block(started.elapsed());
    }
    worker.part.records = by_bucket(&worker.part.records);
    worker.part.ids = by_bucket(&worker.part.ids);
    worker.part.matrix = worker.tally.finish();
    worker.part
}

/// Records sorted by their bucket: counted, then each put into its place.
fn by_bucket(records: &[Record]) -> Vec<Record> {
    let Some(first) = records.first() else { return Vec::new() };
    let mut starts = [0; Record::BUCKETS as usize + 1];
    for record in records {
        starts[usize::from(record.bucket()) + 1] += 1;
    }
    for bucket in 1..starts.len() {
        starts[bucket] += starts[bucket - 1];
    }
    let mut sorted = vec![*first; records.len()];
    for record in records {
        let place = &mut starts[usize::from(record.bucket())];
        sorted[*place] = *record;
        *place += 1;
    }
    sorted
}

/// The checks of a plan by what they look at, so that a row is shown to no rule that does not look at rows.
#[derive(Default)]
struct Checks<'p> {
    rows: Vec<(&'static Meta, Level, &'p dyn RowRule)>,
    examples: Vec<(&'static Meta, &'p dyn ExampleRule)>,
    schema: Vec<(&'static Meta, &'p dyn SchemaRule)>,
    texts: Vec<(&'static Meta, &'p dyn TextRule)>,
    leaks: Vec<(&'static Meta, &'p dyn LeakRule)>,
    folds: Vec<&'p dyn AnyFold>,
}

impl<'p> Checks<'p> {
    fn of(plan: &'p Plan) -> Self {
        let mut checks = Checks::default();
        for rule in &plan.rules {
            for check in &rule.checks {
                match check {
                    Check::Row(check) => checks.rows.push((rule.meta, rule.level, check.as_ref())),
                    Check::Example(check) => checks.examples.push((rule.meta, check.as_ref())),
                    Check::Schema(check) => checks.schema.push((rule.meta, check.as_ref())),
                    Check::Text(check) => checks.texts.push((rule.meta, check.as_ref())),
                    Check::Leak(check) => checks.leaks.push((rule.meta, check.as_ref())),
                    Check::Fold(fold) => checks.folds.push(fold.as_ref()),
                    Check::Group(_) | Check::Near(_) | Check::Final(_) | Check::Again(_) => {}
                }
            }
        }
        checks
    }
}

/// The rules about texts that are shown a text, by its signs; most texts of a data set have the same few signs.
#[derive(Default)]
struct Wanted(HashMap<Signs, Rc<[usize]>, Plain>);

impl Wanted {
    /// Indexes of the rules that want a text with these signs.
    fn of(&mut self, signs: Signs, checks: &Checks<'_>) -> Rc<[usize]> {
        let decide = || {
            let wants = |(i, (_, rule)): (usize, &(_, &dyn TextRule))| rule.wants(signs).then_some(i);
            checks.texts.iter().enumerate().filter_map(wants).collect()
        };
        Rc::clone(self.0.entry(signs).or_insert_with(decide))
    }
}

struct Worker<'w> {
    plan: &'w Plan,
    checks: Checks<'w>,
    wanted: Wanted,
    input: usize,
    part: Part,
    settled: &'w Settled,
    scratch: Scratch,
    tally: Tally<'w>,
}

impl Worker<'_> {
    fn row(&mut self, row: Row<'_>) {
        let counts = self.part.facts.inputs.entry(self.input).or_default();
        counts.rows += 1;
        counts.crlf += u64::from(row.crlf);
        counts.lf += u64::from(row.ended && !row.crlf);
        let mut found = Vec::new();
        if row.too_long.is_some() {
            self.raw(&RowView { row, parsed: None }, &mut found);
            return self.keep(row, found);
        }
        let parsed = parse(row.bytes);
        if matches!(&parsed, Err(fault) if fault.kind == FaultKind::Blank) {
            counts.blank += 1;
        }
        self.raw(&RowView { row, parsed: Some(parsed.as_ref()) }, &mut found);
        if let Ok(parsed) = &parsed
            && let Json::Object(object) = &parsed.json
        {
            self.example(&Example::lower(row, object), &mut found);
        }
        if !found.is_empty() {
            self.keep(row, found);
        }
    }

    fn raw(&self, view: &RowView<'_>, found: &mut Vec<Finding>) {
        for (meta, level, check) in &self.checks.rows {
            check.check(view, &mut Sink::new(meta, Some(view.row.pos), found).at(*level));
        }
    }

    fn example(&mut self, example: &Example<'_>, found: &mut Vec<Finding>) {
        let pos = example.row.pos;
        self.part.facts.observe(self.input, example);
        for (meta, check) in &self.checks.examples {
            check.check(example, &mut Sink::new(meta, Some(pos), found));
        }
        if self.tally.row(example, self.plan) {
            let shared = Shared::new(example);
            let reading = Reading::new(example, self.plan.profile, &shared);
            for (meta, check) in &self.checks.schema {
                check.check(&reading, &mut Sink::new(meta, Some(pos), found));
            }
        }
        for (fold, state) in self.checks.folds.iter().zip(&mut self.part.folds) {
            fold.observe(state.as_mut(), example);
        }
        for text in &example.texts {
            self.text(text, example, found);
        }
        if found.iter().any(|finding| finding.leak.is_some()) {
            self.leaks(example, found);
        }
        let records = &mut self.part.records;
        let mut last = None;
        key_of(example, &mut self.scratch, &mut |turn, key| {
            records.push(Record::new(&key, &turn, pos));
            last = Some((turn, key));
        });
        if let Some((turn, key)) = last.filter(|_| self.plan.near) {
            self.part.near.extend(near_record(example, &turn, &key, &self.scratch));
        }
    }

    /// Shows one text to the rules about texts. Those about privacy see JSON in a string as what it says.
    fn text(&mut self, text: &Text<'_>, example: &Example<'_>, found: &mut Vec<Finding>) {
        let pos = Some(example.row.pos);
        let Some(unpacked) = Unpacked::of(text) else {
            for rule in self.wanted.of(text.scan.signs, &self.checks).iter() {
                let (meta, check) = &self.checks.texts[*rule];
                check.check(text, example, &mut Sink::new(meta, pos, found));
            }
            return;
        };
        let read = unpacked.read(text);
        for (meta, check) in &self.checks.texts {
            let inner = meta.family == Family::Privacy;
            let shown = if inner { &read } else { text };
            if check.wants(shown.scan.signs) {
                let from = found.len();
                check.check(shown, example, &mut Sink::new(meta, pos, found));
                for finding in found[from..].iter_mut().filter(|_| inner) {
                    finding.span = finding.span.as_ref().map(|span| unpacked.origin(span));
                }
            }
        }
    }

    /// Settles overlaps between leaks, and shows those that are left to the rules about leaks.
    fn leaks(&mut self, example: &Example<'_>, found: &mut Vec<Finding>) {
        resolve(found);
        found.retain(|finding| self.plan.privacy.reports(finding));
        let leaks: Vec<Finding> = found.iter().filter(|finding| finding.leak.is_some()).cloned().collect();
        for (meta, check) in &self.checks.leaks {
            check.check(example, &leaks, &mut Sink::new(meta, Some(example.row.pos), found));
        }
        for (fold, state) in self.checks.folds.iter().zip(&mut self.part.folds) {
            fold.observe_leaks(state.as_mut(), example, &leaks);
        }
        records_of(example, &leaks, &mut self.part.ids);
    }

    fn keep(&mut self, row: Row<'_>, mut found: Vec<Finding>) {
        let mut kept = Vec::new();
        let mut worst = vec![];
        // What may turn out to be known is counted once its place is.
        let later = self.plan.suppress.is_active();
        found.sort_by_key(|finding| finding.rule.code);
        for mut finding in found {
            let Some(index) = self.plan.rules.iter().position(|rule| rule.meta == finding.rule && rule.wanted) else {
                continue;
            };
            if let Some(level) = self.plan.rules[index].forced {
                finding.level = level;
            }
            if !later {
                self.part.counts[index].add(&finding);
            }
            match worst.last_mut() {
                Some((last, penalty)) if *last == index => *penalty = finding.penalty().max(*penalty),
                _ => {
                    worst.push((index, finding.penalty()));
                    self.part.facts.found(finding.rule.code, row.pos);
                }
            }
            if !self.settled.full[index].load(Ordering::Relaxed) {
                kept.push(finding);
            }
        }
        if later {
            worst.clear();
        }
        self.part.penalties.extend(worst.into_iter().map(|(rule, penalty)| Penalty::new(row.pos, rule, penalty)));
        if !kept.is_empty() {
            let mut placed = Placed::in_row(kept, &row, self.input);
            placed.sort_by(|a, b| {
                (a.at.map(|at| at.offset), a.finding.rule.code).cmp(&(b.at.map(|at| at.offset), b.finding.rule.code))
            });
            self.part.found.extend(placed);
        }
    }
}

/// The record of a row's last turn, whose keys were made in `scratch`.
pub fn near_record(example: &Example<'_>, turn: &Turn, key: &TurnKey, scratch: &Scratch) -> Option<NearRecord> {
    let texts = &example.texts[example.messages[turn.answer].content.clone()];
    let length = texts.iter().map(|text| text.text.len()).sum();
    Some(NearRecord::new(example.row.pos, turn, key, length, &scratch.outline()?))
}

/// One span, one finding: of leaks that overlap in one string the one with the higher rank stays, then the longer one.
fn resolve(found: &mut Vec<Finding>) {
    if found.iter().filter(|finding| finding.leak.is_some()).count() < 2 {
        return;
    }
    let claims: Vec<_> = found
        .iter()
        .map(|finding| Some((finding.leak.as_ref()?.rank, finding.span.clone()?, finding.pointer.clone())))
        .collect();
    let mut index = 0;
    found.retain(|_| {
        let own = index;
        index += 1;
        let Some((rank, span, pointer)) = &claims[own] else { return true };
        !claims.iter().enumerate().any(|(other, claim)| {
            let Some((rank2, span2, pointer2)) = claim else { return false };
            let overlap = other != own && pointer == pointer2 && span.start < span2.end && span2.start < span.end;
            overlap && (*rank2, span2.len(), std::cmp::Reverse(other)) > (*rank, span.len(), std::cmp::Reverse(own))
        })
    });
}
