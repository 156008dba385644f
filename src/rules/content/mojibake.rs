//! FT811 mojibake. The page is `rules/FT811-mojibake.md`.

use memchr::memmem;
use serde::{Deserialize, Serialize};

use super::escaped::{Escaped, escaped};
use super::patterns::list;
use super::prompt::{Prompt, message_of};
use super::windows_1252::{broken, byte_of, repair};
use super::{boundary, times};
use crate::example::{Example, Signs, Span, Text};
use crate::rules::redact::ticked;
use crate::rules::{Edit, Facts, FinalRule, FixKind, FoldRule, FoundRows, Level, NAMED, Sink, Spots, TextRule};

/// Text that was read in the wrong encoding, or never read back from its escapes.
pub struct Mojibake;

/// Characters shown of a broken word.
const SHOWN: usize = 40;
/// Bytes of a line before an escape that are looked at.
const LINE: usize = 200;
/// Rows with broken text below which a share means nothing.
const FEW: u64 = 3;
/// Fewest rows for a judgement about escapes.
const MIN_ROWS: u64 = 20;

impl TextRule for Mojibake {
    fn trigger(&self) -> Signs {
        Signs::NON_ASCII
    }

    fn needs(&self) -> Signs {
        Signs::TRAINED
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let broken = broken(text.text);
        let lost: Vec<usize> = memmem::find_iter(text.text.as_bytes(), "\u{FFFD}".as_bytes()).collect();
        if broken.is_empty() && lost.is_empty() || is_asked(text, example, "encoding") {
            return;
        }
        let code = text.code();
        let runs: Vec<Span> = broken.into_iter().filter(|span| !code.holds(span.start)).collect();
        if let Some(first) = runs.first().cloned() {
            let word = word_around(text.text, first.clone());
            let (wrong, right) = (&text.text[word.clone()], meant(&text.text[word]));
            let many = times(runs.len());
            let message = format!("`{}` is `{}`, read in the wrong encoding{many}", cut(wrong), cut(&right));
            let edit = |run: Span| Edit { replacement: meant(&text.text[run.clone()]), span: run };
            sink.report(text.pointer, message).span(first).help("read the source again as UTF-8").fix(
                FixKind::Safe,
                "put the characters back as they were meant",
                runs.into_iter().map(edit).collect(),
            );
        }
        let mut lost = lost.into_iter().filter(|at| !code.holds(*at));
        if let Some(at) = lost.next().filter(|_| is_written(example.row.bytes)) {
            let count = lost.count() + 1;
            sink.report(
                text.pointer,
                format!("`U+FFFD` stands for a character that could not be read{}", times(count)),
            )
            .span(at..at + 3)
            .help("read the source again in its own encoding; this cannot be undone");
        }
    }
}

/// A run as it was meant, without the marks of no width that FT812 would take out of it.
fn meant(run: &str) -> String {
    repair(run).replace(['\u{FEFF}', '\u{200B}', '\u{2060}', '\u{AD}'], "")
}

/// A share of the rows is no slip of one source: the file was read in the wrong encoding as a whole.
impl FinalRule for Mojibake {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        let Some(FoundRows { rows, first }) = facts.found("FT811") else { return };
        if *rows < FEW || rows * 100 < facts.examples {
            return;
        }
        let message = format!("{rows} of {} rows hold text that was read in the wrong encoding", facts.examples);
        let finding = sink.report_data("encoding", message).level(Level::Error);
        finding.help("read the whole source again as UTF-8");
        for pos in first.iter() {
            finding.related(pos, "");
        }
    }
}

/// Rows with characters that were written out; under 50 KiB.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct WrittenOut {
    rows: u64,
    spots: Spots<String>,
}

/// Escapes and entities: where most rows have some, the data are about them.
impl FoldRule for Mojibake {
    type State = WrittenOut;

    fn observe(&self, state: &mut WrittenOut, example: &Example<'_>) {
        state.rows += 1;
        for text in example.texts.iter().filter(|text| text.trained && text.scan.signs.meets(Signs::ESCAPE)) {
            if is_markup(text.text) {
                continue;
            }
            let first = escaped(text.text).find(|found| is_open(text, found));
            if let Some(first) = first.filter(|_| !is_asked(text, example, "escape")) {
                let written = &text.text[first.span.clone()];
                let message = match first.becomes {
                    c if written.starts_with('&') => format!("`{written}` is `{c}`, written as an entity of HTML"),
                    c => format!("`{written}` is `{c}`, written as an escape"),
                };
                state.spots.add(example.row.pos, text.pointer, message);
                return;
            }
        }
    }

    fn merge(&self, left: &mut WrittenOut, right: WrittenOut) {
        left.rows += right.rows;
        left.spots.merge(right.spots);
    }

