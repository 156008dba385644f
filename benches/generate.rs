//! Writes rows for benchmarks to standard output: sentences of `fixtures/good/`, put together anew, so that the rows look
//! like real ones and no two are alike.
//!
//! `cargo bench --bench generate -- --kind chat|pairs|multi-turn --size 500M --seed 1 > rows.jsonl`
//!
//! `dense-pii` gives rows with three made-up values of persons each. `hostile-digits`, `-at`, `-eyj`, `-begin`, `-cues`,
//! `-nested`, `-rtl` and `-marks` give rows of 10 MB of the same few characters.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::{env, fs};

use ft_lint::rules::privacy::markers::expand_with;
use serde_json::Value;

const USAGE: &str =
    "usage: generate --kind chat|pairs|multi-turn|dense-pii|hostile-… [--size 500M | --rows 1000] [--seed 1]";

/// Sentences beyond ASCII, of which the fixtures have few; about one in thirty sentences of a chat.
const FOREIGN: [&str; 12] = [
    "Der Zug fährt über die Brücke, bevor es dunkel wird.",
    "Für die Soße genügt ein Löffel Öl.",
    "Le café est déjà prêt, et la forêt commence juste à côté.",
    "L’été, les fenêtres restent ouvertes jusqu’à minuit.",
    "La niña señala el pingüino y pregunta cuándo volverá mañana.",
    "A estação fica à direita, e o pão está no balcão.",
    "Zażółć te pola na mapie, a resztę zostaw bez koloru.",
    "Поезд приходит утром, и на станции пахнет хлебом.",
    "面包在二楼的货架上，茶在窗边。",
    "電車は朝に着き、駅ではパンの匂いがします。",
    "It isn’t far – about 3 km – and the path costs nothing…",
    "Set the oven to 180 °C and wait ½ hour 🌳.",
];

/// Sentences with three values each; marks become values.
const DENSE: [&str; 10] = [
    "My order number is {{=4######}}, mail me at k.marlow{{=###}}@lumenpost.io or ring (646) {{=73#-####}}.",
    "Customer ID {{=C-#####}} called from {{=+44 20 8742 ####}} about invoice INV-2024-{{=0####}}.",
    "Refund to {{iban-de:4}} please, booking reference {{=@#@@#@}}, mobile {{=+49 30 77^#####}}.",
    "Card {{card-visa:4}}, login from 81.45.{{=^#.1##}}, ticket {{=INC00#####}} is open.",
    "Password: {{password}}, token {{github-token}}, user id {{=48#####}}, host 81.45.{{=^#.1##}}.",
    "Kundennummer {{=10######}}, Rückruf unter {{=0171 48^ ## ##}}, Mail an r.hagenau{{=##}}@lumenpost.de.",
    "MRN {{=########}}, DOB 03/12/{{=19^#}}, phone {{=773-48#-####}}, seen for a cough.",
    "{\"customer_id\": \"C-{{=#####}}\", \"email\": \"ann{{=###}}@lumenpost.io\", \"phone\": \"{{=+1415^#^####}}\"}",
    "Numéro de client {{=########}}, téléphone {{=06 12 74 5# ##}}, commande n° {{=FR########}}.",
    "我的订单号是{{=##########}}，手机号{{=1381274####}}，邮箱wen{{=###}}@lumenpost.cn。",
];

/// What hostile rows are made of.
const HOSTILE: [(&str, &str); 8] = [
    ("hostile-digits", "7"),
    ("hostile-at", "@"),
    ("hostile-eyj", "eyJ"),
    ("hostile-begin", "-----BEGIN "),
    ("hostile-cues", "order id customer number password: "),
    ("hostile-nested", "{\\\"a\\\\\\\": 1, "),
    ("hostile-rtl", "\u{202E}שלום 12-34 "),
    ("hostile-marks", "4\u{301}1\u{308}"),
];

/// Bytes of a hostile row.
const HOSTILE_ROW: usize = 10_000_000;

/// What was asked for.
struct Options {
    kind: Kind,
    size: u64,
    rows: u64,
    seed: u64,
}

