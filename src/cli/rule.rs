//! `ft-lint rule` and `ft-lint rules`: the pages of the program's rules, and what the configuration says of those of the
//! house.

use std::fmt::Write as _;
use std::io::Write;

use super::End;
use super::args::{Found, Rules};
use super::setup::found;
use crate::config::{Custom, Settings, Switch};
use crate::failure::Failure;
use crate::report;
use crate::rules::custom::PREFIX;
use crate::rules::{CATALOGUE, HOUSE, Meta, Where, find, means, nearest, privacy::markers, select};

/// Prints a page. The configuration is read only for a rule that the program does not have.
pub fn rule(name: &str, at: &Found, out: &mut dyn Write) -> Result<(), End> {
    if let Some(page) = show_page(name) {
        return Ok(out.write_all(page.as_bytes())?);
    }
    let many = select(name).len();
    if many > 0 {
        return Err(several(name, many));
    }
    let settings = found(at)?;
    if let Some(page) = house_page(&settings, name) {
        return Ok(out.write_all(report::sanitized_lines(&page).as_bytes())?);
    }
    if name.eq_ignore_ascii_case(HOUSE) && !settings.config.custom.is_empty() {
        return Err(several(name, settings.config.custom.len()));
    }
    let houses = settings.config.custom.iter().map(|rule| rule.name.as_str());
    let near = houses.filter(|house| strsim::damerau_levenshtein(house, &name.to_lowercase()) <= 3).min();
    let near = near.map(|house| format!("did you mean `{house}`? `ft-lint rules` lists all"));
    Err(Failure::UnknownRule { nearest: near.or_else(|| nearest(name)), name: name.into() }.into())
}

/// A family or a prefix, which has no page of its own.
fn several(name: &str, many: usize) -> End {
    let (path, why) = (name.to_owned(), format!("it means {many} rules, and each has a page of its own"));
    Failure::Unusable { path, why, advice: format!("`ft-lint rules {name}` lists them") }.into()
}

/// Prints the table. A configuration that cannot be read leaves out the rules of the house only.
pub fn rules(args: &Rules, out: &mut dyn Write) -> Result<(), End> {
    let settings = found(&args.found);
    let house = settings.as_ref().map_or(&[][..], |settings| &settings.config.custom);
    let all = args.selectors.is_empty();
    let is_own = |one: &str, meta: &Meta| meta.is_meant(one).is_some();
    let is_house =
        |one: &str, rule: &Custom| means(one, &format!("{PREFIX}{}", rule.name), &rule.name, HOUSE).is_some();
    for one in &args.selectors {
        if !CATALOGUE.iter().any(|meta| is_own(one, meta)) && !house.iter().any(|rule| is_house(one, rule)) {
            settings?;
            return Err(Failure::UnknownRule { nearest: nearest(one), name: one.clone() }.into());
        }
    }
    let own: Vec<&Meta> =
        CATALOGUE.iter().filter(|meta| all || args.selectors.iter().any(|one| is_own(one, meta))).collect();
    let house: Vec<&Custom> =
        house.iter().filter(|rule| all || args.selectors.iter().any(|one| is_house(one, rule))).collect();
    out.write_all(report::sanitized_lines(&table(&own, &house)).as_bytes())?;
    out.flush()?;
    settings.map(|_| ()).map_err(End::from)
}

/// The page of a rule, with markers for credentials expanded to made-up values; `None` for an unknown one.
pub fn show_page(name: &str) -> Option<String> {
    let page = find(name)?.page;
    let body = page.split_once("\n---\n").map_or(page, |(_, body)| body);
    let meta = find(name)?;
    let head = format!(
        "{} {} · family {} · level {} · since {}\n\n",
        meta.code,
        meta.name,
        meta.family.name(),
        meta.level.name(),
        meta.since
    );
    Some(head + &markers::expand(&shortened(body, &format!("{}-{}", meta.code, meta.name))))
}

/// Examples of each of the sections `Bad` and `Good` that are printed.
const EXAMPLES: usize = 4;

/// The page with the first examples of each section. Those whose rows a test repeats or whose bytes it makes are not shown:
/// as they stand they are no data.
fn shortened(body: &str, file: &str) -> String {
    let mut out = String::new();
    for (i, section) in body.split("\n## ").enumerate() {
        let head = if i == 0 { "" } else { "\n## " };
        if !section.starts_with("Bad\n") && !section.starts_with("Good\n") {
            out.push_str(&format!("{head}{section}"));
            continue;
        }
        let (title, rest) = section.split_once('\n').unwrap_or((section, ""));
        let (examples, tail) = examples(rest);
        let whole = examples.iter().filter(|example| !is_made(example));
        let shown: String = whole.take(EXAMPLES).map(String::as_str).collect();
        let more = examples.len() - examples.iter().filter(|example| !is_made(example)).count().min(EXAMPLES);
        out.push_str(&format!("{head}{title}\n{}", if shown.is_empty() { "\n" } else { &shown }));
        if more > 0 {
            out.push_str(&format!("{more} more in the source: `rules/{file}.md`\n"));
        }
        out.push_str(&tail);
    }
    out
}

