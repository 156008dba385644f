//! FT209 role-order. The page is `rules/FT209-role-order.md`.

use super::reading::{Conversation, Entry};
use crate::example::Role;
use crate::rules::catalogue::Level;
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::profile::{Order, Part, System};
use crate::rules::schema::Reading;

/// FT209: messages in an order that the consumer or chat templates refuse. One finding per conversation, at the first
/// place.
pub struct RoleOrder;

const HELP: &str = "order: system, then user and assistant in turn; join messages of one speaker";

impl SchemaRule for RoleOrder {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        for list in row.talks.iter().filter(|list| list.talk.part != Part::Answer && list.is_whole()) {
            // That messages are missing is another rule's finding.
            if list.too_few().is_some() {
                continue;
            }
            let all = [beside(row, list), system(list), start(list), order(list)];
            let found = all.into_iter().flatten().filter_map(|wrong| Some((wrong.level(row)?, wrong)));
            // The worst, and of equals the first: one cause gives one finding.
            let Some((level, wrong)) = found.max_by_key(|(level, wrong)| (*level, std::cmp::Reverse(wrong.index)))
            else {
                continue;
            };
            let entry = list.entries.iter().find(|entry| entry.index == wrong.index);
            let pointer = entry.map_or_else(|| list.pointer.clone(), |entry| list.role_of(entry));
            row.report_at(sink, level, pointer, wrong.message).help(HELP);
        }
    }
}

struct Wrong {
    check: &'static str,
    index: usize,
    message: String,
}

impl Wrong {
    fn level(&self, row: &Reading<'_, '_>) -> Option<Level> {
        row.profile.level(self.check, Level::Warn)
    }
}

fn system(list: &Conversation<'_, '_>) -> Option<Wrong> {
    let mut places = list.entries.iter().filter(|entry| entry.role == Role::System);
    let wrong = |entry: &Entry<'_, '_>, message: &str| Wrong {
        check: "system-place",
        index: entry.index,
        message: message.into(),
    };
    match list.talk.system {
        System::Free => None,
        System::Led => {
            let first = list.entries.first()?;
            let late = places.next().filter(|_| first.role != Role::System)?;
            Some(wrong(late, "the first message is no system message"))
        }
        System::Single => {
            let late = places.find(|entry| entry.index > 0)?;
            Some(wrong(late, "system message is not the first message"))
        }
        System::One => places.nth(1).map(|entry| wrong(entry, "second system message")),
        System::First => {
            let before = |entry: &&Entry<'_, '_>| {
                list.entries[..].iter().take_while(|other| other.index < entry.index).any(|e| e.role != Role::System)
            };
            places.find(before).map(|entry| wrong(entry, "system message is not first"))
        }
    }
}

/// A system message although the row has its text elsewhere.
fn beside(row: &Reading<'_, '_>, list: &Conversation<'_, '_>) -> Option<Wrong> {
    let key = list.talk.system_key.as_ref().filter(|key| row.example.json.has(key))?;
    let entry = list.entries.iter().find(|entry| entry.role == Role::System)?;
    Some(Wrong { check: "system-place", index: entry.index, message: format!("a system message beside `{key}`") })
}

/// Messages but for system ones, as the rules of order see them: where results are merged, a run of them is one.
fn speakers<'l>(list: &'l Conversation<'_, '_>) -> impl Iterator<Item = (usize, Role, String)> + 'l {
    let mut before = None;
    let entries = list.entries.iter().filter(|entry| entry.role != Role::System);
    let single = entries.filter(move |entry| {
        let again = list.talk.calls.free && entry.role == Role::Tool && before == Some(Role::Tool);
        before = Some(entry.role);
        !again
    });
    single.map(|entry| (entry.index, entry.role, entry.shown_role()))
}

fn start(list: &Conversation<'_, '_>) -> Option<Wrong> {
    let (index, role, name) = speakers(list).next()?;
    let starts = &list.talk.starts;
    if starts.is_empty() || role == Role::Other || starts.iter().any(|wanted| Role::of(wanted) == role) {
        return None;
    }
    let message = format!("the first message is by `{name}`, want {}", starts.join(" or "));
    Some(Wrong { check: "first-speaker", index, message })
}

