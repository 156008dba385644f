//! Pairs of rows that are worth a comparison. A prompt that is like many others is mostly made of a template
//! (`Does Anna know Ben?`): of its pairs only those count in which no number, name or other telling word differs.

use std::io;

use super::near::again;
use super::plan::Plan;
use crate::example::{Example, Turn};
use crate::rules::near::{NearTable, NearText, Pair, Prompts, candidates, telling};
use crate::source::{InputRead, Pos};

/// Rows with crowded prompts from which templates are looked for; fewer are compared at once.
const CROWD: usize = 1 << 11;
/// Pairs for each of their rows, in the mean, above which all prompts may be made of templates.
const MANY: usize = 2;
/// Rows that are read again together.
const TOGETHER: usize = 1 << 16;

/// Pairs of rows that may have nearly the same prompt; sorted.
pub fn pairs(plan: &Plan, read: &[InputRead], table: &NearTable, prompts: &Prompts) -> (Vec<Pair>, io::Result<()>) {
    let found = match candidates(table, prompts, None) {
        Ok(Some(pairs)) => without_templates(plan, read, table, pairs),
        Ok(None) => of_templates(plan, read, table, prompts),
        Err(why) => Err(why),
    };
    match found {
        Ok((pairs, outcome)) => (pairs, outcome),
        Err(why) => (Vec::new(), Err(why)),
    }
}

type Left = io::Result<(Vec<Pair>, io::Result<()>)>;

/// Nearly all prompts are made of templates: what tells them apart is asked of each row, before any are paired.
fn of_templates(plan: &Plan, read: &[InputRead], table: &NearTable, prompts: &Prompts) -> Left {
    let mut told = vec![0; table.len()];
    let mut outcome = Ok(());
    table.each(&mut |first, records| {
        let chunks = (first..).step_by(TOGETHER).zip(records.chunks(TOGETHER));
        for (from, records) in chunks {
            let wanted: Vec<Pos> = records.iter().map(|record| record.pos).collect();
            let told = &mut told[from..from + records.len()];
            let fetched = tell(plan, read, &wanted, told);
            outcome = std::mem::replace(&mut outcome, Ok(())).and(fetched);
        }
    })?;
    let pairs = candidates(table, prompts, Some(&told))?.expect("rows that are told apart are paired");
    Ok((pairs, outcome))
}

/// Of pairs whose prompts are like many others, keeps those where all that tells is the same. Where rows have several partners
/// each, all are taken for such prompts.
fn without_templates(plan: &Plan, read: &[InputRead], table: &NearTable, mut pairs: Vec<Pair>) -> Left {
    let rows_of = |pairs: &mut dyn Iterator<Item = &Pair>| {
        let mut rows: Vec<u32> = pairs.flat_map(|pair| [pair.a, pair.b]).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    };
    let paired = rows_of(&mut pairs.iter());
    let all = pairs.len() > MANY * paired.len();
    let rows = if all { paired } else { rows_of(&mut pairs.iter().filter(|pair| pair.crowded)) };
    if rows.len() < CROWD {
        return Ok((pairs, Ok(())));
    }
    let wanted = table.places(&rows)?;
    let mut told = vec![0; rows.len()];
    let outcome = tell(plan, read, &wanted, &mut told);
    let of = |row: u32| rows.binary_search(&row).ok().map(|at| told[at]);
    pairs.retain(|pair| !(all || pair.crowded) || of(pair.a) == of(pair.b));
    Ok((pairs, outcome))
}

/// Notes what tells each of some rows apart from others that are made of one template; the rows are sorted.
fn tell(plan: &Plan, read: &[InputRead], wanted: &[Pos], told: &mut [u32]) -> io::Result<()> {
    let tell = |(): &mut (), example: &Example<'_>, turn: Turn| {
        Some((example.row.pos, telling(&NearText::prompt_of(example, turn))))
    };
    again(
        plan,
        read,
        wanted,
        || (),
        tell,
        |(pos, own)| {
            if let Ok(at) = wanted.binary_search(&pos) {
                told[at] = own;
            }
        },
    )
}
