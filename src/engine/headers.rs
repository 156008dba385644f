//! What the prompts of many rows share: a long instruction before or behind what is asked. It is found once all rows are known
//! by the hashes of their ends, read from a few rows of each kind, and taken out of the sketches of all rows that have it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;

use super::near::again;
use super::plan::Plan;
use super::worker::near_record;
use crate::example::{BINS, Example, HEADER, Headers, Scratch, Sketcher, key_of, normal_prompt};
use crate::rules::Hashed;
use crate::rules::near::{NearRecord, NearTable};
use crate::source::{InputRead, Pos};

/// Fewest rows that share a header.
const ROWS: usize = 20;
/// Headers of a data set, the most frequent first.
const HEADERS: usize = 512;
/// Rows of each header that are read, and the part of them that must share it.
const READ: usize = 48;
const PART: usize = 3;
const OF: usize = 4;

/// Finds the headers.
pub fn find(plan: &Plan, read: &[InputRead], table: &NearTable) -> (Headers, io::Result<()>) {
    let both = common(table, |record| record.head).and_then(|heads| Ok((heads, common(table, |record| record.tail)?)));
    let (heads, tails) = match both {
        Ok((heads, tails)) if heads.is_empty() && tails.is_empty() => return (Headers::default(), Ok(())),
        Ok(both) => both,
        Err(why) => return (Headers::default(), Err(why)),
    };
    let (samples, outcome) = samples(plan, read, &heads, &tails);
    (headers_of(&heads, &tails, &samples), outcome)
}

/// First texts of prompts by row, in their normal form.
type Samples = BTreeMap<Pos, Vec<u8>>;

/// The headers of the sampled texts. What is left of texts that share one is not alike: else they are near-duplicates.
fn headers_of(heads: &BTreeMap<u32, Vec<Pos>>, tails: &BTreeMap<u32, Vec<Pos>>, samples: &Samples) -> Headers {
    let texts =
        |rows: &Vec<Pos>| -> Vec<&[u8]> { rows.iter().filter_map(|pos| samples.get(pos)).map(Vec::as_slice).collect() };
    let mut headers = Headers::default();
    for (hash, rows) in heads {
        headers.heads.extend(shared(&texts(rows), true).map(|header| (*hash, header)));
    }
    for (hash, rows) in tails {
        headers.tails.extend(shared(&texts(rows), false).map(|header| (*hash, header)));
    }
    let whole = headers.clone();
    headers.heads.retain(|hash, _| !are_alike(&whole, &texts(&heads[hash])));
    headers.tails.retain(|hash, _| !are_alike(&whole, &texts(&tails[hash])));
    headers
}

/// Hashes of ends that many different prompts have, each with some of their rows: which ones, no order of the rows decides.
fn common(table: &NearTable, end: impl Fn(&NearRecord) -> u32) -> io::Result<BTreeMap<u32, Vec<Pos>>> {
    let mut all: Vec<u32> = Vec::new();
    table.each(&mut |_, records| all.extend(records.iter().map(&end).filter(|hash| *hash != 0)))?;
    all.sort_unstable();
    let mut counts: Vec<(usize, u32)> =
        all.chunk_by(u32::eq).filter(|same| same.len() >= ROWS).map(|same| (same.len(), same[0])).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    counts.truncate(HEADERS);
    drop(all);
    let mut some: HashMap<u32, BTreeMap<u64, Pos>, Hashed> =
        counts.into_iter().map(|(_, hash)| (hash, BTreeMap::new())).collect();
    if !some.is_empty() {
        table.each(&mut |_, records| {
            for record in records {
                if let Some(rows) = some.get_mut(&end(record)) {
                    rows.entry(record.identity()).or_insert(record.pos);
                    if rows.len() > READ {
                        rows.pop_last();
                    }
                }
            }
        })?;
    }
    some.retain(|_, rows| rows.len() >= ROWS);
    Ok(some.into_iter().map(|(hash, rows)| (hash, rows.into_values().collect())).collect())
}

/// The first texts of the prompts of these rows, in their normal form.
fn samples(
    plan: &Plan,
    read: &[InputRead],
    heads: &BTreeMap<u32, Vec<Pos>>,
    tails: &BTreeMap<u32, Vec<Pos>>,
) -> (Samples, io::Result<()>) {
    let mut wanted: Vec<Pos> = heads.values().chain(tails.values()).flatten().copied().collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut texts = BTreeMap::new();
    let first = |(): &mut (), example: &Example<'_>, turn| {
        let mut normal = Vec::new();
        if let Some(text) = example.prompt_texts(turn).next() {
            normal_prompt(text.text, text.scan.signs, &mut normal);
        }
        Some((example.row.pos, normal))
    };
    let outcome = again(plan, read, &wanted, || (), first, |own| texts.extend([own]));
    (texts, outcome)
}

/// The longest beginning (or end) that three of four texts share, cut at a space, if it is long enough.
fn shared(texts: &[&[u8]], head: bool) -> Option<Vec<u8>> {
    if texts.len() < ROWS {
        return None;
    }
    let mut turned: Vec<Vec<u8>> =
        texts.iter().map(|text| if head { text.to_vec() } else { text.iter().rev().copied().collect() }).collect();
    turned.sort_unstable();
    let window = (turned.len() * PART).div_ceil(OF);
    let common = |a: &[u8], b: &[u8]| a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (length, at) = (0..=turned.len() - window)
        .map(|from| (common(&turned[from], &turned[from + window - 1]), from))
        .max_by_key(|(length, from)| (*length, std::cmp::Reverse(*from)))?;
    let whole = turned[at..][..window].iter().all(|text| text.len() == length);
    let cut =
        if whole { length } else { turned[at][..length].iter().rposition(|b| *b == b' ').map_or(0, |space| space + 1) };
    if cut < HEADER {
        return None;
    }
    let mut header = turned[at][..cut].to_vec();
    if !head {
        header.reverse();
    }
    Some(header)
}

