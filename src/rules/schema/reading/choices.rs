//! Members of an object, or items of a list, that exclude, need or mirror each other. A member that is `null` is not
//! there: exports to columns write all keys in every row.

use super::walk::{Walk, slip};
use crate::example::{Json, Object};
use crate::rules::profile::{Node, Type};
use crate::rules::redact::quoted;

/// Members of one object.
pub fn object(walk: &mut Walk<'_, '_, '_>, node: &Node, object: &Object<'_>) {
    let own = |name: &String| node.keys.get(name).map_or([].as_slice(), |member| member.aliases.as_slice());
    let there = |names: &[String]| -> Vec<String> {
        let has = |name: &&String| there_in(object, name) || own(name).iter().any(|alias| there_in(object, alias));
        names.iter().filter(has).map(|key| format!("`{key}`")).collect()
    };
    let code = |usual: &'static str| node.code.clone().unwrap_or_else(|| usual.into());
    // A null that its own type refuses is told with it.
    let null = |name: &String| {
        let types = node.keys.get(name).map_or([].as_slice(), |member| member.types.as_slice());
        object.get(name) == Some(&Json::Null) && !types.is_empty() && !types.contains(&Type::Null)
    };
    let one = there(&node.one_of);
    if !node.one_of.is_empty() && one.len() != 1 && !(one.is_empty() && node.one_of.iter().any(null)) {
        let list = node.one_of.join(", ");
        let near = node.one_of.iter().find_map(|key| slip(node, object, key));
        let near = near.map_or(String::new(), |near| format!("; is `{}` one of them?", quoted(near, 40)));
        let message =
            if one.is_empty() { format!("none of {list}{near}") } else { format!("both {}", one.join(" and ")) };
        let code = code(if one.is_empty() { "FT203" } else { "FT205" });
        walk.flaw(&code, node.level, message, &format!("keep exactly one of {list}"));
    }
    for group in &node.not_both {
        let found = there(group);
        if found.len() > 1 {
            walk.flaw(&code("FT205"), node.level, format!("both {}", found.join(" and ")), "keep one of them");
        }
    }
    if !node.any_of.is_empty() && there(&node.any_of).is_empty() && !node.any_of.iter().any(null) {
        let list = node.any_of.join(", ");
        let near = node.any_of.iter().find_map(|key| slip(node, object, key));
        let near = near.map(|near| format!("; is `{}` one of them?", quoted(near, 40)));
        let near = near.or_else(|| walk.other_form(object)).unwrap_or_default();
        walk.flaw(&code("FT203"), node.level, format!("none of {list}{near}"), &format!("add one of {list}"));
    }
    if node.needs_other.is_some() && object.keys().all(|key| node.keys.contains_key(key)) {
        let list: Vec<String> = object.keys().map(|key| format!("`{}`", quoted(key, 40))).collect();
        let message = format!("nothing beside {}", list.join(" and "));
        walk.flaw(&code("FT203"), node.needs_other, message, "add the fields that the grader reads");
    }
    alike(walk, node, object);
}

fn there_in(object: &Object<'_>, key: &str) -> bool {
    !matches!(object.get(key), None | Some(Json::Null))
}

