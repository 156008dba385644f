//! Rows with nearly equal prompts: candidates by their sketches, their texts read again, each pair compared exactly, and
//! what is left of the pairs judged. The same whatever the threads and the cut of the data.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;

use aho_corasick::AhoCorasick;
use rayon::prelude::*;

use super::active::Active;
use super::groups::Found;
use super::headers::{find, strip};
use super::plan::Plan;
use super::quote::{Shows, quote};
use super::templates;
use crate::example::{Example, Headers, Turn, parse};
use crate::rules::near::{
    Chosen, Link, NearRecord, NearRule, NearTable, NearText, Pair, Prompts, alike_as_a_whole, is_known, is_mistyped,
};
use crate::rules::{Check, Facts, Findings, Sink};
use crate::source::{InputRead, Pos, Row};

/// Least Jaccard of two prompts that any rule looks at.
const NEAR: f64 = 0.6;
/// Texts that are held at a time, in bytes of rows; as they are compared they take about ten times as much.
const HELD: u64 = 2 << 20;
/// Times that the data may be read again for that: where very many rows are near, more of them are held.
const READS: usize = 32;

/// Links that are kept of a rule before it may leave some out.
const LINKS: usize = 1 << 16;

/// Finds what the rules about near prompts have to say; of each rule `most` findings are told.
pub fn judge(
    plan: &Plan,
    read: &[InputRead],
    mut table: NearTable,
    facts: &Facts,
    most: usize,
) -> (Found, io::Result<()>) {
    let rules = near_rules(&plan.rules);
    let mut found = Found::new();
    if rules.is_empty() || table.len() < 2 {
        return (found, Ok(()));
    }
    let settled = table.settle();
    let prompts = match Prompts::of(&table) {
        Ok(prompts) => prompts,
        Err(why) => return (found, settled.and(Err(why))),
    };
    let (headers, sampled) = find(plan, read, &table);
    let whole = if headers.is_empty() { Ok(Vec::new()) } else { alike_as_a_whole(&table, &prompts) };
    let stripped = strip(plan, read, &mut table, &headers);
    let (pairs, told) = templates::pairs(plan, read, &table, &prompts);
    drop(prompts);
    let (whole, paired) = whole.map_or_else(|why| (Vec::new(), Err(why)), |whole| (whole, Ok(())));
    let pairs = joined(pairs, whole);
    let (mut links, compared) = compare(plan, read, facts, &table, &pairs, &headers, &rules);
    let counted = check_slips(plan, read, &table, &mut links);
    for ((active, rule), links) in rules.iter().zip(&links) {
        let own = found.entry(active.meta.code).or_insert_with(|| Findings::new(most));
        rule.conclude(links, facts, &mut Sink::few(active.meta, None, own));
    }
    (found, settled.and(sampled).and(paired).and(stripped).and(told).and(compared).and(counted))
}

/// All pairs of both, each once; sorted.
fn joined(mut pairs: Vec<Pair>, mut more: Vec<Pair>) -> Vec<Pair> {
    pairs.append(&mut more);
    pairs.sort_unstable();
    pairs.dedup_by_key(|pair| (pair.a, pair.b));
    pairs
}

fn near_rules(rules: &[Active]) -> Vec<(&Active, &dyn NearRule)> {
    rules
        .iter()
        .flat_map(|rule| {
            rule.checks.iter().filter_map(move |check| match check {
                Check::Near(near) => Some((rule, near.as_ref())),
                _ => None,
            })
        })
        .collect()
}

/// Reads rows again (`wanted` is sorted), each with the turn that its record is of; see [`crate::source::Again::map`].
pub fn again<S, T: Send>(
    plan: &Plan,
    read: &[InputRead],
    wanted: &[Pos],
    room: impl Fn() -> S + Sync,
    make: impl Fn(&mut S, &Example<'_>, Turn) -> Option<T> + Sync,
    keep: impl FnMut(T),
) -> io::Result<()> {
    let make = |room: &mut S, row: Row<'_>| {
        let parsed = parse(row.bytes).ok()?;
        let example = Example::lower(row, parsed.json.as_object()?);
        let turn = *example.turns.last()?;
        make(room, &example, turn)
    };
    plan.again(read).map(wanted, room, make, keep)
}

