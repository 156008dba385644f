//! Objects whose members are the same in all rows: which members one row has, what is kept of all rows, and what of it a
//! consumer minds.

use std::collections::BTreeMap;

use super::uniform::find;
use crate::example::{Json, JsonType, Object, escape, hash_key};
use crate::rules::catalogue::Level;
use crate::rules::profile::{Members, Profile, Setting};
use crate::rules::redact::quoted;
use crate::source::Pos;

/// Members of one object that are kept; of more, those with the smallest hashes.
const MAX_KEYS: usize = 64;

/// One member of a row's object: its key, and its type unless it is null.
pub type Member = (String, Option<JsonType>);

/// The members of each object that the profile wants to be the same in all rows, by index of the wish; of rows that have
/// it. Where the profile is not that of the run, only what it refuses counts.
pub fn members(profile: &Profile, run: bool, row: &Object<'_>) -> Vec<(u8, Vec<Member>)> {
    let one = |(index, wish): (usize, &Members)| {
        let refuses = [Some(wish.level), wish.types].contains(&Some(Setting(Some(Level::Error))));
        if !(run || refuses) {
            return None;
        }
        let object = if wish.path.is_empty() { Some(row) } else { find(row, &wish.path).and_then(Json::as_object) };
        let free = |key: &str| wish.except.iter().any(|known| known == key);
        let members = object?.0.iter().filter(|(key, _)| !free(key));
        let mut members: Vec<_> = members.map(|(key, value)| (hash_key(key), key, value)).collect();
        // Those that are kept of all rows are among those of each row.
        members.sort_by_key(|(hash, ..)| *hash);
        members.truncate(MAX_KEYS);
        Some((index as u8, members.into_iter().map(|(_, key, value)| (key.to_string(), JsonType::of(value))).collect()))
    };
    profile.members.iter().enumerate().filter_map(one).collect()
}

/// The members of one object in all rows; under 16 KiB but for long keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberStats {
    /// Rows that have the object.
    rows: u64,
    /// The first of them.
    first: Pos,
    keys: BTreeMap<u64, Seen>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    key: String,
    rows: u64,
    /// The first row that has it.
    first: Pos,
    /// The first row that has the object and not this member.
    lacking: Option<Pos>,
    kinds: BTreeMap<JsonType, Pos>,
}

/// One thing that a consumer minds about all rows.
#[derive(Clone, Debug)]
pub struct Drift {
    /// How it takes it.
    pub level: Level,
    /// One line; `{row}` stands for the row of `related`.
    pub message: String,
    /// Where.
    pub pos: Pos,
    /// JSON Pointer there.
    pub pointer: String,
    /// The row that differs from it.
    pub related: Option<Pos>,
}

impl MemberStats {
    /// Rows with the same members, of which `first` is the first.
    pub fn of(members: &[Member], rows: u64, first: Pos) -> Self {
        let mut keys = BTreeMap::new();
        for (key, kind) in members {
            let kinds = kind.map(|kind| (kind, first)).into_iter().collect();
            keys.insert(hash_key(key), Seen { key: key.clone(), rows, first, lacking: None, kinds });
        }
        MemberStats { rows, first, keys }
    }

    /// Adds those of other rows.
    pub fn merge(&mut self, other: MemberStats) {
        let sooner = |lacking: &mut Option<Pos>, pos: Pos| *lacking = Some(lacking.map_or(pos, |own| own.min(pos)));
        for (hash, own) in &mut self.keys {
            if !other.keys.contains_key(hash) {
                sooner(&mut own.lacking, other.first);
            }
        }
        for (hash, mut more) in other.keys {
            let Some(own) = self.keys.get_mut(&hash) else {
                sooner(&mut more.lacking, self.first);
                self.keys.insert(hash, more);
                continue;
            };
            own.rows += more.rows;
            own.first = own.first.min(more.first);
            if let Some(lacking) = more.lacking {
                sooner(&mut own.lacking, lacking);
            }
            for (kind, pos) in more.kinds {
                let first = own.kinds.entry(kind).or_insert(pos);
                *first = pos.min(*first);
            }
        }
        while self.keys.len() > MAX_KEYS {
            self.keys.pop_last();
        }
        self.rows += other.rows;
        self.first = self.first.min(other.first);
    }

