//! A walk along a list of messages with the calls that wait for an answer.

mod answers;

use std::collections::BTreeSet;

use super::open_calls::OpenCalls;
use super::tool_use::{Acts, Call, Pairing};
use crate::example::{Json, Role};
use crate::rules::catalogue::Level;
use crate::rules::contract::Sink;
use crate::rules::redact::quoted;
use crate::rules::schema::Reading;
use crate::rules::schema::reading::place::Place;
use crate::rules::schema::reading::{Conversation, Entry};

/// What most findings are called, and their level where a consumer says nothing.
const ORDER: (&str, Level) = ("tool-order", Level::Error);

/// One walk along a list of messages with the calls that wait for an answer.
pub struct Exchanges<'w, 'r, 'e> {
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
    /// Ids that one message gives to several of its calls, which was told: one answer is for all of them.
    shared: BTreeSet<&'w str>,
}

impl<'w, 'r, 'e> Exchanges<'w, 'r, 'e> {
    /// No message yet.
    pub fn new(row: &'w Reading<'r, 'e>, list: &'w Conversation<'r, 'e>) -> Self {
        let ids = || [BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
        let ([used, answered, late, shared], open) = (ids(), OpenCalls::default());
        Exchanges { row, list, open, counts: (0, 0), within: false, asked: None, used, answered, late, shared }
    }

    /// Walks, and tells what is wrong.
    pub fn run(mut self, acts: &'w [Acts<'r>], sink: &mut Sink<'_>) {
        for (i, (entry, act)) in self.list.entries.iter().zip(acts).enumerate() {
            for answer in &act.answers {
                self.answer(answer, i, acts, sink);
            }
            if entry.role != Role::Tool && act.answers.is_empty() {
                // One exchange of ShareGPT may have its calls in turns of their own.
                let goes_on = act.calls.iter().any(|call| call.pairing == Pairing::Turns) && self.counts.1 == 0;
                if self.within && self.stranger(entry) {
                    // Whoever it is may have answered; the role is another rule's finding.
                    self.open = OpenCalls::default();
                } else if !goes_on {
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
            let id = call.id.as_ref().filter(|_| call.pairing == Pairing::Ids);
            let again = id.is_some_and(|(id, _)| self.open.has(id));
            if let Some((id, place)) = id {
                self.repeated(id, place, again, sink);
            }
            if call.pairing != Pairing::Function && !again {
                self.open.push(call);
            }
        }
        self.counts = (self.counts.0 + calls.len(), 0);
        self.within = true;
        let several = calls.len() > 1 && calls.iter().all(|call| call.pairing == Pairing::Ids);
        if several && self.row.example.json.get("parallel_tool_calls") == Some(&Json::Bool(false)) {
            let message = format!("{} calls at once while `parallel_tool_calls` is false", calls.len());
            let help = "remove `parallel_tool_calls`, or call one after the other";
            self.tell(("parallel-calls", Level::Warn), &calls[1].place, &message, help, sink);
        }
    }

    /// Tells of an id that an earlier call has, once for each message; `again` says that the call is of the same message.
    fn repeated(&mut self, id: &'w str, place: &Place<'_>, again: bool, sink: &mut Sink<'_>) {
        let fresh = self.used.insert(id);
        let told = again && !self.shared.insert(id);
        if fresh || told {
            return;
        }
        // The id can be answered once more.
        self.answered.remove(id);
        let message = format!("tool call id `{}` is used twice", quoted(id, 40));
        let help = "give every call an id of its own";
        self.tell(("repeated-call-id", Level::Error), place, &message, help, sink);
    }

    /// Whether the role of a message is one that nobody knows.
    fn stranger(&self, entry: &Entry<'_, '_>) -> bool {
        entry.role == Role::Other || !entry.role_name.is_some_and(|role| self.list.talk.knows(role))
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
        // A consumer may ask where an answer stands, and not whether there is one.
        if let Some(usual) = self.row.profile.level(ORDER.0, ORDER.1) {
            self.tell(("unanswered-call", usual), &place, &message, help, sink);
        }
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

fn speaks(list: &Conversation<'_, '_>, entry: &Entry<'_, '_>) -> bool {
    match entry.object.get(&list.talk.content_key) {
        Some(Json::String(text)) => !text.trim().is_empty(),
        Some(Json::Array(parts)) => !parts.is_empty(),
        _ => false,
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
