//! Reads the rule pages `rules/FT*.md`, checks their front matter and writes the catalogue that the program embeds.
//!
//! A missing or unknown key, a value outside its list, a code or name used twice, or a file name that does not match
//! its page fails the build with the page's name. Writes the pattern tables as well (see `tables.rs`), and the profiles
//! `rules/profiles/*.toml`; a file whose name starts with `_` is only there to be extended, `"-key" = false` takes away what a
//! base has, and `like = "x"` stands for the node `[nodes.x]`.

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
    profiles(&folder.join("profiles"));
}

/// Writes all profiles as one JSON array, sorted by name, with `extends` resolved: tables merge, anything else replaces.
fn profiles(folder: &Path) {
    let files = fs::read_dir(folder).expect("the folder rules/profiles/ is part of the package");
    let mut raw = BTreeMap::new();
    for path in files.map(|entry| entry.expect("a readable folder entry").path()) {
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text = fs::read_to_string(&path).expect("a readable file");
            let table: toml::Table = text.parse().unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            raw.insert(path.file_stem().expect("a file").to_string_lossy().into_owned(), table);
        }
    }
    let whole = |name: &String| {
        let mut table = resolve(name, &raw, 0);
        table.insert("name".into(), name.clone().into());
        resolve_talks(name, &mut table);
        if let Some(toml::Value::Table(nodes)) = table.remove("nodes") {
            table = resolve_nodes(name, table, &nodes, 0);
        }
        table
    };
    let all: Vec<toml::Table> = raw.keys().filter(|name| !name.starts_with('_')).map(whole).collect();
    let target = Path::new(&env::var("OUT_DIR").expect("set by cargo")).join("profiles.json");
    fs::write(target, serde_json::to_string(&all).expect("TOML is JSON but for dates")).expect("OUT_DIR is writable");
}

fn resolve(name: &str, raw: &BTreeMap<String, toml::Table>, depth: usize) -> toml::Table {
    let mut table = raw.get(name).unwrap_or_else(|| panic!("no profile `{name}`")).clone();
    let Some(base) = table.remove("extends") else { return table };
    assert!(depth < 8, "profile {name}: `extends` goes in a circle");
    let mut whole = toml::Table::new();
    let bases = base.as_array().cloned().unwrap_or_else(|| vec![base]);
    for base in bases {
        merge(&mut whole, resolve(base.as_str().expect("`extends` names profiles"), raw, depth + 1));
    }
    merge(&mut whole, table);
    whole
}

/// Inside a profile one list of messages may extend another.
fn resolve_talks(profile: &str, table: &mut toml::Table) {
    let Some(toml::Value::Table(talks)) = table.get_mut("talks") else { return };
    let raw: BTreeMap<String, toml::Table> = talks
        .iter()
        .map(|(name, talk)| (name.clone(), talk.as_table().unwrap_or_else(|| panic!("{profile}: {name}")).clone()))
        .collect();
    for name in raw.keys() {
        talks.insert(name.clone(), resolve(name, &raw, 0).into());
    }
}

/// Anywhere in a profile `like = "x"` stands for what `[nodes.x]` says; what stands beside it is merged over it.
fn resolve_nodes(profile: &str, mut table: toml::Table, nodes: &toml::Table, depth: usize) -> toml::Table {
    assert!(depth < 32, "profile {profile}: `like` goes in a circle");
    if let Some(name) = table.remove("like") {
        let name = name.as_str().expect("`like` names a node");
        let base = nodes.get(name).and_then(toml::Value::as_table);
        let mut whole = base.unwrap_or_else(|| panic!("profile {profile}: no node `{name}`")).clone();
        merge(&mut whole, table);
        return resolve_nodes(profile, whole, nodes, depth + 1);
    }
    let value = |(key, value): (String, toml::Value)| match value {
        toml::Value::Table(inner) => (key, resolve_nodes(profile, inner, nodes, depth + 1).into()),
        toml::Value::Array(items) => {
            let item = |item| match item {
                toml::Value::Table(inner) => resolve_nodes(profile, inner, nodes, depth + 1).into(),
                other => other,
            };
            (key, toml::Value::Array(items.into_iter().map(item).collect()))
        }
        other => (key, other),
    };
    table.into_iter().map(value).collect()
}

fn merge(whole: &mut toml::Table, more: toml::Table) {
    for (key, value) in more {
        match (whole.get_mut(&key), value) {
            (Some(toml::Value::Table(own)), toml::Value::Table(more)) => merge(own, more),
            (_, toml::Value::Boolean(false)) if key.starts_with('-') => {
                whole.remove(&key[1..]);
            }
            (_, value) => {
                whole.insert(key, value);
            }
        }
    }
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
