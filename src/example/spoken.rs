//! Numbers that are written in words: `twelve`, `twenty-one`, `two hundred and fifty thousand`, `a dozen`.

/// Numbers that are written as a word.
pub const NUMBER_WORDS: [&str; 31] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "dozen",
    "half",
];
/// What each of [`NUMBER_WORDS`] is.
const VALUES: [f64; 31] = [
    0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0,
    30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0, 12.0, 0.5,
];

/// Words that multiply what stands before them.
const SCALES: [(&str, f64); 5] =
    [("hundred", 1e2), ("thousand", 1e3), ("million", 1e6), ("billion", 1e9), ("dozen", 12.0)];

/// A number in words at the start of a text, and the text behind it.
pub(super) fn spoken(text: &str) -> Option<(f64, &str)> {
    let (mut sum, mut rest) = (Sum::default(), text);
    if let Some(counted) = behind_a(text) {
        (sum.below, rest) = (1.0, counted);
    }
    let mut next = first_word(rest);
    while let Some((word, behind)) = next {
        if !sum.add(word) {
            break;
        }
        rest = behind;
        let gap = behind.strip_prefix(['-', ' ']);
        let gap = gap.map(|after| sum.takes_and().then(|| after.strip_prefix("and ")).flatten().unwrap_or(after));
        next = gap.and_then(first_word);
    }
    sum.value().map(|value| (value, rest))
}

/// The number that the whole of a text says in words.
pub fn spoken_number(text: &str) -> Option<f64> {
    spoken(text).filter(|(_, rest)| rest.is_empty()).map(|(value, _)| value)
}

/// Whether a text begins like `a dozen`; then what stands behind the `a`.
pub(super) fn behind_a(text: &str) -> Option<&str> {
    let counted = text.strip_prefix(['a', 'A'])?.strip_prefix(' ')?;
    let (word, _) = first_word(counted)?;
    SCALES.iter().any(|(scale, _)| scale.eq_ignore_ascii_case(word)).then_some(counted)
}

fn first_word(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// What the words so far come to.
#[derive(Default)]
struct Sum {
    /// Thousands and more.
    above: f64,
    /// What may still be multiplied.
    below: f64,
    /// Whether any word was a number.
    read: bool,
    /// Whether nothing can follow: `half`, `dozen`.
    closed: bool,
}

impl Sum {
    /// Takes a word, if the number can go on with it.
    fn add(&mut self, word: &str) -> bool {
        let is = |name: &str| name.eq_ignore_ascii_case(word);
        let scale = SCALES.iter().find(|(name, _)| is(name)).map(|(_, scale)| *scale);
        let taken = match scale {
            _ if self.closed => false,
            Some(12.0) => {
                self.closed = true;
                self.above == 0.0 && self.times(12.0, 100.0)
            }
            Some(100.0) => self.times(100.0, 100.0),
            Some(scale) if self.below > 0.0 && (self.above == 0.0 || scale < self.above) => {
                self.above += self.below * scale;
                self.below = 0.0;
                true
            }
            Some(_) => false,
            None => NUMBER_WORDS.iter().position(|name| is(name)).is_some_and(|at| self.one(VALUES[at])),
        };
        self.read |= taken;
        taken
    }

    /// Multiplies what is below a limit; alone the word is one of its kind: `hundred`.
    fn times(&mut self, scale: f64, limit: f64) -> bool {
        let fits = self.below < limit;
        if fits {
            self.below = if self.below == 0.0 && self.above == 0.0 { scale } else { self.below * scale };
        }
        fits && self.below > 0.0
    }

    /// Adds a number below a hundred where the places for it are free.
    fn one(&mut self, value: f64) -> bool {
        let last = self.below % 100.0;
        let first = self.above == 0.0 && self.below == 0.0;
        let fits = match value {
            0.0 | 0.5 => {
                self.closed = true;
                first && !self.read
            }
            1.0..10.0 => last == 0.0 || last >= 20.0 && last % 10.0 == 0.0,
            _ => last == 0.0,
        };
        if fits {
            self.below += value;
        }
        fits
    }

    /// Whether an `and` may come before the next word: `two hundred and five`.
    fn takes_and(&self) -> bool {
        self.below % 100.0 == 0.0 && self.above + self.below >= 100.0
    }

    fn value(&self) -> Option<f64> {
        self.read.then_some(self.above + self.below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_added_up() {
        for (text, value) in [
            ("twelve", 12.0),
            ("twenty-one", 21.0),
            ("Thirty five", 35.0),
            ("hundred", 100.0),
            ("one hundred and five", 105.0),
            ("two hundred fifty", 250.0),
            ("nine hundred ninety-nine thousand nine hundred", 999_900.0),
            ("a dozen", 12.0),
            ("two dozen", 24.0),
            ("a hundred", 100.0),
            ("three million two thousand and one", 3_002_001.0),
            ("zero", 0.0),
            ("half", 0.5),
        ] {
            assert_eq!(spoken_number(text), Some(value), "{text}");
        }
    }

    #[test]
    fn a_number_ends_where_no_other_can_follow() {
        for (text, value, rest) in [
            ("two three", 2.0, " three"),
            ("twenty twelve", 20.0, " twelve"),
            ("five apples", 5.0, " apples"),
            ("ten and a half", 10.0, " and a half"),
            ("dozen eggs", 12.0, " eggs"),
            ("one of them", 1.0, " of them"),
            ("two and two", 2.0, " and two"),
        ] {
            assert_eq!(spoken(text), Some((value, rest)), "{text}");
        }
        for text in ["a lamp", "thousands", "and five", "", "a", "thousand"] {
            assert_eq!(spoken(text), None, "{text}");
        }
    }
}
