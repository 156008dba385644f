//! One value against its node: type, allowed values, beginnings, character sets, sizes.

use super::walk::Walk;
use crate::example::Json;
use crate::rules::catalogue::Level;
use crate::rules::profile::{Charset, Node, Setting, Type};
use crate::rules::redact::quoted;

/// Whether the value has a type that the node does not take; it is then reported.
pub fn wrong_type(walk: &mut Walk<'_, '_, '_>, node: &Node, value: &Json<'_>) -> bool {
    if node.types.is_empty() || node.types.iter().any(|kind| kind.takes(value)) {
        return false;
    }
    let tolerated = || *value != Json::Null && node.tolerated.iter().any(|tolerated| equals(value, tolerated));
    if node.doubtful.iter().any(|kind| kind.takes(value)) || tolerated() {
        let wanted = wanted(node);
        let found = if node.tolerated.is_empty() { value.type_name().into() } else { shown(value) };
        let message = format!("{} is {found}, want {wanted}", walk.name());
        let code = node.code.as_deref().unwrap_or("FT204");
        walk.flaw(code, Some(Setting(Some(Level::Warn))), message, &format!("write {wanted}"));
        return true;
    }
    let wanted = wanted(node);
    let whole = |value: &Json<'_>| matches!(value, Json::Number(_)) && node.types.contains(&Type::Integer);
    let found = if whole(value) || !node.values.is_empty() { shown(value) } else { kind_of(value, node) };
    let message = node.say.clone().unwrap_or_else(|| format!("{} is {found}, want {wanted}", walk.name()));
    let help = node.help.clone().unwrap_or_else(|| format!("write {wanted}"));
    walk.flaw(node.code.as_deref().unwrap_or("FT204"), node.level, message, &help);
    true
}

