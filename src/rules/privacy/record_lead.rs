//! The words before a value, read backwards: connectors, qualifiers (`number`, `id`), then the cue (`order`, `customer`).
//! Before most numbers stands a word that is none of these; a look at its letters is all that they cost.

use super::context::{self, BACK};
use super::record_cues::{kind, kind_within, qualifier};
use super::record_glance::{INLINE, may_lead};
use super::record_table::{AROUND, Kind, Strength};

/// What stands before a value.
pub struct Lead {
    /// The kind of record.
    pub kind: &'static Kind,
    /// How much the cue says.
    pub strength: Strength,
    /// A word such as `number` or `id`.
    pub qualified: bool,
    /// The sign between cue and value, `:` before `#`.
    pub sign: char,
    /// The word before the cue.
    pub previous: String,
    /// The cue, in lower case.
    pub cue: String,
    /// Whether the cue is a plural: of several, or of a count.
    pub plural: bool,
    /// Whether a sum or a count is what the cue belongs to: `montant de la commande`.
    pub summed: bool,
}

impl Lead {
    /// A cue with a qualifier in an earlier sentence or farther away in this one.
    pub fn asked(kind: &'static Kind) -> Lead {
        Lead {
            kind,
            strength: Strength::Record,
            qualified: true,
            sign: ':',
            previous: String::new(),
            cue: String::new(),
            plural: false,
            summed: false,
        }
    }

