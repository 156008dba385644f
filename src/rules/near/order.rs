//! Whether what two prompts name stands in the same order: `from 5 to 12` is not `from 12 to 5`, though the words are the same.

use std::collections::HashSet;

use super::align::changes;
use super::tokens::Word;

/// Whether words that change what is asked, and both prompts have, have changed places, other than with their whole sentence;
/// or any two words have.
pub fn is_swapped(a: &[Word], b: &[Word]) -> bool {
    let hashes = |words: &[Word]| words.iter().map(|word| word.hash).collect::<HashSet<u64>>();
    let (in_a, in_b) = (hashes(a), hashes(b));
    let told = a.iter().chain(b).filter(|word| word.telling || word.opens).map(|word| word.hash);
    let told: HashSet<u64> = told.filter(|hash| in_a.contains(hash) && in_b.contains(hash)).collect();
    let (one, other) = (sentences(a, &told), sentences(b, &told));
    let (flat_one, flat_other) = (one.concat(), other.concat());
    // What only one of them has is no matter of order.
    if flat_one.len() == flat_other.len() && flat_one != flat_other {
        return sorted(one) != sorted(other);
    }
    have_changed_places(a, b)
}

/// The words of `told` in each sentence, in order; sentences without any are left out.
fn sentences(words: &[Word], told: &HashSet<u64>) -> Vec<Vec<u64>> {
    let mut out: Vec<Vec<u64>> = vec![Vec::new()];
    for word in words {
        if word.first && out.last().is_some_and(|own| !own.is_empty()) {
            out.push(Vec::new());
        }
        if let Some(own) = out.last_mut().filter(|_| told.contains(&word.hash)) {
            own.push(word.hash);
        }
    }
    out.retain(|own| !own.is_empty());
    out
}

fn sorted(mut sentences: Vec<Vec<u64>>) -> Vec<Vec<u64>> {
    sentences.sort_unstable();
    sentences
}

/// `Does the dog chase the cat` beside `Does the cat chase the dog`: one word stands where the other did, and the reverse.
fn have_changed_places(a: &[Word], b: &[Word]) -> bool {
    let spans = changes(a, b).unwrap_or_default();
    let single: Vec<(u64, u64)> = spans
        .into_iter()
        .filter(|(x, y)| x.len() == 1 && y.len() == 1)
        .map(|(x, y)| (a[x.start].hash, b[y.start].hash))
        .collect();
    single.iter().any(|(x, y)| single.contains(&(*y, *x)))
}

#[cfg(test)]
mod tests {
    use super::super::tokens::words_of;
    use super::*;

    fn swapped(a: &str, b: &str) -> bool {
        let words = |text: &str| {
            let mut out = Vec::new();
            words_of(text, &mut out);
            out
        };
        is_swapped(&words(a), &words(b))
    }

    #[test]
    fn what_has_changed_places_is_another_question() {
        for (a, b) in [
            ("Is Lisbon larger than Madrid?", "Is Madrid larger than Lisbon?"),
            ("Subtract 5 from 12 in your head", "Subtract 12 from 5 in your head"),
            ("Translate it from French to German", "Translate it from German to French"),
            ("Berlin lies west of Minsk, or not?", "Minsk lies west of Berlin, or not?"),
            ("Does the dog chase the cat in the yard?", "Does the cat chase the dog in the yard?"),
            ("Is the first lamp before the last one?", "Is the last lamp before the first one?"),
        ] {
            assert!(swapped(a, b), "{a} / {b}");
        }
    }

    #[test]
    fn clauses_and_sentences_may_move() {
        for (a, b) in [
            ("In winter, how do I heat the shop?", "How do I heat the shop in winter?"),
            ("It costs 5 euros. Anna has 12. What is left?", "Anna has 12. It costs 5 euros. What is left?"),
            ("Describe Oslo and its 3 hills.", "Hello! Please describe Oslo and its 3 hills"),
            ("Lamps are sold in Oslo by whom?", "Hello, lamps are sold in Oslo by whom?"),
            ("List the lamps on the shelf", "List the lamps on the shelf"),
        ] {
            assert!(!swapped(a, b), "{a} / {b}");
        }
    }
}
