//! A table with hashes as keys, for states that every row is counted in. It is written down sorted by its keys, so that
//! equal states are written alike.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::rules::hashed::Hashed;

/// Values by hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<V>(pub HashMap<u64, V, Hashed>);

impl<V> Default for Table<V> {
    fn default() -> Self {
        Table(HashMap::default())
    }
}

impl<V> Table<V> {
    /// Keys and values, sorted by key.
    pub fn sorted(&self) -> Vec<(u64, &V)> {
        let mut all: Vec<(u64, &V)> = self.0.iter().map(|(key, value)| (*key, value)).collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        all
    }

    /// Takes out keys and values, sorted by key.
    pub fn into_sorted(self) -> Vec<(u64, V)> {
        let mut all: Vec<(u64, V)> = self.0.into_iter().collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        all
    }
}

impl<V: Serialize> Serialize for Table<V> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_map(self.sorted())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Table<V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Table(BTreeMap::deserialize(from)?.into_iter().collect()))
    }
}
