//! The calls that wait for an answer, found by id without looking at all of them.

use std::collections::BTreeMap;

use super::tool_use::Call;

/// Calls that are compared one by one where no id tells them apart; beyond that many the first is taken.
const COMPARED: usize = 256;

/// Calls of one exchange.
#[derive(Default)]
pub struct OpenCalls<'w, 'r> {
    calls: Vec<Option<&'w Call<'r>>>,
    by_id: BTreeMap<&'w str, usize>,
    /// All before it are answered.
    first: usize,
    count: usize,
}

impl<'w, 'r> OpenCalls<'w, 'r> {
    /// Adds a call.
    pub fn push(&mut self, call: &'w Call<'r>) {
        if let Some((id, _)) = &call.id {
            self.by_id.insert(id, self.calls.len());
        }
        self.calls.push(Some(call));
        self.count += 1;
    }

    /// How many wait.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Those that wait, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &'w Call<'r>> + '_ {
        self.calls[self.first..].iter().filter_map(|call| *call)
    }

    /// Whether a call of this id waits.
    pub fn has(&self, id: &str) -> bool {
        self.by_id.get(id).is_some_and(|at| self.calls[*at].is_some())
    }

    /// Takes the call of this id.
    pub fn take(&mut self, id: &str) -> Option<&'w Call<'r>> {
        let at = self.by_id.remove(id)?;
        self.remove(at)
    }

    /// Takes the first call that is meant.
    pub fn take_first(&mut self, meant: impl Fn(&Call<'_>) -> bool) -> Option<&'w Call<'r>> {
        let all = self.calls.iter().enumerate().skip(self.first).take(COMPARED);
        let at = all.filter_map(|(at, call)| Some((at, (*call)?))).find(|(_, call)| meant(call))?.0;
        self.remove(at)
    }

    fn remove(&mut self, at: usize) -> Option<&'w Call<'r>> {
        let call = self.calls[at].take()?;
        self.count -= 1;
        while self.calls.get(self.first).is_some_and(Option::is_none) {
            self.first += 1;
        }
        Some(call)
    }
}
