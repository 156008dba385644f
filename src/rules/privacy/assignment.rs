//! Names on the left of a value: `DB_PASSWORD=`, `"apiKey": `, `my api key is`. Tells what a name promises. Whether
//! a value keeps the promise is the business of `password_value`.

use super::context::fold;
use crate::example::Span;

/// What a name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// Something a person types to log in.
    Password,
    /// A few digits a person types.
    Pin,
    /// A key, token or other secret of a program.
    Key,
}

/// Words that mean a password by themselves.
const PASSWORDS: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "passcode",
    "passwort",
    "kennwort",
    "wachtwoord",
    "senha",
    "contraseña",
    "contrasena",
    "passe",
    "hasło",
    "haslo",
    "пароль",
    "密码",
    "密碼",
    "パスワード",
    "비밀번호",
    "şifre",
    "şifresi",
    "sifre",
    "parola",
    "parolă",
    "sandi",
    "khẩu",
    "lösenord",
    "adgangskode",
    "salasana",
    "heslo",
    "jelszó",
    "κωδικός",
    "סיסמה",
    "पासवर्ड",
    "รหัสผ่าน",
    "passwords",
    "pword",
    "passw",
    "pw",
    "psk",
];

/// Words that mean a key by themselves.
const KEYS: &[&str] =
    &["secret", "token", "apikey", "credential", "credentials", "bearer", "secretkey", "accesskey", "authkey"];

/// Words that make a `key` one that opens something.
const OPENERS: &[&str] = &[
    "api",
    "access",
    "auth",
    "private",
    "signing",
    "encryption",
    "session",
    "secret",
    "shared",
    "master",
    "service",
    "app",
    "license",
    "account",
    "webhook",
    "admin",
    "subscription",
    "client",
    "storage",
    "jwt",
    "cipher",
    "aes",
    "hmac",
];

/// Last words of names that speak about a secret and do not hold one.
const ABOUT: &[&str] = &[
    "id",
    "ids",
    "name",
    "names",
    "type",
    "types",
    "url",
    "uri",
    "file",
    "path",
    "length",
    "len",
    "count",
    "field",
    "fields",
    "policy",
    "ttl",
    "expiry",
    "expires",
    "expiration",
    "size",
    "limit",
    "label",
    "hint",
    "prompt",
    "error",
    "message",
    "strength",
    "manager",
    "store",
    "input",
    "placeholder",
    "header",
    "format",
    "pattern",
    "regex",
    "rule",
    "rules",
    "ref",
    "arn",
    "version",
    "usage",
    "index",
    "idx",
    "required",
    "enabled",
    "reset",
    "set",
    "column",
    "endpoint",
    "dir",
    "hint",
    "minimum",
    "maximum",
    "requirements",
    "protected",
    "verification",
    "class",
    "provider",
    "generator",
    "validator",
    "env",
];

/// Words before the last that make a name one of models, tables, pages or forms.
const OTHER: &[&str] = &[
    "public",
    "primary",
    "foreign",
    "partition",
    "sort",
    "cache",
    "next",
    "page",
    "continuation",
    "csrf",
    "xsrf",
    "eos",
    "bos",
    "pad",
    "unk",
    "sep",
    "cls",
    "mask",
    "max",
    "min",
    "num",
    "special",
    "stop",
    "start",
    "end",
    "publishable",
    "hash",
    "hashed",
    "site",
    "idempotency",
    "route",
    "row",
    "range",
    "map",
    "dict",
    "index",
    "object",
    "unique",
    "composite",
    "answer",
    "sync",
    "cursor",
    "anti",
    "forgery",
    "first",
    "last",
    "prev",
    "previous",
    "current",
    "hot",
    "arrow",
    "enter",
    "shift",
    "pagination",
];

/// Words behind the one that says what a name holds.
#[rustfmt::skip]
const AFTER: &[&str] = &[
    "value", "is", "was", "0", "1", "2", "code", "number", "string", "temporary", "initial", "provisoire", "temporaire", "actuel", "provisional", "temporal",
    "actual", "provvisoria", "temporanea", "provisória", "temporária", "tijdelijk",
];

/// Bytes of a name that are looked at.
const NAME: usize = 64;

/// Whether a name could be a cue at all; one pass over its bytes, for names of which nearly none is.
pub fn hints(name: &[u8]) -> bool {
    (0..name.len()).any(|i| {
        let rest = &name[i + 1..];
        let goes_on = |tail: &[u8]| rest.len() >= tail.len() && rest[..tail.len()].eq_ignore_ascii_case(tail);
        match name[i] | 0x20 {
            b'p' => goes_on(b"ass") || goes_on(b"w") || goes_on(b"in") || goes_on(b"sk") || goes_on(b"arol"),
            b's' => goes_on(b"ecret") || goes_on(b"enha") || goes_on(b"andi") || goes_on(b"alasana"),
            b'i' => goes_on(b"fre"),
            b'a' => goes_on(b"dgangs"),
            b'j' => goes_on(b"elsz"),
            b'n' => goes_on(b"ord"),
            b't' => goes_on(b"oken"),
            b'k' => goes_on(b"ey") || goes_on(b"ennw"),
            b'c' => goes_on(b"red") || goes_on(b"ontrase"),
            b'b' => goes_on(b"earer"),
            b'w' => goes_on(b"achtw"),
            b'h' => goes_on(b"as") || goes_on(b"eslo"),
            _ => name[i] >= 0xCE,
        }
    })
}

