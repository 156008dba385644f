//! Reads the rows again whose texts a group rule has to compare.

use std::io;

use crate::example::{
    Answer, Example, Kind, Signs, Turn, fold_label, is_short, parse, verdict, whole_answer, words, yes_or_no,
};
use crate::rules::near::{asks_variety, pictures, shingles};
use crate::rules::redact::excerpt;
use crate::rules::{Quote, Quotes, is_refusal, labels::place_of};
use crate::source::{Again, Pos, Row};

/// Characters of a text that are kept to be shown.
const SHOWN: usize = 200;

/// Reads the turns in `wanted` (sorted, without repetition).
pub fn quotes(again: Again<'_>, wanted: &[(Pos, usize)]) -> (Quotes, io::Result<()>) {
    let mut rows: Vec<Pos> = wanted.iter().map(|(pos, _)| *pos).collect();
    rows.dedup();
    let of_row = |(): &mut (), row: Row<'_>| {
        let parsed = parse(row.bytes).ok()?;
        let example = Example::lower(row, parsed.json.as_object()?);
        let from = wanted.partition_point(|(pos, _)| *pos < row.pos);
        let numbers = wanted[from..].iter().take_while(|(pos, _)| *pos == row.pos).map(|(_, turn)| *turn);
        let of_turn = |number: usize| {
            let turn = example.turns.get(number)?;
            let mut quote = quote(&example, *turn, Shows::All);
            if quote.read.kind == Kind::Free {
                quote.shingles = shingles(&example.said(&example.messages[turn.answer]), LONG);
            }
            Some(((row.pos, number), quote))
        };
        Some(numbers.filter_map(of_turn).collect::<Vec<_>>())
    };
    let mut quotes = Quotes::default();
    let outcome = again.map(&rows, || (), of_row, |more| quotes.0.extend(more));
    (quotes, outcome)
}

/// Fewest words of a free answer that is compared with others of the same prompt.
const LONG: usize = 40;

/// Which texts of a turn are shown. To mask one takes longer than all else about it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// Its answer and what it answers.
    All,
    /// Its answer, where it says something closed.
    Closed,
}

/// The texts of one turn as rules show and compare them; without its shingles.
pub fn quote(example: &Example<'_>, turn: Turn, shows: Shows) -> Quote {
    let message = &example.messages[turn.answer];
    let said = example.said(message);
    let question = example.question(turn);
    let asked = question.map(|message| example.said(message)).unwrap_or_default();
    let pointer = |message: &crate::example::Message<'_>| match example.texts.get(message.content.start) {
        Some(text) if !message.content.is_empty() => text.pointer.to_string(),
        _ => message.pointer.to_string(),
    };
    let read = Answer::read_under(&said, &asked);
    let (task, field) = place_of(example, turn);
    let masked = |text: &str, is: bool| if is { excerpt(text, SHOWN) } else { String::new() };
    let rejected = example.messages.iter().rfind(|message| message.rejected && !message.content.is_empty());
    Quote {
        options: options(&asked),
        words: words(cut(&asked, 4 * SHOWN)),
        context: masked(&asked, shows == Shows::All),
        context_pointer: question.map(&pointer).unwrap_or_default(),
        shingles: Vec::new(),
        label: is_short(&said, Signs::of_bytes(&said)).then(|| fold_label(&said)),
        whole: whole_answer(&said),
        answer: masked(&said, shows == Shows::All || read.kind != Kind::Free),
        answer_pointer: pointer(message),
        yes: yes_or_no(&said),
        variety: asks_variety(&asked),
        task,
        field,
        read,
        pictures: pictures(example.prompt_texts(turn).map(|text| text.text)),
        refusal: is_refusal(example, turn),
        rejected: rejected.map(|message| whole_answer(&example.said(message))),
        verdict: verdict(example),
    }
}

fn cut(text: &str, chars: usize) -> &str {
    text.char_indices().nth(chars).map_or(text, |(end, _)| &text[..end])
}

/// The option texts of a multiple-choice question, in order: lines or parts that start with `A)`, `(A)`, `A.` or `A:`.
fn options(question: &str) -> Vec<String> {
    let mut found = Vec::new();
    let may_open = question.match_indices('A').any(|(at, _)| question[at + 1..].starts_with([')', '.', ':']));
    for letter in ('A'..='H').filter(|_| may_open) {
        let heads = [format!("({letter})"), format!("{letter})"), format!("{letter}. "), format!("{letter}: ")];
        let at = heads.iter().filter_map(|head| question.find(head.as_str()).map(|at| at + head.len())).min();
        let Some(at) = at else { break };
        let rest = &question[at..];
        let next = (letter as u8 + 1) as char;
        let end = [format!("({next})"), format!("{next})"), format!("{next}. "), format!("{next}: "), "\n".into()]
            .iter()
            .filter_map(|head| rest.find(head.as_str()))
            .min()
            .unwrap_or(rest.len());
        found.push(words(&rest[..end]));
    }
    found
}
