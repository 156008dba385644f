//! What looks at rows: some rows at a time, one rule after the other.

use super::checks::{Checks, Wanted};
use super::counts::Penalty;
use super::found::Placed as PlacedFinding;
use super::matrix::Tally;
use super::overlaps::resolve;
use super::part::{Part, Settled};
use super::plan::Plan;
use super::verdict::Judge;
use crate::example::{Example, Fault, FaultKind, Headers, Parsed, Room, Scratch, Text, Turn, TurnKey, key_of, parse};
use crate::rules::near::NearRecord;
use crate::rules::privacy::Unpacked;
use crate::rules::privacy::ids::{records as records_of, soften_untrained};
use crate::rules::redact::hide_known;
use crate::rules::schema::{Reading, Shared};
use crate::rules::{Family, Finding, Record, RowView, Sink};
use crate::source::Row;

/// Rows that are looked at together, and bytes from which fewer are. Each rule sees all of them before the next one has its
/// turn: the code of all rules together is many times what a processor holds at hand, and short rows would wait for it.
pub const ROWS: usize = 64;
/// See [`ROWS`].
pub const BYTES: usize = 128 << 10;

/// What checks the rows of a block.
pub struct Worker<'w> {
    plan: &'w Plan,
    checks: Checks<'w>,
    wanted: Wanted,
    /// By rule about texts, the texts that it is to be shown: example and text, by their index.
    queues: Vec<Vec<(u32, u32)>>,
    input: usize,
    consumer: usize,
    part: Part,
    settled: &'w Settled,
    scratch: Scratch,
    room: Room,
    judge: &'w Judge,
    tally: Tally<'w>,
}

/// An example, with the index of its row among those that are looked at together.
type Placed<'e> = (usize, Example<'e>);

impl<'w> Worker<'w> {
    /// A worker for rows of an input.
    pub fn new(plan: &'w Plan, input: usize, part: Part, settled: &'w Settled, judge: &'w Judge) -> Self {
        let consumer = plan.consumer_of(input);
        let (checks, tally) = (Checks::of(plan, consumer), Tally::new(judge));
        let scratch = if plan.near { Scratch::with_outlines(Headers::default()) } else { Scratch::default() };
        let queues = checks.texts.iter().map(|_| Vec::with_capacity(2 * ROWS)).collect();
        Worker {
            plan,
            checks,
            wanted: Wanted::default(),
            queues,
            input,
            consumer,
            part,
            settled,
            scratch,
            room: Room::default(),
            judge,
            tally,
        }
    }

    /// What all rows gave.
    pub fn finish(mut self) -> Part {
        self.part.matrix = self.tally.finish();
        self.part
    }

