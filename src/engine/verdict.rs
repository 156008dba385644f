//! How the consumers take each row. A row's verdict key decides; what was decided once is kept, for all threads.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use super::plan::Plan;
use crate::example::Example;
use crate::rules::profile::{Profile, all, generic};
use crate::rules::schema::{Field, Member, Reading, Shared, Unique, VerdictKeys, counted, fields, members, uniques};
use crate::rules::{Check, Finding, Hashed, Level, Meta, Options, SchemaRule, Sink, build, by_code};

/// Verdict keys whose verdict is kept; the rest is decided each time.
const KEPT: usize = 1 << 16;

/// How one row is taken. Messages of refusals name no value that is not part of the row's verdict key.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Whether the profile of the run finds something in it.
    pub busy: bool,
    /// The profiles that refuse it.
    pub refusals: Vec<Refusal>,
    /// By profile, what it has of the fields that all rows or none must have.
    pub(super) fields: Vec<(u16, Field)>,
    /// By profile and wish, the members that all rows must have alike.
    pub(super) members: Vec<((u16, u8), Vec<Member>)>,
    /// By profile and wish, whether it is counted.
    pub(super) counted: Vec<(u16, u8)>,
}

/// Why a consumer refuses a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// Index of the profile.
    pub profile: u16,
    /// Code of the rule.
    pub code: &'static str,
    /// JSON Pointer.
    pub pointer: String,
    /// One line.
    pub message: String,
}

/// The rules about tools.
const TOOLS: [&str; 4] = ["FT214", "FT215", "FT216", "FT217"];

/// Judges rows, and remembers.
pub struct Judge {
    /// The consumer that the rows are for.
    pub profile: &'static Profile,
    keys: VerdictKeys,
    rules: Vec<(&'static Meta, Box<dyn SchemaRule>)>,
    known: RwLock<HashMap<u64, Arc<Verdict>, Hashed>>,
    /// Texts that consumers want to be different in all rows.
    pub uniques: Vec<(usize, &'static Unique)>,
    /// Whether other profiles than the run's are asked.
    matrix: bool,
}

impl Judge {
    /// A judge for the plan's consumer.
    pub fn new(plan: &Plan) -> Self {
        Self::of(plan, plan.profile)
    }

    /// A judge for rows that are for one consumer; it asks all profiles when some rule about schemas is wanted.
    pub fn of(plan: &Plan, own: &'static Profile) -> Self {
        let matrix = plan.rules.iter().any(|rule| rule.wanted && rule.is_schema());
        let asked = |profile: &&Profile| matrix || profile.name == own.name;
        let rules = build(&Options::default()).into_iter().flat_map(|(code, checks)| {
            let schema = |check| if let Check::Schema(rule) = check { Some((by_code(code), rule)) } else { None };
            checks.into_iter().filter_map(schema)
        });
        Judge {
            profile: own,
            keys: VerdictKeys::of(all().iter().filter(asked), own),
            rules: rules.collect(),
            known: RwLock::default(),
            uniques: uniques(|profile| asked(&profile)),
            matrix,
        }
    }

    /// The verdict key of a row, if its verdict is that of all rows with it: what belongs to tools must fit, and whether it
    /// does is the same for all consumers.
    pub fn key(&self, example: &Example<'_>) -> Option<u64> {
        let key = self.keys.of_row(example)?;
        (!key.tools || self.tools_fit(example)).then_some(key.number)
    }

    fn tools_fit(&self, example: &Example<'_>) -> bool {
        let shared = Shared::new(example);
        let reading = Reading::new(example, generic(), &shared);
        let mut found = Vec::new();
        self.rules.iter().filter(|(meta, _)| TOOLS.contains(&meta.code)).all(|(meta, rule)| {
            rule.check(&reading, &mut Sink::new(meta, None, &mut found));
            found.is_empty()
        })
    }

    /// The verdict on a row with this verdict key.
    pub(super) fn judge(&self, key: Option<u64>, example: &Example<'_>) -> Arc<Verdict> {
        let known = key.and_then(|key| self.known.read().expect(NO_PANIC).get(&key).cloned());
        known.unwrap_or_else(|| {
            let verdict = Arc::new(self.decide(example));
            if let Some(key) = key {
                let mut known = self.known.write().expect(NO_PANIC);
                if known.len() < KEPT {
                    known.insert(key, verdict.clone());
                }
            }
            verdict
        })
    }

    /// The verdict on a row, by looking at it.
    pub fn decide(&self, example: &Example<'_>) -> Verdict {
        let shared = Shared::new(example);
        let mut verdict = Verdict::default();
        let mut found = Vec::new();
        for (index, profile) in all().iter().enumerate() {
            let own = profile.name == self.profile.name;
            if !(own || self.matrix && profile.takes(example.shape)) {
                continue;
            }
            verdict.fields.extend(fields(profile, example.json).into_iter().map(|field| (index as u16, field)));
            let members = members(profile, own, example.json).into_iter();
            verdict.members.extend(members.map(|(wish, members)| ((index as u16, wish), members)));
            verdict.counted.extend(counted(profile, example.json).into_iter().map(|wish| (index as u16, wish)));
            found.clear();
            let reading = Reading::new(example, profile, &shared);
            for (meta, rule) in &self.rules {
                rule.check(&reading, &mut Sink::new(meta, None, &mut found));
            }
            verdict.busy |= own && !found.is_empty();
            // Rows of shapes that it does not take are counted by their shape.
            let error = found.iter().find(|finding| finding.level == Level::Error);
            if let Some(first) = error.filter(|_| profile.takes(example.shape)) {
                verdict.refusals.push(Refusal::new(index, first));
            }
        }
        verdict
    }
}

const NO_PANIC: &str = "nothing panics while it holds the lock";

impl Refusal {
    fn new(profile: usize, finding: &Finding) -> Self {
        Refusal {
            profile: profile as u16,
            code: finding.rule.code,
            pointer: finding.pointer.clone(),
            message: finding.message.clone(),
        }
    }
}
