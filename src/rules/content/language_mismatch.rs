//! FT815 language-mismatch. The page is `rules/FT815-language-mismatch.md`.

use serde::{Deserialize, Serialize};
use whatlang::{Lang, Script};

use super::answers::{Answer, answers};
use super::common_words::share_a_language;
use super::language::{LETTERS, are_near, eastern, is_eastern, is_english, is_latin, language};
use super::patterns::{list, table};
use super::prompt::Prompt;
use super::prose::Prose;
use crate::example::{Example, Role, Signs, Text, is_code};
use crate::rules::{Facts, FoldRule, Level, NAMED, Sink, Spots};

/// An answer in another language than its prompt.
pub struct LanguageMismatch;

/// Fewest words of a prompt, and bytes of both sides.
const WORDS: usize = 4;
const BYTES: usize = 24;

/// How many answers there are, and those in another language; under 60 KiB.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Crossings {
    answers: u64,
    /// Prompt and answer, by name.
    spots: Spots<(String, String)>,
}

impl FoldRule for LanguageMismatch {
    type State = Crossings;

    fn observe(&self, state: &mut Crossings, example: &Example<'_>) {
        for answer in answers(example) {
            state.answers += 1;
            let Some(prompt) = question(example, &answer) else { continue };
            if let Some((asked, said)) = crossing(prompt, answer.text)
                && !names_a_language(&Prompt::before(example, answer.at))
            {
                state.spots.add(example.row.pos, answer.text.pointer, (asked, said));
            }
        }
    }

    fn merge(&self, left: &mut Crossings, right: Crossings) {
        left.answers += right.answers;
        left.spots.merge(right.spots);
    }

    fn conclude(&self, state: &Crossings, _: &Facts, sink: &mut Sink<'_>) {
        let count = state.spots.count();
        if count * 5 > state.answers {
            let message = format!("{count} of {} answers are in another language than their prompt", state.answers);
            sink.report_data("crossing", message)
                .level(Level::Info)
                .help("right for data about languages; else look at them");
            return;
        }
        for (pos, pointer, (asked, said)) in state.spots.iter() {
            sink.report_row(pos, pointer, format!("the prompt is in {asked} and the answer in {said}"))
                .help("answer in the language of the prompt, or say in the prompt which one is wanted");
        }
        if state.spots.unnamed() > 0 {
            sink.report_data("more", format!("{count} answers are in another language; {NAMED} of them are named"))
                .rest();
        }
    }
}

/// Whether a prompt is about languages or wants another one, in whichever language it says so.
fn names_a_language(prompt: &Prompt<'_>) -> bool {
    let names = table("language").iter().find(|section| section.name == "names");
    prompt.asks(list("language", "all", "asked"))
        || names.is_some_and(|names| names.lists().any(|names| prompt.asks(names)))
}

/// The last message of the user.
fn question<'x, 'e>(example: &'x Example<'e>, answer: &Answer<'_, '_>) -> Option<&'x Text<'e>> {
    let mut before = example.messages[..answer.at].iter().rev().take(3);
    let message = before.find(|message| message.role == Role::User && !message.rejected)?;
    let texts = &example.texts[message.content.clone()];
    texts.first().filter(|text| text.text.len() >= BYTES && answer.text.text.len() >= BYTES)
}

