//! Rows behind broken ones, where rows are no lines: none is lost, none is cut, whatever the buffer and the thread.

use serde_json::Value;

use super::super::pos::{Anchor, GridCursor, GridStart};
use super::super::sniff::Framing;
use super::{BlockReader, Limits};

/// Rows of an input, cut to what buffers may not change.
pub(super) fn rows(text: &str, framing: Framing, buffer: usize, max_row: u64) -> Vec<(u64, u64, String, Option<u64>)> {
    let limits = Limits { buffer, max_row };
    let mut reader = BlockReader::new(text.as_bytes(), framing, Vec::new(), 0, limits);
    let (mut cursor, mut out) = (GridCursor::new(0), Vec::new());
    while let Some(block) = reader.next(&mut cursor, Vec::new()).expect("no i/o error in memory") {
        out.extend(
            block
                .rows()
                .map(|row| (row.line, row.offset, String::from_utf8_lossy(row.bytes).into_owned(), row.too_long)),
        );
    }
    out
}

/// The same for all buffers, and from every row on.
pub(super) fn all(text: &str, framing: Framing, max_row: u64) -> Vec<String> {
    let whole = rows(text, framing, 1 << 20, max_row);
    for buffer in [1, 2, 3, 5, 7, 16, 33, 64, 100, 1000] {
        assert_eq!(rows(text, framing, buffer, max_row), whole, "buffer {buffer}\n{text}");
    }
    for buffer in [1, 1 << 20] {
        resumed(text, framing, Limits { buffer, max_row }, &whole);
    }
    whole.into_iter().map(|row| row.2).collect()
}

/// Reads from each row on as rows are read again: what is known there must do.
fn resumed(text: &str, framing: Framing, limits: Limits, whole: &[(u64, u64, String, Option<u64>)]) {
    let mut splitter = super::Splitter::new(framing, limits.max_row);
    let mut elements = Vec::new();
    splitter.feed(text.as_bytes(), 0, 0, &mut elements);
    splitter.finish(text.as_bytes(), 0, &mut elements);
    assert_eq!(elements.len(), whole.len(), "{text}");
    for (n, element) in elements.iter().enumerate() {
        let start = GridStart { offset: element.start, row: n as u64, line: element.line, indent: element.indent };
        let at = Anchor { pos: crate::source::pos::Pos::default(), start, resync: element.resync };
        let mut reader = BlockReader::resume(&text.as_bytes()[element.start as usize..], framing, at, limits);
        let mut cursor = GridCursor::new(0);
        let mut out = Vec::new();
        while let Some(block) = reader.next(&mut cursor, Vec::new()).expect("no i/o error in memory") {
            out.extend(
                block
                    .rows()
                    .map(|row| (row.line, row.offset, String::from_utf8_lossy(row.bytes).into_owned(), row.too_long)),
            );
        }
        assert_eq!(out, whole[n..], "from row {n}\n{text}");
    }
}

/// Bad rows.
const BAD: [&str; 12] = [
    "{\"p\":\"a b c, \"c\":\"d e f\"}",
    "{\"p\":\"a\",\"c\":\"d\"",
    "{\"p\":\"a\",\"c\":\"d\",",
    "{\"p\":\"a\",\"c\":\"d",
    "{\"p\":\"a\",\"c\":",
    "{\"p\":\"a\",\"c\"",
    "{\"m\":[{\"r\":\"u\"},{\"r\":\"a\"}",
    "{\"m\":[{\"r\":\"u\"},{\"r\":\"a\"",
    "{\"m\":[{\"r\":\"u\"},{\"r\":\"a\"}}",
    "{\"p\":[[[[",
    "{\"p\":{\"a\":{\"b\":1}",
    "{\"p\":\"a\\\"",
];

fn good(n: usize) -> String {
    format!("{{\"p\":\"é {n}\",\"m\":[{{\"r\":\"{{\\n\"}},{{\"r\":\"]}}, \"}}]}}")
}

