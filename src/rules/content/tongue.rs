//! What refusals look like in fourteen languages: the table `rules/patterns/refusal.toml` in the form that the rule reads.

use std::sync::LazyLock;

use super::patterns::{Section, list, table};
use super::prompt::Prompt;

/// The patterns of one language, in lower case with a straight apostrophe.
pub struct Tongue {
    /// Greetings that may come first.
    pub greets: &'static [&'static str],
    /// How the answer begins.
    pub opens: &'static [&'static str],
    /// Who will not or cannot, in the answer's first sentences.
    pub denies: &'static [&'static str],
    /// Must stand in the same sentence; the empty pattern where the denial says it already.
    pub nots: &'static [&'static str],
    /// What answers do, after the denial in the same sentence.
    pub verbs: &'static [&'static str],
    /// What answers do with one of `goods`; both stand in the clause behind the denial.
    pub gives: &'static [&'static str],
    /// Information, advice and the like.
    pub goods: &'static [&'static str],
    /// Where the clause of the denial ends.
    pub cuts: &'static [&'static str],
    /// Words that may stand between the denial and the verb; where there are none, any may.
    pub between: &'static [&'static str],
    /// Reasons, anywhere in the beginning.
    pub grounds: &'static [&'static str],
    /// Whether spaces stand between words.
    pub spaced: bool,
}

impl Tongue {
    fn of(section: &Section) -> Option<Tongue> {
        let opens = section.list("opens");
        (!opens.is_empty()).then(|| Tongue {
            greets: section.list("greets"),
            opens,
            denies: section.list("denies"),
            nots: section.list("nots"),
            verbs: section.list("verbs"),
            gives: section.list("gives"),
            goods: section.list("goods"),
            cuts: section.list("cuts"),
            between: section.list("between"),
            grounds: section.list("grounds"),
            spaced: section.list("spaced") == ["yes"],
        })
    }
}

/// All languages.
pub static TONGUES: LazyLock<Vec<Tongue>> = LazyLock::new(|| table("refusal").iter().filter_map(Tongue::of).collect());

/// Words that change nothing about a refusal.
pub fn dropped() -> &'static [&'static str] {
    list("refusal", "all", "dropped")
}

/// What may stand between a greeting and the refusal.
pub fn joins() -> &'static [&'static str] {
    list("refusal", "all", "joins")
}

/// "I cannot" with another meaning.
pub fn idioms() -> &'static [&'static str] {
    list("refusal", "all", "idioms")
}

/// Whether a prompt orders a text in which someone may refuse or be sorry, or a given text in other words.
pub fn wants_refusal(prompt: &Prompt<'_>) -> bool {
    let (own, orders) = (|key| list("refusal", "all", key), |key| list("orders", "all", key));
    prompt.asks(own("asked"))
        || prompt.asks(own("texts")) && prompt.asks(orders("writes"))
        || prompt.asks(own("noes")) && (prompt.asks(orders("writes")) || prompt.asks(orders("says")))
}

/// What an answer may begin with.
pub struct Opening {
    /// Its language.
    pub tongue: &'static Tongue,
    /// The pattern.
    pub pattern: &'static str,
    /// Whether it is a greeting, after which the answer begins once more.
    pub greets: bool,
}

/// Openings and greetings by their first three letters; for nearly all of these there are none.
struct Openings {
    /// By [`three`], one more than the place in the lists, or 0.
    places: Vec<u16>,
    lists: Vec<Vec<Opening>>,
}

static OPENINGS: LazyLock<Openings> = LazyLock::new(|| {
    let mut all = Openings { places: vec![0; 27 * 27 * 27], lists: Vec::new() };
    for tongue in TONGUES.iter() {
        let greets = tongue.greets.iter().map(|pattern| (pattern, true));
        for (pattern, greets) in tongue.opens.iter().map(|pattern| (pattern, false)).chain(greets) {
            let start = three(pattern);
            // After a pattern of two letters anything may follow.
            let from = if pattern.chars().count() < 3 { start - start % 27 } else { start };
            for place in &mut all.places[from..=start] {
                if *place == 0 {
                    all.lists.push(Vec::new());
                    *place = all.lists.len() as u16;
                }
                all.lists[usize::from(*place) - 1].push(Opening { tongue, pattern, greets });
            }
        }
    }
    all
});

/// The openings that share their first letters with a text; nearly all answers are done with here.
pub fn openings(text: &str) -> &'static [Opening] {
    let begins = text.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || !c.is_ascii());
    let place = if begins { OPENINGS.places[three(text)] } else { 0 };
    usize::from(place).checked_sub(1).map_or(&[], |list| &OPENINGS.lists[list])
}

/// The first three characters as one number of three digits of 27: letters from 0, those of other scripts spread over all,
/// 26 for signs.
fn three(text: &str) -> usize {
    let class = |c: char| {
        let c = if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) };
        match c {
            'a'..='z' => c as usize - 'a' as usize,
            _ if c.is_alphabetic() => c as usize % 27,
            _ => 26,
        }
    };
    let mut chars = text.chars();
    (0..3).fold(0, |number, _| number * 27 + chars.next().map_or(26, class))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_folded() {
        for tongue in TONGUES.iter() {
            for pattern in [
                tongue.greets,
                tongue.opens,
                tongue.denies,
                tongue.nots,
                tongue.verbs,
                tongue.grounds,
                tongue.gives,
                tongue.goods,
            ]
            .concat()
            {
                assert!(pattern.to_lowercase() == pattern && !pattern.contains('’'), "{pattern}");
            }
        }
    }

    #[test]
    fn the_gate_knows_every_beginning() {
        let opens = |text: &str| !openings(text).is_empty();
        assert!(
            opens("I'm sorry")
                && opens("i’m sorry")
                && opens("ES tut")
                && opens("抱歉")
                && opens("Hi!")
                && opens("Oh, no")
                && opens("ИЗВИНИТЕ, я")
                && opens("Üzgünüm")
                && opens("क्षमा करें")
        );
        assert!(!opens("The lamp") && !opens("It is") && !opens("You can") && !opens("7 lamps"));
    }
}