/// What a node takes, in words.
fn wanted(node: &Node) -> String {
    if !node.values.is_empty() {
        return listed(node);
    }
    let plain = |kind: &&Type| !matches!(kind, Type::Null | Type::ArrayText | Type::ObjectText | Type::BlankText);
    let mut wants: Vec<&str> = node.types.iter().filter(plain).map(|kind| kind.name()).collect();
    if wants.is_empty() {
        wants = node.types.iter().map(|kind| kind.name()).collect();
    }
    match wants.as_slice() {
        [] => "null".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

fn kind_of(value: &Json<'_>, node: &Node) -> String {
    if matches!(value, Json::Array(items) if items.is_empty()) {
        return "an empty array".into();
    }
    if value.as_str().is_some() && node.types.iter().any(|kind| matches!(kind, Type::ArrayText | Type::ObjectText)) {
        return "text that is not JSON".into();
    }
    value.type_name().into()
}

/// A small value as a message shows it.
pub fn shown(value: &Json<'_>) -> String {
    match value {
        Json::Number(n) if n.integer => format!("{:.0}", n.value),
        Json::Number(n) => format!("{:?}", n.value),
        Json::Bool(value) => value.to_string(),
        Json::String(text) => format!("\"{}\"", quoted(text, 40)),
        other => other.type_name().to_owned(),
    }
}

fn listed(node: &Node) -> String {
    let words: Vec<String> = node
        .values
        .iter()
        .map(|value| value.as_str().map_or_else(|| value.to_string(), |text| format!("`{text}`")))
        .collect();
    match words.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => words.concat(),
    }
}

/// Whether a value is the wanted one; `null` stands for any.
pub fn equals(value: &Json<'_>, wanted: &serde_json::Value) -> bool {
    match (value, wanted) {
        (Json::String(text), serde_json::Value::String(wanted)) => text == wanted,
        (Json::Bool(own), serde_json::Value::Bool(wanted)) => own == wanted,
        (Json::Number(own), wanted) => wanted.as_f64().is_some_and(|wanted| (own.value - wanted).abs() < f64::EPSILON),
        (Json::Null, _) => true,
        _ => false,
    }
}

/// Checks what a value of the right type holds.
pub fn check_value(walk: &mut Walk<'_, '_, '_>, node: &Node, value: &Json<'_>) {
    let code = node.code.as_deref().unwrap_or("FT220");
    let own = node.help.as_deref();
    let say = |usual: String| node.say.clone().unwrap_or(usual);
    if !node.values.is_empty() && !node.values.iter().any(|wanted| equals(value, wanted)) {
        let wanted = listed(node);
        let message = say(format!("{} is {}, want {wanted}", walk.name(), shown(value)));
        walk.flaw(code, node.level, message, own.unwrap_or(&format!("write {wanted}")));
    }
    if *value != Json::Null && node.refused.iter().any(|wrong| equals(value, wrong)) {
        let message = say(format!("{} is {}", walk.name(), shown(value)));
        walk.flaw(code, node.level, message, own.unwrap_or("write another value"));
    }
    if let Json::String(text) = value {
        if !node.starts.is_empty() && !node.starts.iter().any(|start| text.starts_with(start.as_str())) {
            let wanted = node.starts.join(" or ");
            let message = say(format!("{} does not start with {wanted}", walk.name()));
            let doubtful = node.doubtful_starts.iter().any(|start| text.starts_with(start.as_str()));
            let level = if doubtful { Some(Setting(Some(Level::Warn))) } else { node.level };
            walk.flaw(code, level, message, own.unwrap_or("write an address of the kind that is taken"));
        }
        let early = |set: &Charset| *set == Charset::NineOrNull && text == "null" && !walk.last;
        if let Some(set) = node.charset.filter(|set| !set.takes(text) || early(set)) {
            let level = node.charset_level.or(node.level);
            // A refusal is that of all rows with one verdict key, of which the characters are no part.
            let odd = if level == Some(Setting(Some(Level::Warn))) { set.odd(text) } else { None };
            let what =
                odd.map_or("does not fit".into(), |c| format!("holds `{}`", quoted(&c.escape_debug().to_string(), 10)));
            let message = say(format!("{} {what}, want {}", walk.name(), set.words()));
            walk.flaw(code, level, message, own.unwrap_or("rename it everywhere in the row"));
        }
        if let Some(list) = &node.reserved {
            walk.reserved(list, text);
        }
    }
    check_size(walk, node, value, code);
}

fn check_size(walk: &mut Walk<'_, '_, '_>, node: &Node, value: &Json<'_>, code: &str) {
    let (size, unit) = match value {
        Json::String(text) => {
            if text.trim().is_empty() && node.blank.is_some() {
                walk.flaw(code, node.blank, format!("{} is empty", walk.name()), "write the text or remove the row");
            }
            return;
        }
        Json::Array(items) => (items.len() as f64, if items.len() == 1 { " item" } else { " items" }),
        Json::Object(object) => (object.0.len() as f64, if object.0.len() == 1 { " member" } else { " members" }),
        Json::Number(number) => (number.value, ""),
        _ => return,
    };
    if size == 0.0 && !unit.is_empty() && node.blank.is_some() {
        let message = format!("{} is empty", walk.name());
        walk.flaw(code, node.blank, message, "fill it, or remove the key");
        return;
    }
    let fits = |taken: &usize| (*taken as f64 - size).abs() < f64::EPSILON;
    if !node.sizes.is_empty() && !node.sizes.iter().any(fits) {
        let sizes: Vec<String> = node.sizes.iter().map(ToString::to_string).collect();
        let usual = format!("{} has {size}{unit}, want {}", walk.name(), sizes.join(" or "));
        walk.flaw(code, node.level, node.say.clone().unwrap_or(usual), node.help.as_deref().unwrap_or("correct it"));
        return;
    }
    let bound = match (node.min, node.max) {
        (Some(min), _) if size < min => format!("{min} or more"),
        (_, Some(max)) if size > max => format!("{max} at most"),
        _ => return,
    };
    let verb = if unit.is_empty() { "is" } else { "has" };
    let usual = format!("{} {verb} {size}{unit}, want {bound}", walk.name());
    let message = node.say.clone().unwrap_or(usual);
    walk.flaw(code, node.level, message, node.help.as_deref().unwrap_or("correct the value"));
}