pub(super) fn is_sound(row: &str) -> bool {
    serde_json::from_str::<Value>(row).is_ok()
}

#[test]
fn a_bad_line_of_an_array_is_one_row() {
    for bad in BAD {
        for at in [0, 1, 3] {
            let mut lines: Vec<String> = (0..4).map(good).collect();
            lines[at] = bad.to_owned();
            for (begin, between, end) in [
                ("[\n", ",\n", "\n]\n"),
                ("[", ",\n", "]"),
                ("[", ",\n ", "\n]"),
                ("[\r\n  ", ",\r\n  ", "\r\n]\r\n"),
                ("[\n", "\n,", "\n]"),
            ] {
                let text = format!("{begin}{}{end}", lines.join(between));
                let found = all(&text, Framing::Array, 1 << 20);
                assert_eq!(found.len(), 4, "{text}\n{found:#?}");
                for n in 0..4 {
                    assert_eq!(is_sound(&found[n]), n != at, "{text}\n{found:#?}");
                    assert!(n == at || found[n] == lines[n], "{text}\n{found:#?}");
                }
                if at < 3 {
                    assert_eq!(found[at], bad, "{text}");
                }
            }
        }
    }
}

#[test]
fn a_bad_pretty_row_is_one_row() {
    let row = |n: usize| serde_json::json!({"a": format!("é {n}"), "m": [{"r": "u"}, {"r": "a"}], "x": {"y": [{}]}});
    let pretty = |n: usize| serde_json::to_string_pretty(&row(n)).expect("JSON");
    let breaks: [fn(&str) -> String; 6] = [
        |row| row.replacen("\"r\": \"u\"", "\"r\": \"u", 1),
        |row| row.replacen("\"r\": \"u\"", "\"r\": u\"", 1),
        |row| row.replacen("  ],\n", "", 1),
        |row| row.replacen("    }\n  ]", "    }", 1),
        |row| row.strip_suffix("\n}").expect("an object").to_owned(),
        |row| row.strip_suffix("\n  }\n}").expect("two objects").to_owned(),
    ];
    for (n, harm) in breaks.iter().enumerate() {
        for at in [0, 1, 3] {
            let docs: Vec<String> = (0..4).map(|n| if n == at { harm(&pretty(n)) } else { pretty(n) }).collect();
            let text = docs.join("\n") + "\n";
            let found = all(&text, Framing::Documents, 1 << 20);
            assert_eq!(found.len(), 4, "break {n} at {at}\n{text}\n{found:#?}");
            assert!((0..4).all(|n| is_sound(&found[n]) == (n != at)), "break {n} at {at}\n{text}\n{found:#?}");
            let indented: Vec<String> = docs.iter().map(|row| row.replace('\n', "\n  ")).collect();
            for (begin, between) in [("[\n  ", ",\n  "), ("[\n  ", "\n  , ")] {
                let text = format!("{begin}{}\n]\n", indented.join(between));
                let found = all(&text, Framing::Array, 1 << 20);
                assert_eq!(found.len(), 4, "break {n} at {at}\n{text}\n{found:#?}");
                assert!((0..4).all(|n| is_sound(&found[n]) == (n != at)), "break {n} at {at}\n{text}\n{found:#?}");
            }
            let text = format!("[{}]\n", docs.join(", "));
            let found = all(&text, Framing::Array, 1 << 20);
            let rest = (0..4).filter(|n| *n != at);
            // Where the bad row has no `}` of its own at the beginning of a line, the next one is not told from a part of it.
            let lost = usize::from(n >= 4 && at < 3);
            assert!(
                rest.clone().filter(|n| found.contains(&docs[*n])).count() + lost >= 3,
                "break {n} at {at}\n{text}\n{found:#?}"
            );
        }
    }
}

