//! What refusals look like in eight languages, as data: how an answer opens, how it denies, what it cannot do and why.
//! All in lower case with a straight apostrophe.

use std::sync::LazyLock;

/// The patterns of one language.
pub struct Tongue {
    /// Greetings that may come first.
    pub greets: &'static [&'static str],
    /// How the answer begins.
    pub opens: &'static [&'static str],
    /// Who will not or cannot, in the answer's first sentences.
    pub denies: &'static [&'static str],
    /// Must stand in the same sentence; the empty pattern where the denial says it already.
    pub nots: &'static [&'static str],
    /// What answers do, after the denial in the same sentence.
    pub verbs: &'static [&'static str],
    /// Reasons, anywhere in the beginning.
    pub grounds: &'static [&'static str],
    /// Whether spaces stand between words.
    pub spaced: bool,
}

const ENGLISH: Tongue = Tongue {
    greets: &["hello", "hi", "hey", "thank", "unfortunately", "regrettably", "well", "oh", "hmm"],
    opens: &[
        "i'm sorry",
        "i am sorry",
        "i'm afraid",
        "i am afraid",
        "sorry,",
        "sorry but",
        "i apologize",
        "i apologise",
        "my apologies",
        "apologies,",
        "as an ai",
        "as a language model",
        "as a large language model",
        "as an artificial",
        "i cannot",
        "i can't",
        "i can not",
        "i won't",
        "i will not",
        "i'm unable",
        "i am unable",
        "i'm not able",
        "i am not able",
        "i'm just an ai",
        "i'm an ai",
        "i am an ai",
        "i simply can",
        "my knowledge cutoff",
        "my training data",
        "i don't have access",
        "i do not have access",
        "i don't have the ability",
        "i do not have the ability",
        "i'm not comfortable",
        "i am not comfortable",
        "i must decline",
        "i have to decline",
    ],
    denies: &[
        "i cannot",
        "i can't",
        "i can not",
        "i won't",
        "i will not",
        "i'm unable",
        "i am unable",
        "am unable",
        "i'm not able",
        "i am not able",
        "am not able",
        "i do not have",
        "i don't have",
        "i'm not comfortable",
        "i am not comfortable",
        "i'm not allowed",
        "i am not allowed",
        "i must decline",
        "i have to decline",
        "not appropriate for me",
    ],
    nots: &[""],
    verbs: &[
        "assist",
        "help",
        "comply",
        "fulfil",
        "provid",
        "answer",
        "access",
        "brows",
        "not comfortable",
        "respond to",
        "engage in",
    ],
    grounds: &["guidelines", "language model", "not appropriate", "inappropriate", "not comfortable", "usage polic"],
    spaced: true,
};

const GERMAN: Tongue = Tongue {
    greets: &["hallo", "guten tag", "danke", "vielen dank"],
    opens: &[
        "es tut mir leid",
        "tut mir leid",
        "leider kann ich",
        "leider bin ich",
        "ich kann",
        "entschuldigung",
        "ich entschuldige mich",
        "als ki",
        "als sprachmodell",
        "als künstliche",
        "ich bin nicht in der lage",
        "ich bin leider nicht",
        "ich bin eine ki",
    ],
    denies: &["kann ich", "ich kann", "bin ich", "ich bin", "darf ich", "ich darf", "habe ich", "ich habe"],
    nots: &["nicht", "kein"],
    verbs: &[
        "helfen",
        "unterstütz",
        "beantwort",
        "bereitstellen",
        "zugreifen",
        "zugriff",
        "nachkommen",
        "erfüllen",
        "weiterhelfen",
        "auskunft",
    ],
    grounds: &["richtlinien", "nicht angemessen"],
    spaced: true,
};

