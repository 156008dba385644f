//! The check of one block: every row through the rules about single rows, and into the states and records of the rules
//! about the data set.

use std::time::Instant;

use super::part::{Part, Settled};
use super::plan::Plan;
use super::verdict::Judge;
use super::worker::{BYTES, ROWS, Worker};
use crate::rules::Record;
use crate::source::Block;

/// Checks the rows of a block; `judge` is that of its consumer.
pub fn check_block(plan: &Plan, block: &Block, settled: &Settled, judge: &Judge) -> Part {
    let records = Vec::with_capacity(block.len());
    let near = Vec::with_capacity(if plan.near { block.len() } else { 0 });
    let consumer = plan.consumer_of(block.input);
    let part = Part { consumer, facts: settled.start(), records, near, ..Part::empty(plan) };
    let mut worker = Worker::new(plan, block.input, part, settled, judge);
    let started = plan.timings.as_ref().map(|_| Instant::now());
    let taken = block.rows().filter(|row| plan.sample.as_ref().is_none_or(|sample| sample.takes(row)));
    let (mut together, mut bytes) = (Vec::with_capacity(ROWS), 0);
    for row in taken {
        bytes += row.bytes.len();
        together.push(row);
        if together.len() == ROWS || bytes >= BYTES {
            worker.rows(&together);
            together.clear();
            bytes = 0;
        }
    }
    worker.rows(&together);
    if let (Some(timings), Some(started)) = (&plan.timings, started) {
        timings.block(started.elapsed());
    }
    let mut part = worker.finish();
    part.records = by_bucket(&part.records);
    part.ids = by_bucket(&part.ids);
    part.uniques = by_bucket(&part.uniques);
    part
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
