//! Where a word can stand that announces a value without a form of its own: before it on its line, in the cell, the tag or the
//! name of the field beside it, at the head of its column, on the line above, in the question that it answers, or behind it.

use std::cell::OnceCell;

use super::behind;
use super::columns;
use super::context::{self, BACK};
use super::record_parent::field_name;
use super::talk;
use crate::example::{Example, Span, Text};

/// Whether one of the cues ends a folded window but for small words.
pub fn announces(head: &str, cues: &[&str], between: &[&str]) -> bool {
    let Some(gap) = context::last(head, cues) else { return false };
    let rest = &head[head.len() - gap..];
    let broken = rest.contains(['.', '!', '?', ';', '\n'])
        && !rest.trim_start().starts_with('.')
        && !rest.contains("no.")
        && !rest.contains("nr.");
    let mut words =
        rest.split(|c: char| !c.is_alphanumeric() && !matches!(c, '°' | 'º')).filter(|word| !word.is_empty());
    let small = |word: &str| {
        between.contains(&word) || (!word.is_ascii() && word.chars().all(context::unspaced) && word.chars().count() < 4)
    };
    !broken && words.clone().count() < 5 && words.all(small)
}

/// The talk in which a value stands: its text as a rule reads it, and the row.
#[derive(Clone, Copy)]
pub struct Talk<'a> {
    /// The text as the rule reads it.
    pub shown: &'a str,
    /// The text itself.
    pub text: &'a Text<'a>,
    /// Its row.
    pub example: &'a Example<'a>,
}

/// What stands around one value. Looked up only when asked for.
pub struct Around<'a> {
    talk: Talk<'a>,
    span: Span,
    label: OnceCell<Option<String>>,
    column: OnceCell<Option<String>>,
}

impl<'a> Around<'a> {
    /// The surroundings of a value.
    pub fn of(talk: Talk<'a>, span: &Span) -> Self {
        Around { talk, span: span.clone(), label: OnceCell::new(), column: OnceCell::new() }
    }

    /// The folded name of the value's column, with a colon.
    pub fn column(&self) -> Option<&str> {
        let found = || columns::header(self.talk.shown, &self.span).map(|name| context::fold(name) + ": ");
        self.column.get_or_init(found).as_deref()
    }

    /// Whether one of `cues` announces the value from elsewhere than the words right before it.
    pub fn announce(&self, cues: &[&str], between: &[&str]) -> bool {
        let Talk { shown, text, example } = self.talk;
        let label = || self.label.get_or_init(|| label(shown, &self.span)).as_deref();
        let asked = || talk::question(shown, self.span.start, text, example);
        let named = |head: &str| announces(head, cues, between) || told(head, cues, between);
        self.column().is_some_and(named)
            || label().is_some_and(|head| named(head) || head.contains('-') && named(&head.replace('-', " ")))
            || field_name(shown, &self.span).is_some_and(|name| named(&(context::fold(name) + ": ")))
            || behind::names(shown, self.span.end, cues)
            || asked().is_some_and(|question| context::holds(&question, cues) && context::holds(&question, ASKED))
    }
}

/// Words in a question for a number, and no one about how many there are.
const ASKED: &[&str] = &[
    "number", "no", "id", "your", "nummer", "numéro", "número", "numero", "ihre", "votre", "su", "tu", "code", "的",
    "号码",
];

/// Words that lead from a name to the verb before its value: `the number on file for her is`.
#[rustfmt::skip]
const FAR: &[&str] = &[
    "on", "file", "for", "her", "him", "his", "you", "your", "me", "us", "them", "their", "they", "she", "he", "we", "i", "have", "has", "had", "with",
    "in", "at", "the", "this", "that", "to", "from", "as", "it", "its", "now", "new", "current", "listed", "given", "shown", "record", "records", "our",
    "hold", "holds", "held", "keep", "keeps", "kept", "stored", "use", "uses", "my", "account", "card", "is", "was", "be", "been", "should", "would", "will", "and", "of", "updated", "changed", "set", "registered", "which",
    "lautet", "ist", "est", "es", "pour", "para", "für", "dem", "der", "des",
];
/// Verbs and signs right before a value that a name farther away announces.
const VERBS: [&str; 12] = [" is", " was", " to", ":", " as", " be", " reads", " ist", " est", " es", " lautet", " è"];

