//! Rules about groups and pairs keep nothing between them, and take rows in any order.

use std::collections::BTreeSet;

use ft_lint::rules::near::{Link, NearTable, Pair, Prompts, Told, candidates};
use ft_lint::rules::{Channel, Check, Facts, FactsState, Group, GroupRule, Quotes, Record, Sink};
use ft_lint::source::Pos;
use serde_json::json;

use super::cuts::{parts, say};
use super::support::{Random, shuffle};
use super::{material, plan, rows_of};

/// Sketches say nothing of where a row stands: in any order of the rows the same pairs are candidates.
#[test]
fn candidates_do_not_depend_on_the_order_of_rows() {
    let plan = plan(&[], 1 << 20, 1);
    let mut random = Random(6);
    // Of copies the first one is compared, so that there are none.
    let mut rows: Vec<String> = rows_of(&["good"], 6).into_iter().filter(|row| !row.contains("messages")).collect();
    for n in 0..60 {
        let text = format!("How does the clerk of shop {} clean the copper lamp on the shelf by the door", n / 3 + 30);
        let text = ["{}?", "Please, {}?", "{} in winter?"][n % 3].replace("{}", &text);
        rows.push(json!({"prompt": text, "completion": "With salt and half a lemon."}).to_string());
    }
    // One template in very many rows, and prompts with many answers.
    let things = ["lamp", "chair", "rug", "kettle", "mirror", "shelf", "bench", "clock", "stove", "bowl"];
    for n in 0..200 {
        let text =
            format!("Tell me what you know of the {} and the {} in the hall", things[n % 10], things[n / 10 % 10]);
        let text = [text.clone(), format!("Please {text} now"), format!("{text} by the old door")][n / 100 % 3].clone();
        rows.push(json!({"prompt": text, "completion": format!("It is old and has story {}.", n % 9)}).to_string());
        let text = format!("Is the gate of yard {} open at noon on market days", n / 90 * 11 + 30);
        rows.push(json!({"prompt": text, "completion": format!("Ask keeper {n} about that.")}).to_string());
    }
    let pairs = |rows: &[String]| -> BTreeSet<[String; 2]> {
        let (_, _, _, near) = parts(&plan, rows.join("\n").as_bytes(), 1 << 16, 1);
        let text = |at: u32| {
            let at = near[at as usize].pos.row as usize;
            rows[at].clone()
        };
        let sorted = |pair: &Pair| {
            let mut both = [text(pair.a), text(pair.b)];
            both.sort();
            both
        };
        let mut table = NearTable::from(near.clone());
        let prompts = Prompts::of(&table).unwrap();
        let found = candidates(&table, &prompts, None).unwrap().expect("few rows are no crowd");
        // On disk they are the same.
        table.spill(1).unwrap();
        assert_eq!(candidates(&table, &Prompts::of(&table).unwrap(), None).unwrap().as_ref(), Some(&found));
        found.iter().map(sorted).collect()
    };
    let whole = pairs(&rows);
    assert!(whole.len() >= 60, "{} pairs", whole.len());
    for _ in 0..3 {
        shuffle(&mut rows, &mut random);
        assert_eq!(pairs(&rows), whole);
    }
}

/// What a rule makes of near pairs does not hang on the order in which they were compared.
#[test]
fn near_rules_keep_nothing_between_pairs() {
    let plan = plan(&[], 1 << 20, 1);
    let facts = Facts::new(Vec::new(), FactsState::default());
    let place = |row: usize| (Pos { block: 0, row: row as u32 }, 0);
    let told = |n: usize| Told {
        pointers: ["/a".into(), "/b".into()],
        answers: [["Yes", "No"][n % 2].into(), "No".into()],
        values: [1 - n as u64 % 2, 0],
        kind: if n % 2 == 1 { "agree" } else { "polarity" },
        slips: Vec::new(),
        depends: n.is_multiple_of(5),
    };
    let link = |n: usize| Link { places: [place(n % 7), place(7 + n)], key: n as u64, told: Some(Box::new(told(n))) };
    let mut rules = 0;
    for rule in &plan.rules {
        for check in &rule.checks {
            let Check::Near(near) = check else { continue };
            let conclude = |links: &[Link]| {
                let mut found = Vec::new();
                near.conclude(links, &facts, &mut Sink::new(rule.meta, None, &mut found));
                let mut told: Vec<String> =
                    found.iter().map(|finding| format!("{:?} {}", finding.pos, say(finding))).collect();
                told.sort();
                told
            };
            let links: Vec<Link> = (0..40).map(link).collect();
            let whole = conclude(&links);
            assert!(!whole.is_empty() && conclude(&[]).is_empty(), "{}", rule.meta.code);
            let (left, right) = links.split_at(13);
            let mut again = [right, left].concat();
            again.sort_by_key(|link| link.places);
            let mut sorted = links.clone();
            sorted.sort_by_key(|link| link.places);
            assert_eq!(conclude(&again), conclude(&sorted), "{}", rule.meta.code);
            near.thin(&mut sorted);
            assert_eq!(conclude(&sorted), conclude(&links), "{}", rule.meta.code);
            rules += 1;
        }
    }
    assert_eq!(rules, 2, "rules about near prompts");
}

/// Records of a group arrive in any order; sorted by key and place they are judged alike, and each rule alone.
#[test]
fn group_rules_keep_nothing_between_groups() {
    let plan = plan(&[], 1 << 20, 1);
    let text = material(5).join("\n");
    let (_, _, channels, _) = parts(&plan, text.as_bytes(), 512, 1);
    let facts = Facts::new(Vec::new(), FactsState::default());
    let reduce = |rule: &dyn GroupRule, meta, order: &[usize]| {
        let of = match rule.channel() {
            Channel::Id => 1,
            Channel::Unique => 2,
            Channel::Context | Channel::Answer => 0,
        };
        let records = &channels[of];
        let mut records: Vec<Record> = order.iter().filter_map(|at| records.get(*at)).copied().collect();
        records.sort_by_key(|record| (record.key(), record.pos, record.turn()));
        let mut groups: Vec<Group<'_>> =
            records.chunk_by(|a, b| a.key() == b.key()).map(|records| Group { records }).collect();
        shuffle(&mut groups, &mut Random(order.len() as u64 + order[0] as u64));
        let mut found = Vec::new();
        for group in &groups {
            rule.reduce(group, &Quotes::default(), &facts, &mut Sink::new(meta, None, &mut found));
        }
        let mut told: Vec<String> = found.iter().map(|finding| format!("{:?} {}", finding.pos, say(finding))).collect();
        told.sort();
        told
    };
    let mut order: Vec<usize> = (0..channels.iter().map(Vec::len).max().unwrap()).collect();
    let mut rules = 0;
    for rule in &plan.rules {
        for check in &rule.checks {
            let Check::Group(group) = check else { continue };
            let whole = reduce(group.as_ref(), rule.meta, &order);
            for seed in 0..3 {
                shuffle(&mut order, &mut Random(seed));
                assert_eq!(reduce(group.as_ref(), rule.meta, &order), whole, "{}", rule.meta.code);
            }
            order.sort_unstable();
            rules += 1;
        }
    }
    assert!(rules >= 5, "the registry has group rules");
}
