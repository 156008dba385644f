//! Where two sequences of words differ: the shortest edit script (Myers 1986), as long as it is short.

use std::ops::Range;

use super::tokens::Word;

/// Words that are added or left out in all, above which two prompts do not count as aligned.
const MOST: usize = 24;

/// A place where words of the one stand for words of the other.
pub type Change = (Range<usize>, Range<usize>);

/// The changes that turn `a` into `b`, in order; `None` where they are too many.
pub fn changes(a: &[Word], b: &[Word]) -> Option<Vec<Change>> {
    let same = |(x, y): &(&Word, &Word)| x.hash == y.hash;
    let head = a.iter().zip(b).take_while(same).count();
    let (a_rest, b_rest) = (&a[head..], &b[head..]);
    let tail = a_rest.iter().rev().zip(b_rest.iter().rev()).take_while(same).count();
    let (a_rest, b_rest) = (&a_rest[..a_rest.len() - tail], &b_rest[..b_rest.len() - tail]);
    let steps = script(a_rest, b_rest)?;
    let mut out: Vec<Change> = Vec::new();
    for (x, y, added) in steps {
        let (x, y) = (x + head, y + head);
        let (to_x, to_y) = if added { (x, y + 1) } else { (x + 1, y) };
        match out.last_mut() {
            Some(last) if last.0.end == x && last.1.end == y => (last.0.end, last.1.end) = (to_x, to_y),
            _ => out.push((x..to_x, y..to_y)),
        }
    }
    Some(out)
}

/// How far each diagonal reaches, for each number of steps.
type Reach = [isize; 2 * MOST + 3];

/// Whether the best way to a diagonal adds a word, rather than leaving one out.
fn adds(reach: &Reach, diagonal: isize, steps: isize) -> bool {
    let at = (MIDDLE + diagonal) as usize;
    diagonal == -steps || diagonal != steps && reach[at - 1] < reach[at + 1]
}

/// The place of diagonal 0.
const MIDDLE: isize = MOST as isize + 1;

/// The steps of the shortest script: places in both, and whether a word of `b` is added there or one of `a` left out.
fn script(a: &[Word], b: &[Word]) -> Option<Vec<(usize, usize, bool)>> {
    let ends = (a.len() as isize, b.len() as isize);
    if (ends.0 - ends.1).unsigned_abs() > MOST {
        return None;
    }
    let mut reach: Reach = [0; 2 * MOST + 3];
    let mut history = Vec::new();
    for steps in 0..=MOST as isize {
        history.push(reach);
        for diagonal in (-steps..=steps).step_by(2) {
            let at = (MIDDLE + diagonal) as usize;
            let mut x = if adds(&reach, diagonal, steps) { reach[at + 1] } else { reach[at - 1] + 1 };
            let same = |x: isize| a[x as usize].hash == b[(x - diagonal) as usize].hash;
            while x < ends.0 && x - diagonal < ends.1 && x >= diagonal && same(x) {
                x += 1;
            }
            reach[at] = x;
            if x >= ends.0 && x - diagonal >= ends.1 {
                return Some(trace(&history, ends));
            }
        }
    }
    None
}

/// The way back from the ends of both.
fn trace(history: &[Reach], ends: (isize, isize)) -> Vec<(usize, usize, bool)> {
    let mut place = ends;
    let mut out = Vec::new();
    for (steps, reach) in history.iter().enumerate().skip(1).rev() {
        let diagonal = place.0 - place.1;
        let added = adds(reach, diagonal, steps as isize);
        let before = if added { diagonal + 1 } else { diagonal - 1 };
        let from = reach[(MIDDLE + before) as usize];
        out.push((from as usize, (from - before) as usize, added));
        place = (from, from - before);
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::super::tokens::words;
    use super::*;

    fn told(a: &str, b: &str) -> Option<Vec<(String, String)>> {
        let (a, b) = (words(a), words(b));
        let text = |words: &[Word]| words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        Some(changes(&a, &b)?.into_iter().map(|(x, y)| (text(&a[x]), text(&b[y]))).collect())
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn changes_are_the_shortest() {
        assert_eq!(told("is the lamp red", "is the lamp red"), Some(pairs(&[])));
        assert_eq!(told("is the lamp red", "is the big lamp red"), Some(pairs(&[("", "big")])));
        assert_eq!(told("is the lamp red", "is the desk red"), Some(pairs(&[("lamp", "desk")])));
        assert_eq!(told("please tell me why", "why"), Some(pairs(&[("please tell me", "")])));
        assert_eq!(told("a b c d e", "x b c y e z"), Some(pairs(&[("a", "x"), ("d", "y"), ("", "z")])));
        assert_eq!(told("", "one"), Some(pairs(&[("", "1")])));
    }

    #[test]
    fn far_texts_have_none() {
        let long = |word: &str| (0..40).map(|n| format!("{word}{n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(told(&long("a"), &long("b")), None);
        assert_eq!(told(&long("a"), ""), None);
    }

    proptest::proptest! {
        #[test]
        fn changes_turn_one_into_the_other(a in "[abc ]{0,24}", b in "[abc ]{0,24}") {
            let (one, other) = (words(&a), words(&b));
            let changes = changes(&one, &other).expect("a few words");
            let (mut out, mut at) = (Vec::new(), 0);
            for (x, y) in changes {
                out.extend(one[at..x.start].iter().map(|word| word.hash));
                out.extend(other[y].iter().map(|word| word.hash));
                at = x.end;
            }
            out.extend(one[at..].iter().map(|word| word.hash));
            proptest::prop_assert_eq!(out, other.iter().map(|word| word.hash).collect::<Vec<_>>());
        }
    }
}