#[test]
fn sound_rows_are_never_cut() {
    let flat = |n: usize| {
        let row = serde_json::json!({"p": n, "m": [{"r": "{"}, {"r": "},{"}, [{}, {"x": [[]]}]], "c": {"d": {}}});
        let pretty = serde_json::to_string_pretty(&row).expect("JSON");
        pretty.lines().map(str::trim_start).collect::<Vec<_>>().join("\n")
    };
    let rows: Vec<String> = (0..5).map(flat).collect();
    for between in [",\n", ",", " ,\n ", "\n,\n\n"] {
        let text = format!("[\n{}\n]", rows.join(between));
        assert_eq!(all(&text, Framing::Array, 1 << 20), rows);
        assert_eq!(all(&text.replace('\n', "\r\n"), Framing::Array, 1 << 20).len(), 5);
    }
    assert_eq!(all(&rows.join("\n"), Framing::Documents, 1 << 20), rows);
}

#[test]
fn rows_behind_one_that_never_ends_are_read_within_bounds() {
    let open = "{\"m\":[".to_owned();
    let lines: Vec<String> = std::iter::once(open).chain((0..60).map(good)).collect();
    let text = format!("[\n{}\n]\n", lines.join(",\n"));
    for max_row in [200, 1000, 1 << 20] {
        let found = all(&text, Framing::Array, max_row);
        assert_eq!(found.len(), 61, "{max_row}");
        assert_eq!(found[1..], lines[1..], "{max_row}");
    }
    for line in ["{\"a\":[", "{}, {\"a\":[", "{\"a\":[{},", "{\"a\":\"", "[[[[", "{\"a\":{"] {
        let text = format!("[\n{}", format!("{line}\n").repeat(40));
        for max_row in [50, 400, 1 << 20] {
            let found = all(&text, Framing::Array, max_row);
            assert!(found.len() >= 40 || line == "[[[[", "{line} {max_row} {}", found.len());
        }
    }
}

#[test]
fn hostile_arrays_take_linear_time() {
    for line in ["{\"a\":[", "{}, {\"a\":[", "{\"a\":[{},", "{\"a\":\"", "{\"a\":{\"b\":", "{\"a\":["] {
        let text = format!("[\n{}", format!("{line}\n").repeat(100_000));
        let found = rows(&text, Framing::Array, 1 << 16, 64 << 20);
        assert!(found.len() >= 100_000, "{line} {}", found.len());
    }
    let text = format!("{}\n{}", "[".repeat(1_000_000), good(1));
    assert_eq!(rows(&text, Framing::Array, 1 << 16, 64 << 20).last().expect("rows").2, good(1));
}

/// Arrays of lines in which random bytes are struck out, doubled or put in.
#[test]
fn harm_of_any_kind_costs_only_the_rows_it_is_in() {
    let mut random = random(7);
    for round in 0..120 {
        let mut lines: Vec<String> = (0..6).map(good).collect();
        let at = harm(&mut lines, &mut random);
        let text = format!("[\n{}\n]\n", lines.join(",\n"));
        let found = all(&text, Framing::Array, 1 << 20);
        for (n, line) in lines.iter().enumerate() {
            assert!(n == at || found.contains(line), "round {round}: {n} is lost\n{text}\n{found:#?}");
        }
    }
}

/// Numbers below another one, always the same from one seed.
pub(super) fn random(mut state: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    }
}

/// Strikes out or replaces a byte of a row; gives which row.
pub(super) fn harm(rows: &mut [String], random: &mut impl FnMut(usize) -> usize) -> usize {
    let at = random(rows.len());
    let place = loop {
        let place = random(rows[at].len());
        if rows[at].is_char_boundary(place) && rows[at].is_char_boundary(place + 1) {
            break place;
        }
    };
    let put = ["", "", "\"", "{", "}", "[", "]", ",", "\\", "\n"][random(10)];
    rows[at].replace_range(place..=place, put);
    at
}
