//! Rows behind broken ones in the same line, and sound ones in all ways to write them.

use serde_json::Value;

use super::super::sniff::Framing;
use super::resync_tests::{all, harm, is_sound, random, rows};

/// All rows in one line.
fn in_one_line(rows: &[String], between: &str) -> String {
    format!("[{}]", rows.join(between))
}

/// Rows as chat data have them, of lists with objects of their own.
fn talk(n: usize) -> String {
    format!(
        "{{\"messages\":[{{\"role\":\"user\",\"content\":\"Q {n}, {{\\\"a\\\": [1]}},{{\"}}, {{\"role\":\"assistant\",\"content\":\"é }}],[ {n}\"}}],\"n\":{{\"k\":[{n},null]}}}}"
    )
}

/// How rows of one line are broken: a name, what is taken for what, and how often.
const HARM: [(&str, &str, &str); 15] = [
    ("no quote behind a text", "user\",", "user,"),
    ("no quote behind the last text", "\"}],\"n\"", "}],\"n\""),
    ("no quote before a text", ":\"user", ":user"),
    ("no quote before a key", "\"role\":\"user", "role\":\"user"),
    ("no quote behind a key", "\"role\":\"user", "\"role:\"user"),
    ("no quote before the first key", "{\"messages", "{messages"),
    ("a quote in a text", "Q ", "Q\" "),
    ("two quotes in a text", "Q ", "\"Q\" "),
    ("three quotes in a text", "Q ", "\"Q\"\" "),
    ("no bracket behind a message", "\"}, {", "\", {"),
    ("no comma between texts", "\",\"content", "\" \"content"),
    ("no colon", "\"messages\":[", "\"messages\"["),
    ("a word too many", "null]", "null nil]"),
    ("a bracket of the other kind", "null]", "null}"),
    ("a bracket too few", "null]", "null"),
];

#[test]
fn a_bad_row_in_one_line_is_one_row() {
    for (what, own, put) in HARM {
        for between in [",", ", ", " ,  "] {
            for at in [0, 1, 4] {
                let mut rows: Vec<String> = (0..5).map(talk).collect();
                rows[at] = rows[at].replacen(own, put, 1);
                assert!(!is_sound(&rows[at]), "{what}");
                let found = all(&in_one_line(&rows, between), Framing::Array, 1 << 20);
                assert_eq!(found, rows, "{what}, row {at} of 5 with {between:?} between");
            }
        }
    }
}

/// Objects behind each other without a comma.
#[test]
fn a_bad_row_of_joined_ones_is_one_row() {
    for (what, own, put) in HARM.into_iter().filter(|(what, ..)| what.contains("quote")) {
        for between in ["", " "] {
            for at in [0, 1, 4] {
                let mut rows: Vec<String> = (0..5).map(talk).collect();
                rows[at] = rows[at].replacen(own, put, 1);
                let found = all(&(rows.join(between) + "\n"), Framing::Joined, 1 << 20);
                assert_eq!(found, rows, "{what}, row {at} of 5 with {between:?} between");
            }
        }
    }
}

/// An open quote in flat rows, whatever key stands first in the others, and rows that lack their end.
#[test]
fn an_open_quote_in_one_line_is_one_row() {
    let flat = |n: usize| match n % 3 {
        0 => format!("{{\"a\":\"x {n}\",\"b\":\"y\"}}"),
        1 => format!("{{\"b\":\"}} {n}\",\"a\":\"y {{\"}}"),
        _ => format!("{{ \"c d\" : [\"]\", {n}], \"a\":\"\"}}"),
    };
    for (own, put) in [("\"}", "}"), ("\",", ","), (":\"", ":"), ("\"}", ""), ("\"}", "\""), ("\"", ""), ("\"", "\"\"")]
    {
        for at in [0, 1, 3] {
            let mut rows: Vec<String> = (0..7).map(flat).collect();
            rows[at] = rows[at].replacen(own, put, 1);
            let found = all(&in_one_line(&rows, ","), Framing::Array, 1 << 20);
            assert_eq!(found, rows, "{own} {put}");
        }
    }
    // The last one has nothing behind it, but the bracket is not its own.
    let found = all("[{\"a\":\"x\"},{\"a\":\"5\" disk\"}]\n", Framing::Array, 1 << 20);
    assert_eq!(found, ["{\"a\":\"x\"}", "{\"a\":\"5\" disk\"}"]);
    let found = all("[{\"a\":\"x\"},{\"a\":\"open}]\n", Framing::Array, 1 << 20);
    assert_eq!(found.len(), 2);
}

/// Chat rows that lack the bracket of their list hold those behind them, until the input ends.
#[test]
fn a_row_without_its_last_brackets_gives_back_those_behind_it() {
    for lack in ["]", "}", "]}", "}]}", "]}}"] {
        for at in [0, 2] {
            let mut rows: Vec<String> =
                (0..5).map(|n| format!("{{\"m\":[{{\"r\":\"{n}\"}},{{\"r\":\"a\"}}]}}")).collect();
            let end = rows[at].len() - 3;
            let tail = ["}", "]", "}"].concat();
            let kept = lack.chars().fold(tail, |tail, c| tail.replacen(c, "", 1));
            rows[at].truncate(end);
            rows[at] += &kept;
            let found = all(&in_one_line(&rows, ","), Framing::Array, 1 << 20);
            assert_eq!(found, rows, "{lack}");
        }
    }
}

