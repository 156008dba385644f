//! Whether what two prompts name stands in the same order: `from 5 to 12` is not `from 12 to 5`, though the words are the same.

use std::collections::{HashMap, HashSet};

use super::tokens::Word;
use crate::example::words;

/// Whether two words, or names of several words, have changed places: each stands between the neighbours that the other had.
/// A clause that moves takes its neighbours along.
pub fn is_swapped(a: &[Word], b: &[Word]) -> bool {
    let (one, other) = (places(a, b), places(b, a));
    // More than one word may stand between the same two.
    let mut at: HashMap<Neighbours, Vec<u64>> = HashMap::with_capacity(other.len());
    other.iter().filter_map(|(unit, place)| Some((place.as_ref()?, unit))).for_each(|(place, unit)| {
        at.entry(*place).or_default().push(*unit);
    });
    one.iter().any(|(unit, place)| {
        let (Some(place), Some(Some(now))) = (place, other.get(unit)) else { return false };
        let is_twin = |twin: &u64| twin != unit && one.get(twin) == Some(&Some(*now));
        place != now && at.get(place).is_some_and(|twins| twins.iter().any(is_twin))
    })
}

/// Most words of a phrase that changes places with another, and between the first and the last word that have moved.
const PHRASE: usize = 4;
const MOVED: usize = 40;

/// Whether two phrases of a few words have changed places around what stands between them: `does the tailor pay the hamster
/// keeper`. With nothing between them it is a clause that moved.
pub fn are_phrases_swapped(a: &[Word], b: &[Word]) -> bool {
    let common = |own: &[Word], other: &[Word]| -> Vec<u64> {
        let shared: HashSet<u64> = other.iter().map(|word| word.hash).collect();
        own.iter().map(|word| word.hash).filter(|hash| shared.contains(hash)).collect()
    };
    let (one, other) = (common(a, b), common(b, a));
    if one.len() != other.len() {
        return false;
    }
    let same = |(x, y): &(&u64, &u64)| x == y;
    let head = one.iter().zip(&other).take_while(same).count();
    let (one, other) = (&one[head..], &other[head..]);
    let tail = one.iter().rev().zip(other.iter().rev()).take_while(same).count();
    let moved = one.len() - tail;
    let (one, other) = (&one[..moved], &other[..moved]);
    let swapped = |first: usize, last: usize| {
        one[..first] == other[moved - first..]
            && one[moved - last..] == other[..last]
            && one[first..moved - last] == other[last..moved - first]
    };
    let most = |beside: usize| PHRASE.min(moved.saturating_sub(beside + 1));
    moved <= MOVED && (1..=most(1)).any(|first| (1..=most(first)).any(|last| swapped(first, last)))
}

/// What stands before and behind; 0 where nothing does.
type Neighbours = (u64, u64);

/// Where each word stands that occurs once, among those that the other prompt has as well. Words of one name are one.
fn places(words: &[Word], other: &[Word]) -> HashMap<u64, Option<Neighbours>> {
    let shared: HashSet<u64> = other.iter().map(|word| word.hash).collect();
    let mut units: Vec<(u64, bool)> = Vec::with_capacity(words.len());
    for word in words.iter().filter(|word| shared.contains(&word.hash)) {
        match units.last_mut() {
            Some((unit, true)) if word.name => *unit = unit.rotate_left(7) ^ word.hash,
            _ => units.push((word.hash, word.name || word.opens)),
        }
    }
    let hash = |at: Option<usize>| at.and_then(|at| units.get(at)).map_or(0, |(unit, _)| *unit);
    let mut places = HashMap::with_capacity(units.len());
    for (i, (unit, _)) in units.iter().enumerate() {
        let own = (hash(i.checked_sub(1)), hash(Some(i + 1)));
        places.entry(*unit).and_modify(|place| *place = None).or_insert(Some(own));
    }
    places
}

/// Whether two prompts have the same heads of fields (`Premise:`, `B.`), and the texts behind them have changed places.
pub fn are_fields_swapped(a: &[String], b: &[String]) -> bool {
    let (one, other) = (fields(a), fields(b));
    let heads = |fields: &[(String, String)]| fields.iter().map(|(head, _)| head.clone()).collect::<Vec<_>>();
    if one == other || one.len() < 2 || heads(&one) != heads(&other) {
        return false;
    }
    let texts = |fields: Vec<(String, String)>| {
        let mut texts: Vec<String> = fields.into_iter().map(|(_, text)| text).collect();
        texts.sort_unstable();
        texts
    };
    texts(one) == texts(other)
}

/// Longest head of a field, in bytes, and most lines of a prompt that are looked at.
const HEAD: usize = 24;
const LINES: usize = 64;

/// Lines with a head, and what stands behind it, both folded.
fn fields(texts: &[String]) -> Vec<(String, String)> {
    let lines = texts.iter().flat_map(|text| text.lines()).take(LINES);
    let field = |line: &str| {
        let line = line.trim().trim_start_matches(['(', '*', '-', '#', ' ']);
        let near = line.char_indices().take_while(|(at, _)| *at < HEAD);
        let (at, mark) = near.into_iter().find(|(_, c)| matches!(c, ':' | ')' | '.'))?;
        let head = &line[..at];
        let letter = head.chars().count() == 1 && head.chars().all(char::is_alphanumeric);
        (letter || mark == ':' && head.split(' ').count() <= 3 && !head.is_empty())
            .then(|| (words(head), words(&line[at + 1..])))
    };
    lines.filter_map(field).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tokens::words as split;
    use super::*;

    fn swapped(a: &str, b: &str) -> bool {
        is_swapped(&split(a), &split(b)) || are_phrases_swapped(&split(a), &split(b))
    }

    #[test]
    fn what_has_changed_places_is_another_question() {
        for (a, b) in [
            ("Is Lisbon larger than Madrid?", "Is Madrid larger than Lisbon?"),
            ("Subtract 5 from 12 in your head", "Subtract 12 from 5 in your head"),
            ("Is New York larger than San Jose?", "Is San Jose larger than New York?"),
            ("Please translate it from French to German", "Translate it from German to French"),
            ("Translate it from French to German", "Translate it from German to French"),
            ("Berlin lies west of Minsk, or not?", "Minsk lies west of Berlin, or not?"),
            ("Does the dog chase the cat in the yard?", "Does the cat chase the dog in the yard?"),
            ("Is the first lamp before the last one?", "Is the last lamp before the first one?"),
            ("Does the tailor pay the hamster keeper?", "Does the hamster keeper pay the tailor?"),
            ("Does the tent weigh more than the harp case?", "Hi, does the harp case weigh more than the tent?"),
        ] {
            assert!(swapped(a, b), "{a} / {b}");
        }
    }

    #[test]
    fn clauses_and_sentences_may_move() {
        for (a, b) in [
            ("In winter, how do I heat the shop?", "How do I heat the shop in winter?"),
            ("It costs 5 euros. Anna has 12. What is left?", "Anna has 12. It costs 5 euros. What is left?"),
            (
                "In a small flat, how can I keep the kitchen warm in winter?",
                "How can I keep the kitchen warm in winter in a small flat?",
            ),
            ("Describe Oslo and its 3 hills.", "Hello! Please describe Oslo and its 3 hills"),
            ("Lamps are sold in Oslo by whom?", "Hello, lamps are sold in Oslo by whom?"),
            ("List the lamps on the shelf", "List the lamps on the shelf"),
        ] {
            assert!(!swapped(a, b), "{a} / {b}");
        }
    }
}
