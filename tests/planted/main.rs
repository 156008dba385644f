//! Plants known defects among clean rows and counts how many of them are found, and how many findings are of something else.
//!
//! A class is a line of [`CLASSES`] and a function that adds rows: those with a defect carry the class as their mark, those
//! that only look like one (decoys) carry it with `false` and may not be found.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::print_stdout, reason = "the figures, with `--nocapture`")]

mod decoys;
mod recurring;

#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use decoys::{closed_variety, names, numbers, paraphrases, turned, varied};
use support::planting::{Made, Planting, grams, likeness, longer, polite, reordered, reworded, slip, written};
use support::{Random, json, scratch};

/// A class of defects.
struct Class {
    /// Its name, the mark of its rows.
    name: &'static str,
    /// The rules that find it.
    codes: &'static [&'static str],
    /// Adds its rows.
    plant: fn(&mut Planting, usize),
    /// Rows with the defect, about.
    count: usize,
    /// Whether all rows of a group are named, or all but the first.
    both: bool,
    /// Least share of its rows that are found, …
    recall: f64,
    /// … and of the rows found that have it.
    precision: f64,
}

const CLASSES: [Class; 4] = [
    Class { name: "copy", codes: &["FT701"], plant: copies, count: 40, both: false, recall: 1.0, precision: 1.0 },
    Class {
        name: "spelling",
        codes: &["FT702"],
        plant: spellings,
        count: 40,
        both: false,
        recall: 1.0,
        precision: 1.0,
    },
    Class { name: "near", codes: &["FT703"], plant: near, count: 120, both: false, recall: 0.95, precision: 0.97 },
    Class {
        name: "contradiction",
        codes: &["FT401"],
        plant: contradictions,
        count: 120,
        both: true,
        recall: 0.90,
        precision: 0.98,
    },
];

/// Rows that no rule of the classes may name.
const DECOYS: [fn(&mut Planting, usize); 6] = [varied, numbers, turned, names, paraphrases, closed_variety];

fn copies(data: &mut Planting, count: usize) {
    for _ in 0..count {
        let (prompt, answer) = data.fresh();
        data.plant("copy", [(prompt.clone(), answer.clone()), (prompt, answer)]);
    }
}

fn spellings(data: &mut Planting, count: usize) {
    for _ in 0..count {
        let (prompt, answer) = data.fresh();
        let other = match data.random.below(4) {
            0 => prompt.to_uppercase(),
            1 => prompt.to_lowercase().replace(['.', '?', ','], ""),
            2 => prompt.replace(' ', "  ") + " !",
            _ => format!("“{}”", prompt.replace('\'', "’")),
        };
        data.plant("spelling", [(prompt, answer.clone()), (other, answer)]);
    }
}

fn near(data: &mut Planting, count: usize) {
    let edits: [fn(&str, &mut Random) -> String; 5] = [slip, polite, reordered, reworded, longer];
    let mut planted = 0;
    while planted < count {
        let (prompt, answer) = data.fresh();
        let mut other = edits[planted % edits.len()](&prompt, &mut data.random);
        if data.random.below(4) == 0 {
            other = slip(&other, &mut data.random);
        }
        let like = likeness(&grams(&prompt), &grams(&other));
        if (0.71..1.0).contains(&like) {
            let again = if data.random.below(3) == 0 { answer.to_lowercase() } else { answer.clone() };
            data.plant("near", [(prompt, answer), (other, again)]);
            planted += 1;
        }
    }
}

const PLACES: [&str; 8] = [
    "in the shop",
    "at the harbour",
    "in the old tower",
    "behind the market",
    "on the second shelf",
    "near the bridge",
    "in the school garden",
    "at the station",
];
const THINGS: [&str; 10] = [
    "copper lamp",
    "garden bench",
    "train ticket",
    "wooden ladder",
    "winter coat",
    "bread oven",
    "rowing boat",
    "glass jar",
    "brass bell",
    "paper map",
];
const QUESTIONS: [&str; 10] = [
    "Is the THING PLACE free to use on a working day?",
    "Does the THING PLACE need a permit from the council?",
    "Can a child carry the THING PLACE without a grown-up?",
    "Would the THING PLACE survive a long storm?",
    "Should visitors touch the THING PLACE during the tour?",
    "Was the THING PLACE repaired by the new owner?",
    "Has the THING PLACE been painted since the fair?",
    "Will the THING PLACE be sold at the autumn auction?",
    "How many people can share the THING PLACE at a time?",
    "How much does it cost to rent the THING PLACE for a week?",
];

