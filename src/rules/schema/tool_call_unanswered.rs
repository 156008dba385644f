//! FT217 tool-call-unanswered. The page is `rules/FT217-tool-call-unanswered.md`.

use std::collections::BTreeSet;

use super::open_calls::OpenCalls;
use super::place::Place;
use super::reading::{Conversation, Entry};
use super::tool_use::{Acts, Answer, Call, Pairing};
use crate::example::{Json, Role};
use crate::rules::catalogue::Level;
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::profile::Part;
use crate::rules::redact::quoted;
use crate::rules::schema::Reading;

/// FT217: a call without an answer, an answer without a call, ids that repeat or belong to nothing.
pub struct ToolCallUnanswered;

const ORDER: (&str, Level) = ("tool-order", Level::Error);

impl SchemaRule for ToolCallUnanswered {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        let Some(tools) = row.tool_use() else { return };
        for (list, acts) in row.talks.iter().zip(&tools.talks).filter(|(list, _)| list.is_whole()) {
            if acts.iter().any(|acts| !acts.calls.is_empty() || !acts.answers.is_empty() || acts.empty.is_some()) {
                Walk::new(row, list).run(acts, sink);
            }
        }
    }
}

/// One walk along a list of messages with the calls that wait for an answer.
struct Walk<'w, 'r, 'e> {
    row: &'w Reading<'r, 'e>,
    list: &'w Conversation<'r, 'e>,
    /// Calls of the latest message with calls that nobody answered yet.
    open: OpenCalls<'w, 'r>,
    /// Calls and answers of the latest exchange, where only their numbers count.
    counts: (usize, usize),
    /// Whether the latest exchange goes on: only answers came since its calls.
    within: bool,
    /// The latest message that is no answer.
    asked: Option<usize>,
    /// Ids of all calls so far, and of those that were answered.
    used: BTreeSet<&'w str>,
    answered: BTreeSet<&'w str>,
    /// Ids of calls that were told to wait: a late answer has the same cause.
    late: BTreeSet<&'w str>,
}

impl<'w, 'r, 'e> Walk<'w, 'r, 'e> {
    fn new(row: &'w Reading<'r, 'e>, list: &'w Conversation<'r, 'e>) -> Self {
        let (used, answered, late) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let open = OpenCalls::default();
        Walk { row, list, open, counts: (0, 0), within: false, asked: None, used, answered, late }
    }

