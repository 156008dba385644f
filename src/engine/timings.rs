//! Time by rule, noted only when asked: the checks of the plan are wrapped, so that a run that did not ask has nothing to
//! decide.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::active::Active;
use crate::example::{Example, Signs, Text};
use crate::rules::near::{Link, NearRule, NearText};
use crate::rules::schema::Reading;
use crate::rules::{
    AgainRule, AnyFold, Channel, Check, ExampleRule, Facts, FinalRule, Finding, Findings, Group, GroupRule, LeakRule,
    Quotes, Record, RowRule, RowView, SchemaRule, Sink, TextRule,
};
use crate::source::Pos;

/// Time in all threads, in nanoseconds.
#[derive(Debug, Default)]
pub struct Timings {
    rules: Vec<(&'static str, &'static str, Arc<AtomicU64>)>,
    blocks: AtomicU64,
}

impl Timings {
    /// Wraps the checks of all rules.
    pub fn watch(rules: &mut [Active]) -> Timings {
        let mut timings = Timings::default();
        for rule in rules {
            let clock = Arc::new(AtomicU64::new(0));
            let checks = std::mem::take(&mut rule.checks);
            rule.checks = checks.into_iter().map(|check| wrap(check, &clock)).collect();
            timings.rules.push((rule.meta.code, rule.meta.name, clock));
        }
        timings
    }

    /// Adds the time that the rows of one block took.
    pub fn block(&self, took: Duration) {
        self.blocks.fetch_add(nanoseconds(took), Ordering::Relaxed);
    }

    /// Code, name and time of each rule that took any, most first.
    pub fn rules(&self) -> Vec<(&'static str, &'static str, Duration)> {
        let time = |clock: &AtomicU64| Duration::from_nanos(clock.load(Ordering::Relaxed));
        let mut rules: Vec<_> = self.rules.iter().map(|(code, name, clock)| (*code, *name, time(clock))).collect();
        rules.retain(|(_, _, time)| !time.is_zero());
        rules.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(b.0)));
        rules
    }

    /// Time for the rows of all blocks, the rules included.
    pub fn blocks(&self) -> Duration {
        Duration::from_nanos(self.blocks.load(Ordering::Relaxed))
    }
}

fn nanoseconds(took: Duration) -> u64 {
    u64::try_from(took.as_nanos()).unwrap_or(u64::MAX)
}

/// A rule and the clock it runs on.
struct Timed<R: ?Sized>(Arc<AtomicU64>, Box<R>);

impl<R: ?Sized> Timed<R> {
    fn time<T>(&self, work: impl FnOnce(&R) -> T) -> T {
        let started = Instant::now();
        let out = work(&self.1);
        self.0.fetch_add(nanoseconds(started.elapsed()), Ordering::Relaxed);
        out
    }
}

fn wrap(check: Check, clock: &Arc<AtomicU64>) -> Check {
    let clock = Arc::clone(clock);
    match check {
        Check::Row(rule) => Check::Row(Box::new(Timed(clock, rule))),
        Check::Example(rule) => Check::Example(Box::new(Timed(clock, rule))),
        Check::Schema(rule) => Check::Schema(Box::new(Timed(clock, rule))),
        Check::Text(rule) => Check::Text(Box::new(Timed(clock, rule))),
        Check::Leak(rule) => Check::Leak(Box::new(Timed(clock, rule))),
        Check::Fold(rule) => Check::Fold(Box::new(Timed(clock, rule))),
        Check::Group(rule) => Check::Group(Box::new(Timed(clock, rule))),
        Check::Near(rule) => Check::Near(Box::new(Timed(clock, rule))),
        Check::Final(rule) => Check::Final(Box::new(Timed(clock, rule))),
        Check::Again(rule) => Check::Again(Box::new(Timed(clock, rule))),
    }
}

impl RowRule for Timed<dyn RowRule> {
    fn check(&self, row: &RowView<'_>, sink: &mut Sink<'_>) {
        self.time(|rule| rule.check(row, sink));
    }
}