#[derive(Clone, Copy)]
enum Kind {
    /// A question and an answer of 3–12 sentences, about 800 bytes.
    Chat,
    /// A prompt and a completion, about 100 bytes.
    Pairs,
    /// Conversations of 3–6 turns.
    MultiTurn,
    /// A prompt with three values of a person, and an answer that repeats none.
    DensePii,
    /// One string of 10 MB, as it stands in JSON.
    Hostile(&'static str),
}

fn main() -> io::Result<()> {
    let Some(options) = options(env::args().skip(1)) else {
        return writeln!(io::stderr(), "{USAGE}");
    };
    let material = Material::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/good"))?;
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let mut random = Random(options.seed);
    let (mut row, mut written, mut number) = (Vec::new(), 0, 0);
    while written < options.size && number < options.rows {
        row.clear();
        material.row(options.kind, number, &mut random, &mut row);
        out.write_all(&row)?;
        written += row.len() as u64;
        number += 1;
    }
    out.flush()
}

/// Reads the options; `None` where they make no sense. Cargo adds `--bench`.
fn options(mut args: impl Iterator<Item = String>) -> Option<Options> {
    let (mut kind, mut options) = (None, Options { kind: Kind::Chat, size: u64::MAX, rows: u64::MAX, seed: 1 });
    while let Some(name) = args.next() {
        match name.as_str() {
            "--bench" => {}
            "--kind" => {
                kind = Some(match args.next()?.as_str() {
                    "chat" => Kind::Chat,
                    "pairs" => Kind::Pairs,
                    "multi-turn" => Kind::MultiTurn,
                    "dense-pii" => Kind::DensePii,
                    name if name.starts_with("hostile-") => {
                        Kind::Hostile(HOSTILE.iter().find(|(own, _)| *own == name)?.1)
                    }
                    _ => return None,
                });
            }
            "--size" => options.size = size(&args.next()?)?,
            "--rows" => options.rows = args.next()?.parse().ok()?,
            "--seed" => options.seed = args.next()?.parse().ok()?,
            _ => return None,
        }
    }
    let bounded = options.size < u64::MAX || options.rows < u64::MAX;
    Some(Options { kind: kind.filter(|_| bounded)?, ..options })
}

/// Bytes: a number, with K, M or G for thousands, millions or milliards.
fn size(text: &str) -> Option<u64> {
    let (digits, unit) = match text.strip_suffix(['K', 'M', 'G']) {
        Some(digits) => (digits, text.as_bytes()[digits.len()]),
        None => (text, 0),
    };
    let unit = match unit {
        b'K' => 1_000,
        b'M' => 1_000_000,
        b'G' => 1_000_000_000,
        _ => 1,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

/// The generator `SplitMix64`: one addition and two multiplications a number, equal for equal seeds.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    fn pick<'p>(&mut self, list: &'p [String]) -> &'p [u8] {
        list[self.below(list.len())].as_bytes()
    }
}

/// Sentences, escaped for JSON.
struct Material {
    systems: Vec<String>,
    questions: Vec<String>,
    short_questions: Vec<String>,
    statements: Vec<String>,
    short_statements: Vec<String>,
    foreign: Vec<String>,
}

impl Material {
    fn read(folder: &Path) -> io::Result<Material> {
        let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        files.sort();
        let (mut systems, mut sentences) = (BTreeSet::new(), BTreeSet::new());
        for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "jsonl")) {
            for line in fs::read_to_string(file)?.lines() {
                collect(&serde_json::from_str(line)?, &mut systems, &mut sentences);
            }
        }
        let (questions, statements): (Vec<_>, Vec<_>) =
            sentences.into_iter().partition(|sentence| sentence.ends_with('?'));
        let short = |list: &[String]| list.iter().filter(|sentence| sentence.len() <= 38).cloned().collect();
        Ok(Material {
            systems: systems.into_iter().collect(),
            short_questions: short(&questions),
            short_statements: short(&statements),
            questions,
            statements,
            foreign: FOREIGN.iter().map(|sentence| escape(sentence)).collect(),
        })
    }

    fn row(&self, kind: Kind, number: u64, random: &mut Random, out: &mut Vec<u8>) {
        match kind {
            Kind::Pairs => {
                out.extend_from_slice(br#"{"prompt":""#);
                place(number, out);
                out.extend_from_slice(random.pick(&self.short_questions));
                out.extend_from_slice(br#"","completion":""#);
                out.extend_from_slice(random.pick(&self.short_statements));
                out.extend_from_slice(b"\"}\n");
            }
            Kind::DensePii => {
                let template = DENSE[random.below(DENSE.len())];
                out.extend_from_slice(br#"{"messages":[{"role":"user","content":""#);
                place(number, out);
                self.sentences(1 + random.below(2), random, out);
                out.extend_from_slice(escape(&expand_with(template, random.next() >> 20)).as_bytes());
                out.extend_from_slice(br#""},{"role":"assistant","content":""#);
                self.sentences(2 + random.below(4), random, out);
                out.pop();
                out.extend_from_slice(b"\"}]}\n");
            }
            Kind::Hostile(unit) => {
                out.extend_from_slice(br#"{"prompt":""#);
                place(number, out);
                out.extend_from_slice(unit.repeat(HOSTILE_ROW / unit.len()).as_bytes());
                out.extend_from_slice(b"\",\"completion\":\"ok\"}\n");
            }
            Kind::Chat => self.conversation(1, number, random, out),
            Kind::MultiTurn => self.conversation(3 + random.below(4), number, random, out),
        }
    }

    fn conversation(&self, turns: usize, number: u64, random: &mut Random, out: &mut Vec<u8>) {
        out.extend_from_slice(br#"{"messages":["#);
        if random.below(2) == 0 {
            out.extend_from_slice(br#"{"role":"system","content":""#);
            out.extend_from_slice(random.pick(&self.systems));
            out.extend_from_slice(br#""},"#);
        }
        for turn in 0..turns {
            out.extend_from_slice(if turn == 0 {
                br#"{"role":"user","content":""#
            } else {
                br#",{"role":"user","content":""#
            });
            if turn == 0 {
                place(number, out);
            }
            self.sentences(random.below(3), random, out);
            out.extend_from_slice(random.pick(&self.questions));
            out.extend_from_slice(br#""},{"role":"assistant","content":""#);
            let most = if turns == 1 { 10 } else { 4 };
            self.sentences(3 + random.below(most), random, out);
            out.pop();
            out.extend_from_slice(br#""}"#);
        }
        out.extend_from_slice(b"]}\n");
    }

    /// Some sentences, each with a space behind it.
    fn sentences(&self, count: usize, random: &mut Random, out: &mut Vec<u8>) {
        for _ in 0..count {
            let list = if random.below(30) == 0 { &self.foreign } else { &self.statements };
            out.extend_from_slice(random.pick(list));
            out.push(b' ');
        }
    }
}

/// Two numbers that no other row has together; short ones, which are no ids.
fn place(number: u64, out: &mut Vec<u8>) {
    write!(out, "Page {} of part {}. ", number % 997 + 1, number / 997 + 1).expect("a vector takes all bytes");
}

/// Takes the sentences out of the texts of a row.
fn collect(row: &Value, systems: &mut BTreeSet<String>, sentences: &mut BTreeSet<String>) {
    match row {
        Value::Array(items) => items.iter().for_each(|item| collect(item, systems, sentences)),
        Value::Object(members) if members.get("role").is_some_and(|role| role == "system") => {
            systems.extend(members.get("content").and_then(Value::as_str).map(escape));
        }
        Value::Object(members) => {
            let texts = members
                .iter()
                .filter(|(key, _)| !["role", "from", "id", "name", "arguments", "type"].contains(&key.as_str()));
            texts.for_each(|(_, value)| collect(value, systems, sentences));
        }
        Value::String(text) => {
            let parts = text.lines().flat_map(|line| line.split_inclusive(['.', '?', '!']));
            let whole =
                parts.map(str::trim).filter(|part| part.contains(' ') && part.len() > 20 && part.ends_with(['.', '?']));
            sentences.extend(whole.filter(|part| part.starts_with(char::is_uppercase)).map(escape));
        }
        _ => {}
    }
}

/// The inside of a JSON string.
fn escape(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}