fn alike(walk: &mut Walk<'_, '_, '_>, node: &Node, object: &Object<'_>) {
    let kinds = |list: &[String]| -> Vec<(String, bool, usize)> {
        let value = |key: &String| {
            let value = object.get(key).filter(|value| matches!(value, Json::String(_) | Json::Array(_)))?;
            Some((key.clone(), value.as_str().is_some(), value.as_array().map_or(0, <[_]>::len)))
        };
        list.iter().filter_map(value).collect()
    };
    // A list of something else than messages is no conversation: its type says so.
    let items = |key: &str| object.get(key).and_then(Json::as_array).unwrap_or_default();
    let mut both = kinds(&node.alike);
    both.retain(|(key, text, _)| *text || items(key).first().is_some_and(|item| item.as_object().is_some()));
    if let [first, rest @ ..] = both.as_slice()
        && let Some(other) = rest.iter().find(|other| other.1 != first.1)
    {
        let word = |text: bool| if text { "text" } else { "a conversation" };
        let message = format!("`{}` is {}, `{}` is {}", first.0, word(first.1), other.0, word(other.1));
        walk.flaw("FT204", node.level, message, "write both as text, or both as lists of messages");
    }
    let mut lists = kinds(&node.paired);
    lists.retain(|(_, text, _)| !text);
    if let [first, rest @ ..] = lists.as_slice()
        && let Some(other) = rest.iter().find(|other| other.2 != first.2)
    {
        let message = format!("`{}` has {} items, `{}` has {}", first.0, first.2, other.0, other.2);
        walk.flaw("FT220", node.level, message, "both need one item for each step");
    }
}

/// Items of one list.
pub fn list(walk: &mut Walk<'_, '_, '_>, node: &Node, items: &[Json<'_>]) {
    let code = node.code.as_deref().unwrap_or("FT220");
    let has = |item: &&Json<'_>, key: &str| item.as_object().is_some_and(|object| there_in(object, key));
    let having = |key: &str| items.iter().filter(|item| has(item, key)).count();
    for (key, most) in &node.most {
        let count = having(key);
        if count > *most {
            let message = format!("{count} items with `{key}`, want {most} at most");
            walk.flaw(code, node.level, message, "spread them over several rows");
        }
    }
    let kinds: Vec<String> = node.kinds.iter().filter(|key| having(key) > 0).map(|key| format!("`{key}`")).collect();
    if kinds.len() > 1 {
        walk.flaw(code, node.level, format!("both {}", kinds.join(" and ")), "keep one kind");
    }
    if let Some(path) = &node.distinct {
        distinct(walk, node, items, path, code);
    }
    if node.same_keys {
        same_keys(walk, node, items, code);
    }
}

/// Items with other keys than the first one.
fn same_keys(walk: &mut Walk<'_, '_, '_>, node: &Node, items: &[Json<'_>], code: &str) {
    let mut objects = items.iter().enumerate().filter_map(|(i, item)| Some((i, item.as_object()?)));
    let Some((_, first)) = objects.next() else { return };
    let other = |object: &Object<'_>| object.0.len() != first.0.len() || !object.keys().all(|key| first.has(key));
    if let Some((i, object)) = objects.find(|(_, object)| other(object)) {
        let list =
            |object: &Object<'_>| object.keys().take(4).map(|key| quoted(key, 40)).collect::<Vec<_>>().join(", ");
        let message = format!("item {i} has the keys {}; the first one has {}", list(object), list(first));
        walk.flaw(code, node.level, message, "write all messages with the same two keys");
    }
}

/// Lists that must be distinct are short (tools, a pair of answers); longer ones are not looked through.
const DISTINCT: usize = 64;

fn distinct(walk: &mut Walk<'_, '_, '_>, node: &Node, items: &[Json<'_>], path: &str, code: &str) {
    let value = |item| path.split('/').try_fold(item, |value: &Json<'_>, key| value.get(key));
    let seen: Vec<&Json<'_>> = items.iter().take(DISTINCT).filter_map(value).collect();
    let same = (1..seen.len()).find(|i| seen[..*i].iter().any(|other| equal(other, seen[*i])));
    if let Some(same) = same {
        let key = path.rsplit('/').next().unwrap_or(path);
        let message = format!("`{key}` {} twice", super::value::shown(seen[same]));
        walk.flaw(code, node.level, message, "give each its own");
    }
}

/// `1` and `1.0` are one number.
fn equal(a: &Json<'_>, b: &Json<'_>) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => (a.value - b.value).abs() < f64::EPSILON,
        _ => a == b,
    }
}