/// A question with a short answer; each is asked once.
fn closed(data: &mut Planting, used: &mut BTreeSet<String>) -> (String, [String; 2]) {
    loop {
        let at = data.random.below(QUESTIONS.len());
        let thing = *data.pick(&THINGS);
        let place = *data.pick(&PLACES);
        let question = QUESTIONS[at].replace("THING", thing).replace("PLACE", place);
        if used.insert(question.clone()) {
            let n = 2 + data.random.below(40);
            let answers = if at < 8 {
                [["Yes", "No"], ["Yes, of course.", "No."], ["no", "Yes, since last year."]][data.random.below(3)]
                    .map(str::to_owned)
            } else {
                [n.to_string(), format!("The answer is {}.", n + 1 + data.random.below(20))]
            };
            return (question, answers);
        }
    }
}

fn contradictions(data: &mut Planting, count: usize) {
    let mut used = BTreeSet::new();
    for n in 0..count / 2 {
        let (question, [one, other]) = closed(data, &mut used);
        let again = match n % 4 {
            0 => question.clone(),
            1 => question.to_lowercase().replace('?', " ?"),
            2 => slip(&question, &mut data.random),
            _ => question.replace("Is the", "Is a").replace("the THING", "a").replace('?', ", please?"),
        };
        data.plant("contradiction", [(question, one), (again, other)]);
    }
    // Prompts that are asked once, or twice with one answer: they differ in a real word from others.
    for n in 0..count * 4 {
        let (question, [one, _]) = closed(data, &mut used);
        if n % 3 == 0 {
            data.plant("copy", [(question.clone(), one.clone()), (question, one)]);
        } else {
            data.clean(question, one);
        }
    }
}

/// How many rows of a class are found, how many there are, and those that are not found.
fn expected(rows: &[Made], class: &Class, lines: &BTreeSet<u64>) -> (usize, usize, Vec<String>) {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some((_, group)) = row.mark.filter(|(name, _)| *name == class.name) {
            groups.entry(group).or_default().push(at);
        }
    }
    let wanted: Vec<usize> = groups.values().flat_map(|lines| &lines[usize::from(!class.both)..]).copied().collect();
    let missed: Vec<usize> = wanted.iter().filter(|at| !lines.contains(&(**at as u64 + 1))).copied().collect();
    let told = missed.iter().map(|at| {
        let twin = rows.iter().enumerate().find(|(other, row)| other != at && row.mark == rows[*at].mark);
        format!("missed {:?} for {:?}", rows[*at], twin.map(|(_, row)| (&row.prompt, &row.answer)))
    });
    (wanted.len() - missed.len(), wanted.len(), told.collect())
}

fn measure(seed: u64, shape: &str) {
    let mut data = Planting::new(seed);
    data.fill(300);
    CLASSES.iter().for_each(|class| (class.plant)(&mut data, class.count));
    DECOYS.iter().for_each(|decoy| decoy(&mut data, 20));
    let rows = data.finish();
    let folder = scratch(&format!("planted-{seed}"));
    fs::write(folder.join("data.jsonl"), written(&rows, shape)).unwrap();
    let report = json(&folder, &["--max-findings", "100000", "data.jsonl"]);
    let mut wrong = Vec::new();
    for class in &CLASSES {
        let findings = report["findings"].as_array().unwrap().iter();
        let own = findings.filter(|finding| class.codes.iter().any(|code| finding["code"] == *code));
        let lines: BTreeSet<u64> = own.clone().filter_map(|finding| finding["row"].as_u64()).collect();
        let (found, all, missed) = expected(&rows, class, &lines);
        let is_own = |line: &&u64| rows[**line as usize - 1].mark.is_some_and(|(name, _)| name == class.name);
        let right = lines.iter().filter(is_own).count();
        let (recall, precision) = (found as f64 / all.max(1) as f64, right as f64 / lines.len().max(1) as f64);
        println!(
            "seed {seed} {shape} {}: recall {recall:.3} of {all}, precision {precision:.3} of {}",
            class.name,
            lines.len()
        );
        if recall < class.recall || precision < class.precision {
            wrong.push(format!("{}: recall {recall:.3}, precision {precision:.3}", class.name));
            wrong.extend(missed);
        }
        for line in lines.iter().filter(|line| !is_own(line)) {
            let row = &rows[*line as usize - 1];
            let partner =
                own.clone().find(|finding| finding["row"] == *line).map(|finding| &finding["related"][0]["row"]);
            let other = partner.and_then(serde_json::Value::as_u64).map(|line| &rows[line as usize - 1]);
            wrong.push(format!("{} on line {line}: {row:?} for {other:?}", class.codes[0]));
        }
    }
    assert!(wrong.is_empty(), "seed {seed}, {shape}:\n{}", wrong.join("\n"));
}

#[test]
fn planted_defects_are_found_and_decoys_are_not() {
    for (seed, shape) in [(1, "prompt-completion"), (2, "chat"), (3, "instruction")] {
        measure(seed, shape);
    }
}