    /// A cue without a qualifier, farther away in the sentence.
    pub fn far((kind, strength): (&'static Kind, Strength)) -> Lead {
        Lead { strength, qualified: false, sign: ' ', ..Lead::asked(kind) }
    }
}

/// The words before a value, read backwards.
pub fn lead(text: &str, at: usize) -> Option<Lead> {
    if !may_lead(text.as_bytes(), at) {
        return None;
    }
    let window = context::before(text, at, BACK);
    let line = window.rsplit('\n').next().unwrap_or(window);
    let line = without_tags(line);
    if line.ends_with(['<', '{', '>']) && !line.ends_with("=>") && !line.ends_with("->") {
        return None;
    }
    let folded = context::fold(line);
    let mut rest = folded.as_str();
    // `Order id? A: 48213`; the question may have other words around its cue.
    if let Some(asked) = rest.trim_end().strip_suffix(" a:").or_else(|| rest.trim_end().strip_suffix(" r:")) {
        let asked = asked.trim_end();
        if asked.ends_with('?') && kind_within(asked).is_some() {
            return kind_within(asked.rsplit(['.', '!', ';']).next().unwrap_or(asked)).map(Lead::asked);
        }
        rest = asked;
    }
    // `P.O. 48213`.
    let dotless;
    if rest.rfind("p.o.").is_some_and(|at| rest.len() - at < 14) {
        dotless = rest.replace("p.o.", "po");
        rest = &dotless;
    }
    let mut sign = ' ';
    let mut qualified = false;
    let mut by = "";
    for _ in 0..8 {
        let (head, found) = connector(rest);
        // `the invoice, number 48213`.
        let head = if qualified { head.trim_end_matches([',', ' ']) } else { head };
        if found != ' ' && sign != ':' {
            sign = found;
        }
        let (before, word) = last_word(head)?;
        // Dots that lead to the value are no full stop.
        let signs = rest[head.len()..].trim_start();
        let stopped = signs.starts_with('.') && !signs.starts_with("..");
        let plural =
            |word: &str| kind(word.strip_suffix('s').filter(|_| !qualified)?).map(|(kind, _)| (kind, Strength::Weak));
        // `FedEx` has a capital inside.
        let word = if word == "ex" && before.ends_with("fed ") { "fedex" } else { word };
        let single = kind(word).or_else(|| hyphened(by, word));
        if let Some((kind, strength)) = single.or_else(|| plural(word)) {
            // `file_id` is of programs, `AZ` a state.
            let owned = || {
                last_word(connector(before).0).is_some_and(|(_, word)| {
                    matches!(
                        word,
                        "our" | "your" | "case" | "claim" | "personnel" | "patient" | "client" | "customer" | "loan"
                    )
                })
            };
            let counted = matches!(by, "number" | "no" | "nr" | "ref" | "reference" | "authorization");
            let program =
                word == "file" && !counted && !(by.is_empty() && owned()) || PROGRAM.contains(&word) && !counted;
            if program || matches!(word, "az" | "gz") && sign != ':' && !stopped {
                return None;
            }
            let compound =
                qualifier(word).is_some() && last_word(before.trim_end()).is_some_and(|(_, word)| kind_of(word));
            if !compound {
                let prior = last_word(connector(before).0).map_or("", |(_, word)| word);
                let qualified = qualified || named_before(before);
                let hyphen = rest[head.len()..].trim_start().starts_with(".-");
                let short = qualified && word.chars().count() <= 5 || word.ends_with("nr");
                let whole = !stopped
                    || hyphen
                    || short
                    || matches!(word, "acct" | "cust" | "ref" | "réf" | "rif" | "a/c" | "po" | "az" | "gz");
                return whole.then(|| Lead {
                    kind,
                    strength,
                    qualified,
                    sign,
                    previous: prior.into(),
                    cue: word.into(),
                    plural: single.is_none() || !qualified && AROUND.plurals.contains(&word),
                    summed: !qualified && is_summed(before),
                });
            }
        }
        match qualifier(word) {
            Some(stop) if !stopped || stop => {
                qualified = true;
                by = word;
            }
            // `loyalty card 3626 695 108`.
            None if AROUND.cards.contains(&word)
                && last_word(before.trim_end()).is_some_and(|(_, word)| AROUND.card_owners.contains(&word)) =>
            {
                qualified = true;
            }
            None if word == "s" && before.ends_with(['\'', '’']) => {}
            None if AROUND.verbs.contains(&word) && !qualified_after(rest, head) => {}
            None if leads_on(word, before, qualified, sign != ' ' || folded.ends_with('('), &folded) => {}
            _ => return None,
        }
        rest = if word == "s" { before.trim_end_matches(['\'', '’']) } else { before };
    }
    None
}

/// Whether words end with the name of a sum or a count, and small words behind it.
fn is_summed(before: &str) -> bool {
    let mut rest = before;
    for _ in 0..3 {
        let Some((head, word)) = last_word(rest.trim_end_matches([' ', '\'', '’'])) else { return false };
        match word {
            _ if AROUND.sums.contains(&word) => return true,
            _ if AROUND.between.contains(&word) => rest = head,
            _ => return false,
        }
    }
    false
}

/// What records and programs have alike: ids of programs, unless a word says that it is a number.
pub const PROGRAM: [&str; 7] = ["job", "return", "returns", "voucher", "chat", "application", "file"];

/// Whether a word that is neither cue nor qualifier nor verb may stand between them and the value. `signed` tells whether a sign
/// stands behind it.
fn leads_on(word: &str, before: &str, qualified: bool, signed: bool, folded: &str) -> bool {
    let prior = last_word(before.trim_end());
    let is_prior = |test: &dyn Fn(&str, &str) -> bool| prior.is_some_and(|(head, word)| test(head, word));
    let called = folded.trim_end_matches(['"', '\'']).ends_with('(');
    if AROUND.articles.contains(&word) {
        // `numéro de client est le 48213`, `Bestellung mit der Nummer 48213`.
        let verb = |_: &str, word: &str| AROUND.verbs.contains(&word);
        return is_prior(&verb) || qualified && is_prior(&|_, link| AROUND.links.contains(&link));
    }
    if qualified {
        return AROUND.links.contains(&word);
    }
    match word {
        // Finnish: `asiakasnumeroni on 48213`.
        "on" => has_ending(before),
        // Polish: `numer zamówienia to 48213`.
        "to" => is_prior(&|head, word| kind_of(word) && named_before(head)),
        // `order_id IN (48213, 48214)`.
        "in" => called && is_prior(&|_, word| qualifier(word).is_some()),
        // `ticket opened: 48213`, `kundenummeret mitt`, `Order.find(48213)`.
        _ => {
            signed && AROUND.participles.contains(&word)
                || AROUND.owners.contains(&word)
                || called && AROUND.calls.contains(&word)
        }
    }
}

fn has_ending(before: &str) -> bool {
    let ends =
        |word: &str| ["numero", "numeroni", "tunnus", "tunnukseni", "koodi"].iter().any(|end| word.ends_with(end));
    last_word(before.trim_end()).is_some_and(|(_, word)| ends(word))
}

fn kind_of(word: &str) -> bool {
    kind(word).is_some()
}

/// Whether a sign already stood between a verb and the value: `is: 5` is no announcement of an id.
fn qualified_after(rest: &str, head: &str) -> bool {
    rest[head.len()..].contains('.')
}

/// A line without the tags at its end, which may close one cell of a table and open the next.
fn without_tags(mut line: &str) -> &str {
    for _ in 0..TAGS {
        let Some(at) = line.strip_suffix('>').and_then(|head| head.rfind('<')) else { break };
        let name = line[at + 1..line.len() - 1].split(' ').next().unwrap_or("");
        if !INLINE.contains(&name.trim_start_matches('/')) {
            break;
        }
        line = line[..at].trim_end();
    }
    line
}

/// Most tags between a cue and its value.
const TAGS: usize = 4;

/// Takes connectors off the end; tells the strongest sign among them, or a space.
fn connector(part: &str) -> (&str, char) {
    let head = part.trim_end_matches(|c: char| {
        c.is_whitespace() || ":=#-–—(\"'`*>[{.?№：＝是为はの은는이가「『“«‘„【（’\\".contains(c)
    });
    let signs = &part[head.len()..];
    let has = |set: &[char]| signs.contains(set);
    let sign = match () {
        () if has(&[':', '=', '>', '：', '＝']) => ':',
        () if has(&['#', '№']) => '#',
        () => ' ',
    };
    (head, sign)
}

/// The last word of a part, and what stands before it.
fn last_word(part: &str) -> Option<(&str, &str)> {
    // Signs that kill a vowel stand inside of words of India, and signs of tones inside of Thai ones.
    let own = |c: char| c.is_alphanumeric() || matches!(c, 'º' | '°' | '\u{94D}' | '\u{93C}' | '\u{E47}'..='\u{E4E}');
    let word = part.len() - part.trim_end_matches(own).len();
    // `a/c` and the like are one word.
    let slashed = part.ends_with("a/c");
    let at = if slashed { part.len() - 3 } else { part.len() - word };
    (at < part.len()).then(|| (&part[..at], &part[at..]))
}

/// Whether a qualifier stands before the cue: `número de cliente`, `n° commande`, `id of customer`.
fn named_before(before: &str) -> bool {
    let mut rest = before.trim_end();
    for _ in 0..3 {
        let Some((head, word)) = last_word(rest.trim_end_matches(['\'', '’', ' '])) else { return false };
        match word {
            _ if AROUND.before.contains(&word) => return true,
            _ if AROUND.between.contains(&word) => rest = head,
            _ => return false,
        }
    }
    false
}

/// The first part of `Versicherungsschein-Nr.`, where `nr` stands by itself.
fn hyphened(by: &str, word: &str) -> Option<(&'static Kind, Strength)> {
    (matches!(by, "nr" | "nummer" | "nro" | "numero") && word.len() > 3).then(|| kind(&format!("{word}nummer")))?
}

/// Words before a cue that make it a verb or a rank: `to order 12000`, `of order 10000`, `in order`.
pub fn is_verb(word: &str) -> bool {
    matches!(
        word,
        "to" | "of"
            | "in"
            | "i"
            | "we"
            | "you"
            | "they"
            | "can"
            | "will"
            | "please"
            | "would"
            | "per"
            | "each"
            | "every"
            | "evaluation"
            | "execution"
            | "sort"
            | "sorting"
            | "byte"
            | "freq"
            | "frequency"
            | "reverse"
            | "alphabetical"
            | "numerical"
            | "chronological"
            | "ascending"
            | "descending"
            | "first"
            | "second"
            | "third"
            | "court"
            | "executive"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::content::patterns::table;

    /// Every kind's examples in `records.toml`: what stands before a value announces it, or does not say that it is a number.
    #[test]
    fn the_examples_of_the_table_hold() {
        let read = |phrase: &str| {
            let text = format!("{phrase} 48213");
            lead(&text, text.len() - 5)
                .map(|lead| (lead.kind.subtype, lead.qualified || lead.strength == Strength::Whole))
        };
        for section in table("records").iter().filter(|section| !section.list("name").is_empty()) {
            assert!(section.list("match").len() >= 2 && !section.list("pass").is_empty(), "{}", section.name);
            for phrase in section.list("match") {
                assert_eq!(read(phrase).map(|(subtype, _)| subtype), Some(section.name), "{phrase}");
            }
            for phrase in section.list("pass") {
                assert!(read(phrase).is_none_or(|(_, named)| !named), "{phrase}");
            }
        }
    }
}
