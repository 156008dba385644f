//! Rows that look like defects and are none.

use super::THINGS;
use super::support::planting::Planting;

/// One prompt with free answers that differ.
pub fn varied(data: &mut Planting, count: usize) {
    for _ in 0..count {
        let (prompt, answer) = data.fresh();
        data.clean(prompt.clone(), answer);
        for _ in 0..3 {
            let answer = data.answer();
            data.clean(prompt.clone(), answer);
        }
    }
}

/// Prompts that differ in a number only, with the same or another answer.
pub fn numbers(data: &mut Planting, count: usize) {
    for n in 0..count {
        let thing = *data.pick(&THINGS);
        let answer = data.answer();
        let ask =
            |n: usize| format!("Suppose I need {n} of the {thing} for the summer fair, how do I order them in time?");
        data.clean(ask(n * 7 + 30), answer.clone());
        data.clean(ask(n * 7 + 31), answer);
        let sum = |a: usize, b: usize| {
            format!("A crate holds {a} jars and {b} of them break on the way. How many are left in {n} crates?")
        };
        data.clean(sum(30 + n, 3), ((27 + n) * n).to_string());
        data.clean(sum(31 + n, 3), ((28 + n) * n).to_string());
    }
}

/// Prompts that differ in a negation or one of two opposites.
pub fn turned(data: &mut Planting, count: usize) {
    let pairs = [
        (
            "Tell me which plants like shade in the school garden",
            "Tell me which plants do not like shade in the school garden",
        ),
        (
            "What should I check before the rowing boat goes into the water?",
            "What should I check after the rowing boat goes into the water?",
        ),
        ("Why is the upper part of the bread oven so hot?", "Why is the lower part of the bread oven so hot?"),
        (
            "When is it possible to walk along the harbour wall?",
            "When is it impossible to walk along the harbour wall?",
        ),
        (
            "Which tools are included in the price of the workshop?",
            "Which tools are excluded from the price of the workshop?",
        ),
        ("How do I increase the tension of the bell rope?", "How do I decrease the tension of the bell rope?"),
        ("Can I use the kiln with gloves on my hands?", "Can I use the kiln without gloves on my hands?"),
        ("Who always sits in the first row at the concert?", "Who always sits in the last row at the concert?"),
    ];
    for n in 0..count {
        let (one, other) = pairs[n % pairs.len()];
        let (lead, answer) = (data.sentences[n].clone(), data.answer());
        data.clean(format!("{one} {lead}"), answer.clone());
        data.clean(format!("{other} {lead}"), answer);
        if n < pairs.len() {
            data.clean(one, "Yes");
            data.clean(other, "No");
        }
    }
}

/// Prompts that differ in a name, a day, a unit or a language.
pub fn names(data: &mut Planting, count: usize) {
    let pairs = [
        ("in Lisbon", "in Oslo"),
        ("on Monday", "on Friday"),
        ("for Mrs Ortega", "for Mrs Okafor"),
        ("in miles", "in yards"),
        ("into Dutch", "into Greek"),
        ("called `run_all`", "called `run_one`"),
        ("in july", "in april"),
    ];
    for n in 0..count {
        let (one, other) = pairs[n % pairs.len()];
        let (prompt, answer) = (data.pairs[n].0.trim_end_matches(['.', '?']).to_owned(), data.answer());
        data.clean(format!("{prompt}, {one}?"), answer.clone());
        data.clean(format!("{prompt}, {other}?"), answer);
    }
}

/// The same thing asked in other words.
pub fn paraphrases(data: &mut Planting, count: usize) {
    let pairs = [
        ("How can I stop my bicycle chain from squeaking?", "What helps against the noise that a dry chain makes?"),
        (
            "Give me three ideas for a rainy afternoon with kids",
            "What could children do indoors when the weather is bad?",
        ),
        ("Why do onions make people cry?", "What is it in onions that brings tears to the eyes?"),
        ("Summarize the rules of chess in two sentences", "In brief, how is a game of chess played?"),
    ];
    for (one, other) in pairs.iter().take(count) {
        let answer = data.answer();
        data.clean(*one, answer.clone());
        data.clean(*other, answer);
    }
}

/// Prompts that ask for chance, or whose answers say the same in other words.
pub fn closed_variety(data: &mut Planting, _count: usize) {
    for (prompt, answers) in [
        ("Pick a random number between one and ten", ["7", "3", "9"]),
        ("Flip a coin and tell me whether it is heads", ["Yes", "No", "It is heads."]),
        ("Is the ferry to the island free for students?", ["Yes", "Yes, with a valid card.", "Yes: they show a card."]),
        ("How many grams are in two kilograms of flour?", ["2000", "2,000", "The answer is 2000.0"]),
        ("How far is the lighthouse from the pier?", ["3 km", "3000 m", "The answer is 3 km"]),
    ] {
        for answer in answers {
            data.clean(prompt, answer);
        }
    }
}
