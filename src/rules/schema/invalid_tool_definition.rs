//! FT214 invalid-tool-definition. The page is `rules/FT214-invalid-tool-definition.md`.

use std::collections::BTreeSet;

use super::reading::place::Place;
use super::tools::tool_list::{Definition, Dialect, ToolList};
use crate::rules::catalogue::Level;
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::redact::quoted;
use crate::rules::schema::Reading;

/// FT214: a tool without a usable name, a name twice, or parameters that are not a JSON Schema.
pub struct InvalidToolDefinition;

impl SchemaRule for InvalidToolDefinition {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        row.report_flaws(sink, "FT214");
        let Some(tools) = row.tool_use() else { return };
        let lists: Vec<&ToolList<'_>> = tools.lists.iter().map(AsRef::as_ref).filter(|list| read(row, list)).collect();
        both(row, &lists, sink);
        let mut names = BTreeSet::new();
        let mut twice = BTreeSet::new();
        for list in lists {
            whole(row, list, sink);
            for tool in &list.definitions {
                name(row, tool, sink);
                parameters(row, tool, sink);
                if let Ok(name) = &tool.name
                    && !names.insert(name.as_str())
                    && twice.insert(name.as_str())
                {
                    repeated(row, tool, name, sink);
                }
            }
        }
    }
}

/// Whether the consumer reads this list, and its type is right. What it does not know is another rule's finding.
fn read(row: &Reading<'_, '_>, list: &ToolList<'_>) -> bool {
    let pointer = &list.place.pointer;
    let key = pointer.split('/').nth(1).unwrap_or_default();
    let known = row.profile.is_generic()
        || row.tools.iter().any(|(at, _)| at == pointer)
        || row.form.is_some_and(|form| form.row.keys.contains_key(key));
    known && !row.flawed(pointer)
}