const SPANISH: Tongue = Tongue {
    greets: &["hola", "gracias", "lamentablemente", "desafortunadamente"],
    opens: &[
        "lo siento",
        "lamento",
        "lo lamento",
        "disculpa",
        "mis disculpas",
        "como modelo de lenguaje",
        "como un modelo de lenguaje",
        "como una ia",
        "como ia",
        "como inteligencia artificial",
        "no puedo",
        "no me es posible",
        "no soy capaz",
        "no estoy en condiciones",
    ],
    denies: &[
        "no puedo",
        "no me es posible",
        "no soy capaz",
        "no tengo acceso",
        "no estoy autorizad",
        "no podré",
        "no me siento cómod",
    ],
    nots: &[""],
    verbs: &["ayudar", "asistir", "cumplir", "proporcionar", "responder", "acceder", "acceso", "navegar", "ofrecer"],
    grounds: &["modelo de lenguaje", "mis directrices", "no es apropiado", "no me siento cómod"],
    spaced: true,
};

const FRENCH: Tongue = Tongue {
    greets: &["bonjour", "merci", "malheureusement"],
    opens: &[
        "je suis désolé",
        "désolé",
        "je m'excuse",
        "je regrette",
        "en tant qu'ia",
        "en tant qu'intelligence",
        "en tant que modèle",
        "je ne peux",
        "je ne suis pas en mesure",
        "je ne suis pas capable",
        "il m'est impossible",
    ],
    denies: &[
        "je ne peux",
        "je ne suis pas en mesure",
        "je ne suis pas capable",
        "je n'ai pas accès",
        "il m'est impossible",
    ],
    nots: &[""],
    verbs: &["aider", "assister", "répondre", "fournir", "accéder", "accès", "satisfaire", "naviguer"],
    grounds: &["modèle de langage", "mes directives", "pas approprié"],
    spaced: true,
};

const PORTUGUESE: Tongue = Tongue {
    greets: &["olá", "obrigad", "infelizmente"],
    opens: &[
        "desculpe",
        "sinto muito",
        "lamento",
        "peço desculpa",
        "como modelo de linguagem",
        "como um modelo de linguagem",
        "como uma ia",
        "como ia",
        "como inteligência artificial",
        "não posso",
        "não consigo",
        "não sou capaz",
        "não me é possível",
    ],
    denies: &[
        "não posso",
        "não consigo",
        "não sou capaz",
        "não tenho acesso",
        "não me é possível",
        "não estou autorizad",
    ],
    nots: &[""],
    verbs: &[
        "ajud",
        "auxiliar",
        "fornecer",
        "responder",
        "acessar",
        "aceder",
        "acesso",
        "cumprir",
        "atender",
        "navegar",
    ],
    grounds: &["modelo de linguagem", "minhas diretrizes", "não é apropriado"],
    spaced: true,
};

const ITALIAN: Tongue = Tongue {
    greets: &["ciao", "grazie", "purtroppo"],
    opens: &[
        "mi dispiace",
        "spiacente",
        "mi scuso",
        "come modello linguistico",
        "come modello di linguaggio",
        "come ia",
        "in quanto ia",
        "in quanto modello",
        "come intelligenza artificiale",
        "non posso",
        "non sono in grado",
        "non mi è possibile",
    ],
    denies: &["non posso", "non sono in grado", "non ho accesso", "non mi è possibile", "non sono autorizzat"],
    nots: &[""],
    verbs: &["aiutar", "assister", "fornir", "rispondere", "accedere", "accesso", "soddisfare", "navigare"],
    grounds: &["modello linguistico", "mie linee guida", "non è appropriato"],
    spaced: true,
};

const CHINESE: Tongue = Tongue {
    greets: &["你好", "您好", "感谢", "谢谢"],
    opens: &[
        "抱歉",
        "很抱歉",
        "非常抱歉",
        "对不起",
        "對不起",
        "很遗憾",
        "作为ai",
        "作为一个ai",
        "作为人工智能",
        "作为一个人工智能",
        "作为语言模型",
        "作为一个语言模型",
        "我无法",
        "我不能",
        "我無法",
    ],
    denies: &[
        "我无法",
        "我不能",
        "我無法",
        "我没有办法",
        "但无法",
        "无法协助",
        "无法提供",
        "无法满足",
        "无法回答",
        "无法帮",
    ],
    nots: &[""],
    verbs: &["帮助", "帮您", "帮你", "协助", "提供", "回答", "满足", "访问", "浏览", "幫助", "協助", "執行"],
    grounds: &["语言模型", "准则", "不合适"],
    spaced: false,
};

