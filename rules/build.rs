//! Reads the rule pages `rules/FT*.md`, checks their front matter and writes the catalogue that the program embeds.
//!
//! A missing or unknown key, a value outside its list, a code or name used twice, or a file name that does not match
//! its page fails the build with the page's name. Writes the pattern tables as well; see `tables.rs`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

mod tables;

const KEYS: [&str; 10] =
    ["code", "name", "family", "scope", "level", "confidence", "fix", "status", "since", "aliases"];

fn main() {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("rules");
    println!("cargo:rerun-if-changed=rules");
    tables::write(&folder.join("patterns"));
    let mut pages: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder rules/ is part of the package")
        .map(|entry| entry.expect("a readable folder entry").path())
        .filter(|path| file_name(path).starts_with("FT") && path.extension().is_some_and(|e| e == "md"))
        .collect();
    pages.sort();

    let mut names = BTreeMap::new();
    let mut out = String::from("/// Every rule page, sorted by code.\npub static CATALOGUE: &[Meta] = &[\n");
    for page in &pages {
        let fields = front_matter(page);
        for key in ["code", "name"] {
            if let Some(other) = names.insert(fields[key].clone(), file_name(page)) {
                panic!("{}: {key} `{}` is already used by {other}", file_name(page), fields[key]);
            }
        }
        write_meta(&mut out, page, &fields);
    }
    out.push_str("];\n");
    let target = Path::new(&env::var("OUT_DIR").expect("set by cargo")).join("catalogue.rs");
    fs::write(target, out).expect("OUT_DIR is writable");
}

fn file_name(path: &Path) -> String {
    path.file_name().expect("a file").to_string_lossy().into_owned()
}

fn front_matter(page: &Path) -> BTreeMap<String, String> {
    let name = file_name(page);
    let text = fs::read_to_string(page).unwrap_or_else(|why| panic!("{name}: {why}"));
    let body = text.strip_prefix("---\n").unwrap_or_else(|| panic!("{name}: does not start with ---"));
    let (head, rest) = body.split_once("\n---\n").unwrap_or_else(|| panic!("{name}: the front matter has no end"));
    let mut fields = BTreeMap::new();
    for line in head.lines() {
        let (key, value) = line.split_once(':').unwrap_or_else(|| panic!("{name}: `{line}` is not `key: value`"));
        assert!(KEYS.contains(&key), "{name}: unknown key `{key}`");
        assert!(fields.insert(key.into(), value.trim().into()).is_none(), "{name}: `{key}` twice");
    }
    for key in KEYS {
        assert!(fields.contains_key(key), "{name}: key `{key}` is missing");
    }
    for heading in ["# ", "## Why it matters", "## Bad", "## Good"] {
        assert!(rest.lines().any(|line| line.starts_with(heading)), "{name}: no `{heading}` heading");
    }
    let wanted = format!("{}-{}.md", fields["code"], fields["name"]);
    assert!(name == wanted, "{name}: by its front matter it must be called {wanted}");
    fields
}

fn write_meta(out: &mut String, page: &Path, fields: &BTreeMap<String, String>) {
    let variant = |key: &str, known: &[&str]| -> String {
        let value = &fields[key];
        assert!(known.contains(&value.as_str()), "{}: `{key}` is `{value}`, want one of {known:?}", file_name(page));
        let mut letters = value.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
    };
    let families = ["file", "schema", "format", "contradiction", "balance", "privacy", "redundancy", "content"];
    writeln!(
        out,
        "    Meta {{ code: {code:?}, name: {name:?}, family: Family::{family}, scope: Scope::{scope}, \
         level: Level::{level}, confidence: Confidence::{confidence}, fix: FixKind::{fix}, status: Status::{status}, \
         since: {since:?}, page: include_str!({path:?}) }},",
        code = fields["code"],
        name = fields["name"],
        family = variant("family", &families),
        scope = variant("scope", &["example", "dataset"]),
        level = variant("level", &["error", "warn", "info"]),
        confidence = variant("confidence", &["certain", "likely", "hint"]),
        fix = variant("fix", &["none", "safe", "unsafe"]),
        status = variant("status", &["preview", "stable", "deprecated"]),
        since = fields["since"],
        path = page.to_string_lossy(),
    )
    .expect("writing to a string");
}
