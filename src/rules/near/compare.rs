//! Whether two prompts that resemble each other ask the same, word by word.

use std::collections::BTreeMap;

use strsim::damerau_levenshtein;

use super::align::changes;
use super::likeness::Prompt;
use super::order::{are_fields_swapped, are_phrases_swapped, is_swapped};
use super::tokens::Word;
use super::words::lists;

/// A difference that changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Benign {
    /// Something may be asked differently.
    No,
    /// The same is asked if none of these words stands anywhere else, one of each pair: then it is a slip of the pen.
    Slips(Vec<(String, String)>),
}

/// Most places where prompts may differ.
const SPANS: usize = 3;

/// The words of a prompt that change what is asked, as one number: prompts in which it differs seldom ask the same.
pub fn telling(prompt: &Prompt) -> u32 {
    let sum = prompt.words().iter().filter(|word| word.telling).fold(0_u64, |sum, word| sum.wrapping_add(word.hash));
    (sum >> 32) as u32
}

/// The words that only one of the two has, wherever they stand: a clause that moved is no difference.
fn only_in_one<'w>(a: &'w [Word], b: &'w [Word]) -> (Vec<&'w Word>, Vec<&'w Word>) {
    let mut count: BTreeMap<u64, isize> = BTreeMap::new();
    a.iter().for_each(|word| *count.entry(word.hash).or_insert(0) += 1);
    b.iter().for_each(|word| *count.entry(word.hash).or_insert(0) -= 1);
    let mut take = |words: &'w [Word], sign: isize| -> Vec<&'w Word> {
        let mut out = Vec::new();
        for word in words.iter().rev() {
            let left = count.get_mut(&word.hash).expect("every word is counted");
            if *left * sign > 0 {
                *left -= sign;
                out.push(word);
            }
        }
        out
    };
    (take(a, 1), take(b, -1))
}

/// The words without the sentences that only one of the two has at its beginning or end, as long as they hold no number.
fn without_added<'w>(a: &'w [Word], b: &'w [Word]) -> (&'w [Word], &'w [Word]) {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let added = long.len() - short.len();
    let same = |rest: &[Word]| rest.iter().zip(short).filter(|(x, y)| x.hash == y.hash).count() * 4 >= rest.len() * 3;
    let bare = |more: &[Word]| more.iter().all(|word| !word.text.contains(|c: char| c.is_numeric()));
    let first = |at: usize| long.get(at).is_some_and(|word| word.first);
    let cut = if added == 0 || short.is_empty() {
        None
    } else if first(short.len()) && same(&long[..short.len()]) && bare(&long[short.len()..]) {
        Some(&long[..short.len()])
    } else if first(added) && same(&long[added..]) && bare(&long[..added]) {
        Some(&long[added..])
    } else {
        None
    };
    match cut {
        Some(cut) if a.len() < b.len() => (a, cut),
        Some(cut) => (cut, b),
        None => (a, b),
    }
}

/// Whether one of two words is a name, or both may be one, for they open a sentence.
fn are_names(one: &Word, other: &Word) -> bool {
    one.name || other.name || one.opens && other.opens
}

/// Whether one is a slip of the pen for the other, in any of their spellings: 4 letters or more, one slip (two from 8 letters
/// on). A word and its opposite (`possible`, `impossible`) are two words.
pub fn is_slip(a: &Word, b: &Word) -> bool {
    let lists = lists();
    let is_near = |a: &str, b: &str| {
        let (n, m) = (a.chars().count(), b.chars().count());
        let slips = if n.min(m) >= 8 { 2 } else { 1 };
        n.min(m) >= 4 && n.abs_diff(m) <= slips && damerau_levenshtein(a, b) <= slips
    };
    let near = || {
        lists.spellings(&a.text).any(|x| is_near(x, &b.text)) || lists.spellings(&b.text).any(|x| is_near(&a.text, x))
    };
    // Who mistypes a word seldom loses or adds its beginning: `legal`, `ilegal`.
    let begun = a.text != b.text && (a.text.ends_with(b.text.as_str()) || b.text.ends_with(a.text.as_str()));
    a.plain
        && b.plain
        && near()
        && !begun
        && !lists.are_both_words(&a.text, &b.text)
        && !lists.is_opposite(&a.text, &b.text)
}

