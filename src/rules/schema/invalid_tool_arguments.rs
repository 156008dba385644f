//! FT216 invalid-tool-arguments. The page is `rules/FT216-invalid-tool-arguments.md`.

use std::collections::BTreeMap;

use super::tools::breach::Breach;
use super::tools::tool_list::Definition;
use super::tools::tool_use::{Arguments, Call, Pairing};
use crate::rules::catalogue::Level;
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::redact::quoted;
use crate::rules::schema::Reading;

/// FT216: arguments that are not a JSON object, or do not fit the tool's schema.
pub struct InvalidToolArguments;

impl SchemaRule for InvalidToolArguments {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        row.report_flaws(sink, "FT216");
        let Some(tools) = row.tool_use() else { return };
        if tools.calls().next().is_none() {
            return;
        }
        let mut definitions: BTreeMap<&str, Vec<&Definition<'_>>> = BTreeMap::new();
        for tool in tools.definitions() {
            definitions.entry(tool.name.as_deref().unwrap_or_default()).or_default().push(tool);
        }
        for call in tools.calls().filter(|call| !row.flawed(&call.arguments_place.pointer)) {
            if form(row, call, sink) {
                continue;
            }
            let Some((name, _)) = &call.name else { continue };
            // Of a tool that is defined twice nobody knows which definition counts.
            if let Some([tool]) = definitions.get(name.as_str()).map(Vec::as_slice)
                && let Some((breach, more)) = call.breach(tool)
            {
                against(row, call, (name, tool.strict), (&breach, more), sink);
            }
        }
    }
}

/// Whether the arguments are no object; it is then reported.
fn form(row: &Reading<'_, '_>, call: &Call<'_>, sink: &mut Sink<'_>) -> bool {
    let named = match &call.name {
        Some((name, _)) => format!("arguments of `{}` are", quoted(name, 40)),
        None if call.pairing == Pairing::Turns => "the call is".into(),
        None => "arguments are".into(),
    };
    let (message, help) = match &call.arguments {
        Arguments::Absent | Arguments::Read(serde_json::Value::Object(_)) => return false,
        Arguments::Broken(why) => (format!("{named} not JSON: {why}"), "write it with a JSON library"),
        Arguments::Twice => (format!("{named} encoded twice"), "encode the object once"),
        Arguments::Read(other) => (format!("{named} {}, want an object", kind(other)), "write an object"),
    };
    let mut place = call.arguments_place.clone();
    if matches!(call.arguments, Arguments::Broken(_)) && place.inside.is_empty() {
        place.text = None;
    }
    if let Some(finding) = row.report_place(sink, ("tool-arguments-text", Level::Error), &place, &message) {
        finding.help(help);
    }
    true
}

fn kind(value: &serde_json::Value) -> &'static str {
    match value {
        serde_json::Value::Null => "null",
        serde_json::Value::Bool(_) => "a boolean",
        serde_json::Value::Number(_) => "a number",
        serde_json::Value::String(_) => "a string",
        serde_json::Value::Array(_) => "an array",
        serde_json::Value::Object(_) => "an object",
    }
}

fn against(
    row: &Reading<'_, '_>,
    call: &Call<'_>,
    (name, strict): (&str, bool),
    (breach, more): (&Breach, usize),
    sink: &mut Sink<'_>,
) {
    let value = breach.subject().map_or(String::new(), |name| name + " ");
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    let message = format!("arguments of `{}`: {value}{}{more}", quoted(name, 40), breach.why);
    let what = if strict { ("tool-arguments-strict", Level::Error) } else { ("tool-arguments-schema", Level::Warn) };
    if let Some(finding) = row.report_place(sink, what, &call.arguments_place.below(&breach.inside), &message)
        && !breach.help.is_empty()
    {
        finding.help(&breach.help);
    }
}