/// A consumer that minds says so in its own description.
fn both(row: &Reading<'_, '_>, lists: &[&ToolList<'_>], sink: &mut Sink<'_>) {
    if !row.profile.is_generic() {
        return;
    }
    let list = |key: &str| lists.iter().find(|list| list.place.pointer == key && !list.definitions.is_empty());
    if let (Some(_), Some(older)) = (list("/tools"), list("/functions"))
        && let Some(finding) = row.report_place(sink, ("both-tool-lists", Level::Warn), &older.place, BOTH)
    {
        finding.help("keep `tools`");
    }
}

const BOTH: &str = "both `tools` and `functions`";

/// The list as such.
fn whole(row: &Reading<'_, '_>, list: &ToolList<'_>, sink: &mut Sink<'_>) {
    let key = list.place.pointer.rsplit('/').next().unwrap_or_default();
    if let Some(fault) = &list.fault {
        let place = Place::new(list.place.pointer.clone());
        if let Some(finding) = row.report_place(sink, ("tool-list", Level::Error), &place, &format!("`{key}` {fault}"))
        {
            finding.help("write an array of tool definitions");
        }
    }
    for (place, found) in list.strays.iter().filter(|(place, _)| !row.flawed(&place.pointer)) {
        let message = format!("tool is {found}, want an object");
        if let Some(finding) = row.report_place(sink, ("tool-list", Level::Error), place, &message) {
            finding.help("write the whole definition: name, description, parameters");
        }
    }
}

fn name(row: &Reading<'_, '_>, tool: &Definition<'_>, sink: &mut Sink<'_>) {
    let (message, help, check) = match &tool.name {
        Ok(name) if name.is_empty() => ("tool with an empty name".to_owned(), "write the name", "tool-name"),
        Ok(name) if charset(name, tool) => return,
        Ok(name) => (
            format!("tool name `{}`, want letters, digits, `_` and `-` only, at most 64", quoted(name, 40)),
            "rename it everywhere in the row",
            "tool-name-charset",
        ),
        Err(None) if wrong_inside(row, tool) => return,
        Err(None) => {
            let near = tool.near.as_ref();
            let near =
                near.map_or(String::new(), |(key, meant)| format!("; is `{}` meant as `{meant}`?", quoted(key, 40)));
            (format!("tool without a name{near}"), "add `name`", "tool-name")
        }
        Err(Some(found)) => (format!("name of the tool is {found}, want a string"), "write a string", "tool-name"),
    };
    let place = if tool.name == Err(None) { tool.place.clone() } else { tool.place.key("name") };
    if !row.flawed(&place.pointer)
        && let Some(finding) = row.report_place(sink, (check, Level::Error), &place, &message)
    {
        finding.help(help);
    }
}

/// Whether what would hold the name has a wrong type, which was told.
fn wrong_inside(row: &Reading<'_, '_>, tool: &Definition<'_>) -> bool {
    ["function", "custom"].iter().any(|key| row.flawed_itself(&tool.place.key(key).pointer))
}

/// Who reads the list as text puts it into a prompt and takes any name; Gemini takes `.` and `:` too.
fn charset(name: &str, tool: &Definition<'_>) -> bool {
    let more: &[u8] = if tool.dialect == Dialect::Gemini { b"_-.:" } else { b"_-" };
    tool.place.text.is_some()
        || name.len() <= 64 && name.bytes().all(|b| b.is_ascii_alphanumeric() || more.contains(&b))
}

fn parameters(row: &Reading<'_, '_>, tool: &Definition<'_>, sink: &mut Sink<'_>) {
    let place = &tool.parameters;
    if row.flawed(&place.pointer) {
        return;
    }
    let key = place.pointer.trim_end_matches("/json").rsplit('/').next().unwrap_or_default();
    let key = if place.text.is_some() { "parameters" } else { key };
    let named = match &tool.name {
        Ok(name) if !name.is_empty() => format!("`{key}` of `{}`", quoted(name, 40)),
        _ => format!("`{key}`"),
    };
    let schema = tool.schema.as_ref();
    if let Some(found) = tool.not_object {
        // Where a consumer is named, its own description says whether it takes text.
        if row.profile.is_generic() || found != "a string" {
            let message = format!("{named} is {found}, want an object");
            if let Some(finding) = row.report_place(sink, ("tool-parameters", Level::Error), place, &message) {
                finding.help("write a JSON Schema: {\"type\": \"object\", \"properties\": {…}}");
            }
        }
    } else if tool.bare {
        let message = format!("{named} has no `properties`; the parameters stand where a schema has its words");
        if let Some(finding) = row.report_place(sink, ("bare-properties", Level::Warn), place, &message) {
            finding.help("write {\"type\": \"object\", \"properties\": {…}}");
        }
    } else if let Some(fault) = schema.and_then(|schema| schema.fault.as_ref()) {
        if row.flawed(&place.below(&fault.inside).pointer) {
            return;
        }
        let subject = fault.subject().map_or(String::new(), |name| name + " ");
        let message = format!("{named} is not a JSON Schema: {subject}{}", fault.why);
        if let Some(finding) =
            row.report_place(sink, ("tool-schema", Level::Error), &place.below(&fault.inside), &message)
            && !fault.help.is_empty()
        {
            finding.help(&fault.help);
        }
    } else if let Some(root) = &tool.root_type {
        let message = format!("{named} is a schema of type `{}`, want `object`", quoted(root, 20));
        if let Some(finding) = row.report_place(sink, ("tool-schema", Level::Error), &place.key("type"), &message) {
            finding.help("arguments are always an object; put the value under a name in `properties`");
        }
    }
}

fn repeated(row: &Reading<'_, '_>, tool: &Definition<'_>, name: &str, sink: &mut Sink<'_>) {
    let message = format!("tool `{}` is defined twice", quoted(name, 40));
    if let Some(finding) = row.report_place(sink, ("repeated-tool", Level::Error), &tool.place.key("name"), &message) {
        finding.help("keep one of the definitions, or rename one");
    }
}