/// Whether one of the cues stands farther away in the sentence of a value that a verb announces.
fn told(head: &str, cues: &[&str], between: &[&str]) -> bool {
    let end = head.trim_end_matches([' ', '"', '\'', '`', '*', '“']);
    if !VERBS.iter().any(|verb| end.ends_with(verb)) {
        return false;
    }
    let Some(gap) = context::last(head, cues) else { return false };
    let rest = &head[head.len() - gap..];
    let mut words = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    !rest.contains(['.', '!', '?', ';', '\n'])
        && words.clone().count() < 9
        && words.all(|word| FAR.contains(&word) || between.contains(&word))
}

/// The folded line up to a value without its tags and the signs between its cells; where nothing stands on it before the value,
/// the line above.
pub fn label(text: &str, span: &Span) -> Option<String> {
    let window = context::before(text, span.start, 2 * BACK);
    let mut lines = window.rsplit('\n');
    let own = without_tags(lines.next().unwrap_or(window));
    if own.chars().any(char::is_alphanumeric) {
        return Some(context::fold(&own));
    }
    // A value for itself on a line, or in a cell of a table whose rows have lines of their own.
    let rest = context::after(text, span.end, 3).trim_start_matches(['"', '`', '*', ' ']);
    let ends = rest.is_empty() || rest.starts_with(['\n', '\r']) || rest.starts_with("</");
    let above = lines.map(without_tags).find(|line| line.chars().any(char::is_alphanumeric)).filter(|_| ends)?;
    let label = above.trim_matches([' ', '*', '#', '|', ':', '_', '\r', '\t', '>', '-']);
    let short = label.split(' ').count() <= 6 && !label.ends_with(['.', '!']) && !label.contains(['{', '=']);
    short.then(|| context::fold(label) + ": ")
}

/// A line in which `:` stands for each tag and each sign between cells.
fn without_tags(line: &str) -> String {
    // The window begins in the middle of a tag.
    let cut = line.find('>').filter(|at| !line[..*at].contains('<') && line[..*at].contains(['"', '=']));
    let mut rest = cut.map_or(line, |at| &line[at + 1..]);
    let mut out = String::with_capacity(rest.len());
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let tag = &rest[open + 1..];
        let named = tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        let Some(close) = tag.find('>').filter(|_| named) else {
            out.push('<');
            rest = tag;
            continue;
        };
        out.push_str(" : ");
        rest = &tag[close + 1..];
    }
    out.push_str(rest);
    out.replace(['|', '→', '⇒', '–', '—', '[', ']'], ":")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::parse;
    use crate::source::Row;

    /// Whether `npi` announces the number in a prompt.
    fn of(text: &str) -> bool {
        let row = format!("{{\"prompt\":{},\"completion\":\"ok\"}}", serde_json::to_string(text).unwrap());
        let parsed = parse(row.as_bytes()).unwrap();
        let example = Example::lower(Row::alone(row.as_bytes()), parsed.json.as_object().unwrap());
        let own = &example.texts[0];
        let at = own.text.find("4829").unwrap();
        let talk = Talk { shown: own.text, text: own, example: &example };
        Around::of(talk, &(at..at + 4)).announce(&["npi"], &["number", "is"])
    }

    #[test]
    fn names_stand_in_many_places() {
        for text in [
            "id,npi,city\n7,4829,Leeds",
            "| id | NPI |\n|---|---|\n| 7 | 4829 |",
            "INSERT INTO t (id, npi) VALUES (7, '4829')",
            "| NPI | 4829 |",
            "<td>NPI</td><td class=\"x\">4829</td>",
            "<tr>\n<td>NPI</td>\n<td>4829</td>\n</tr>",
            "<dt>NPI</dt><dd>4829</dd>",
            "<input name=\"npi\" value=\"4829\">",
            "NPI:\n4829",
            "**NPI**\n\n4829\n",
            "Q: What is your NPI?\nA: 4829",
            "Please change the NPI to 4829",
            "the NPI on file for her is 4829",
            "4829 (NPI)",
            "4829 is my NPI",
            "NPI → 4829",
            "[NPI] 4829",
        ] {
            assert!(of(text), "{text}");
        }
    }

    #[test]
    fn other_words_announce_nothing() {
        for text in [
            "We have no NPI yet. The clinic has 4829 beds",
            "Your NPI was sent.\n4829",
            "the NPI of the doctor who saw 4829 people",
            "| NPI | lamp | 4829 |",
            "id,npi,city\n7,Leeds,4829",
            "<td>NPI</td><td>none</td><td>4829</td>",
            "npi = get()\n4829",
            "4829 people have an NPI",
            "NPI:\n4829 people",
        ] {
            assert!(!of(text), "{text}");
        }
    }
}
