//! `ft-lint config`: the configuration that holds here, with the origin of every value; `--test` tries the rules of the
//! house on their own examples.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use toml::{Table, Value};

use super::End;
use super::args::Config;
use super::setup::settings;
use crate::config::{self, Resolved, Settings, join, rule_defaults};
use crate::engine::RULESET;
use crate::outcome::Outcome;
use crate::report;
use crate::rules::custom::House;

/// Runs the command.
pub fn config(args: &Config, out: &mut dyn Write) -> Result<Outcome, End> {
    let settings = settings(&args.check)?;
    let resolved = config::resolve(&settings).map_err(End::Failures)?;
    let (text, outcome) = if args.test {
        test(&settings, &resolved)
    } else {
        (show(&settings, &resolved, &args.check.paths), Outcome::Passed)
    };
    out.write_all(report::sanitized_lines(&text).as_bytes())?;
    out.flush()?;
    Ok(outcome)
}

/// The merged configuration as TOML, each value with its origin as a comment.
fn show(settings: &Settings, resolved: &Resolved, paths: &[OsString]) -> String {
    let mut whole = defaults();
    join(&mut whole, &settings.table);
    let file = settings.file.as_ref().map_or("no configuration file", |file| file.name.as_str());
    let mut out = format!("# {file}\n");
    table(&whole, &mut Vec::new(), settings, &mut out);
    for path in paths {
        let _ = writeln!(out, "\n# {}", path.to_string_lossy());
        let found = resolved.overrides_of(Path::new(path));
        for (number, other) in &found {
            let origin = settings.origin(&["overrides", &number.to_string()]);
            let mut say = |line: String| {
                let _ = writeln!(out, "#   {line}  override {} ({origin})", number + 1);
            };
            let own = other.profile.filter(|own| own.name == resolved.profile_of(Path::new(path)).name);
            own.into_iter().for_each(|own| say(format!("profile = \"{}\"", own.name)));
            if !other.select.is_empty() {
                say(format!("select = {:?}", other.select));
            }
            for (selector, setting) in &other.levels {
                say(format!("{selector} = \"{}\"", setting.0.map_or("off", |level| level.name())));
            }
        }
        if found.is_empty() {
            out.push_str("#   no override\n");
        }
    }
    out
}

/// What holds where nobody says anything.
fn defaults() -> Table {
    let text = format!(
        "ruleset = \"{RULESET}\"\nprofile = \"generic\"\ninputs = []\ninclude = []\nexclude = []\nselect = []\nignore = []\n\
         extend-select = []\nextend-ignore = []\nlabels = []\nlabel-mode = \"auto\"\nallow-answers = []\nnear = true\nmax-row-bytes = {}\nmax-findings = 1000\n\
         [privacy]\ncertainty = \"likely\"\nperson = false\nallow = []\n[gate]\nfail-on = \"error\"\n",
        64 << 20
    );
    let mut table: Table = text.parse().expect("the defaults are TOML");
    table.insert("rules".into(), Value::Table(rule_defaults()));
    table
}

fn is_tables(value: &Value) -> bool {
    value.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_table))
}

/// Plain values first, as TOML wants it, then tables.
fn table(table: &Table, path: &mut Vec<String>, settings: &Settings, out: &mut String) {
    for (key, value) in table.iter().filter(|(_, value)| !value.is_table() && !is_tables(value)) {
        path.push(key.clone());
        let origin = settings.origin(&path.iter().map(String::as_str).collect::<Vec<_>>());
        let _ = writeln!(out, "{} = {value}  # {origin}", quoted(key));
        path.pop();
    }
    for (key, value) in table {
        path.push(key.clone());
        match value {
            Value::Table(inner) => {
                if inner.values().any(|value| !value.is_table()) {
                    let _ = writeln!(out, "\n[{}]", dotted(path));
                }
                self::table(inner, path, settings, out);
            }
            Value::Array(items) if is_tables(value) => {
                for (i, item) in items.iter().enumerate() {
                    let _ = writeln!(out, "\n[[{}]]", dotted(path));
                    path.push(i.to_string());
                    let inner = item.as_table().expect("all items are tables");
                    for (key, value) in inner {
                        let origin = settings.origin(&path.iter().map(String::as_str).collect::<Vec<_>>());
                        let _ = writeln!(out, "{} = {value}  # {origin}", quoted(key));
                    }
                    path.pop();
                }
            }
            _ => {}
        }
        path.pop();
    }
}

fn dotted(path: &[String]) -> String {
    path.iter().map(|key| quoted(key)).collect::<Vec<_>>().join(".")
}

fn quoted(key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if bare { key.to_owned() } else { Value::from(key).to_string() }
}

/// Tries every rule of the house on its examples.
fn test(settings: &Settings, resolved: &Resolved) -> (String, Outcome) {
    let mut out = String::new();
    let mut passed = true;
    let rules = &resolved.selection.custom;
    for rule in &settings.config.custom {
        let Some(house) = rules.iter().find(|house| house.meta().name == rule.name) else {
            let _ = writeln!(out, "off   CUSTOM-{}", rule.name);
            continue;
        };
        let wrong = wrong(house, &rule.bad, &rule.good);
        passed &= wrong.is_empty();
        let word = if wrong.is_empty() { "ok" } else { "FAIL" };
        let (bad, good) = (rule.bad.len(), rule.good.len());
        let _ = writeln!(out, "{word:<5} {}  {bad} bad, {good} good", house.meta().code);
        for line in wrong {
            let _ = writeln!(out, "      {line}");
        }
    }
    if settings.config.custom.is_empty() {
        out.push_str("no rules of the house\n");
    }
    (out, if passed { Outcome::Passed } else { Outcome::Failed })
}

fn wrong(house: &House, bad: &[String], good: &[String]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (rows, name) in [(bad, "bad"), (good, "good")] {
        if rows.is_empty() {
            wrong.push(format!("it has no example in `{name}`"));
        }
        for (i, row) in rows.iter().enumerate() {
            match house.try_on(row) {
                Err(why) => wrong.push(format!("{name} {}: {why}", i + 1)),
                Ok(found) if found.is_empty() && name == "bad" => wrong.push(format!("bad {}: not found", i + 1)),
                Ok(found) if !found.is_empty() && name == "good" => {
                    let at =
                        if found[0].pointer.is_empty() { String::new() } else { format!(" [{}]", found[0].pointer) };
                    wrong.push(format!("good {}: {}{at}", i + 1, found[0].message));
                }
                Ok(_) => {}
            }
        }
    }
    wrong
}
