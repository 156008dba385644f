//! How an answer finds its call: by id, by name, by its place, or by number.

use super::super::open_calls::OpenCalls;
use super::super::tool_use::{Acts, Answer, Call, Pairing};
use super::{Exchanges, ORDER, speaks};
use crate::example::Role;
use crate::rules::catalogue::Level;
use crate::rules::contract::Sink;
use crate::rules::profile::{Order, Part};
use crate::rules::redact::{quoted, quoted_beside};
use crate::rules::schema::missing_content::{CALLS, misses_content, misspelt_calls};
use crate::rules::schema::reading::Entry;
use crate::rules::schema::reading::place::Place;

impl<'w, 'r> Exchanges<'w, 'r, '_> {
    /// Looks at the answer in the message `at`.
    pub(super) fn answer(&mut self, answer: &'w Answer<'r>, at: usize, acts: &'w [Acts<'r>], sink: &mut Sink<'_>) {
        self.counts.1 += 1;
        if self.stranger(&self.list.entries[at]) {
            // The role is another rule's finding; whoever it is answers a call.
            self.open.take_first(|_| true);
            return;
        }
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
        } else if self.shared.contains(id.as_str()) && self.answered.contains(id.as_str()) {
            // As many answers as calls that share the id, which was told.
        } else if self.answered.contains(id.as_str()) {
            let message = format!("tool call `{}` is answered twice", quoted(id, 40));
            self.tell(("answered-twice", Level::Error), place, &message, "keep one of the answers", sink);
        } else if self.late.contains(id.as_str()) || self.open.take_first(|call| call.id.is_none()).is_some() {
            // The call was told to wait for it; or the call lacks its id, which is another rule's finding.
        } else if self.within {
            let message = format!("`{}` answers no call before it", quoted_beside(id, 40, &waiting(&self.open)));
            let help = match self.open.count() {
                0 => "remove the answer, or add its call".into(),
                _ => format!("answer {}", ids(&self.open, id)),
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
            let message = format!("`{}` answers no call before it", quoted_beside(id, 40, &waiting(&self.open)));
            let help = format!("answer {}", ids(&self.open, id));
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
        // Some orders refuse an answer there themselves.
        let asked = before.is_none_or(|entry| entry.role == Role::User);
        if list.talk.order == Order::Mistral && list.talk.part != Part::Answer && asked {
            return;
        }
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
        let asked = self.asked.map(|asked| &list.entries[asked]);
        let slip = asked.and_then(|asked| misspelt_calls(list, asked));
        if asked.is_some_and(|asked| self.calls_are_told(asked, slip.map(|(key, _)| key))) {
            return;
        }
        let slip = slip.map_or(String::new(), |(key, meant)| format!("; is `{}` meant as `{meant}`?", quoted(key, 40)));
        let message = format!("`{}` message without a tool call before it{slip}", entry.shown_role());
        self.tell(ORDER, &Place::new(list.at(entry)), &message, "add the call, or remove the message", sink);
    }

    /// Whether it was told that the calls of a message are of a wrong type, or stand under a wrong key.
    fn calls_are_told(&self, asked: &Entry<'_, '_>, slip: Option<&str>) -> bool {
        let flawed = |key: &str| self.row.flawed_itself(&self.list.key(asked, key));
        CALLS.iter().any(|key| flawed(key))
            || slip.is_some_and(|key| flawed(key) || misses_content(self.row.profile, self.list, asked))
    }
}

/// The first ids of calls that wait.
fn waiting<'w>(open: &OpenCalls<'w, '_>) -> Vec<&'w str> {
    open.iter().filter_map(|call| call.id.as_ref()).take(3).map(|(id, _)| id.as_str()).collect()
}

/// The same as they are told, beside the id that was given.
fn ids(open: &OpenCalls<'_, '_>, given: &str) -> String {
    let shown = |id: &&str| format!("`{}`", quoted_beside(id, 40, &[given]));
    let ids: Vec<String> = waiting(open).iter().map(shown).collect();
    if ids.is_empty() { "the call before it".into() } else { ids.join(" or ") }
}