const JAPANESE: Tongue = Tongue {
    greets: &["こんにちは", "ありがとう"],
    opens: &[
        "申し訳",
        "すみません",
        "ごめんなさい",
        "残念ながら",
        "aiとして",
        "私はai",
        "言語モデル",
        "お答えでき",
        "お手伝いでき",
    ],
    denies: &[
        "お手伝いできません",
        "お手伝いすることはできません",
        "お答えできません",
        "お答えすることはできません",
        "答えることはできません",
        "お応えできません",
        "提供できません",
        "提供することはできません",
        "アクセスすることはできません",
        "支援することはできません",
    ],
    nots: &[""],
    verbs: &[""],
    grounds: &[],
    spaced: false,
};

/// All languages.
pub const TONGUES: [Tongue; 8] = [ENGLISH, GERMAN, SPANISH, FRENCH, PORTUGUESE, ITALIAN, CHINESE, JAPANESE];

/// Words that change nothing about a refusal.
pub const DROPPED: [&str; 6] = [" simply ", " currently ", " really ", " personally ", " also ", " unfortunately "];

/// "I cannot" with another meaning.
pub const IDIOMS: [&str; 5] = ["can't wait", "cannot wait", "help but", "help feeling", "enough"];

/// Prompts that ask for a text in which someone refuses or is sorry, or for a given text in other words.
pub const ABOUT: [&str; 52] = [
    "email",
    "e-mail",
    "letter",
    "story",
    "stories",
    "dialog",
    "apolog",
    "declin",
    "refus",
    "reject",
    "say no.",
    "poem",
    "lyrics",
    "role-play",
    "roleplay",
    "screenplay",
    "translat",
    "paraphras",
    "rephras",
    "rewrite",
    "brief.",
    "geschichte",
    "entschuldigung",
    "ablehn",
    "absage",
    "übersetz",
    "carta.",
    "correo",
    "historia",
    "cuento",
    "disculpa",
    "rechaz",
    "traduc",
    "lettre",
    "courriel",
    "histoire",
    "excuse",
    "tradui",
    "história",
    "desculpa",
    "recus",
    "traduz",
    "lettera",
    "storia",
    "scusa",
    "rifiut",
    "邮件",
    "写信",
    "一封信",
    "拒绝",
    "手紙",
    "断る",
];

/// The first three letters of all openings and greetings, as a set over `three`.
static BEGINNINGS: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let mut table = vec![false; 27 * 27 * 27];
    for pattern in TONGUES.iter().flat_map(|tongue| tongue.opens.iter().chain(tongue.greets)) {
        let start = three(pattern);
        // After a pattern of two letters anything may follow.
        let end = if pattern.chars().count() < 3 { start - start % 27 } else { start };
        table[end..=start].fill(true);
    }
    table
});

/// Whether a text can begin with an opening at all; nearly all answers are done with here.
pub fn may_open(text: &str) -> bool {
    let begins = text.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || !c.is_ascii());
    begins && BEGINNINGS[three(text)]
}

/// The first three characters as one number: letters from 0, 26 for all others.
fn three(text: &str) -> usize {
    let letter = |c: Option<char>| {
        c.filter(char::is_ascii_alphabetic).map_or(26, |c| (c.to_ascii_lowercase() as u8 - b'a') as usize)
    };
    let mut chars = text.chars();
    (0..3).fold(0, |number, _| number * 27 + letter(chars.next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_folded() {
        for tongue in &TONGUES {
            for pattern in
                [tongue.greets, tongue.opens, tongue.denies, tongue.nots, tongue.verbs, tongue.grounds].concat()
            {
                assert!(pattern.to_lowercase() == pattern && !pattern.contains('’'), "{pattern}");
            }
        }
    }

    #[test]
    fn the_gate_knows_every_beginning() {
        assert!(
            may_open("I'm sorry")
                && may_open("i’m sorry")
                && may_open("ES tut")
                && may_open("抱歉")
                && may_open("Hi!")
                && may_open("Oh, no")
        );
        assert!(!may_open("The lamp") && !may_open("It is") && !may_open("You can") && !may_open("7 lamps"));
    }
}