    fn conclude(&self, state: &WrittenOut, _: &Facts, sink: &mut Sink<'_>) {
        if state.rows < MIN_ROWS || state.spots.count() * 20 > state.rows {
            return;
        }
        for (pos, pointer, message) in state.spots.iter() {
            sink.report_row(pos, pointer, message.replace('\u{A0}', " "))
                .help("read the escapes back where the text was taken over")
                .fix_later(FixKind::Unsafe, "put the characters in place of their escapes", unescape);
        }
        if state.spots.unnamed() > 0 {
            let count = state.spots.count();
            sink.report_data("escapes", format!("{count} rows hold escapes or entities; {NAMED} of them are named"))
                .rest();
        }
    }
}

/// Outside of code, and not shown in quotes.
fn is_open(text: &Text<'_>, found: &Escaped) -> bool {
    let quote = |c: Option<char>| c.is_some_and(|c| "\"'“”‘’".contains(c));
    let (before, after) = (&text.text[..found.span.start], &text.text[found.span.end..]);
    let quoted = quote(before.chars().next_back()) && quote(after.chars().next());
    !quoted && !is_literal(before) && !text.code().holds(found.span.start)
}

/// Whether what stands before an escape on its line makes it a part of a program: a prompt of an interpreter or a shell, or
/// a string that opens behind a bracket, an operator or a prefix: `f(b"`, `x = '`.
fn is_literal(before: &str) -> bool {
    let near = &before[boundary(before, before.len().saturating_sub(LINE))..];
    let line = near.rsplit('\n').next().unwrap_or_default();
    let prompted =
        [">>>", "...", "$ ", "In [", "irb", "> ", "% "].iter().any(|start| line.trim_start().starts_with(start));
    let opened = || {
        let (head, _) = line.rsplit_once(['"', '\''])?;
        let prefixed = ["b", "r", "u", "f", "rb", "br"].iter().any(|prefix| {
            let rest = head.strip_suffix(prefix);
            rest.is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
        });
        Some(prefixed || head.trim_end().ends_with(['(', '[', '{', '=', '+']))
    };
    prompted || opened().unwrap_or(false)
}