/// Compares the pairs, so many at a time that their texts can be held.
fn compare(
    plan: &Plan,
    read: &[InputRead],
    facts: &Facts,
    table: &NearTable,
    pairs: &[Pair],
    headers: &Headers,
    rules: &[(&Active, &dyn NearRule)],
) -> (Vec<Vec<Link>>, io::Result<()>) {
    let bytes: u64 = facts.inputs.iter().map(|input| input.bytes).sum();
    let paired = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect::<BTreeSet<u32>>().len();
    let room = (HELD / (bytes / facts.rows.max(1)).max(1)).clamp(16, 4096).max((paired / READS) as u64) as usize;
    let mut links: Vec<Vec<Link>> = rules.iter().map(|_| Vec::new()).collect();
    let mut kept = vec![0; rules.len()];
    let (mut outcome, mut from) = (Ok(()), 0);
    while from < pairs.len() {
        let mut rows = BTreeSet::new();
        let mut to = from;
        while to < pairs.len() && rows.len() < room {
            rows.extend([pairs[to].a, pairs[to].b]);
            to += 1;
        }
        let records = match table.choose(rows.iter().copied()) {
            Ok(records) => records,
            Err(why) => return (links, outcome.and(Err(why))),
        };
        let wanted: Vec<Pos> = rows.iter().map(|row| records.get(*row).pos).collect();
        let mut texts: HashMap<Pos, NearText> = HashMap::with_capacity(wanted.len());
        let text = |(): &mut (), example: &Example<'_>, turn| {
            Some((example.row.pos, NearText::of(example, turn, headers, quote(example, turn, Shows::Closed))))
        };
        let fetched = again(plan, read, &wanted, || (), text, |own| texts.extend([own]));
        outcome = outcome.and(fetched);
        let near: Vec<Vec<Link>> =
            rules.iter().map(|(_, rule)| one_rule(*rule, &records, &pairs[from..to], &texts, facts)).collect();
        for (((_, rule), all), (more, kept)) in rules.iter().zip(&mut links).zip(near.into_iter().zip(&mut kept)) {
            all.extend(more);
            if all.len() > 2 * *kept + LINKS {
                rule.thin(all);
                *kept = all.len();
            }
        }
        from = to;
    }
    (links, outcome)
}

/// What one rule keeps of some pairs.
fn one_rule(
    rule: &dyn NearRule,
    records: &Chosen<'_>,
    pairs: &[Pair],
    texts: &HashMap<Pos, NearText>,
    facts: &Facts,
) -> Vec<Link> {
    let one = |pair: &Pair| {
        let (one, other) = (records.get(pair.a), records.get(pair.b));
        let (x, y) = (texts.get(&one.pos)?, texts.get(&other.pos)?);
        let likeness = x.prompt.likeness(&y.prompt);
        let link = rule.compare(x, y, likeness, facts).filter(|_| likeness >= NEAR)?;
        Some(Link { places: [(one.pos, one.turn()), (other.pos, other.turn())], ..link })
    };
    pairs.par_iter().filter_map(one).collect()
}