/// The examples of a section, each with the words before it and the report behind it; and what follows the last.
fn examples(section: &str) -> (Vec<String>, String) {
    let (mut examples, mut own, mut has_data, mut fence) = (Vec::new(), String::new(), false, None);
    for line in section.split_inclusive('\n') {
        let ticks = line.bytes().take_while(|b| *b == b'`').count();
        match fence {
            Some(open) if ticks == open && line.trim_end().len() == ticks => fence = None,
            Some(_) => {}
            None => {
                let report = line.contains("text report");
                if has_data && !report && !line.trim().is_empty() {
                    examples.push(std::mem::take(&mut own));
                    has_data = false;
                }
                if ticks >= 3 {
                    fence = Some(ticks);
                    has_data |= !line[ticks..].starts_with("text") && !line[ticks..].starts_with("toml");
                }
            }
        }
        own.push_str(line);
    }
    if has_data {
        examples.push(std::mem::take(&mut own));
    }
    (examples, own)
}

fn is_made(example: &str) -> bool {
    example.lines().any(|line| line.starts_with("@repeat ") || line.starts_with("```") && line.ends_with(" bytes"))
}

/// All rules of the program, one a line.
pub fn rule_table() -> String {
    table(&CATALOGUE.iter().collect::<Vec<_>>(), &[])
}

fn table(own: &[&Meta], house: &[&Custom]) -> String {
    let names = own.iter().map(|meta| meta.name.len()).chain(house.iter().map(|rule| rule.name.len()));
    let name = names.max().unwrap_or(0);
    let mut out = String::new();
    for meta in own {
        let summary = meta.summary().replace('\n', " ");
        let (level, family) = (meta.level.name(), meta.family.name());
        let _ = writeln!(out, "{}  {:<name$}  {level:<5}  {family:<13}  {summary}", meta.code, meta.name);
    }
    for rule in house {
        let about = about(rule).replace('\n', " ");
        let _ = writeln!(out, "{PREFIX}{0}  {0:<name$}  {1:<5}  {HOUSE:<13}  {about}", rule.name, level(rule));
    }
    out
}

fn level(rule: &Custom) -> &'static str {
    rule.level.unwrap_or(Switch::Warn).level().map_or("off", |level| level.name())
}

fn about(rule: &Custom) -> String {
    rule.message.clone().unwrap_or_else(|| match () {
        () if rule.pattern.is_some() => "Texts that match an expression.".into(),
        () if !rule.phrases.is_empty() => "Texts that hold a phrase.".into(),
        () if !rule.required.is_empty() => "Rows without a key.".into(),
        () => "Rows that break a JSON Schema.".into(),
    })
}

/// The page of a rule of the house, by name or code.
fn house_page(settings: &Settings, name: &str) -> Option<String> {
    let is_it = |rule: &&Custom| {
        let code = format!("{PREFIX}{}", rule.name);
        rule.name.eq_ignore_ascii_case(name) || code.eq_ignore_ascii_case(name)
    };
    let at = settings.config.custom.iter().position(|rule| is_it(&rule))?;
    let rule = &settings.config.custom[at];
    let origin = settings.origin(&["custom", &at.to_string(), "name"]);
    let mut out =
        format!("{PREFIX}{0} {0} · rule of the house · level {1} · {origin}\n\n# {0}\n\n", rule.name, level(rule));
    let _ = writeln!(out, "{}\n\n## What it looks for\n\n{}", about(rule), looks_for(rule));
    if let Some(help) = &rule.help {
        let _ = writeln!(out, "\n## Fix\n\n{help}");
    }
    for (title, rows) in [("Bad", &rule.bad), ("Good", &rule.good)] {
        if !rows.is_empty() {
            let _ = writeln!(out, "\n## {title}\n\n```jsonl\n{}\n```", rows.join("\n"));
        }
    }
    out.push_str("\n`ft-lint config --test` tries it on these rows.\n");
    Some(out)
}

/// What the declaration says, in words.
fn looks_for(rule: &Custom) -> String {
    let place = match rule.place.unwrap_or_default() {
        Where::All => "any text",
        Where::Context => "a text that the model is given",
        Where::Target => "a text that the model learns to produce",
        Where::System => "a system message",
        Where::User => "a text of the person",
        Where::Tool => "a result of a tool",
    };
    let list = |items: &[String]| items.iter().map(|item| format!("- `{item}`")).collect::<Vec<_>>().join("\n");
    if let Some(pattern) = &rule.pattern {
        format!("In {place}, what matches the expression `{pattern}`.")
    } else if !rule.phrases.is_empty() {
        format!("In {place}, as whole words and whatever the case of ASCII letters:\n\n{}", list(&rule.phrases))
    } else if !rule.required.is_empty() {
        format!("Rows in which one of these is missing:\n\n{}", list(&rule.required))
    } else {
        let subject = match rule.pointer.as_deref() {
            None | Some("") => "Rows that break".to_owned(),
            Some(pointer) => format!("What stands at `{pointer}`, where it breaks"),
        };
        let schema = rule.schema.as_ref().and_then(|schema| serde_json::to_string_pretty(schema).ok());
        format!("{subject} this JSON Schema:\n\n```json\n{}\n```", schema.unwrap_or_default())
    }
}
