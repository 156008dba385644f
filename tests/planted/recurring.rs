//! Rows made of sentences that recur in hundreds of others, as letters and tickets are: what many share is taken out before
//! prompts are compared, and a word before it or a sentence behind it must not hide a near copy.

use std::collections::BTreeSet;
use std::fs;

use super::support::planting::{Planting, longer, polite, slip, written};
use super::support::{json, scratch};

const SLOTS: [[&str; 12]; 5] = [
    [
        "I run a small guest house by the lake.",
        "Our choir rehearses in the old school.",
        "My aunt left me her piano in spring.",
        "We look after the garden of the museum.",
        "I mend clocks for the whole valley.",
        "Our ferry crosses the bay twice a day.",
        "The bakery below us opens at five.",
        "I teach drawing at the evening school.",
        "We keep bees on the roof of the library.",
        "My brother and I restore wooden boats.",
        "The theatre lends its costumes to schools.",
        "I write the programme for the town cinema.",
    ],
    [
        "The gate no longer closes since the frost.",
        "A strange humming comes out of the ceiling.",
        "The varnish is peeling along the window.",
        "The tickets were sold twice for one evening.",
        "The drain behind the shed is blocked again.",
        "The invoice lists hours that nobody worked.",
        "The radiators stay cold in the east wing.",
        "The curtain came down during the matinee.",
        "Somebody has parked across the loading bay.",
        "The printer leaves a grey line on each page.",
        "The pages of the hymn book are out of order.",
        "The lamp above the stairs keeps flickering.",
    ],
    [
        "We have tried oil, wax and a good deal of patience.",
        "The landlord says that it is not his business.",
        "The warranty seems to cover nothing but wood.",
        "Nobody has told the neighbours about it yet.",
        "The previous owner kept no records at all.",
        "The inspector is supposed to come on Sunday.",
        "The volunteers have begun to grumble about it.",
        "The spare part does not fit the old thread.",
        "The insurance wants photographs of everything.",
        "The manual is in a language that none of us reads.",
        "Half of the members are away until the harvest.",
        "It worked perfectly all through the summer.",
    ],
    [
        "How do I find somebody who can repair it?",
        "Which tools would I need to do it alone?",
        "Could you draft a short note to the members?",
        "What is the usual cause of such a thing?",
        "Should we wait for drier weather with that?",
        "What could go wrong if we ignore it for now?",
        "How do other clubs deal with the same trouble?",
        "May I simply swap the two parts myself?",
        "How long does the delivery of a new one take?",
        "Which questions should I put to the builder?",
        "How do I describe the fault to the maker?",
        "What would a fair share of the costs be?",
    ],
    [
        "Thank you for reading this far.",
        "I am at home in the afternoons.",
        "Please answer to the office.",
        "The whole committee sends its regards.",
        "There is no hurry at all.",
        "A sketch would help us a lot.",
        "We would be glad of a plain answer.",
        "I read my letters twice a day.",
        "With kind regards from the harbour.",
        "That is all from my side for today.",
        "There will be coffee for the helper.",
        "Let us know if a photograph helps.",
    ],
];

#[test]
fn near_copies_are_found_among_rows_of_recurring_sentences() {
    let mut data = Planting::new(11);
    let mut seen = BTreeSet::new();
    let edits = [slip, polite, longer];
    let mut planted = 0;
    while seen.len() < 6_000 {
        let places: [usize; 5] = std::array::from_fn(|_| data.random.below(12));
        if !seen.insert(places) {
            continue;
        }
        let prompt = SLOTS.iter().zip(places).map(|(slot, at)| slot[at]).collect::<Vec<_>>().join(" ");
        let answer = format!("{} {}", data.answer(), data.answer());
        if seen.len() % 40 == 0 {
            let other = edits[planted % edits.len()](&prompt, &mut data.random);
            data.plant("near", [(prompt, answer.clone()), (other, answer)]);
            planted += 1;
        } else {
            data.clean(prompt, answer);
        }
    }
    let rows = data.finish();
    let folder = scratch("planted-recurring");
    fs::write(folder.join("data.jsonl"), written(&rows, "prompt-completion")).unwrap();
    let report = json(&folder, &["--select", "FT703", "--max-findings", "100000", "data.jsonl"]);
    let lines: Vec<usize> =
        report["findings"].as_array().unwrap().iter().filter_map(|own| Some(own["row"].as_u64()? as usize)).collect();
    let right = lines.iter().filter(|line| rows[**line - 1].mark.is_some()).count();
    println!("recurring sentences: {right} of {planted} near copies, {} findings", lines.len());
    assert!(right * 100 >= planted * 97, "{right} of {planted} are found");
    assert!(right * 100 >= lines.len() * 98, "{right} of {} are right", lines.len());
}