/// Drops the links that hang on words which are no slips of the pen: both of a pair stand in other rows as well, or nothing
/// tells that either is a word.
fn check_slips(plan: &Plan, read: &[InputRead], table: &NearTable, links: &mut [Vec<Link>]) -> io::Result<()> {
    let slips = links.iter().flatten().filter_map(|link| link.told.as_ref()).flat_map(|told| &told.slips);
    let words: BTreeSet<&str> = slips.flat_map(|(a, b)| [a.as_str(), b]).collect();
    if words.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = words.into_iter().map(str::to_owned).collect();
    let (rows, counted) = rows_of(plan, read, table, &names);
    let (prompts, found) = prompts_of(table, &rows, links);
    for links in links {
        links.retain(|link| {
            let only_in = |word: &str, (own, _): (Pos, usize)| {
                let at = names.binary_search_by(|name| name.as_str().cmp(word)).expect("all words are listed");
                let same = |pos: &Pos| {
                    *pos == own || prompts.get(pos).zip(prompts.get(&own)).is_some_and(|(a, b)| a.same_prompt(b))
                };
                rows[at].len() < KEPT && rows[at].iter().all(same)
            };
            let mut slips = link.told.iter().flat_map(|told| &told.slips);
            slips.all(|(a, b)| {
                let (one, other) = (only_in(a, link.places[0]), only_in(b, link.places[1]));
                // Of a slip and its word the word stands in other rows, or is known; of two strangers each may be a name.
                (one || other) && (!one || !other || is_known(a) || is_known(b) || is_mistyped(a, b))
            })
        });
    }
    counted.and(found)
}

/// The rows in which each of some words stands, at most [`KEPT`] of each.
fn rows_of(
    plan: &Plan,
    read: &[InputRead],
    table: &NearTable,
    words: &[String],
) -> (Vec<BTreeSet<Pos>>, io::Result<()>) {
    let mut builder = AhoCorasick::builder();
    let finder = builder.ascii_case_insensitive(true).build(words).expect("words of a few prompts make an automaton");
    let mut rows = vec![BTreeSet::new(); words.len()];
    let mut fetched = Ok(());
    let seen = table.each(&mut |_, records| {
        let wanted: Vec<Pos> = records.iter().map(|record| record.pos).collect();
        let hits = |(): &mut (), row: Row<'_>| {
            let hits: Vec<usize> = whole_words(&finder, row.bytes).collect();
            (!hits.is_empty()).then_some((row.pos, hits))
        };
        let outcome = plan.again(read).map(
            &wanted,
            || (),
            hits,
            |(pos, hits)| {
                for word in hits {
                    if rows[word].len() < KEPT {
                        rows[word].insert(pos);
                    }
                }
            },
        );
        fetched = std::mem::replace(&mut fetched, Ok(())).and(outcome);
    });
    (rows, seen.and(fetched))
}

/// The words that stand in a row, by their number.
fn whole_words<'w>(finder: &'w AhoCorasick, row: &'w [u8]) -> impl Iterator<Item = usize> {
    let is_letter = |at: usize| row.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 128);
    // The letter of an escaped line break is none.
    let escaped = |at: usize| at > 1 && row[at - 2] == b'\\';
    finder.find_overlapping_iter(row).filter_map(move |hit| {
        let before = hit.start() > 0 && is_letter(hit.start() - 1) && !escaped(hit.start());
        let inside = before || is_letter(hit.end());
        (!inside).then(|| hit.pattern().as_usize())
    })
}

/// The records of the rows that words stand in, and of those that are linked.
fn prompts_of(
    table: &NearTable,
    rows: &[BTreeSet<Pos>],
    links: &[Vec<Link>],
) -> (HashMap<Pos, NearRecord>, io::Result<()>) {
    let linked = links.iter().flatten().flat_map(|link| link.places.map(|(pos, _)| pos));
    let wanted: HashSet<Pos> = rows.iter().flatten().copied().chain(linked).collect();
    let mut prompts = HashMap::with_capacity(wanted.len());
    let outcome = table.each(&mut |_, records| {
        prompts.extend(records.iter().filter(|own| wanted.contains(&own.pos)).map(|own| (own.pos, *own)));
    });
    (prompts, outcome)
}

/// Rows that are noted of a word: one in so many is no slip.
const KEPT: usize = 64;
