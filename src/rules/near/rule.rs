//! Rules about pairs of rows with nearly equal prompts.

use super::sets::root;
use super::text::NearText;
use crate::rules::contract::Sink;
use crate::rules::facts::Facts;
use crate::source::Pos;

/// A turn of a row.
pub type Place = (Pos, usize);

/// What a rule keeps of a pair; about 200 bytes, and only for pairs that it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The two, the earlier row first.
    pub places: [Place; 2],
    /// JSON Pointers of the answers.
    pub pointers: [String; 2],
    /// The answers as messages show them.
    pub answers: [String; 2],
    /// A number for what each answer says: equal where the two say the same.
    pub values: [u64; 2],
    /// What differs, by the rule's own words.
    pub kind: &'static str,
    /// Words of the two that must be slips of the pen: the link holds only if one of each pair stands in no other row.
    pub slips: Vec<(String, String)>,
    /// Whether it speaks of something that hangs on the time or the person.
    pub depends: bool,
    /// A number for what the two say, whatever their order in the data.
    pub key: u64,
}

/// A rule about rows with nearly equal prompts. It sees each pair by itself and then what it kept of them.
pub trait NearRule: Send + Sync {
    /// Looks at one pair, the earlier row first; `jaccard` is that of their prompts, 0.6 or more. The engine adds the
    /// places.
    fn compare(&self, a: &NearText, b: &NearText, jaccard: f64, facts: &Facts) -> Option<Link>;

    /// Judges all that was kept, sorted by place.
    fn conclude(&self, links: &[Link], facts: &Facts, sink: &mut Sink<'_>);
}

/// Rows that links join: for each place its group, named by the first place in it.
pub(in crate::rules) fn groups(links: &[Link]) -> std::collections::BTreeMap<Place, Vec<Place>> {
    let mut places: Vec<Place> = links.iter().flat_map(|link| link.places).collect();
    places.sort_unstable();
    places.dedup();
    let at = |place: &Place| places.binary_search(place).expect("all places are listed");
    let mut parent: Vec<usize> = (0..places.len()).collect();
    for link in links {
        let [a, b] = link.places.map(|place| root(&mut parent, at(&place)));
        parent[a.max(b)] = a.min(b);
    }
    let mut groups = std::collections::BTreeMap::new();
    for i in 0..places.len() {
        let first = places[root(&mut parent, i)];
        groups.entry(first).or_insert_with(Vec::new).push(places[i]);
    }
    groups
}
