//! The sequences by which programs steer a terminal, as FT813 takes them out: ECMA-48, and what xterm added to it.

/// Bytes of the longest string in a sequence (a title of a window, the address of a link).
const STRING: usize = 2_000;
/// Bytes of the longest list of numbers.
const NUMBERS: usize = 48;

/// The length of the sequence that a text begins with, if one is whole.
pub fn sequence(text: &str) -> Option<usize> {
    if let Some(rest) = text.strip_prefix('\u{1B}') {
        return escape(rest).map(|length| length + 1);
    }
    let wide = 2;
    // One character for `ESC [`; with no number it may be a quotation mark of Windows-1252.
    if let Some(rest) = text.strip_prefix('\u{9B}') {
        return rest
            .starts_with(|c: char| c.is_ascii_digit())
            .then(|| numbers(rest))
            .flatten()
            .map(|length| length + wide);
    }
    let rest = text.strip_prefix(['\u{90}', '\u{9D}'])?;
    string(rest).map(|length| length + wide)
}

/// What stands behind `ESC`.
fn escape(rest: &str) -> Option<usize> {
    let first = rest.bytes().next()?;
    match first {
        b'[' => numbers(&rest[1..]).map(|length| length + 1),
        // A string, or its end alone.
        b']' | b'P' | b'X' | b'^' | b'_' => string(&rest[1..]).map(|length| length + 1),
        // `ESC ( B` chooses a character set.
        0x20..=0x2F => {
            let between = rest.bytes().take(4).take_while(|b| (0x20..0x30).contains(b)).count();
            rest.as_bytes().get(between).filter(|b| (0x30..0x7F).contains(*b)).map(|_| between + 1)
        }
        b'7' | b'8' | b'=' | b'>' | b'\\' | b'|' | b'}' | b'~' => Some(1),
        // A letter is one of the sequence only where no word begins.
        b'c' | b'D' | b'E' | b'H' | b'M' | b'N' | b'O' | b'Z' | b'n' | b'o' => {
            (!rest[1..].starts_with(char::is_alphanumeric)).then_some(1)
        }
        _ => None,
    }
}

/// Numbers and signs up to a letter: `31m`, `?25l`, `2 q`.
fn numbers(rest: &str) -> Option<usize> {
    let length = rest.bytes().take(NUMBERS).take_while(|b| (0x20..0x40).contains(b)).count();
    rest.as_bytes().get(length).filter(|b| (0x40..0x7F).contains(*b)).map(|_| length + 1)
}

/// Anything on one line up to a bell or the mark of its end.
fn string(rest: &str) -> Option<usize> {
    for (at, c) in rest.char_indices().take(STRING) {
        match c {
            '\u{7}' => return Some(at + 1),
            '\u{9C}' => return Some(at + 2),
            '\u{1B}' => return rest[at..].starts_with("\u{1B}\\").then_some(at + 2),
            '\n' => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_sequences_are_read() {
        for (text, rest) in [
            ("\u{1b}[31mred", "red"),
            ("\u{1b}[?25l", ""),
            ("\u{1b}[38;2;10;20;30mx", "x"),
            ("\u{1b}[2 qx", "x"),
            ("\u{1b}]0;a title\u{7}text", "text"),
            ("\u{1b}]8;;https://shop.test\u{1b}\\link", "link"),
            ("\u{1b}]8;;\u{7}", ""),
            ("\u{1b}(Btext", "text"),
            ("\u{1b}7", ""),
            ("\u{1b}=so", "so"),
            ("\u{1b}Pq#0\u{1b}\\x", "x"),
            ("\u{9b}31mred", "red"),
            ("\u{9d}0;t\u{9c}x", "x"),
            ("\u{1b}M\n", "\n"),
        ] {
            assert_eq!(sequence(text).map(|length| &text[length..]), Some(rest), "{text:?}");
        }
    }

    #[test]
    fn half_ones_and_others_are_not() {
        for text in [
            "",
            "plain",
            "\u{1b}",
            "\u{1b}[",
            "\u{1b}[31",
            "\u{1b}alone",
            "\u{1b}Maybe",
            "\u{1b}]0;no end",
            "\u{1b}]0;a\nb\u{7}",
            "\u{9b} word",
            "\u{9b}m",
            "\u{9b}",
            "\u{92}s",
            "\u{1b}[31\u{e9}",
            "\u{1b}é",
            "\u{1b}(",
            "[31m",
            "\u{9d}x",
        ] {
            assert_eq!(sequence(text), None, "{text:?}");
        }
        let long = format!("\u{1b}]{}", "a".repeat(100_000));
        assert_eq!(sequence(&long), None);
    }
}
