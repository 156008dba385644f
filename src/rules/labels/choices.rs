//! Multiple choice: which labels name one letter, and the classes that they make together.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::space::{Label, LabelSpace};
use crate::example::{Answer, Value};

impl LabelSpace {
    /// Its labels as classes that are learned. In a multiple choice the letter is the class, with or without the text of the
    /// option behind it (`B`, `(B)`, `B) Rome`).
    pub fn classes(&self) -> Cow<'_, BTreeMap<String, Label>> {
        if self.choices.is_empty() {
            return Cow::Borrowed(&self.labels);
        }
        let mut classes: BTreeMap<String, Label> = BTreeMap::new();
        for (fold, label) in &self.labels {
            let key = self.choices.get(fold).map_or_else(|| fold.clone(), |letter| letter.to_lowercase().to_string());
            let class = classes.entry(key).or_default();
            class.count += label.count;
            class.forms.extend(label.forms.iter().cloned());
        }
        classes.values_mut().for_each(Label::sort);
        Cow::Owned(classes)
    }

    /// The letters of a multiple choice, if nearly all labels name one and some have more than the letter.
    pub(super) fn read_choices(&mut self) {
        let letter = |label: &Label| match Answer::read(label.shown()).value {
            Value::Choice(letter) => Some(letter),
            _ => None,
        };
        let named = self.labels.iter().filter_map(|(fold, label)| Some((fold.clone(), letter(label)?)));
        let choices: BTreeMap<String, char> = named.collect();
        let rows: u64 = choices.keys().map(|fold| self.labels[fold].count).sum();
        let letters: BTreeSet<char> = choices.values().copied().collect();
        if letters.len() < choices.len() && rows * 10 >= self.labelled() * 9 {
            self.choices = choices;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::FormCount;
    use super::*;

    fn space(labels: &[(&str, u64)]) -> LabelSpace {
        let label = |(form, count): &(&str, u64)| {
            let forms = vec![((*form).to_owned(), FormCount::default())];
            (crate::example::fold_label(form), Label { count: *count, forms })
        };
        let mut space = LabelSpace::new(100, labels.iter().map(label).collect());
        space.read_choices();
        space
    }

    fn classes(labels: &[(&str, u64)]) -> Vec<u64> {
        space(labels).classes().values().map(|class| class.count).collect()
    }

    #[test]
    fn a_letter_is_one_class() {
        assert_eq!(classes(&[("A", 20), ("B", 30), ("B) Rome", 4), ("(C) Oslo", 6)]), [20, 34, 6]);
        // Letters alone need no putting together, and few letters among words are words.
        assert_eq!(classes(&[("A", 20), ("B", 30)]), [20, 30]);
        assert_eq!(classes(&[("A", 2), ("A) Rome", 3), ("billing", 30), ("returns", 31)]), [2, 3, 30, 31]);
    }
}