    /// What the consumer minds, in the order of the rows.
    pub fn drifts(&self, wish: &Members) -> Vec<Drift> {
        let mut drifts = Vec::new();
        for seen in self.keys.values() {
            drifts.extend(wish.level.0.and_then(|level| self.uneven(seen, wish, level)));
            drifts.extend(wish.types.and_then(|setting| setting.0).and_then(|level| changed(seen, wish, level)));
        }
        drifts.sort_by(|a, b| (a.pos, &a.pointer).cmp(&(b.pos, &b.pointer)));
        drifts
    }

    fn uneven(&self, seen: &Seen, wish: &Members, level: Level) -> Option<Drift> {
        let lacking = seen.lacking.filter(|_| seen.rows < self.rows)?;
        let message = format!(
            "`{}` is in {} of {} rows, and not in {{row}}; want it in all rows or in none",
            shown(wish, seen),
            seen.rows,
            self.rows
        );
        Some(Drift { level, message, pos: seen.first, pointer: pointer(wish, seen), related: Some(lacking) })
    }
}

/// A member of more than one type.
fn changed(seen: &Seen, wish: &Members, level: Level) -> Option<Drift> {
    let mut kinds: Vec<(&JsonType, &Pos)> = seen.kinds.iter().collect();
    kinds.sort_by_key(|(_, pos)| **pos);
    let [(usual, first), (kind, pos), ..] = kinds.as_slice() else { return None };
    let (a, b) = (kind.with_article(), usual.with_article());
    let message = format!("`{}` is {a} here and {b} in {{row}}; want one type in all rows", shown(wish, seen));
    Some(Drift { level, message, pos: **pos, pointer: pointer(wish, seen), related: Some(**first) })
}

fn shown(wish: &Members, seen: &Seen) -> String {
    let key = quoted(&seen.key, 40);
    if wish.path.is_empty() { key } else { format!("{}/{key}", wish.path) }
}

/// The place of the member, where the path names it; else the place of what the path starts with.
fn pointer(wish: &Members, seen: &Seen) -> String {
    match wish.path.split_once("/*") {
        Some((head, _)) => format!("/{head}"),
        None if wish.path.is_empty() => format!("/{}", escape(&seen.key)),
        None => format!("/{}/{}", wish.path, escape(&seen.key)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(row: u32) -> Pos {
        Pos { block: 0, row }
    }

    /// Rows by the letters of their members; an upper-case letter has another type.
    fn stats(rows: &[(u32, &str)]) -> MemberStats {
        let row = |(row, keys): &(u32, &str)| {
            let kind = |c: char| if c.is_uppercase() { JsonType::Array } else { JsonType::String };
            let members: Vec<Member> = keys.chars().map(|c| (c.to_lowercase().collect(), Some(kind(c)))).collect();
            MemberStats::of(&members, 1, at(*row))
        };
        let mut all = rows.iter().map(row);
        let first = all.next().expect("a row");
        all.fold(first, |mut whole, more| {
            whole.merge(more);
            whole
        })
    }

    #[test]
    fn order_and_grouping_do_not_matter() {
        let rows = [(0, "ab"), (1, "a"), (2, "abC"), (3, "bc"), (4, "Abc"), (5, "")];
        let whole = stats(&rows);
        for cut in 1..rows.len() {
            let (mut left, right) = (stats(&rows[..cut]), stats(&rows[cut..]));
            let mut other = right.clone();
            other.merge(left.clone());
            left.merge(right);
            assert!(left == whole && other == whole, "{cut}");
        }
    }

    #[test]
    fn drifts_name_both_rows() {
        let wish: Members =
            serde_json::from_str(r#"{"path":"labels","level":"warn","types":"error"}"#).expect("a wish");
        let said: Vec<String> = stats(&[(0, "ab"), (1, "a"), (2, "aB")])
            .drifts(&wish)
            .iter()
            .map(|drift| format!("{} {} {:?} {}", drift.pos.row, drift.pointer, drift.related, drift.message))
            .collect();
        let row = |n| format!("{:?}", Some(at(n)));
        assert_eq!(
            said,
            [
                format!(
                    "0 /labels/b {} `labels/b` is in 2 of 3 rows, and not in {{row}}; want it in all rows or in none",
                    row(1)
                ),
                format!(
                    "2 /labels/b {} `labels/b` is an array here and a string in {{row}}; want one type in all rows",
                    row(0)
                ),
            ]
        );
        assert!(stats(&[(0, "ab"), (1, "ba")]).drifts(&wish).is_empty());
    }
}
