//! FT314 not-nfc. The page is `rules/FT314-not-nfc.md`.

use std::sync::LazyLock;

use memchr::memmem;
use serde::{Deserialize, Serialize};
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick};

use crate::example::{Example, Signs};
use crate::rules::{Edit, Facts, FixKind, FoldRule, NAMED, Sink, Spots};

/// Letters written in pieces, where the other rows write them whole.
pub struct NotNfc;

/// Rows with text in another form; under 50 KiB.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Forms {
    /// Rows with anything but ASCII.
    wide: u64,
    /// Rows in another form, and their texts.
    rows: u64,
    spots: Spots<()>,
}

impl FoldRule for NotNfc {
    type State = Forms;

    fn observe(&self, state: &mut Forms, example: &Example<'_>) {
        let (mut wide, mut broken) = (false, false);
        for text in example.texts.iter().filter(|text| text.scan.signs.meets(Signs::NON_ASCII)) {
            wide = true;
            if may_differ(text.text.as_bytes()) && is_broken(text.text) {
                state.spots.add(example.row.pos, text.pointer, ());
                broken = true;
            }
        }
        state.rows += u64::from(broken);
        state.wide += u64::from(wide);
    }

    fn merge(&self, left: &mut Forms, right: Forms) {
        left.wide += right.wide;
        left.rows += right.rows;
        left.spots.merge(right.spots);
    }

    fn conclude(&self, state: &Forms, facts: &Facts, sink: &mut Sink<'_>) {
        // In a file that is written in pieces throughout, that is its form.
        if state.rows * 20 > facts.examples {
            return;
        }
        for (pos, pointer, ()) in state.spots.iter() {
            sink.report_row(pos, pointer, "letters and their accents are written apart (not in NFC)")
                .help("normalize the text to NFC")
                .fix_later(FixKind::Safe, "write each letter as one character (NFC)", compose);
        }
        if state.spots.unnamed() > 0 {
            let count = state.spots.count();
            sink.report_data("forms", format!("{count} texts are not in NFC; {NAMED} of them are named")).rest();
        }
    }
}

/// The first two bytes of signs that are letters, U+2100–U+213F.
static SIGN: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(b"\xE2\x84"));

/// Whether a first byte occurs that characters have which NFC may change: combining marks, the scripts of India and of
/// right-to-left writing, Hangul letters, kana with marks, signs that stand for letters. Latin, Greek and Cyrillic letters,
/// punctuation and ideographs are done with here.
fn may_differ(bytes: &[u8]) -> bool {
    const LEADS: [bool; 256] = {
        let mut table = [false; 256];
        let mut lead = 0xCC;
        while lead < 0x100 {
            table[lead] = !matches!(lead, 0xCE..=0xD3 | 0xE4..=0xE9 | 0xEA..=0xED);
            lead += 1;
        }
        table
    };
    // Without a branch for each byte, nearly all texts are done with.
    let other = |b: u8| {
        u8::from(b >= 0xCC)
            & u8::from(b != 0xE2)
            & u8::from(!(0xCE..=0xD3).contains(&b))
            & u8::from(!(0xE4..=0xED).contains(&b))
    };
    let sign = || SIGN.find(bytes).is_some();
    if !bytes.chunks(256).any(|chunk| chunk.iter().fold(0, |found, b| found | other(*b)) != 0) && !sign() {
        return false;
    }
    let mut next = 0;
    bytes.iter().enumerate().any(|(at, b)| {
        if !LEADS[*b as usize] || at < next {
            return false;
        }
        next = at + 2;
        match (b, bytes.get(at + 1), bytes.get(at + 2)) {
            // General punctuation; of the symbols only those that are letters (U+2100–U+213F).
            (0xE2, Some(second), _) => *second == 0x84,
            // Kana: only the marks that stand alone.
            (0xE3, Some(0x82), Some(third)) => matches!(third, 0x99 | 0x9A),
            (0xE3, ..) => false,
            // Latin additional and Greek extended are whole letters.
            (0xE1, Some(second), _) => !matches!(second, 0xB8..=0xBB),
            // Emoji.
            (0xF0, Some(second), _) => *second != 0x9F,
            (0xEF, Some(second), _) => matches!(second, 0xA4..=0xAC),
            _ => true,
        }
    })
}

fn is_broken(text: &str) -> bool {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => false,
        IsNormalized::No => true,
        IsNormalized::Maybe => !is_nfc(text),
    }
}

/// The smallest parts of a text that change: a letter and its marks.
fn compose(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut from = 0;
    let starts = |c: char| canonical_combining_class(c) == 0 && is_nfc_quick([c].into_iter()) == IsNormalized::Yes;
    let ends = text.char_indices().skip(1).filter(|(_, c)| starts(*c)).map(|(at, _)| at).chain([text.len()]);
    for end in ends {
        let part = &text[from..end];
        let composed: String = part.nfc().collect();
        if composed != part {
            edits.push(Edit { span: from..end, replacement: composed });
        }
        from = end;
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_found() {
        for text in [
            "cafe\u{301}",
            "u\u{308}ber",
            "n\u{303}",
            "\u{212B}",
            "\u{1112}\u{1161}\u{11ab}",
            "か\u{3099}",
            "\u{915}\u{93c}\u{958}",
        ] {
            assert!(may_differ(text.as_bytes()) && is_broken(text), "{text}");
            let mut fixed = text.to_owned();
            compose(text).into_iter().rev().for_each(|edit| fixed.replace_range(edit.span, &edit.replacement));
            assert!(!is_broken(&fixed), "{text}");
        }
        assert_eq!(compose("a cafe\u{301} b")[0], Edit { span: 5..8, replacement: "é".into() });
    }

    #[test]
    fn whole_letters_are_left_alone() {
        for text in [
            "café – “so”…",
            "Привет Ωμέγα",
            "한국어",
            "日本語が",
            "Tiếng Việt",
            "नमस्ते",
            "שָׁלוֹם",
            "q\u{301}",
            "😀👩‍👩‍👧",
            "½ × ™",
        ] {
            assert!(!may_differ(text.as_bytes()) || !is_broken(text), "{text}");
        }
        for text in ["café – “so”…", "Привет", "日本語が", "Tiếng Việt", "한국어", "😀"] {
            assert!(!may_differ(text.as_bytes()), "{text}");
        }
    }
}
