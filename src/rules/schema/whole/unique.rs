//! Texts that no two rows of a data set share, such as the ids of requests: where a row of some shape has one.

use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::example::{Example, Json, Shape, Step, write_pointer};
use crate::rules::contract::Sink;
use crate::rules::facts::Facts;
use crate::rules::profile::{Node, Profile, all};
use crate::rules::record::{Group, Record};

/// A text that a consumer wants to be different in all rows.
pub struct Unique {
    /// The consumer.
    pub profile: &'static Profile,
    /// Shapes of rows that have it.
    shapes: Vec<Shape>,
    /// Its keys from the row down.
    path: Vec<&'static str>,
}

/// All such texts of all profiles. A record names its text by the place here.
static ALL: LazyLock<Vec<Unique>> = LazyLock::new(|| {
    let mut found = Vec::new();
    for profile in all() {
        for form in profile.forms.values() {
            let takes = |(shape, _): (Shape, &str)| form.takes(shape).then_some(shape);
            let shapes: Vec<Shape> = Shape::ALL.into_iter().filter_map(takes).collect();
            collect(profile, &shapes, &form.row, &mut Vec::new(), &mut found);
        }
    }
    assert!(found.len() < 256, "a record has a byte for them");
    found
});

fn collect(
    profile: &'static Profile,
    shapes: &[Shape],
    node: &'static Node,
    path: &mut Vec<&'static str>,
    out: &mut Vec<Unique>,
) {
    for (key, member) in &node.keys {
        path.push(key);
        if member.unique {
            out.push(Unique { profile, shapes: shapes.to_vec(), path: path.clone() });
        }
        collect(profile, shapes, member, path, out);
        path.pop();
    }
}

/// The texts of the profiles that `asked` names, with their places among all.
pub fn uniques(asked: impl Fn(&Profile) -> bool) -> Vec<(usize, &'static Unique)> {
    ALL.iter().enumerate().filter(|(_, unique)| asked(unique.profile)).collect()
}

impl Unique {
    /// The text that a record is of.
    pub fn of(record: &Record) -> &'static Unique {
        &ALL[record.entity()]
    }

    /// The record of a row, if it has the text. Rows for different consumers of a run never meet.
    pub fn record(&self, (place, consumer): (usize, usize), example: &Example<'_>) -> Option<Record> {
        let (shape, row, pos) = (example.shape, example.json, example.row.pos);
        if !self.shapes.contains(&shape) {
            return None;
        }
        let (first, rest) = self.path.split_first()?;
        let text = rest.iter().try_fold(row.get(first)?, |value, key| value.get(key)).and_then(Json::as_str)?;
        // What is empty is another finding.
        let key = xxh3_128_with_seed(text.as_bytes(), (consumer << 8 | place) as u64);
        (!text.trim().is_empty()).then(|| Record::id(key, place, false, consumer as u64, pos))
    }

    /// The last key, as messages name it.
    pub fn key(&self) -> &'static str {
        self.path.last().copied().unwrap_or_default()
    }

    fn pointer(&self) -> String {
        write_pointer(&self.path.iter().map(|key| Step::Key(key)).collect::<Vec<_>>())
    }
}

/// Says of every row but the first of a group that its text is taken.
pub fn reduce(group: &Group<'_>, sink: &mut Sink<'_>, facts: &Facts) {
    let [first, others @ ..] = group.records else { return };
    let unique = Unique::of(first);
    let profile = facts.profile;
    if unique.profile.name != profile.name || first.answer != facts.consumer as u64 {
        return;
    }
    let (key, pointer) = (unique.key(), unique.pointer());
    for record in others {
        let message = format!("`{key}` `{{value}}` also in {{row}} ({})", profile.name);
        let finding = sink.report_row(record.pos, &pointer, message);
        finding.quotes = true;
        finding.help(format!("give every row a `{key}` of its own")).related(first.pos, &pointer);
    }
}