impl ExampleRule for Timed<dyn ExampleRule> {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        self.time(|rule| rule.check(example, sink));
    }
}

impl SchemaRule for Timed<dyn SchemaRule> {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        self.time(|rule| rule.check(row, sink));
    }
}

impl TextRule for Timed<dyn TextRule> {
    fn trigger(&self) -> Signs {
        self.1.trigger()
    }

    fn needs(&self) -> Signs {
        self.1.needs()
    }

    fn wants(&self, signs: Signs) -> bool {
        self.1.wants(signs)
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        self.time(|rule| rule.check(text, example, sink));
    }
}

impl LeakRule for Timed<dyn LeakRule> {
    fn check(&self, example: &Example<'_>, leaks: &[Finding], sink: &mut Sink<'_>) {
        self.time(|rule| rule.check(example, leaks, sink));
    }
}

impl AnyFold for Timed<dyn AnyFold> {
    fn start(&self) -> Box<dyn Any + Send> {
        self.1.start()
    }

    fn observe(&self, state: &mut (dyn Any + Send), examples: &[&Example<'_>]) {
        self.time(|rule| rule.observe(state, examples));
    }

    fn observe_leaks(&self, state: &mut (dyn Any + Send), example: &Example<'_>, leaks: &[Finding]) {
        self.time(|rule| rule.observe_leaks(state, example, leaks));
    }

    fn merge(&self, left: &mut (dyn Any + Send), right: Box<dyn Any + Send>) {
        self.time(|rule| rule.merge(left, right));
    }

    fn conclude(&self, state: &(dyn Any + Send), facts: &Facts, sink: &mut Sink<'_>) {
        self.time(|rule| rule.conclude(state, facts, sink));
    }

    fn by_profile(&self) -> bool {
        self.1.by_profile()
    }

    fn by_consumer(&self) -> bool {
        self.1.by_consumer()
    }

    fn dump(&self, state: &(dyn Any + Send)) -> String {
        self.1.dump(state)
    }
}

impl GroupRule for Timed<dyn GroupRule> {
    fn channel(&self) -> Channel {
        self.1.channel()
    }

    fn wants(&self, group: &Group<'_>, facts: &Facts, want: &mut dyn FnMut(&Record)) {
        self.time(|rule| rule.wants(group, facts, want));
    }

    fn reduce(&self, group: &Group<'_>, quotes: &Quotes, facts: &Facts, sink: &mut Sink<'_>) {
        self.time(|rule| rule.reduce(group, quotes, facts, sink));
    }

    fn gather(&self) -> Option<fn(&mut Vec<Finding>)> {
        self.1.gather()
    }

    fn settle(&self, comparable: u64, facts: &Facts, found: &mut Findings) {
        self.time(|rule| rule.settle(comparable, facts, found));
    }
}

impl NearRule for Timed<dyn NearRule> {
    fn compare(&self, a: &NearText, b: &NearText, jaccard: f64, facts: &Facts) -> Option<Link> {
        self.time(|rule| rule.compare(a, b, jaccard, facts))
    }

    fn thin(&self, links: &mut Vec<Link>) {
        self.time(|rule| rule.thin(links));
    }

    fn conclude(&self, links: &[Link], facts: &Facts, sink: &mut Sink<'_>) {
        self.time(|rule| rule.conclude(links, facts, sink));
    }
}

impl AgainRule for Timed<dyn AgainRule> {
    fn about_labels(&self) -> bool {
        self.1.about_labels()
    }

    fn places(&self, facts: &Facts) -> Vec<Pos> {
        self.time(|rule| rule.places(facts))
    }

    fn check(&self, example: &Example<'_>, facts: &Facts, sink: &mut Sink<'_>) {
        self.time(|rule| rule.check(example, facts, sink));
    }

    fn settle(&self, facts: &Facts, found: &mut Findings) {
        self.time(|rule| rule.settle(facts, found));
    }
}

impl FinalRule for Timed<dyn FinalRule> {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        self.time(|rule| rule.conclude(facts, sink));
    }
}