/// Whether two words that nobody knows differ as words do that were mistyped: two letters changed places, or one inside is
/// missing. Another letter in its place makes another name: `nitrite`, `nitrate`.
pub fn is_mistyped(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
    let same = short.iter().zip(long.iter()).take_while(|(x, y)| x == y).count();
    match long.len() - short.len() {
        0 => {
            same + 1 < long.len()
                && short[same] == long[same + 1]
                && short[same + 1] == long[same]
                && short[same + 2..] == long[same + 2..]
        }
        1 => same > 0 && same < short.len() && short[same..] == long[same + 1..],
        _ => false,
    }
}

/// The words that only one of two prompts has and that are neither slips of the pen nor stand for a word with the same meaning
/// in the other. `same_text`: both have the same free answer, so that a name that differs by a slip is the same name.
fn differing<'w>(x: &'w [Word], y: &'w [Word], same_text: bool) -> (Vec<&'w Word>, Vec<&'w Word>) {
    let (mut left, mut right) = only_in_one(x, y);
    // A slip of the pen leaves a word that is none; of two words that both mean something neither is a slip, but one of them
    // may stand for the other.
    left.retain(|word| {
        let twin = right.iter().position(|other| {
            let meant = [word, other].iter().filter(|word| word.telling && !word.name).count();
            let named = word.name || other.name || word.opens && other.opens;
            meant < 2 && (!named || same_text) && is_slip(word, other) || lists().mean_the_same(&word.text, &other.text)
        });
        twin.map(|at| right.swap_remove(at)).is_none()
    });
    (left, right)
}

/// Whether a word that means something stands for another one: of two short questions that makes two.
pub fn replaces_a_word(a: &Prompt, b: &Prompt) -> bool {
    let (left, right) = differing(a.words(), b.words(), false);
    let means = |words: &[&Word]| words.iter().any(|word| !lists().function.contains(word.text.as_str()));
    means(&left) && means(&right)
}

/// Whether no word that differs changes what is asked: no number, negation, opposite, name, quotation, address, code, unit,
/// day, month or language. `same_text`: both have the same free answer, word for word, so that a name that differs by a
/// slip is the same name, and a sentence of its own before or behind the rest does not matter.
pub fn asks_the_same(a: &Prompt, b: &Prompt, same_text: bool) -> bool {
    let (x, y) = if same_text { without_added(a.words(), b.words()) } else { (a.words(), b.words()) };
    let (left, right) = differing(x, y, same_text);
    let lists = lists();
    let opposite = || left.iter().any(|x| right.iter().any(|y| lists.is_opposite(&x.text, &y.text)));
    let opens = |words: &[&Word]| words.iter().any(|word| word.opens);
    let told = left.iter().chain(&right).any(|word| word.telling) || opens(&left) && opens(&right);
    let swapped = || is_swapped(x, y) || are_phrases_swapped(x, y) || are_fields_swapped(&a.texts, &b.texts);
    !told && !opposite() && !swapped()
}

/// Pairs of function words that tell something else in each other's place: `in the box`, `on the box`. Either may be added or
/// left out, and the others stand for each other: `open to visitors`, `open for visitors`.
const APART: [[&str; 2]; 5] = [["in", "on"], ["by", "for"], ["by", "with"], ["by", "in"], ["me", "you"]];

/// Whether a function word stands in the place of one that tells something else.
fn are_apart(x: &[Word], y: &[Word]) -> bool {
    let has = |words: &[Word], text: &str| words.iter().any(|word| word.text == text);
    APART.iter().any(|[one, other]| has(x, one) && has(y, other) || has(x, other) && has(y, one))
}