/// The name that ends before `end`: an identifier, or up to three words of a sentence. Signs of quoting between the name and
/// `end` are passed over.
pub fn name_before(text: &str, end: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let mut to = end;
    let floor = end.saturating_sub(NAME);
    while to > floor
        && matches!(bytes[to - 1], b' ' | b'\t' | b'"' | b'\'' | b'`' | b'\\' | b'*' | b']' | b'?' | b'!' | b'>')
    {
        to -= 1;
    }
    let mut from = word_start(bytes, to, floor);
    let after = || AFTER.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(&bytes[from..to]));
    if from == to || !(hints(&bytes[from..to]) || to - from > 6 && after()) {
        return None;
    }
    for _ in 0..2 {
        if from > floor + 1 && bytes[from - 1] == b' ' && is_name(bytes[from - 2]) {
            from = word_start(bytes, from - 1, floor);
        }
    }
    // A name that the limit went through is no name; a cut character cannot stand at its start.
    (from > floor || floor == 0).then_some(())?;
    text.is_char_boundary(from).then_some(from..to)
}

fn is_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'$') || b >= 0x80
}

fn word_start(bytes: &[u8], to: usize, floor: usize) -> usize {
    to - bytes[floor..to].iter().rev().take_while(|b| is_name(**b)).count()
}

/// What a name promises, if it is one that holds a secret.
pub fn promise(name: &str) -> Option<Promise> {
    let folded = fold(name).replace(['-', '.', '$'], " ");
    let words: Vec<&str> = folded.split_whitespace().collect();
    let (last, before) = words.split_last()?;
    let (mut last, mut before) = (*last, before);
    // `password for`, `password 1`, `token value`: the word before says what it is.
    while AFTER.contains(&last) && !before.is_empty() {
        (last, before) = (before[before.len() - 1], &before[..before.len() - 1]);
    }
    if ABOUT.contains(&last) || before.iter().any(|word| OTHER.contains(word)) {
        return None;
    }
    let previous = before.last().copied().unwrap_or("");
    let ends = |words: &[&str]| {
        words.iter().any(|word| last == *word || ((!word.is_ascii() || word.len() > 5) && last.ends_with(word)))
    };
    if ends(PASSWORDS) && !(last == "passe" && previous != "de") {
        return Some(Promise::Password);
    }
    // `first_pass` and the like are no passwords.
    let step = [
        "first", "second", "single", "two", "multi", "one", "low", "high", "band", "render", "all", "depth", "shadow",
        "by", "forward", "backward", "boarding", "season", "filter", "per", "last", "next", "num", "will", "did",
        "tests", "not", "must", "should", "can", "to",
    ];
    if last == "pass" && !step.contains(&previous) && (before.is_empty() || name.contains(['_', '-', '.'])) {
        return Some(Promise::Password);
    }
    if last == "pin" && !name.contains(['_', '-', '.']) {
        return Some(Promise::Pin);
    }
    let opened = last == "key" && OPENERS.contains(&previous);
    let linked = last == "connection" && folded.ends_with("connection string");
    (KEYS.contains(&last) || opened || linked).then_some(Promise::Key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, sign: char) -> Option<Promise> {
        let name = name_before(text, text.find(sign).unwrap())?;
        promise(&text[name])
    }

    #[test]
    fn names_promise_secrets() {
        for (text, sign, own) in [
            ("DB_PASSWORD=", '=', Promise::Password),
            ("\"password\": ", ':', Promise::Password),
            ("db.pass = ", '=', Promise::Password),
            ("my api key: ", ':', Promise::Key),
            ("{\"apiKey\":", ':', Promise::Key),
            ("AWS_SECRET_ACCESS_KEY=", '=', Promise::Key),
            ("client_secret => ", '=', Promise::Key),
            ("PIN: ", ':', Promise::Pin),
            ("mot de passe : ", ':', Promise::Password),
            ("auth-token:", ':', Promise::Key),
            ("密码=", '=', Promise::Password),
        ] {
            assert_eq!(named(text, sign), Some(own), "{text}");
        }
    }

    #[test]
    fn names_about_secrets_promise_nothing() {
        for name in [
            "public_key",
            "primary_key",
            "foreign_key",
            "partition_key",
            "sort_key",
            "cache_key",
            "key_id",
            "kid",
            "key_name",
            "keyword",
            "keyboard",
            "monkey",
            "tokenizer",
            "max_tokens",
            "token_type",
            "eos_token",
            "pad_token",
            "csrf_token",
            "next_page_token",
            "author",
            "accessor",
            "passenger",
            "credentialsId",
            "secret_name",
            "token_count",
            "key",
            "pass rate",
            "compass",
            "bypass",
            "opinion",
            "spin",
            "LED_PIN",
            "tokens",
            "passport",
            "encompass",
            "hockey",
            "password_field",
        ] {
            assert_eq!(promise(name), None, "{name}");
        }
    }
}