/// Rows whose parts look like rows, in all ways to write them, are what a reader of JSON takes them for.
#[test]
fn sound_rows_are_those_of_a_reader() {
    let mut random = random(11);
    for round in 0..150 {
        let gap = ["", " ", "  ", "\t", "\n", "\n  ", " \r\n\t"][random(7)];
        let mut texts = Vec::new();
        for _ in 0..4 {
            let mut text = String::new();
            value(&mut random, 0, gap, &mut text);
            texts.push(text);
        }
        let text = format!("[{gap}{}{gap}]", texts.join(&format!("{gap},{gap}")));
        assert!(serde_json::from_str::<Value>(&text).is_ok(), "{text}");
        let found = all(&text, Framing::Array, 1 << 20);
        assert_eq!(found, texts, "round {round}");
    }
}

/// An object with keys, texts and lists that are easily taken for something else.
fn value(random: &mut impl FnMut(usize) -> usize, depth: usize, gap: &str, out: &mut String) {
    let key = ["a", "", "id", ",", "}", "{", "],", " b ", "é", "\\\"", "\\\\", ": "];
    let text = ["", "x", "},{\\\"a\\\":", "\\\\", "\\\"", "]", "é, ", "{", "\\u0022", "a\\n b", "},{", ":", "\\\\\\\""];
    match (depth, random(if depth > 3 { 3 } else { 6 })) {
        (1.., 0) => *out += ["1", "-2.5e+3", "true", "null"][random(4)],
        (1.., 1 | 2) => *out += &format!("\"{}\"", text[random(text.len())]),
        (1.., 3) => {
            *out += "[";
            for n in 0..random(4) {
                *out += if n > 0 { "," } else { "" };
                *out += gap;
                value(random, depth + 1, gap, out);
            }
            *out += gap;
            *out += "]";
        }
        _ => {
            *out += "{";
            for n in 0..random(4) {
                *out += if n > 0 { "," } else { "" };
                *out += &format!("{gap}\"{}\"{gap}:{gap}", key[random(key.len())]);
                value(random, depth + 1, gap, out);
            }
            *out += gap;
            *out += "}";
        }
    }
}

#[test]
fn hostile_lines_take_linear_time() {
    for unit in [
        "},{\"a\":",
        "},{\"a\":\"",
        "{\"a\":\"},{\"a\":",
        "{\"a\":[{\"b\":1},",
        "{\"a\":1,{\"a\":",
        ",{\"a\":[",
        "}]}}]},{\"a\":\"\"x",
        "\"x\" , { \"b\" : ",
        ",{      ",
        "\"a\":",
    ] {
        for begin in ["[{\"a\":\"", "[{\"a\":", "["] {
            let text = format!("{begin}{}", unit.repeat(2_000_000 / unit.len()));
            let start = std::time::Instant::now();
            let found = rows(&text, Framing::Array, 1 << 16, 64 << 20);
            assert!(!found.is_empty() || begin == "[", "{unit}");
            assert!(start.elapsed().as_secs() < 20, "{begin}{unit}: {:?}", start.elapsed());
        }
        let text = format!("[{{\"a\":\"{}", unit.repeat(40));
        all(&text, Framing::Array, 100);
        all(&text, Framing::Array, 1 << 20);
    }
}

/// One-line arrays in which random bytes are struck out, doubled or put in: few rows are lost but those that it
/// is in. (What stands for another bracket can hide for good where a row ends.)
#[test]
fn harm_in_one_line_costs_few_rows() {
    let mut random = random(3);
    let (mut whole, mut lost) = (0, 0);
    for _ in 0..400 {
        let mut rows: Vec<String> = (0..6).map(|n| talk(n * 37)).collect();
        let at = harm(&mut rows, &mut random);
        let found = all(&in_one_line(&rows, ","), Framing::Array, 1 << 20);
        let kept = rows.iter().enumerate().filter(|(n, row)| *n != at && found.contains(row)).count();
        (whole, lost) = (whole + kept, lost + 5 - kept);
    }
    assert!(lost * 200 <= whole, "{lost} lost, {whole} whole");
}

/// Whatever the bytes, rows are the same for all buffers and from each row on.
#[test]
fn rows_of_any_bytes_do_not_depend_on_the_buffer() {
    let mut random = random(29);
    let parts = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        ",",
        ":",
        "\\",
        "\n",
        " ",
        "a",
        "1",
        "{\"a\":",
        ",{\"a\":",
        "},{\"a\":\"",
        "\"}",
        "\\\"",
        "é",
        "\n{",
        "}]},",
        "\r",
        "\"b\":",
    ];
    for round in 0..3000 {
        let begin = ["[", "[{\"a\":", "[{\"a\":\"", "{\"a\":"][random(4)];
        let body: String = (0..random(60)).map(|_| parts[random(parts.len())]).collect();
        let framing = [Framing::Array, Framing::Joined, Framing::Documents][random(3)];
        all(&format!("{begin}{body}"), framing, [15, 60, 1 << 20][round % 3]);
    }
}
