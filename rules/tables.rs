//! Reads the pattern tables `rules/patterns/*.toml` and writes them as Rust, so that the program needs no parser for them.
//!
//! The tables use a small part of TOML: `[section]`, `key = "text"`, `key = ["text", …]` over one or more lines, and
//! comments on lines of their own. Anything else fails the build with the file's name and line.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Writes all tables below `folder` to `OUT_DIR/patterns.rs`.
pub fn write(folder: &Path) {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder rules/patterns is part of the package")
        .map(|entry| entry.expect("a readable folder entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    let mut out =
        String::from("/// Every table, by file and section.\npub static TABLES: &[(&str, &[Section])] = &[\n");
    for file in &files {
        let name = file.file_stem().expect("a file").to_string_lossy();
        let text = fs::read_to_string(file).unwrap_or_else(|why| panic!("{name}: {why}"));
        writeln!(out, "({name:?}, &[").expect("writing to a string");
        let sections = sections(&name, &text);
        if name == "polarity" {
            write_polarity(&sections);
        }
        for (section, lists) in sections {
            writeln!(out, "Section {{ name: {section:?}, lists: &{lists:?} }},").expect("writing to a string");
        }
        out.push_str("]),\n");
    }
    // `Vec` prints as `[…]`; a slice in a tuple needs the borrow.
    out.push_str("];\n");
    let out = out.replace("\", [", "\", &[");
    let target = Path::new(&env::var("OUT_DIR").expect("set by cargo")).join("patterns.rs");
    fs::write(target, out).expect("OUT_DIR is writable");
}

/// Writes the languages of `polarity.toml` to `OUT_DIR/polarity.rs`, as the table that answers are read with.
fn write_polarity(sections: &[(String, Lists)]) {
    let mut out = String::from("/// Every language, English first.\npub(super) const TONGUES: &[Tongue] = &[\n");
    for (_, lists) in sections {
        let list = |key: &str| lists.iter().find(|(name, _)| name == key).map_or(&[][..], |(_, list)| list);
        let fields = ["yes", "no", "shown", "scripts", "idioms"].map(|key| format!("{key}: &{:?}", list(key)));
        writeln!(out, "Tongue {{ {} }},", fields.join(", ")).expect("writing to a string");
    }
    out.push_str("];\n");
    let target = Path::new(&env::var("OUT_DIR").expect("set by cargo")).join("polarity.rs");
    fs::write(target, out).expect("OUT_DIR is writable");
}

type Lists = Vec<(String, Vec<String>)>;

fn sections(file: &str, text: &str) -> Vec<(String, Lists)> {
    let mut out: Vec<(String, Lists)> = Vec::new();
    let mut open: Option<(String, String)> = None;
    for (number, line) in text.lines().enumerate().map(|(i, line)| (i + 1, line.trim())) {
        let fail = |why: &str| -> ! { panic!("rules/patterns/{file}.toml:{number}: {why}") };
        if let Some((_, body)) = &mut open {
            body.push_str(line);
            body.push(' ');
        } else if line.is_empty() || line.starts_with('#') {
            continue;
        } else if let Some(name) = line.strip_prefix('[') {
            out.push((name.trim_end_matches(']').to_owned(), Vec::new()));
        } else if let Some((key, value)) = line.split_once(" = ") {
            open = Some((key.to_owned(), value.to_owned()));
        } else {
            fail("neither a section nor `key = value`");
        }
        if let Some((key, body)) = open.take_if(|(_, body)| is_closed(body)) {
            let Some((_, lists)) = out.last_mut() else { fail("a key before the first section") };
            lists.push((key, strings(&body).unwrap_or_else(|| fail("not a string or a list of strings"))));
        }
    }
    assert!(open.is_none(), "rules/patterns/{file}.toml: a list has no end");
    out
}

fn is_closed(value: &str) -> bool {
    !value.starts_with('[') || value.trim_end().ends_with(']')
}

/// The strings of a value.
fn strings(value: &str) -> Option<Vec<String>> {
    let inner = value.trim();
    let inner = inner.strip_prefix('[').map_or(Some(inner), |list| list.strip_suffix(']'))?;
    let mut rest = inner.trim();
    let mut out = Vec::new();
    while !rest.is_empty() {
        let (text, after) = string(rest)?;
        out.push(text);
        rest = after.trim_start();
        rest =
            rest.strip_prefix(',').map_or_else(|| if rest.is_empty() { Some(rest) } else { None }, Some)?.trim_start();
    }
    Some(out)
}

/// One string, `"with \"escapes\""` or `'without'`, and what stands behind it.
fn string(text: &str) -> Option<(String, &str)> {
    if let Some(literal) = text.strip_prefix('\'') {
        let (inner, rest) = literal.split_once('\'')?;
        return Some((inner.to_owned(), rest));
    }
    let mut chars = text.strip_prefix('"')?.char_indices();
    let mut out = String::new();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((out, &text[at + 2..])),
            '\\' => match chars.next()?.1 {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'u' => {
                    let hex: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                    out.push(char::from_u32(u32::from_str_radix(&hex, 16).ok()?)?);
                }
                c @ ('"' | '\\') => out.push(c),
                _ => return None,
            },
            c => out.push(c),
        }
    }
    None
}