/// Whether the words differ in nothing but function words and slips of the pen.
pub fn benign(a: &Prompt, b: &Prompt) -> Benign {
    let Some(spans) = changes(a.words(), b.words()).filter(|spans| spans.len() <= SPANS) else { return Benign::No };
    let words = a.words().len().max(b.words().len()).saturating_sub(a.shared_with(b));
    let changed: usize = spans.iter().map(|(x, y)| x.len().max(y.len())).sum();
    if changed * 4 > words {
        return Benign::No;
    }
    let lists = lists();
    let mut slips = Vec::new();
    for (x, y) in spans {
        let (x, y) = (&a.words()[x], &b.words()[y]);
        let all = x.iter().chain(y);
        if are_apart(x, y) {
            return Benign::No;
        }
        if all.clone().all(|word| !word.telling && lists.function.contains(word.text.as_str())) {
            continue;
        }
        // One word that means something may be misspelt; two that do are two words.
        match (x, y) {
            ([one], [other])
                if all.filter(|word| word.telling).count() < 2 && !are_names(one, other) && is_slip(one, other) =>
            {
                slips.push((one.text.clone(), other.text.clone()));
            }
            _ => return Benign::No,
        }
    }
    Benign::Slips(slips)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prompt(text: &str) -> Prompt {
        Prompt::of([(text, crate::example::Signs::of_bytes(text))].into_iter())
    }

    #[test]
    fn strangers_are_mistyped_in_few_ways() {
        for (a, b) in
            [("goverment", "government"), ("captial", "capital"), ("adress", "address"), ("recieve", "receive")]
        {
            assert!(is_mistyped(a, b) && is_mistyped(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("nitrite", "nitrate"),
            ("legal", "ilegal"),
            ("postgres", "postgrest"),
            ("sesenta", "setenta"),
            ("mhansen", "mjansen"),
            ("prednisone", "prednisolone"),
            ("este", "oeste"),
            ("lamp", "lamp"),
        ] {
            assert!(!is_mistyped(a, b) && !is_mistyped(b, a), "{a} {b}");
        }
    }

    #[test]
    fn edits_that_change_nothing_pass() {
        for (a, b) in [
            ("How do I clean a copper lamp at home?", "How do I clean a coper lamp at home?"),
            ("How do I clean a copper lamp?", "Hello, could you please explain how I clean a copper lamp?"),
            ("In winter, how do I heat the shop?", "How do I heat the shop in winter?"),
            ("Describe the lamp on the desk", "Depict the lamp on the desk"),
            ("Explain how a lamp works", "Describe how a lamp works"),
            ("What's the colour of the lamp?", "What is the color of the lamp"),
            ("Write two lines about the lamp", "Write 2 lines about the lamp"),
            ("Wait before the lamp cools", "Wait befor the lamp cools"),
            ("Create a list of large lamps", "Produce a list of big lamps"),
            ("Sort the following lamps by name", "Sort the lamps below by name"),
            ("How do I clean a copper lamp", "How do I clean a copper lamp Thanks!"),
        ] {
            assert!(asks_the_same(&prompt(a), &prompt(b), false), "{a} / {b}");
        }
        assert!(asks_the_same(&prompt("Who wrote it, Shakespeare?"), &prompt("Who wrote it, Shakespere?"), true));
        let (plain, more) = ("How do I clean a copper lamp?", "I am new to this. How do I clean a copper lamp?");
        assert!(
            asks_the_same(&prompt(plain), &prompt(more), true) && !asks_the_same(&prompt(plain), &prompt(more), false)
        );
        assert!(asks_the_same(&prompt("How do I clean it? It is not mine."), &prompt("How do I clean it?"), true));
        assert!(!asks_the_same(&prompt("How do I clean it? It has 2 lids."), &prompt("How do I clean it?"), true));
        assert!(!asks_the_same(&prompt("How do I not clean it?"), &prompt("How do I clean it?"), true));
    }

    #[test]
    fn a_word_in_the_place_of_another() {
        let replaces = |a: &str, b: &str| replaces_a_word(&prompt(a), &prompt(b));
        assert!(replaces("Is a form needed for guests with a tent?", "Is a form needed for guests with a lamp?"));
        for (a, b) in [
            ("Is a form needed for guests?", "Is a form needed for gusets?"),
            ("Is a form needed for guests?", "Is the form needed of guests, please?"),
            ("Is a form needed for guests?", "Is a form needed for new guests?"),
            ("Is a large form needed?", "Is a big form needed?"),
        ] {
            assert!(!replaces(a, b), "{a} / {b}");
        }
    }

    #[test]
    fn edits_that_change_something_do_not() {
        for (a, b) in [
            ("What is 12 times 7?", "What is 12 times 8?"),
            ("Write two lines", "Write three lines"),
            ("Is the shop open?", "Is the shop not open?"),
            ("Is the shop open", "Isn't the shop open"),
            ("Find the highest shelf", "Find the lowest shelf"),
            ("Is it legal to park here", "Is it illegal to park here"),
            ("are you happy", "are you unhappy"),
            ("What is the capital of France?", "What is the capital of Spain?"),
            ("Berlin has how many parks?", "Munich has how many parks?"),
            ("Say \"good day\" to them", "Say \"so long\" to them"),
            ("read https://example.com/a aloud", "read https://example.com/b aloud"),
            ("what does map_keys do", "what does map_values do"),
            ("sort the large lamps", "sort the small lamps"),
            ("when does the sale begin", "when does the sale end"),
            ("which shops are above it", "which shops are below it"),
            ("True or false? Iceland has a coast.", "True or false? Ireland has a coast."),
            (
                "Premise: the lamp is lit.\nHypothesis: it is night.",
                "Premise: it is night.\nHypothesis: the lamp is lit.",
            ),
            ("Which is red?\nA. lamp\nB. shelf\nC. desk", "Which is red?\nA. shelf\nB. desk\nC. lamp"),
            ("how many miles is it", "how many yards is it"),
            ("open on monday", "open on friday"),
            ("translate it into german", "translate it into french"),
            ("solve for x in this", "solve for z in this"),
            ("How many lamps fit into 1,000 boxes", "How many lamps fit into 1000.5 boxes"),
            ("who wrote it, Shakespeare?", "who wrote it, Shakespere?"),
            ("is the value lower", "is the value slower"),
            ("why is the lamp compatible with it", "why is the lamp incompatible with it"),
            ("does the tailor pay the hamster keeper", "does the hamster keeper pay the tailor"),
        ] {
            assert!(!asks_the_same(&prompt(a), &prompt(b), false), "{a} / {b}");
        }
    }

    #[test]
    fn benign_is_narrower() {
        let slips = |a: &str, b: &str| benign(&prompt(a), &prompt(b));
        assert_eq!(
            slips("Is the lamp on the second shelf red?", "Is the lamp on the secodn shelf red?"),
            Benign::Slips(vec![("second".into(), "secodn".into())])
        );
        assert_eq!(slips("Is the lamp on the shelf red?", "Is a lamp on the shelf red please?"), Benign::Slips(vec![]));
        assert_eq!(
            slips("Does the lamp shine brightly?", "Does the lamp shine brigthly?"),
            Benign::Slips(vec![("brightly".into(), "brigthly".into())])
        );
        // The slip is in the British form.
        assert_eq!(
            slips("Does the boat reach the harbour at noon?", "Does the boat reach the haarbour at noon?"),
            Benign::Slips(vec![("harbor".into(), "haarbour".into())])
        );
        for (a, b) in [
            ("Is the lamp on the shelf red?", "Is the desk on the shelf red?"),
            ("Is the lamp red?", "Is the lamp not red?"),
            ("Is it red", "Hello could you please tell me is it red"),
            ("Is the lamp red in here", "Is the lamp lit in here"),
            ("does the new hotel have a pool", "does the new hostel have a pool"),
            ("where is the old boat of the miller", "where is the old coat of the miller"),
            ("is the account in debit or so", "is the account in credit or so"),
        ] {
            assert_eq!(slips(a, b), Benign::No, "{a} / {b}");
        }
    }
}