    /// Looks at some rows.
    pub fn rows(&mut self, rows: &[Row<'_>]) {
        let parsed: Vec<Option<Result<Parsed<'_>, Fault>>> =
            rows.iter().map(|row| row.too_long.is_none().then(|| parse(row.bytes))).collect();
        let mut found: Vec<Vec<Finding>> = rows.iter().map(|_| Vec::new()).collect();
        rows.iter().zip(&parsed).for_each(|(row, parsed)| self.count(row, parsed.as_ref()));
        let profile = self.plan.profile_of(self.consumer);
        for ((row, parsed), found) in rows.iter().zip(&parsed).zip(&mut found) {
            let view = RowView { row: *row, parsed: parsed.as_ref().map(Result::as_ref), profile };
            if view.is_plain() {
                continue;
            }
            for (meta, level, check) in &self.checks.rows {
                check.check(&view, &mut Sink::new(meta, Some(row.pos), found).at(*level));
            }
        }
        let room = &mut self.room;
        let lowered = rows.iter().zip(&parsed).map(|(row, parsed)| example(*row, parsed.as_ref(), room));
        let examples: Vec<Placed<'_>> = lowered.enumerate().filter_map(|(i, example)| Some((i, example?))).collect();
        self.examples(&examples, &mut found);
        examples.into_iter().for_each(|(_, example)| self.room.give(example));
        for (row, found) in rows.iter().zip(found) {
            if !found.is_empty() {
                self.keep(*row, found);
            }
        }
    }

    fn count(&mut self, row: &Row<'_>, parsed: Option<&Result<Parsed<'_>, Fault>>) {
        let counts = self.part.facts.inputs.entry(self.input).or_default();
        counts.rows += 1;
        counts.crlf += u64::from(row.crlf);
        counts.lf += u64::from(row.ended && !row.crlf);
        counts.blank += u64::from(matches!(parsed, Some(Err(fault)) if fault.kind == FaultKind::Blank));
    }

    /// Shows the examples to one rule after the other.
    fn examples(&mut self, examples: &[Placed<'_>], found: &mut [Vec<Finding>]) {
        examples.iter().for_each(|(_, example)| self.part.facts.observe(self.input, example));
        for (meta, check) in &self.checks.examples {
            for (i, example) in examples {
                check.check(example, &mut Sink::new(meta, Some(example.row.pos), &mut found[*i]));
            }
        }
        for (i, example) in examples {
            if self.tally.row(example) {
                let shared = Shared::new(example);
                let reading = Reading::new(example, self.judge.profile, &shared);
                for (meta, check) in &self.checks.schema {
                    check.check(&reading, &mut Sink::new(meta, Some(example.row.pos), &mut found[*i]));
                }
            }
        }
        let all: Vec<&Example<'_>> = examples.iter().map(|(_, example)| example).collect();
        for (fold, state) in self.checks.folds.iter().zip(&mut self.part.folds) {
            fold.observe(state.as_mut(), &all);
        }
        self.texts(examples, found);
        for (i, example) in examples {
            if found[*i].iter().any(|finding| finding.leak.is_some()) {
                self.leaks(example, &mut found[*i]);
            }
        }
        examples.iter().for_each(|(_, example)| self.records(example));
    }

    /// The keyed records of one example.
    fn records(&mut self, example: &Example<'_>) {
        let pos = example.row.pos;
        for (place, unique) in &self.judge.uniques {
            self.part.uniques.extend(unique.record((*place, self.consumer), example));
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

    /// Shows the texts to the rules that want them.
    fn texts(&mut self, examples: &[Placed<'_>], found: &mut [Vec<Finding>]) {
        for (e, (i, example)) in examples.iter().enumerate() {
            for (t, text) in example.texts.iter().enumerate() {
                match Unpacked::of(text) {
                    Some(unpacked) => self.packed(text, &unpacked, example, &mut found[*i]),
                    None => {
                        for rule in self.wanted.of(text.scan.signs, &self.checks).iter() {
                            self.queues[*rule].push((e as u32, t as u32));
                        }
                    }
                }
            }
        }
        for ((meta, check), queue) in self.checks.texts.iter().zip(&mut self.queues) {
            for (e, t) in queue.drain(..) {
                let (i, example) = &examples[e as usize];
                let text = &example.texts[t as usize];
                check.check(text, example, &mut Sink::new(meta, Some(example.row.pos), &mut found[*i]));
            }
        }
    }

    /// Shows one text that is JSON in a string. Rules about privacy see it as what it says.
    fn packed(&self, text: &Text<'_>, unpacked: &Unpacked, example: &Example<'_>, found: &mut Vec<Finding>) {
        let read = unpacked.read(text);
        for (meta, check) in &self.checks.texts {
            let inner = meta.family == Family::Privacy;
            let shown = if inner { &read } else { text };
            if check.wants(shown.scan.signs) {
                let from = found.len();
                check.check(shown, example, &mut Sink::new(meta, Some(example.row.pos), found));
                for finding in found[from..].iter_mut().filter(|_| inner) {
                    finding.span = finding.span.as_ref().map(|span| unpacked.origin(span));
                }
            }
        }
    }

    /// Settles overlaps between leaks, and shows those that are left to the rules about leaks.
    fn leaks(&mut self, example: &Example<'_>, found: &mut Vec<Finding>) {
        resolve(found);
        found.retain(|finding| self.plan.privacy.reports(finding, &mut self.part.allowed));
        soften_untrained(example, found);
        let leaks: Vec<Finding> = found.iter().filter(|finding| finding.leak.is_some()).cloned().collect();
        for (meta, check) in &self.checks.leaks {
            check.check(example, &leaks, &mut Sink::new(meta, Some(example.row.pos), found));
        }
        for (fold, state) in self.checks.folds.iter().zip(&mut self.part.folds) {
            fold.observe_leaks(state.as_mut(), example, &leaks);
        }
        records_of(example, &leaks, &mut self.part.ids);
        hide_known(found);
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
            if self.plan.level_of(self.consumer, index).is_none() {
                continue;
            }
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
                    if finding.rule.family == Family::File && !finding.key.is_empty() {
                        self.part.facts.found(&format!("{}/{}", finding.rule.code, finding.key), row.pos);
                    }
                }
            }
            if !self.settled.is_full(index, finding.level) {
                kept.push(finding);
            }
        }
        if later {
            worst.clear();
        }
        self.part.penalties.extend(worst.into_iter().map(|(rule, penalty)| Penalty::new(row.pos, rule, penalty)));
        if !kept.is_empty() {
            let mut placed = PlacedFinding::in_row(kept, &row, self.input);
            placed.sort_by(|a, b| {
                (a.at.map(|at| at.offset), a.finding.rule.code).cmp(&(b.at.map(|at| at.offset), b.finding.rule.code))
            });
            self.part.found.extend(placed);
        }
    }
}

/// The example of a row that is an object.
fn example<'e>(row: Row<'e>, parsed: Option<&'e Result<Parsed<'e>, Fault>>, room: &mut Room) -> Option<Example<'e>> {
    Some(Example::lower_into(row, parsed?.as_ref().ok()?.json.as_object()?, room))
}

/// The record of a row's last turn, whose keys were made in `scratch`.
pub fn near_record(example: &Example<'_>, turn: &Turn, key: &TurnKey, scratch: &Scratch) -> Option<NearRecord> {
    let texts = &example.texts[example.messages[turn.answer].content.clone()];
    let length = texts.iter().map(|text| text.text.len()).sum();
    Some(NearRecord::new(example.row.pos, turn, key, length, &scratch.outline()?))
}
