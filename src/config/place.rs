//! Where a key or a value stands in the file, and what is said of it there.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::explain::{conflict, explain};
use super::load::Loaded;
use crate::failure::{Failure, Window};

fn step_into<'t, 'i>(
    table: &'t DeTable<'i>,
    step: &str,
    found: &mut Option<Range<usize>>,
) -> Option<&'t Spanned<DeValue<'i>>> {
    let (key, value) = table.iter().find(|(key, _)| key.get_ref().as_ref() == step)?;
    *found = Some(key.span());
    Some(value)
}

impl Loaded {
    /// An error of the parser as a failure at its place.
    pub(super) fn refuse(&self, why: &toml::de::Error) -> Failure {
        if let Some(failure) = conflict(&self.name, &self.text) {
            return failure;
        }
        let at = Window::around(&self.name, &self.text, why.span().unwrap_or(0..0));
        let (what, advice) = explain(why.message());
        Failure::document(what, advice, at)
    }

    /// A failure at the key or value that a path of keys and indexes leads to.
    pub fn at(&self, path: &[&str], what: impl Into<String>, advice: Option<String>) -> Failure {
        let at = self.place(path).unwrap_or(0..0);
        Failure::document(what, advice, Window::around(&self.name, &self.text, at))
    }

    /// A note about an entry that does nothing.
    pub fn unused(&self, path: &[&str], what: impl Into<String>, advice: Option<String>) -> Failure {
        let window = self.place(path).map(|at| Box::new(Window::around(&self.name, &self.text, at)));
        Failure::Unused {
            what: what.into(),
            advice,
            at: window.as_ref().map(|window| window.span()),
            source_text: window,
        }
    }

    /// The line of what a path leads to, from 1.
    pub fn line(&self, path: &[&str]) -> Option<usize> {
        let at = self.place(path)?;
        Some(self.text[..at.start].matches('\n').count() + 1)
    }

    /// The bytes of what a path leads to: the value, or the key where the value is a table.
    pub(super) fn place(&self, path: &[&str]) -> Option<Range<usize>> {
        let whole = DeTable::parse(&self.text).ok()?;
        let steps: Vec<&str> = self.base.iter().chain(path).copied().collect();
        let mut found: Option<Range<usize>> = None;
        let mut value: Option<&Spanned<DeValue<'_>>> = None;
        for (depth, step) in steps.iter().enumerate() {
            value = match value.map(Spanned::get_ref) {
                None if depth == 0 => step_into(whole.get_ref(), step, &mut found),
                Some(DeValue::Table(table)) => step_into(table, step, &mut found),
                Some(DeValue::Array(items)) => {
                    let item = step.parse::<usize>().ok().and_then(|index| items.get(index));
                    found = item.map(Spanned::span).or(found);
                    item
                }
                _ => None,
            };
            if value.is_none() {
                break;
            }
        }
        match value.map(|value| (value.get_ref(), value.span())) {
            Some((DeValue::Table(_), _)) | None => found,
            Some((_, span)) => Some(span),
        }
    }
}