/// The two scripts or languages, where they surely differ.
fn crossing(prompt: &Text<'_>, answer: &Text<'_>) -> Option<(String, String)> {
    let (asked, said) = (prompt.text, answer.text);
    let other = |text: &Text<'_>| text.scan.signs.meets(Signs::NON_ASCII) && !is_latin(text.text);
    let wide = other(prompt) || other(answer);
    // The usual cases first: too short to tell, or both English.
    if !wide && asked.len().min(said.len()) < LETTERS
        || is_english(said) && is_english(asked)
        || !wide && share_a_language(asked, said)
    {
        return None;
    }
    let plain = |text: &Text<'_>| {
        let code = is_code(text.text, text.scan.signs);
        !text.text.contains('`') && !text.text.starts_with(['{', '[', '<']) && !code
    };
    if asked.split_whitespace().take(WORDS).count() < WORDS && !wide || !plain(prompt) || !plain(answer) {
        return None;
    }
    if wide {
        let (given, spoken) = (Prose::of(asked), Prose::of(said));
        let (a, b) = (given.script()?, spoken.script()?);
        if is_eastern(a) && is_eastern(b) {
            let (a, b) = (eastern(asked)?, eastern(said)?);
            return (a != b && !is_quoting(asked)).then(|| (name(a), name(b)));
        }
        if a != b {
            // A prompt with words in the script of the answer knows its language, and an answer that holds a clause in the
            // script of the prompt speaks it.
            let both = given.letters_of(b) >= enough(b) || spoken.letters_of(a) >= clause(a);
            return (!both).then(move || (letters(a), letters(b)));
        }
    }
    // Short answers and lists may be names and titles.
    if !said.contains(['.', '!', '?', '。']) || is_quoting(asked) {
        return None;
    }
    let a = language(asked)?;
    let b = language(said).filter(|b| b.language != a.language)?;
    // Small words tell what trigrams do not.
    let near = are_near(a.language, b.language) && !(a.by_words && b.by_words);
    (!near).then(|| (name(a.language), name(b.language)))
}

fn name(language: Lang) -> String {
    if language == Lang::Cmn { "Chinese".into() } else { language.eng_name().to_owned() }
}

fn is_quoting(asked: &str) -> bool {
    asked.contains(['"', '“', '«', '„', '「', '『'])
}

/// Letters of a script from which on a prompt speaks its language too, whatever else it names.
fn enough(script: Script) -> usize {
    match script {
        Script::Mandarin | Script::Hiragana | Script::Katakana | Script::Hangul => 3,
        _ => 6,
    }
}

/// Letters of a script that make a clause.
fn clause(script: Script) -> usize {
    match script {
        Script::Mandarin | Script::Hiragana | Script::Katakana | Script::Hangul => 5,
        _ => 10,
    }
}

