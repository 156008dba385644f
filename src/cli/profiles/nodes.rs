//! What a consumer accepts of a row, in words: forms, nodes, lists of messages.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::rules::profile::{Form, Images, Need, Node, Order, Setting, System, Talk};

pub(super) fn form_of(out: &mut String, name: &str, form: &Form) {
    let _ = writeln!(out, "\nrow: {name} (shape {})", form.shapes.join(", "));
    node_of(out, &form.row, 1);
    if form.row.unknown.is_some_and(|setting| setting.0.is_some()) {
        let _ = writeln!(out, "  any other key: {}", taken(form.row.unknown));
    }
}

pub(super) fn taken(setting: Option<Setting>) -> String {
    setting.and_then(|setting| setting.0).map_or("ignored".into(), |level| level.name().to_owned())
}

fn node_of(out: &mut String, node: &Node, depth: usize) {
    for (key, member) in &node.keys {
        let need = match member.need {
            Need::Required => "required",
            Need::Optional => "optional",
            Need::Forbidden => "not taken",
        };
        let _ = writeln!(out, "{}{key}: {need}{}", "  ".repeat(depth), facts(member));
        node_of(out, member, depth + 1);
        if let Some(items) = &member.items {
            let _ = writeln!(out, "{}each item{}", "  ".repeat(depth + 1), facts(items));
            node_of(out, items, depth + 2);
        }
    }
}

/// What is said of one value, in words.
fn facts(node: &Node) -> String {
    let mut words: Vec<String> = Vec::new();
    if !node.types.is_empty() {
        words.push(node.types.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" or "));
    }
    if !node.values.is_empty() {
        words.push(format!("one of {}", node.values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")));
    }
    words.extend(node.charset.map(|set| set.words().to_owned()));
    if !node.starts.is_empty() {
        words.push(format!("starts with {}", node.starts.join(" or ")));
    }
    words.extend(node.min.map(|min| format!("{min} or more")));
    words.extend(node.max.map(|max| format!("{max} at most")));
    if !node.needed_by.is_empty() {
        words.push(format!("required on {} messages", node.needed_by.join(", ")));
    }
    if !node.roles.is_empty() {
        words.push(format!("only on {} messages", node.roles.join(", ")));
    }
    words.extend(node.talk.as_ref().map(|talk| format!("messages: {talk}")));
    words.extend(node.legacy.as_ref().map(|advice| format!("deprecated: {advice}")));
    if words.is_empty() { String::new() } else { format!("; {}", words.join("; ")) }
}

pub(super) fn talk_of(out: &mut String, name: &str, talk: &Talk) {
    let _ = writeln!(out, "\nmessages: {name}");
    if !talk.roles.is_empty() {
        let _ = writeln!(out, "  roles: {}", talk.roles.join(", "));
    }
    for (role, advice) in talk.doubtful.iter().chain(&talk.outside) {
        let _ = writeln!(out, "  role {role}: {advice}");
    }
    let order = match talk.order {
        Order::Free => "",
        Order::Usual => "no two user messages in a row, no answer before the first question",
        Order::Turns => "user and assistant in turn",
        Order::NoRepeat => "no role twice in a row",
        Order::Mistral => "after user: assistant or user; after assistant: any; a tool only after assistant or tool",
        Order::Pairs => "who asks and who answers in turn; an even number",
        Order::PairsOpen => "who asks and who answers in turn, ending with who asks",
        Order::Torchtune => "no user after user, an answer only after a user",
    };
    let system = match talk.system {
        System::Free => "",
        System::First => "a system message only first",
        System::Single => "one system message at most, the first",
        System::Led => "where there is a system message, the first message is one",
        System::One => "one system message at most",
    };
    for words in [order, system].into_iter().filter(|words| !words.is_empty()) {
        let _ = writeln!(out, "  {words}");
    }
    if !talk.starts.is_empty() {
        let _ = writeln!(out, "  starts with {}", talk.starts.join(" or "));
    }
    if !talk.ends.roles.is_empty() {
        let _ = writeln!(out, "  ends with {}", talk.ends.roles.join(" or "));
    }
    for (role, parts) in &talk.parts {
        let _ = writeln!(out, "  content parts of {role}: {}", parts.join(", "));
    }
    images_of(out, &talk.images);
    for (kind, most) in &talk.files {
        let _ = writeln!(out, "  files of type {kind}: {most} in a row");
    }
    node_of(out, &talk.message, 1);
    let _ = writeln!(out, "  any other key of a message: {}", taken(talk.message.unknown));
}

fn images_of(out: &mut String, images: &Images) {
    let mut words = Vec::new();
    words.extend((!images.from.is_empty()).then(|| format!("from {}", images.from.join(" or "))));
    words.extend((!images.formats.is_empty()).then(|| images.formats.join(", ")));
    words.extend(images.per_row.map(|most| format!("{most} in a row")));
    words.extend(images.per_message.map(|most| format!("{most} in a message")));
    words.extend(images.bytes.map(|most| format!("{most} bytes each")));
    words.extend(images.colour.then(|| "RGB or RGBA".into()));
    if !words.is_empty() {
        let _ = writeln!(out, "  images: {}", words.join("; "));
    }
}

/// The lists of messages that a value is made of.
pub(super) fn talks_in<'n>(node: &'n Node, used: &mut BTreeSet<&'n str>) {
    used.extend(node.talk.as_deref());
    node.keys
        .values()
        .chain(node.items.as_deref())
        .chain(node.members.as_deref())
        .for_each(|below| talks_in(below, used));
    node.cases.iter().for_each(|case| talks_in(&case.then, used));
}