/// Whether a text is markup itself, in which entities belong.
fn is_markup(text: &str) -> bool {
    ["</", "/>", "<br", "<p>", "<!"].iter().any(|mark| memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
}

fn unescape(text: &str) -> Vec<Edit> {
    let code = crate::example::Code::of(text);
    escaped(text)
        .filter(|found| !code.holds(found.span.start))
        .map(|found| Edit { span: found.span, replacement: found.becomes.to_string() })
        .collect()
}

fn is_asked(text: &Text<'_>, example: &Example<'_>, what: &str) -> bool {
    message_of(text, example).is_some_and(|(at, _)| Prompt::given(example, at).asks(list("mojibake", "all", what)))
}

/// Whether the row itself holds U+FFFD; half of a surrogate pair reads as U+FFFD too and is the matter of FT109.
fn is_written(row: &[u8]) -> bool {
    let escaped = || {
        memmem::find_iter(row, b"\\u")
            .any(|at| row.get(at + 2..at + 6).is_some_and(|hex| hex.eq_ignore_ascii_case(b"fffd")))
    };
    memmem::find(row, "\u{FFFD}".as_bytes()).is_some() || escaped()
}

/// The run with the ASCII letters and broken characters around it.
fn word_around(text: &str, run: Span) -> Span {
    let part = |c: &char| c.is_ascii_alphabetic() || byte_of(*c).is_some();
    let left: usize = text[..run.start].chars().rev().take(SHOWN).take_while(part).map(char::len_utf8).sum();
    let right: usize = text[run.end..].chars().take(SHOWN).take_while(part).map(char::len_utf8).sum();
    run.start - left..run.end + right
}

fn cut(text: &str) -> String {
    let mut short: String =
        text.chars().filter(|c| !c.is_control()).take(SHOWN).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if text.chars().count() > SHOWN {
        short.push('…');
    }
    ticked(&short)
}

#[cfg(test)]
mod tests {
    use super::super::bench::{answer, found};
    use super::*;
    use crate::rules::Check;

    fn messages(prompt: &str, text: &str) -> Vec<String> {
        answer(&Check::Text(Box::new(Mojibake)), prompt, text).into_iter().map(|finding| finding.message).collect()
    }

    /// Reads the UTF-8 of a text as Windows-1252.
    fn break_it(text: &str) -> String {
        let high = |byte: u8| {
            (0x80u32..0x2200).filter_map(char::from_u32).find(|c| byte_of(*c) == Some(byte) && !c.is_control())
        };
        text.bytes()
            .map(|byte| if byte < 0x80 { char::from(byte) } else { high(byte).unwrap_or(char::from(byte)) })
            .collect()
    }

    const CORRECT: [&str; 24] = [
        "In the café downstairs, if it isn’t closed.",
        "À la gare, déjà prêt… « passé », dit-il – voilà !",
        "« L’ÉTÉ », « CAFÉ »… “CAFÉ” “passé…” né†, café™ déjà…”",
        "prix : 5\u{a0}€, de 5 à\u{a0}€10, été\u{a0}», passé\u{a0}–",
        "NÃO, IRMÃ…” MAÇÃ™ ‘IRMô AMANHû VERÃO MAÇÃ²",
        "“irmã…” amanhã”— maçãº, põe–se, três",
        "Es ist in München und kommt später. „GRÖßE“ „Spaß“… „Ä“ „Ü“",
        "TÉŽ VÝŽIVA též… kéž…” našíš” KÁŽE ŘEŠENÍŽ",
        "HYVÄ… ”HYVÄ” PÅ… ”PÅ” – Åland, Ä–Ö",
        "ÎLE ÎLE… «ÎLES» ¿QUÉ? ¡SEÑOR! SEÑ…” AÑO",
        "Zażółć gęślą jaźń, dziękuję ™",
        "Đây là tiếng Việt; Â – Ă – Ê, “Â” ‘ã’",
        "România: „Â” și „Î”…",
        "İstanbul, ŞİŞLİ, KÂĞIT, Â°",
        "Привет, мир… «Ёлка» – №5",
        "Ελλάδα «Ω» ™",
        "שלום עולם… ×½ 3×“",
        "مرحبا بالعالم",
        "面包在二楼的货架上。“好”",
        "日本語（テスト）…",
        "🌳 20 °C ± 2, £5 or 6 €, ½ ©2020 ™ ¿? §5 3×4",
        "It is Ü, a U with two dots. Øre, Ø… Ð, Þ, Ý ß” Ñ…",
        "São Paulo – ação, coração: “não”, Ã, Õ, ã.",
        "fiancée’s, fiancé’s, naïve, façade—rosé”… ð, þ",
    ];

    #[test]
    fn correct_text_of_any_language_is_left_alone() {
        for text in CORRECT {
            assert_eq!(messages("Hi", text), [""; 0], "{text}");
        }
    }

    #[test]
    fn broken_text_is_found_and_repaired() {
        for text in [
            "café",
            "Acme ® tools",
            "好 is good.",
            "©2020 ® · so",
            "isn’t",
            "München",
            "“so”",
            "naïve",
            "señor",
            "dziękuję",
            "świat",
            "Łódź",
            "kočka",
            "İstanbul",
            "şişli",
            "Привет",
            "Ελλάδα",
            "שלום",
            "مرحبا",
            "面包在二楼",
            "日本語",
            "한국어",
            "🌳",
            "10 °C",
            "£5",
            "© 2020",
            "– so",
            "a…",
            "à la",
            "Über",
            "école",
            "ação",
            "não",
            "Tiếng Việt",
        ] {
            let broken = break_it(text);
            let found = messages("Hi", &broken);
            assert!(!found.is_empty(), "{text}: {broken}");
            assert_eq!(repair(&broken), text);
            assert_eq!(repair(&break_it(&broken)), text, "twice");
            assert!(!messages("Hi", &break_it(&broken)).is_empty(), "twice: {text}");
        }
        assert_eq!(
            messages("Hi", "In the cafÃ© and the cafÃ©."),
            ["`cafÃ©` is `café`, read in the wrong encoding, 2 times"]
        );
        assert_eq!(messages("Hi", "isnâ€™t"), ["`isnâ€™t` is `isn’t`, read in the wrong encoding"]);
        assert_eq!(messages("Hi", "ï»¿Yes"), ["`ï»¿Yes` is `Yes`, read in the wrong encoding"]);
        assert_eq!(
            messages("Hi", "Â©2020 Â® and 5 Â²"),
            ["`Â©2020` is `©2020`, read in the wrong encoding, 3 times"]
                .map(|m| m.replace("Â©2020` is `©2020", "Â©` is `©"))
        );
    }

    #[test]
    fn replacement_characters_are_found() {
        assert_eq!(
            messages("Hi", "caf\u{fffd}s \u{fffd}"),
            ["`U+FFFD` stands for a character that could not be read, 2 times"]
        );
        let check = Check::Text(Box::new(Mojibake));
        assert_eq!(found(&check, r#"{"prompt":"Hi","completion":"caf\uFFFDs"}"#).len(), 1);
        assert!(found(&check, r#"{"prompt":"Hi","completion":"caf\ud83ds"}"#).is_empty());
    }

    #[test]
    fn code_prompts_about_it_and_contexts_are_left_alone() {
        assert!(messages("Why is the encoding wrong?", "You see Ã© for é.").is_empty());
        assert!(messages("Hi", "It shows `Ã©` then.").is_empty());
        assert!(messages("Hi", "```\nÃ© \u{fffd}\n```").is_empty());
        assert!(messages("cafÃ©", "Yes").is_empty());
    }
}