fn letters(script: Script) -> String {
    match script {
        Script::Mandarin => "Chinese characters".into(),
        _ => format!("{} letters", script.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::bench::{pair, with};
    use super::*;
    use crate::rules::{FactsState, Finding, by_code};

    fn found(rows: &[(&str, &str)], plain: usize) -> Vec<(Level, String)> {
        let mut state = Crossings::default();
        let rest =
            std::iter::repeat_n(("Where is the lamp in the shop?", "The lamp is on the shelf to the left."), plain);
        for (prompt, answer) in rows.iter().copied().chain(rest) {
            with(&pair(prompt, answer), |example| LanguageMismatch.observe(&mut state, example));
        }
        let mut out: Vec<Finding> = Vec::new();
        let facts = Facts::new(Vec::new(), FactsState::default());
        LanguageMismatch.conclude(&state, &facts, &mut Sink::new(by_code("FT815"), None, &mut out));
        out.into_iter().map(|finding| (finding.level, finding.message)).collect()
    }

    const GERMAN: &str = "Der Hafen wurde im Frühjahr eröffnet und wuchs schnell, weil viele Boote aus dem Norden mit Holz und Wolle kamen.";
    const ENGLISH: &str =
        "The harbour opened in spring and grew fast because many boats came in from the north with timber and wool.";
    const SPANISH: &str = "El puerto abrió en primavera y creció muy rápido porque llegaban muchos barcos del norte cargados de madera y de lana.";

    #[test]
    fn other_languages_are_found() {
        for (prompt, answer, message) in [
            (ENGLISH, GERMAN, "the prompt is in English and the answer in German"),
            (GERMAN, ENGLISH, "the prompt is in German and the answer in English"),
            (ENGLISH, SPANISH, "the prompt is in English and the answer in Spanish"),
            (
                "Where is the lamp in this shop?",
                "灯在二楼的货架上，靠近窗户的地方。",
                "the prompt is in Latin letters and the answer in Chinese characters",
            ),
            (
                "Где стоит лампа в этом магазине?",
                "The lamp is on the shelf to the left.",
                "the prompt is in Cyrillic letters and the answer in Latin letters",
            ),
            (
                "请解释一下如何安装这个工具。",
                "First install Node.js from https://nodejs.test, and then run the tool once.",
                "the prompt is in Chinese characters and the answer in Latin letters",
            ),
            (
                "이 프로그램은 어떻게 설치하나요?",
                "You can install it with the package manager of your system.",
                "the prompt is in Hangul letters and the answer in Latin letters",
            ),
        ] {
            assert_eq!(found(&[(prompt, answer)], 10), [(Level::Warn, message.to_owned())], "{answer}");
        }
        let portuguese =
            "O porto abriu na primavera e cresceu muito depressa porque os barcos do norte chegavam com madeira e lã.";
        for (prompt, answer, message) in [
            (SPANISH, portuguese, "the prompt is in Spanish and the answer in Portuguese"),
            (portuguese, SPANISH, "the prompt is in Portuguese and the answer in Spanish"),
            (
                "これは何ですか、教えてください。",
                "东京塔是日本东京的一座电视塔。",
                "the prompt is in Japanese and the answer in Chinese",
            ),
            (
                "请问这个东西是什么？我没有见过它。",
                "これは東京タワーという名前の塔です。",
                "the prompt is in Chinese and the answer in Japanese",
            ),
        ] {
            assert_eq!(found(&[(prompt, answer)], 10), [(Level::Warn, message.to_owned())], "{answer}");
        }
        let many = [(ENGLISH, GERMAN); 4];
        assert_eq!(
            found(&many, 10),
            [(Level::Info, "4 of 14 answers are in another language than their prompt".into())]
        );
    }

    #[test]
    fn wanted_and_unsure_ones_are_not() {
        for (prompt, answer) in [
            (ENGLISH, ENGLISH),
            (GERMAN, GERMAN),
            ("Translate this into German: The harbour opened in spring and grew fast.", GERMAN),
            ("Antworte bitte auf Englisch: wie entstand der Hafen in dieser Stadt am Meer?", ENGLISH),
            ("How do you say that the harbour opened in spring?", GERMAN),
            (
                "What is the name of the tower in the middle of the old town?",
                "Torre de la Vela, Alhambra, Granada, Andalucía",
            ),
            ("Which letters are in the word мир and how are they read?", "м, и, р: em, i, er, as you would read them."),
            ("これは何ですか、教えてください。", "東京、横浜、大阪、名古屋、札幌、福岡、仙台"),
            ("Kuala LumpurはBuenos Airesより北にありますか。", "はい、本にそう書いてあります。それは北です。"),
            ("Что такое Kubernetes operator pattern?", "Это способ управлять приложением в кластере."),
            ("Hi", GERMAN),
            ("What does “der Hafen wurde im Frühjahr eröffnet” say to us here?", GERMAN),
            (
                "Write a function that adds the two numbers of the user",
                "def add(a, b):\n    return a + b\n# la suma de los dos numeros del usuario",
            ),
            (
                "どこでダウンロードできますか？",
                "こちらからどうぞ：https://downloads.example.org/releases/latest/stable",
            ),
            (
                "请解释一下如何安装这个工具。",
                "先安装 Node.js，再运行 npm install -g typescript，然后用 tsc --init 创建配置。",
            ),
            ("Как установить пакет?", "Выполни команду pip install requests, затем python -m pip check."),
            ("Какой у вас адрес почты поддержки?", "support@international-example.com"),
            ("Какие вызовы ждут событий в этой системе?", "epoll_create(2), epoll_wait(2), poll(2), select(2)"),
            ("이 프로그램은 어떻게 설치하나요?", "sudo apt-get install --yes some-package-name"),
            ("ما هي اللغات التي تدرس في المدرسة؟", "Python و JavaScript و Scratch و Ruby"),
            ("Напиши последовательность этого белка целиком", "MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRV"),
            ("Kannst du mir das bitte auf Georgisch sagen?", "სადგური ქალაქის ცენტრშია და ახლოს არის."),
            ("Say in Kannada: the river is wide", "ನದಿ ತುಂಬಾ ಅಗಲವಾಗಿದೆ ಸ್ನೇಹಿತ"),
            ("اكتب بالإنجليزية: أين المحطة القريبة من هنا", "Where is the station, please?"),
            ("Πώς λέγεται στα αγγλικά το ποτάμι;", "It is called the river, or the stream."),
            ("1 2 3 4 5 6 7 8 9 10", "uno dos tres cuatro cinco seis siete ocho nueve diez"),
        ] {
            assert_eq!(found(&[(prompt, answer)], 10), [], "{prompt}");
        }
    }
}