/// Whether what is left of most texts resembles what is left of the next.
fn are_alike(headers: &Headers, texts: &[&[u8]]) -> bool {
    let sketch = |text: &&[u8]| {
        let mut sketcher = Sketcher::default();
        sketcher.add(headers.strip(text), false);
        sketcher.finish(0)
    };
    let sketches: Vec<_> = texts.iter().filter_map(sketch).collect();
    let alike = sketches.windows(2).filter(|pair| pair[0].agreement(&pair[1]) * 2 > BINS).count();
    alike * 2 > sketches.len()
}

/// Takes the headers out of the sketches of the rows that may have one.
pub fn strip(plan: &Plan, read: &[InputRead], table: &mut NearTable, headers: &Headers) -> io::Result<()> {
    if headers.is_empty() {
        return Ok(());
    }
    table.change(&mut |records| fresh(plan, read, records, headers))
}

/// Puts new records in the place of those that may have a header.
fn fresh(plan: &Plan, read: &[InputRead], records: &mut [NearRecord], headers: &Headers) -> io::Result<()> {
    // Most rows have none, which a table of hashes tells sooner than the sorted maps.
    let [heads, tails] = [&headers.heads, &headers.tails].map(|ends| ends.keys().copied().collect());
    let (heads, tails): (HashSet<u32, Hashed>, HashSet<u32, Hashed>) = (heads, tails);
    let has = |record: &&NearRecord| heads.contains(&record.head) || tails.contains(&record.tail);
    let wanted: Vec<Pos> = records.iter().filter(has).map(|record| record.pos).collect();
    let mut next = 0;
    let room = || Scratch::with_outlines(headers.clone());
    let record = |scratch: &mut Scratch, example: &Example<'_>, _| {
        let mut last = None;
        key_of(example, scratch, &mut |turn, key| last = Some((turn, key)));
        last.and_then(|(turn, key)| near_record(example, &turn, &key, scratch))
    };
    again(plan, read, &wanted, room, record, |new| {
        next += records[next..].iter().take_while(|record| record.pos < new.pos).count();
        if let Some(record) = records.get_mut(next).filter(|record| record.pos == new.pos) {
            *record = new;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::ends_of;

    fn texts(count: usize, text: impl Fn(usize) -> String) -> Vec<Vec<u8>> {
        (0..count).map(|n| text(n).into_bytes()).collect()
    }

    fn header(texts: &[Vec<u8>], head: bool) -> Option<String> {
        let rows: Vec<Pos> = (0..texts.len() as u32).map(|row| Pos { block: 0, row }).collect();
        let samples = rows.iter().copied().zip(texts.iter().cloned()).collect();
        let own = BTreeMap::from([(1, rows)]);
        let (heads, tails) = if head { (own, BTreeMap::new()) } else { (BTreeMap::new(), own) };
        // The hash by which a text is stripped is that of its ends.
        let found = shared(&texts.iter().map(Vec::as_slice).collect::<Vec<_>>(), head)?;
        let (first, last) = ends_of(&texts[0]);
        let (heads, tails) = (rekeyed(heads, first), rekeyed(tails, last));
        let headers = headers_of(&heads, &tails, &samples);
        let kept = headers.heads.values().chain(headers.tails.values()).next()?;
        assert_eq!(*kept, found);
        Some(String::from_utf8(found).unwrap())
    }

    fn rekeyed(rows: BTreeMap<u32, Vec<Pos>>, key: u32) -> BTreeMap<u32, Vec<Pos>> {
        rows.into_values().map(|rows| (key, rows)).collect()
    }

    const ASK: &str = "say in one word what the mood of the following review of a shop is review ";
    const WORDS: [&str; 6] =
        ["bright lamp", "heavy parcel", "no answer at all", "friendly clerk", "cold soup", "wrong size"];

    #[test]
    fn a_header_is_what_most_share() {
        let body = |n: usize| format!("{} {} {}", WORDS[n % 6], WORDS[n / 6 % 6], n * 7919 % 1000);
        assert_eq!(header(&texts(24, |n| format!("{ASK}{}", body(n))), true).as_deref(), Some(ASK));
        assert_eq!(
            header(&texts(24, |n| format!("{} {}", body(n), ASK.trim_end())), false),
            Some(format!(" {}", ASK.trim_end()))
        );
        let odd = texts(24, |n| if n == 3 { format!("{} xx", &ASK[..62]) } else { format!("{ASK}{}", body(n)) });
        assert_eq!(header(&odd, true).as_deref(), Some(ASK));
        assert_eq!(header(&texts(24, body), true), None);
        assert_eq!(header(&texts(12, |n| format!("{ASK}{}", body(n))), true), None);
    }

    #[test]
    fn near_duplicates_have_no_header() {
        let rest = "and then tell me how the clerk of the lamp shop can make it better in the next season";
        assert_eq!(header(&texts(24, |n| format!("{ASK}{} {rest}", WORDS[n % 6])), true), None);
    }
}
