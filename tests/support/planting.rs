//! Data with known defects at known lines: rows of the clean fixtures put together anew, and edits of them.

use std::collections::{BTreeSet, HashSet};
use std::fs;

use serde_json::{Value, json};

use super::{Random, root, shuffle};

/// A row that is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What is asked.
    pub prompt: String,
    /// What is answered.
    pub answer: String,
    /// Which class of defect the row has, if any, and with which rows: those of one group belong together.
    pub mark: Option<(&'static str, usize)>,
}

/// Rows while they are built.
pub struct Planting {
    /// The rows so far.
    pub rows: Vec<Made>,
    /// Chance.
    pub random: Random,
    /// Questions of the fixtures, with free answers.
    pub pairs: Vec<(String, String)>,
    /// Sentences of the fixtures.
    pub sentences: Vec<String>,
    groups: usize,
}

impl Planting {
    /// The material of the clean fixtures.
    pub fn new(seed: u64) -> Self {
        let mut pairs = Vec::new();
        let mut sentences = BTreeSet::new();
        for file in ["chat", "instruction", "prompt-completion", "sharegpt"] {
            let text = fs::read_to_string(root().join(format!("fixtures/good/{file}.jsonl"))).expect("a fixture");
            for line in text.lines() {
                let row: Value = serde_json::from_str(line).expect("JSON");
                let Some((prompt, answer)) = pair(&row) else { continue };
                sentences.extend(answer.split_inclusive(". ").map(|sentence| sentence.trim().to_owned()));
                pairs.push((prompt, answer));
            }
        }
        let plain = |text: &String| {
            text.len() > 40 && !text.contains(['\n', '"', '\u{60}']) && !text.contains(|c: char| c.is_ascii_digit())
        };
        let sentences: Vec<String> = sentences.into_iter().filter(plain).collect();
        pairs.retain(|(prompt, _)| !prompt.contains('\n') && prompt.len() > 24);
        assert!(pairs.len() > 100 && sentences.len() > 150, "{} pairs, {} sentences", pairs.len(), sentences.len());
        Planting { rows: Vec::new(), random: Random(seed), pairs, sentences, groups: 0 }
    }

    /// One of a list.
    pub fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.random.below(list.len())]
    }

    /// Adds a row without a defect.
    pub fn clean(&mut self, prompt: impl Into<String>, answer: impl Into<String>) {
        self.rows.push(Made { prompt: prompt.into(), answer: answer.into(), mark: None });
    }

    /// Adds rows that have a defect together.
    pub fn plant<const N: usize>(&mut self, class: &'static str, rows: [(String, String); N]) {
        let mark = Some((class, self.groups));
        self.groups += 1;
        self.rows.extend(rows.into_iter().map(|(prompt, answer)| Made { prompt, answer, mark }));
    }

    /// A prompt of one to three sentences and an answer of two to four that nothing else has: clean.
    pub fn fresh(&mut self) -> (String, String) {
        let mut prompt = String::new();
        for _ in 0..self.random.below(3) {
            let at = self.random.below(self.sentences.len());
            prompt += &format!("{} ", self.sentences[at]);
        }
        let at = self.random.below(self.pairs.len());
        prompt += &self.pairs[at].0.clone();
        (prompt, self.answer())
    }

    /// An answer of two to four sentences.
    pub fn answer(&mut self) -> String {
        let count = 2 + self.random.below(3);
        let parts: Vec<String> =
            (0..count).map(|_| self.random.below(self.sentences.len())).map(|at| self.sentences[at].clone()).collect();
        parts.join(" ")
    }

    /// Adds clean rows; no two have prompts that are near.
    pub fn fill(&mut self, count: usize) {
        let mut seen: Vec<HashSet<u64>> = Vec::new();
        while seen.len() < count {
            let (prompt, answer) = self.fresh();
            let own = grams(&prompt);
            if seen.iter().all(|other| likeness(&own, other) < 0.5) {
                seen.push(own);
                self.clean(prompt, answer);
            }
        }
    }

    /// The rows in a random order.
    pub fn finish(mut self) -> Vec<Made> {
        shuffle(&mut self.rows, &mut self.random);
        self.rows
    }
}

/// The rows as JSON Lines: prompt and completion, chats, or instructions.
pub fn written(rows: &[Made], shape: &str) -> String {
    let row = |made: &Made| match shape {
        "chat" => {
            json!({"messages": [{"role": "user", "content": made.prompt}, {"role": "assistant", "content": made.answer}]})
        }
        "instruction" => json!({"instruction": made.prompt, "input": "", "output": made.answer}),
        _ => json!({"prompt": made.prompt, "completion": made.answer}),
    };
    rows.iter().map(|made| row(made).to_string() + "\n").collect()
}

