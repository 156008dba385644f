//! Rules about pairs of rows with nearly equal prompts.

use super::sets::root;
use super::text::NearText;
use crate::rules::contract::Sink;
use crate::rules::facts::Facts;
use crate::source::Pos;

/// A turn of a row.
pub type Place = (Pos, usize);

/// What a rule keeps of a pair; 48 bytes and what it has to tell, and only for pairs that it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The two, the earlier row first.
    pub places: [Place; 2],
    /// A number for what the two say, whatever their order in the data.
    pub key: u64,
    /// What the rule has to tell of them.
    pub told: Option<Box<Told>>,
}

/// What two answers say; about 200 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
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
}

/// A rule about rows with nearly equal prompts. It sees each pair by itself and then what it kept of them.
pub trait NearRule: Send + Sync {
    /// Looks at one pair, the earlier row first; `jaccard` is that of their prompts, 0.6 or more. The engine adds the
    /// places.
    fn compare(&self, a: &NearText, b: &NearText, jaccard: f64, facts: &Facts) -> Option<Link>;

    /// Leaves links out that change nothing for [`NearRule::conclude`], where there are very many.
    fn thin(&self, _links: &mut Vec<Link>) {}

    /// Judges all that was kept, sorted by place.
    fn conclude(&self, links: &[Link], facts: &Facts, sink: &mut Sink<'_>);
}

/// Leaves out links between places that others join already.
pub(in crate::rules) fn without_rings(links: &mut Vec<Link>) {
    let places = places_of(links);
    let mut parent: Vec<usize> = (0..places.len()).collect();
    links.retain(|link| {
        let at = |place: &Place| places.binary_search(place).expect("all places are listed");
        let [a, b] = [0, 1].map(|side| root(&mut parent, at(&link.places[side])));
        parent[a.max(b)] = a.min(b);
        a != b
    });
}

fn places_of(links: &[Link]) -> Vec<Place> {
    let mut places: Vec<Place> = links.iter().flat_map(|link| link.places).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// Rows that links join: for each place its group, named by the first place in it.
pub(in crate::rules) fn groups(links: &[Link]) -> std::collections::BTreeMap<Place, Vec<Place>> {
    let places = places_of(links);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_say_nothing_new() {
        let place = |row: u32| (Pos { block: 0, row }, 0);
        let link = |a: u32, b: u32| Link { places: [place(a), place(b)], key: u64::from(a), told: None };
        let mut links: Vec<Link> =
            [(1, 2), (2, 3), (1, 3), (3, 4), (7, 9), (1, 4), (7, 9)].map(|(a, b)| link(a, b)).to_vec();
        let whole = groups(&links);
        without_rings(&mut links);
        assert_eq!((links.len(), groups(&links)), (4, whole));
    }
}