    fn run(mut self, acts: &'w [Acts<'r>], sink: &mut Sink<'_>) {
        for (i, (entry, act)) in self.list.entries.iter().zip(acts).enumerate() {
            for answer in &act.answers {
                self.answer(answer, i, acts, sink);
            }
            if entry.role != Role::Tool && act.answers.is_empty() {
                // One exchange of ShareGPT may have its calls in turns of their own.
                let goes_on = act.calls.iter().any(|call| call.pairing == Pairing::Turns) && self.counts.1 == 0;
                if !goes_on {
                    self.close(sink);
                }
            }
            if act.answers.is_empty() {
                self.asked = Some(i);
            }
            self.list_of_none(act, entry, sink);
            if !act.calls.is_empty() {
                self.calls(&act.calls, sink);
            }
        }
        // A call that is the last message waits for an answer at run time.
        let last = acts.last().is_none_or(|act| act.calls.is_empty());
        // Where numbers count, fewer answers than calls may end a row.
        let fewer = self.list.talk.calls.by_count && self.counts.1 <= self.counts.0;
        if last && !fewer {
            self.close(sink);
        }
    }

    fn calls(&mut self, calls: &'w [Call<'r>], sink: &mut Sink<'_>) {
        for call in calls {
            if let Some((id, place)) = &call.id
                && call.pairing == Pairing::Ids
                && !self.used.insert(id)
            {
                // The id can be answered once more.
                self.answered.remove(id.as_str());
                let message = format!("tool call id `{}` is used twice", quoted(id, 40));
                self.tell(
                    ("repeated-call-id", Level::Error),
                    place,
                    &message,
                    "give every call an id of its own",
                    sink,
                );
            }
        }
        calls.iter().filter(|call| call.pairing != Pairing::Function).for_each(|call| self.open.push(call));
        self.counts = (self.counts.0 + calls.len(), 0);
        self.within = true;
        let several = calls.len() > 1 && calls.iter().all(|call| call.pairing == Pairing::Ids);
        if several && self.row.example.json.get("parallel_tool_calls") == Some(&Json::Bool(false)) {
            let message = format!("{} calls at once while `parallel_tool_calls` is false", calls.len());
            let help = "remove `parallel_tool_calls`, or call one after the other";
            self.tell(("parallel-calls", Level::Warn), &calls[1].place, &message, help, sink);
        }
    }

    fn answer(&mut self, answer: &'w Answer<'r>, at: usize, acts: &'w [Acts<'r>], sink: &mut Sink<'_>) {
        self.counts.1 += 1;
        match answer.pairing {
            Pairing::Function => self.function(answer, acts, sink),
            Pairing::Turns => {
                if self.within {
                    self.open = OpenCalls::default();
                } else {
                    self.unasked(at, sink);
                }
            }
            _ if self.list.talk.calls.free || self.list.talk.calls.by_count => {
                if self.within {
                    self.by_count(answer, sink);
                } else {
                    self.unasked(at, sink);
                }
            }
            Pairing::Ids => self.by_id(answer, at, sink),
            Pairing::Names => self.by_name(answer, at, sink),
        }
    }

    fn by_id(&mut self, answer: &'w Answer<'r>, at: usize, sink: &mut Sink<'_>) {
        let Some((id, place)) = &answer.id else {
            // Trainers need no id; such an answer belongs to the first call of its name, or to the first at all.
            let named = |call: &Call<'_>| call.name.as_ref().map(|(name, _)| name) == answer.name.as_ref();
            let found = self.open.take_first(named).or_else(|| self.open.take_first(|_| true));
            // A call in the older way waits for no id.
            let older = self.within && self.counts.1 <= self.counts.0;
            if found.is_none() && !older {
                self.unasked(at, sink);
            }
            return;
        };
        if self.open.take(id).is_some() {
            self.answered.insert(id);
        } else if self.answered.contains(id.as_str()) {
            let message = format!("tool call `{}` is answered twice", quoted(id, 40));
            self.tell(("answered-twice", Level::Error), place, &message, "keep one of the answers", sink);
        } else if self.late.contains(id.as_str()) || self.open.take_first(|call| call.id.is_none()).is_some() {
            // The call was told to wait for it; or the call lacks its id, which is another rule's finding.
        } else if self.within {
            let message = format!("`{}` answers no call before it", quoted(id, 40));
            let help = match self.open.count() {
                0 => "remove the answer, or add its call".into(),
                _ => format!("answer {}", ids(&self.open)),
            };
            // The call that was meant is not also told to wait.
            self.open.take_first(|_| true);
            self.tell(ORDER, place, &message, &help, sink);
        } else {
            self.unasked(at, sink);
        }
    }

    fn by_name(&mut self, answer: &'w Answer<'r>, at: usize, sink: &mut Sink<'_>) {
        let name = answer.name.as_deref();
        let id = answer.id.as_ref().map(|(id, _)| id);
        let same = |call: &Call<'_>| {
            let named = call.name.as_ref().map(|(own, _)| own.as_str()) == name;
            named && (id.is_none() || call.id.is_none() || call.id.as_ref().map(|(own, _)| own) == id)
        };
        if self.open.take_first(same).is_some() {
            return;
        }
        if self.within && self.open.count() > 0 {
            let message = format!("answers `{}`, which is not called before it", quoted(name.unwrap_or_default(), 40));
            self.open.take_first(|_| true);
            let help = "answer with the name of the call";
            self.tell(ORDER, &answer.place, &message, help, sink);
        } else {
            self.unasked(at, sink);
        }
    }

    /// Where results are merged or counted, ids are only looked at to warn.
    fn by_count(&mut self, answer: &'w Answer<'r>, sink: &mut Sink<'_>) {
        let Some((id, place)) = &answer.id else { return };
        if self.list.talk.calls.by_count && !self.open.has(id) && self.open.count() > 0 {
            let message = format!("`{}` answers no call before it", quoted(id, 40));
            let help = format!("answer {}", ids(&self.open));
            self.tell(("answer-id", Level::Warn), place, &message, &help, sink);
        }
    }

    /// An older `function` message follows the call of its function.
    fn function(&self, answer: &Answer<'_>, acts: &[Acts<'_>], sink: &mut Sink<'_>) {
        let call = self.asked.and_then(|before| acts[before].calls.last());
        let named = |call: &Call<'_>| match (&call.name, &answer.name) {
            (Some((called, _)), Some(name)) => called == name,
            _ => true,
        };
        let name = answer.name.as_deref().unwrap_or_default();
        let message = match call {
            Some(call) if named(call) => return,
            Some(_) => format!("`function` message of `{}` follows the call of another function", quoted(name, 40)),
            None => "`function` message without a function call before it".into(),
        };
        let help = "put it after the call that it answers";
        self.tell(("function-order", Level::Warn), &answer.place, &message, help, sink);
    }

    /// An answer with no call before it.
    fn unasked(&self, at: usize, sink: &mut Sink<'_>) {
        let (list, entry) = (self.list, &self.list.entries[at]);
        let before = at.checked_sub(1).map(|before| &list.entries[before]);
        let first = before.is_none();
        let said = before.is_some_and(|entry| entry.role == Role::Assistant && speaks(list, entry));
        let turns = list.talk.role_key == "from";
        // The call may stand in the text of the answer before; and what comes before the list is not known.
        let in_text = said && (turns || self.row.profile.is_generic() && !entry.object.has("tool_call_id"));
        if in_text || first && (turns || list.talk.part == Part::Answer) {
            return;
        }
        // The rest of a run of answers has the same cause.
        if before.is_some_and(|entry| entry.role == Role::Tool) && !self.within && self.counts.1 > 1 {
            return;
        }
        let message = format!("`{}` message without a tool call before it", entry.shown_role());
        self.tell(ORDER, &Place::new(list.at(entry)), &message, "add the call, or remove the message", sink);
    }

    /// The exchange is over: what is open stays without an answer.
    fn close(&mut self, sink: &mut Sink<'_>) {
        let (calls, answers) = std::mem::take(&mut self.counts);
        let open = std::mem::take(&mut self.open);
        let within = std::mem::take(&mut self.within);
        let Some(first) = open.iter().next().filter(|_| within) else { return };
        let (free, by_count) = (self.list.talk.calls.free, self.list.talk.calls.by_count);
        if (free || by_count) && first.pairing != Pairing::Turns {
            if by_count && calls != answers {
                let message = format!("{calls} call{}, {answers} result{}", plural(calls), plural(answers));
                let help = "answer every call with one message";
                self.tell(("call-count", Level::Error), &first.place, &message, help, sink);
            } else if free && answers == 0 {
                self.waiting(&open, sink);
            }
            return;
        }
        self.waiting(&open, sink);
    }

    fn waiting(&mut self, open: &OpenCalls<'w, 'r>, sink: &mut Sink<'_>) {
        self.late.extend(open.iter().filter_map(|call| call.id.as_ref()).map(|(id, _)| id.as_str()));
        let Some(first) = open.iter().next() else { return };
        let name = match (&first.id, &first.name) {
            (Some((id, _)), _) => format!("tool call `{}`", quoted(id, 40)),
            (None, Some((name, _))) => format!("the call of `{}`", quoted(name, 40)),
            _ => "the tool call".into(),
        };
        let more = open.count() - 1;
        let message = match more {
            0 => format!("{name} is not answered"),
            _ => format!("{name} and {more} more are not answered"),
        };
        let place = Place::new(first.place.pointer.clone());
        let help = "add the result of the tool before the next message";
        self.tell(ORDER, &place, &message, help, sink);
    }

    /// Empty `tool_calls` beside content; without content nothing is said at all, which is another rule's finding.
    fn list_of_none(&self, act: &Acts<'_>, entry: &Entry<'_, '_>, sink: &mut Sink<'_>) {
        if let Some(place) = act.empty.as_ref().filter(|_| speaks(self.list, entry)) {
            let help = "remove the key";
            self.tell(("empty-call-list", Level::Warn), place, "`tool_calls` is empty", help, sink);
        }
    }

    fn tell(&self, what: (&str, Level), place: &Place<'_>, message: &str, help: &str, sink: &mut Sink<'_>) {
        if !self.row.flawed(&place.pointer)
            && let Some(finding) = self.row.report_place(sink, what, place, message)
        {
            finding.help(help);
        }
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn speaks(list: &Conversation<'_, '_>, entry: &Entry<'_, '_>) -> bool {
    match entry.object.get(&list.talk.content_key) {
        Some(Json::String(text)) => !text.trim().is_empty(),
        Some(Json::Array(parts)) => !parts.is_empty(),
        _ => false,
    }
}

fn ids(open: &OpenCalls<'_, '_>) -> String {
    let ids = open.iter().filter_map(|call| call.id.as_ref()).take(3);
    let ids: Vec<String> = ids.map(|(id, _)| format!("`{}`", quoted(id, 40))).collect();
    if ids.is_empty() { "the call before it".into() } else { ids.join(" or ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{Example, parse};
    use crate::rules::catalogue::by_code;
    use crate::rules::profile::Profile;
    use crate::rules::schema::Shared;
    use crate::source::Row;

    /// What is said of a list of messages where tool calls are read so.
    fn said(calls: &str, messages: &str) -> Vec<String> {
        let profile = format!(
            r#"{{"name":"test","forms":{{"chat":{{"shapes":["chat"],"keys":["messages"],"row":{{"keys":{{"messages":{{"talk":"chat"}}}}}}}}}},
            "talks":{{"chat":{{"role-key":"role","content-key":"content","calls":{calls}}}}}}}"#
        );
        let profile: Profile = serde_json::from_str(&profile).expect("a profile");
        let text = format!(r#"{{"messages":[{messages}]}}"#);
        let bytes = text.as_bytes();
        let row = Row::alone(bytes);
        let parsed = parse(bytes).expect("JSON");
        let example = Example::lower(row, parsed.json.as_object().expect("an object"));
        let shared = Shared::new(&example);
        let reading = Reading::new(&example, &profile, &shared);
        let mut found = Vec::new();
        ToolCallUnanswered.check(&reading, &mut Sink::new(by_code("FT217"), Some(row.pos), &mut found));
        found.into_iter().map(|finding| format!("{} {}", finding.level.name(), finding.message)).collect()
    }

    const TWO: &str =
        r#"{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f"}},{"id":"b","function":{"name":"f"}}]}"#;
    const A: &str = r#"{"role":"tool","tool_call_id":"a","content":"1"}"#;
    const X: &str = r#"{"role":"tool","tool_call_id":"x","content":"1"}"#;
    const USER: &str = r#"{"role":"user","content":"hi"}"#;
    const END: &str = r#"{"role":"assistant","content":"done"}"#;

    #[test]
    fn numbers_count_where_ids_do_not() {
        let calls = r#"{"read":true,"by-count":true}"#;
        let said = |messages: &[&str]| said(calls, &messages.join(","));
        assert_eq!(said(&[USER, TWO, A, A, END]), Vec::<String>::new());
        assert_eq!(said(&[USER, TWO, A, END]), ["error 2 calls, 1 result (test)"]);
        assert_eq!(said(&[USER, TWO, END]), ["error 2 calls, 0 results (test)"]);
        assert_eq!(said(&[USER, TWO, A, X, END]), ["warn `x` answers no call before it (test)"]);
        // At the end fewer are fine, and more are not.
        assert_eq!(said(&[USER, TWO, A]), Vec::<String>::new());
        assert_eq!(said(&[USER, TWO, A, A, A]), ["error 2 calls, 3 results (test)"]);
        assert_eq!(said(&[USER, A, END]), ["error `tool` message without a tool call before it (test)"]);
    }

    #[test]
    fn merged_answers_need_no_ids() {
        let calls = r#"{"read":true,"free":true}"#;
        let said = |messages: &[&str]| said(calls, &messages.join(","));
        assert_eq!(said(&[USER, TWO, X, END]), Vec::<String>::new());
        assert_eq!(said(&[USER, TWO, A, A, A, END]), Vec::<String>::new());
        assert_eq!(said(&[USER, TWO]), Vec::<String>::new());
        assert_eq!(said(&[USER, TWO, END]), ["error tool call `a` and 1 more are not answered (test)"]);
    }

    #[test]
    fn calls_that_nobody_reads_are_not_judged() {
        assert_eq!(said(r#"{"read":false}"#, &[USER, TWO, END].join(",")), Vec::<String>::new());
    }

    /// Ids are found without looking at all of them.
    #[test]
    fn many_calls_cost_little() {
        let calls: Vec<String> = (0..4_000).map(|i| format!(r#"{{"id":"c{i}","function":{{"name":"f"}}}}"#)).collect();
        let answers = |id: &dyn Fn(usize) -> String| -> Vec<String> {
            (0..4_000).rev().map(|i| format!(r#"{{"role":"tool","tool_call_id":"{}","content":"1"}}"#, id(i))).collect()
        };
        let call = format!(r#"{USER},{{"role":"assistant","tool_calls":[{}]}}"#, calls.join(","));
        let read = r#"{"read":true}"#;
        assert_eq!(
            said(read, &format!("{call},{},{END}", answers(&|i| format!("c{i}")).join(","))),
            Vec::<String>::new()
        );
        assert_eq!(said(read, &format!("{call},{},{END}", answers(&|i| format!("x{i}")).join(","))).len(), 4_000);
    }
}