fn pair(row: &Value) -> Option<(String, String)> {
    let text = |value: &Value| value.as_str().map(str::to_owned).filter(|text| !text.is_empty());
    if let Some(messages) = row["messages"].as_array().or(row["conversations"].as_array()) {
        let said = |role: [&str; 2]| {
            let own = messages
                .iter()
                .find(|message| role.iter().any(|role| message["role"] == *role || message["from"] == *role))?;
            text(&own["content"]).or(text(&own["value"]))
        };
        return Some((said(["user", "human"])?, said(["assistant", "gpt"])?));
    }
    let prompt = text(&row["prompt"]).or(text(&row["instruction"]).filter(|_| row["input"] == ""))?;
    Some((prompt, text(&row["completion"]).or(text(&row["output"]))?))
}

/// The character 4-grams of a text without case and punctuation: the definition, written once more.
pub fn grams(text: &str) -> HashSet<u64> {
    let words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let chars: Vec<char> = words.join(" ").chars().collect();
    chars.windows(4).map(|gram| gram.iter().fold(0, |all, c| all << 16 | u64::from(*c))).collect()
}

/// Jaccard of two sets.
pub fn likeness(a: &HashSet<u64>, b: &HashSet<u64>) -> f64 {
    let both = a.intersection(b).count();
    both as f64 / (a.len() + b.len() - both).max(1) as f64
}

/// A slip of the pen in one longer word that begins with a small letter.
pub fn slip(text: &str, random: &mut Random) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let plain = |word: &String| word.len() >= 5 && word.bytes().all(|b| b.is_ascii_lowercase());
    let long: Vec<usize> = (0..words.len()).filter(|at| plain(&words[*at])).collect();
    if long.is_empty() {
        return text.to_owned();
    }
    let at = long[random.below(long.len())];
    let mut letters: Vec<u8> = words[at].bytes().collect();
    let place = 1 + random.below(letters.len() - 2);
    match random.below(3) {
        0 => letters.swap(place, place + 1),
        1 => drop(letters.remove(place)),
        _ => letters.insert(place, letters[place]),
    }
    words[at] = String::from_utf8(letters).expect("ASCII");
    words.join(" ")
}

/// Small words at the beginning or end.
pub fn polite(text: &str, random: &mut Random) -> String {
    let (first, rest) = text.split_at(1);
    let small = if text.starts_with("I ") { text.to_owned() } else { first.to_lowercase() + rest };
    let bare = text.trim_end_matches(['.', '?', '!']);
    match random.below(5) {
        0 => format!("Please {small}"),
        1 => format!("Hi, {small}"),
        2 => format!("{bare}, please?"),
        3 => format!("Hello! {text} Thanks"),
        _ => format!("Well then, {small}"),
    }
}

/// The first words moved to the end, or the last clause to the beginning.
pub fn reordered(text: &str, random: &mut Random) -> String {
    let words: Vec<&str> = text.trim_end_matches(['.', '?', '!']).split(' ').collect();
    let cut = (words.len() * 2 / 3).max(1) + random.below(2);
    let cut = cut.min(words.len() - 1);
    format!("{}, {}?", words[cut..].join(" "), words[..cut].join(" ").to_lowercase())
}

/// Words that mean the same.
const SYNONYMS: [(&str, &str); 16] = [
    ("explain", "describe"),
    ("describe", "explain"),
    ("purpose", "point"),
    ("quickly", "swiftly"),
    ("begin", "commence"),
    ("help", "assist"),
    ("make", "prepare"),
    ("often", "frequently"),
    ("usually", "normally"),
    ("keep", "preserve"),
    ("choose", "select"),
    ("need", "require"),
    ("simple", "plain"),
    ("write", "compose"),
    ("important", "essential"),
    ("common", "widespread"),
];

/// One word replaced by one that means the same.
pub fn reworded(text: &str, random: &mut Random) -> String {
    let from = random.below(SYNONYMS.len());
    for step in 0..SYNONYMS.len() {
        let (word, other) = SYNONYMS[(from + step) % SYNONYMS.len()];
        if let Some(at) = text.find(&format!("{word} ")).filter(|at| *at == 0 || text[..*at].ends_with(' ')) {
            return format!("{}{other}{}", &text[..at], &text[at + word.len()..]);
        }
    }
    text.to_owned()
}

/// A sentence more, where the text is long enough to stay near.
pub fn longer(text: &str, random: &mut Random) -> String {
    let more =
        ["I would like to know.", "It is for a friend.", "Thank you so much!", "I am new to this."][random.below(4)];
    if random.below(2) == 0 { format!("{text} {more}") } else { format!("{more} {text}") }
}