fn order(list: &Conversation<'_, '_>) -> Option<Wrong> {
    let has_user = list.entries.iter().any(|entry| entry.role == Role::User);
    let mut before: Option<(Role, String)> = None;
    let mut user_seen = false;
    if list.talk.order == Order::NoRepeat {
        return no_repeat(list);
    }
    let places = matches!(list.talk.order, Order::Pairs | Order::PairsOpen);
    for (place, (index, role, name)) in speakers(list).enumerate() {
        let previous = before.as_ref().map(|(role, _)| *role);
        let wrong = match list.talk.order {
            Order::Free | Order::NoRepeat => None,
            Order::Usual => usual(role, previous, has_user && !user_seen),
            Order::Turns => turns(role, previous, &name),
            Order::Mistral => mistral(role, previous).then(|| follows(&name, before.as_ref())),
            Order::Torchtune => torchtune(role, previous).then(|| follows(&name, before.as_ref())),
            Order::Pairs | Order::PairsOpen => pairs(place, role, &name),
        };
        if let Some(message) = wrong {
            return Some(Wrong { check: "role-order", index, message });
        }
        user_seen |= role == Role::User;
        before = Some((role, name));
    }
    let (count, even) = (speakers(list).count(), list.talk.order == Order::Pairs);
    // No message at all is another rule's finding; nothing beside a system message is none of the pairs that are asked for.
    let none = count == 0 && !list.entries.is_empty();
    if places && (none || count > 0 && count.is_multiple_of(2) != even) {
        let want = match (even, none) {
            (true, true) => "an even number from 2",
            (true, false) => "an even number",
            (false, _) => "an odd number",
        };
        let s = if count == 1 { "" } else { "s" };
        let message = format!("{count} message{s} beside the system message, want {want}");
        return Some(Wrong { check: "role-order", index: usize::MAX, message });
    }
    None
}

/// Here system messages count as well.
fn no_repeat(list: &Conversation<'_, '_>) -> Option<Wrong> {
    let pair = list.entries.windows(2).find(|pair| pair[0].role == pair[1].role && pair[0].role != Role::Other)?;
    let message = format!("two `{}` messages in a row", pair[1].shown_role());
    Some(Wrong { check: "role-order", index: pair[1].index, message })
}

fn follows(name: &str, before: Option<&(Role, String)>) -> String {
    before.map_or_else(|| format!("`{name}` comes first"), |(_, last)| format!("`{name}` after `{last}`"))
}

fn usual(role: Role, last: Option<Role>, unasked: bool) -> Option<String> {
    match (role, last) {
        (Role::User, Some(Role::User)) => Some("two user messages in a row".into()),
        (Role::Assistant, None) if unasked => Some("assistant before any user message".into()),
        _ => None,
    }
}

fn turns(role: Role, last: Option<Role>, name: &str) -> Option<String> {
    let speaks = |role: Role| matches!(role, Role::User | Role::Assistant);
    (speaks(role) && last == Some(role)).then(|| format!("two `{name}` messages in a row"))
}

fn mistral(role: Role, last: Option<Role>) -> bool {
    match last {
        Some(Role::User) | None => role == Role::Tool,
        _ => false,
    }
}

fn torchtune(role: Role, last: Option<Role>) -> bool {
    match role {
        Role::User => last == Some(Role::User),
        // What follows a role that nobody knows is not judged.
        Role::Assistant => !matches!(last, Some(Role::User | Role::Other)),
        _ => false,
    }
}

fn pairs(place: usize, role: Role, name: &str) -> Option<String> {
    let asks = matches!(role, Role::User | Role::Tool);
    let (odd, answers) = (place.is_multiple_of(2), role == Role::Assistant);
    let want = if odd { "who asks" } else { "who answers" };
    let wrong = if odd { !asks } else { !answers };
    (wrong && role != Role::Other).then(|| format!("message {} is by `{name}`, want {want}", place + 1))
}
