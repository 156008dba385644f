//! FT621 password. The page is `rules/FT621-password.md`.
//!
//! Three places can hold a password: after `=`, `:` or a tag whose left side names it; after the verb of a sentence that
//! names it; and after a switch of a command. Values are looked at only where a name stands before them.

use std::cell::LazyCell;
use std::sync::LazyLock;

use memchr::{memchr3_iter, memmem};

use super::assigned_value::{Value, value_at};
use super::assignment::{Promise, hints, name_before, promise};
use super::columns;
use super::context::{self, byte_at, byte_before};
use super::mask::mask;
use super::password_value::{Manner, is_key, is_password, is_pin};
use super::record_value::is_uuid;
use super::secret::is_emulator;
use super::spoken_password::{is_password_asked, is_postal, spoken};
use super::talk;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Leak, Level, Sink, TextRule};

/// Finds passwords, and keys that are assigned without a format of their own.
pub struct Password;

/// A value that keeps the promise of its name.
pub struct Hit {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub promise: Promise,
    /// Whether it is only the hash of a password.
    pub hash: bool,
}

impl TextRule for Password {
    fn trigger(&self) -> Signs {
        Signs::ASSIGN | Signs::DIGIT
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let mut hits: Vec<Hit> = Vec::new();
        let mut seen = 0;
        let signs = if text.scan.signs.meets(Signs::ASSIGN) { text.text.as_bytes() } else { &[] };
        for sign in memchr3_iter(b'=', b':', b'>', signs) {
            if sign >= seen
                && let Some(hit) = assigned(text.text, sign)
            {
                seen = hit.span.end;
                hits.push(hit);
            }
        }
        let mut seen = 0;
        let assigned = hits.len();
        // A table has lines, or brackets around the names of its columns.
        let lines = text.scan.signs.meets(Signs::LINE_BREAK | Signs::PAREN);
        let tabled = LazyCell::new(|| lines && may_head(text.text.as_bytes()));
        for run in text.scan.digit_runs() {
            if run.start >= seen {
                let (hit, end) = spoken(text.text, &run);
                seen = end;
                let hit = hit
                    .or_else(|| answered(text, example, &run, end))
                    .or_else(|| if *tabled { headed(text.text, &run) } else { None });
                // Those after a sign are in the order of the text, and do not overlap.
                let taken = |hit: &Hit| {
                    let next = hits[..assigned].partition_point(|other| other.span.end <= hit.span.start);
                    next < assigned && hits[next].span.start < hit.span.end
                };
                let hit = hit.filter(|hit| !taken(hit));
                // The cells of a table are looked at one by one.
                if *tabled && hit.is_none() {
                    seen = cell_end(text.text.as_bytes(), run.end).min(seen);
                }
                seen = seen.max(hit.as_ref().map_or(0, |hit| hit.span.end));
                hits.extend(hit);
            }
        }
        hits.sort_by_key(|hit| hit.span.start);
        for hit in hits {
            report(text, &hit, sink);
        }
    }
}

fn report(text: &Text<'_>, hit: &Hit, sink: &mut Sink<'_>) {
    let value = &text.text[hit.span.clone()];
    let place = context::place(text);
    let (kind, subtype, what) = match hit.promise {
        _ if hit.hash => ("PASSWORD", "password-hash", "hash of a password"),
        Promise::Password => ("PASSWORD", "password", "password"),
        Promise::Pin => ("PASSWORD", "pin", "PIN"),
        Promise::Key => ("SECRET", "assigned-key", "assigned secret"),
    };
    let outcome = if text.trained { ": the model would learn to produce it" } else { "" };
    sink.report(text.pointer, format!("{what} in {place}{outcome}"))
        .level(if hit.hash { Level::Warn } else { Level::Error })
        .confidence(Confidence::Likely, 0.8)
        .help(format!("change it first, then replace it by a mark such as `<{kind}_1>`"))
        .leak(Leak { kind, subtype: subtype.into(), mask: mask(value, "PASSWORD"), value: value.into(), rank: 80 })
        .span(hit.span.clone());
}

/// The secret on the right of a sign, if the left names it.
fn assigned(text: &str, sign: usize) -> Option<Hit> {
    let bytes = text.as_bytes();
    let tag = bytes[sign] == b'>';
    let (left, right) = (byte_before(text, sign), byte_at(text, sign + 1));
    // Of `::`, `://`, `==` and `=>` the last sign counts; comparisons assign nothing.
    if matches!((bytes[sign], right), (b':', b':' | b'/' | b'=') | (b'=', b'=' | b'>' | b'~'))
        || matches!(left, b'<' | b'!' | b'/')
    {
        return None;
    }
    if tag && !matches!(left, b'=' | b'-') && !is_tag(bytes, sign) {
        return None;
    }
    let end = sign - usize::from(matches!((left, bytes[sign]), (b':', b'=') | (b'=', b'>' | b'=') | (b'-', b'>')));
    let name = name_before(text, end).or_else(|| typed_name(text, end)).or_else(|| attribute(text, end))?;
    let promise = promise(&text[name.clone()])?;
    let value = value_at(text, sign + 1)?;
    keeps(text, promise, &value).or_else(|| keeps(text, promise, &fallback(text, &value)?))
}

/// The literal behind a reference, which holds where that is empty: `process.env.SECRET || "…"`.
fn fallback(text: &str, value: &Value) -> Option<Value> {
    let rest = text[value.span.end..].trim_start_matches([')', ']']);
    let sign = ["||", "??", "or "].iter().find_map(|sign| rest.trim_start_matches(' ').strip_prefix(sign))?;
    let at = text.len() - sign.len();
    value_at(text, at).filter(|own| own.quoted && !value.quoted && own.span.start - value.span.end < 12)
}

/// Whether `>` closes a tag: `<password>`.
fn is_tag(bytes: &[u8], sign: usize) -> bool {
    let back = &bytes[sign.saturating_sub(40)..sign];
    let name = back.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')).count();
    name > 0 && name < back.len() && back[back.len() - name - 1] == b'<'
}

/// The name before a type: `password: str = `, `const key: &str = `.
fn typed_name(text: &str, end: usize) -> Option<Span> {
    let head = text[..end].trim_end_matches(' ');
    let head = ["str", "string", "String", "&str", "&'static str", "Optional[str]", "str | None", "SecretStr"]
        .iter()
        .find_map(|own| head.strip_suffix(own))?;
    let colon = head.trim_end_matches(' ').strip_suffix(':')?;
    name_before(text, colon.len())
}

/// The name in another attribute of the same tag: `<add key="ApiKey" value="…"/>`, `name: X` beside `value: …`.
fn attribute(text: &str, end: usize) -> Option<Span> {
    let head = text[..end].trim_end_matches(['"', ' ']);
    let (head, openings): (_, &[&str]) = match head.strip_suffix("value") {
        Some(head) => (head, &["key=\"", "name=\""]),
        // A variable of Terraform has its value inside.
        None => (head.strip_suffix("default")?, &["variable \""]),
    };
    let window = context::before(text, head.len(), 80);
    let at = openings.iter().find_map(|own| window.rfind(own).map(|at| at + own.len()))?;
    let from = head.len() - window.len() + at;
    let len = text[from..].find('"').filter(|len| *len < 64)?;
    hints(&text.as_bytes()[from..from + len]).then_some(from..from + len)
}

/// The value as a finding, if it keeps the promise.
pub fn keeps(text: &str, promise: Promise, value: &Value) -> Option<Hit> {
    let own = &text[value.span.clone()];
    let manner = if value.quoted { Manner::Quoted } else { Manner::Bare };
    let call = matches!(byte_at(text, value.span.end), b'(' | b'[' | b'{') || own.ends_with('=');
    let hash = ["$2a$", "$2b$", "$2y$", "$argon2", "$6$", "pbkdf2_"].iter().any(|head| own.starts_with(head))
        && own.len() > 40;
    let holds = match promise {
        Promise::Key if is_emulator(text, value.span.start) => false,
        _ if hash => true,
        Promise::Password => is_password(own, manner) && !call && !is_type(own),
        Promise::Pin => is_pin(own) && !is_postal(text, &value.span),
        Promise::Key => is_key(&own[scheme(own)..]) && (!call || own.ends_with('=')) && !is_uuid(own),
    };
    let span = value.span.start + scheme(own)..value.span.end;
    holds.then_some(Hit { span, promise, hash })
}

/// Bytes before a key that say how it is sent or written.
fn scheme(own: &str) -> usize {
    ["Bearer ", "Token ", "base64:"].iter().find(|head| own.starts_with(**head)).map_or(0, |head| head.len())
}

/// `varchar(64)`, `required|min:8`: what stands for a value in a schema.
fn is_type(own: &str) -> bool {
    let own = own.to_ascii_lowercase();
    let heads = ["varchar", "char(", "min:", "max:", "string", "z.", "joi.", "required", "nullable", "text("];
    heads.iter().any(|head| own.starts_with(head))
}

/// A password that is the answer to a question for one, and stands for itself on its line.
fn answered(text: &Text<'_>, example: &Example<'_>, run: &Span, end: usize) -> Option<Hit> {
    let bytes = text.text.as_bytes();
    let back =
        bytes[run.start.saturating_sub(64)..run.start].iter().rev().take_while(|b| **b > b' ' && **b < 0x80).count();
    let span = run.start - back..end;
    let alone = matches!(bytes.get(end), None | Some(b'\n'));
    if !alone || !is_password(&text.text[span.clone()], Manner::Prose) {
        return None;
    }
    let question = talk::question(text.text, span.start, text, example)?;
    is_password_asked(&question).then_some(Hit { span, promise: Promise::Password, hash: false })
}

/// Whether the name of a column can be one of passwords; one pass, where a text has digits at all.
fn may_head(text: &[u8]) -> bool {
    static PARTS: LazyLock<Vec<memmem::Finder<'static>>> = LazyLock::new(|| {
        ["assw", "ASSW", "pwd", "PWD", "ontrase", "achtw", "senha", "密码", "パス"].map(memmem::Finder::new).into()
    });
    PARTS.iter().any(|part| part.find(text).is_some())
}

/// Where the cell of a table ends that some digits end in.
fn cell_end(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take(64).take_while(|b| !matches!(b, b',' | b'|' | b'\t' | b';' | b'\n' | b'\r')).count()
}

/// The name in the cell before a value, or on the line above one that has a line for itself.
fn beside<'t>(text: &'t str, span: &Span) -> Option<&'t str> {
    let head = text[..span.start].trim_end_matches([' ', '"', '`', '*']);
    let window = context::before(text, head.len(), 48);
    let name = match window.strip_suffix('|') {
        Some(cells) => cells.rsplit(['|', '\n']).next(),
        None => window
            .strip_suffix('\n')
            .filter(|_| matches!(byte_at(text, span.end), 0 | b'\n' | b'\r'))?
            .trim_end()
            .rsplit('\n')
            .next(),
    }?;
    let name = name.trim_matches([' ', '*', ':', '`', '#', '\r']);
    (!name.is_empty() && !name.contains(['.', '?', '!', ','])).then_some(name)
}

/// The password in a cell of a table, by the name of its column or of its row.
fn headed(text: &str, run: &Span) -> Option<Hit> {
    let bytes = text.as_bytes();
    let ends = |b: &u8| matches!(b, b',' | b'|' | b'\t' | b';' | b'\n' | b'\r');
    let back = bytes[..run.start].iter().rev().take(64).position(ends).unwrap_or(run.start.min(64));
    let ahead = bytes[run.end..].iter().take(64).position(ends).unwrap_or((bytes.len() - run.end).min(64));
    let cell = run.start - back..run.end + ahead;
    let own = text.get(cell.clone())?;
    let head = own.len() - own.trim_start_matches([' ', '"', '`']).len();
    let value = own.trim_matches([' ', '"', '`']);
    let span = cell.start + head..cell.start + head + value.len();
    let named = |name: &str| promise(name.trim_matches(['"', '*', ' '])) == Some(Promise::Password);
    let column = columns::header(text, &span).is_some_and(named) && is_password(value, Manner::Quoted);
    (column || beside(text, &span).is_some_and(named) && is_password(value, Manner::Prose)).then_some(Hit {
        span,
        promise: Promise::Password,
        hash: false,
    })
}

#[cfg(test)]
mod tests {
    use super::super::harness::{finds, found, silent};
    use super::*;

    #[test]
    fn passwords_are_found() {
        finds(
            &Password,
            "FT621",
            &[
                ("DB_PASSWORD=Lantern-2291", &["Lantern-2291"]),
                ("db_password = \"Lantern-2291\"", &["Lantern-2291"]),
                ("{\"password\": \"Moss!77river\"}", &["Moss!77river"]),
                ("{\\\"password\\\": \\\"Moss!77river\\\"}", &["Moss!77river"]),
                ("My password is Lantern2291, can you log in?", &["Lantern2291"]),
                ("the wifi password for guests is Lantern2291!", &["Lantern2291!"]),
                ("<password>Lantern2291</password>", &["Lantern2291"]),
                ("Das Passwort lautet Laterne-2291.", &["Laterne-2291"]),
                ("mot de passe : Lanterne2291", &["Lanterne2291"]),
                ("La contraseña es Linterna-2291", &["Linterna-2291"]),
                ("密码是Lantern2291，谢谢", &["Lantern2291"]),
                ("password: str = \"Lantern#2291\"", &["Lantern#2291"]),
                ("<add key=\"DbPassword\" value=\"Lantern#2291\"/>", &["Lantern#2291"]),
                ("api_key = 'q7Zp2Lx9Vb4Nc8RtWm'", &["q7Zp2Lx9Vb4Nc8RtWm"]),
                ("client_secret: q7Zp2Lx9Vb4Nc8RtWm", &["q7Zp2Lx9Vb4Nc8RtWm"]),
                ("my PIN is 4827", &["4827"]),
                ("{\"pin\": \"4827\"}", &["4827"]),
                ("my password is **Copper2690x**.", &["Copper2690x"]),
                ("He typed his password, Moss8071x, into it", &["Moss8071x"]),
                ("Use velvet3170 as the password", &["velvet3170"]),
                ("JWT_SECRET = process.env.JWT_SECRET || \"q7Zp2Lx9Vb4Nc8RtWmK3\"", &["q7Zp2Lx9Vb4Nc8RtWmK3"]),
                ("setApiKey(\"q7Zp2Lx9Vb4Nc8RtWmK3\")", &["q7Zp2Lx9Vb4Nc8RtWmK3"]),
                ("client.set_api_key('q7Zp2Lx9Vb4Nc8RtWmK3')", &["q7Zp2Lx9Vb4Nc8RtWmK3"]),
                ("tool --api-key 4f9c2e4a77b14c2d9e0f1a2b3c4d5e6f run", &["4f9c2e4a77b14c2d9e0f1a2b3c4d5e6f"]),
                ("user: anna, password: Lantern-2291, host: x", &["Lantern-2291"]),
            ],
        );
    }

    #[test]
    fn talk_about_passwords_is_silent() {
        silent(
            &Password,
            "FT621",
            &[
                "How do I do a password reset?",
                "password managers such as 1Password7",
                "use base64x1 as the password format",
                "use sha256 as the password hash",
                "Use 4821 as the password length",
                "the password, sha256x, is",
                "a password, Win32xx, then",
                "process.env.JWT_SECRET || \"secret\"",
                "getApiKey(\"q7Zp2Lx9Vb4Nc8RtWmK3\")",
                "setApiKeyName(\"q7Zp2Lx9Vb4Nc8RtWmK3\")",
                "--api-key-file q7Zp2Lx9Vb4Nc8RtWmK3",
                "--key-length q7Zp2Lx9Vb4Nc8RtWmK3",
                "Your password is required.",
                "The password must have 8 characters.",
                "password: <password>",
                "password_field = \"login_password\"",
                "password = os.environ[\"DB_PASSWORD\"]",
                "password = getpass.getpass()",
                "PASSWORD=****",
                "password=${DB_PASSWORD}",
                "max_tokens=4096, token_type=\"bearer\"",
                "eos_token = \"</s>\"",
                "public_key = \"q7Zp2Lx9Vb4Nc8RtWm\"",
                "\"primary_key\": \"order_2024_items_id\"",
                "tokenizer = AutoTokenizer.from_pretrained(\"bert-base-uncased\")",
                "the token: a word piece of 2 letters",
                "key = \"abc\"",
                "password: varchar(64)",
                "'password' => 'required|min:8|confirmed'",
                "The password is SHA256-hashed",
                "password = request.form['password1']",
                "password = hash(user.password2)",
                "Password: your_password1",
                "commit 9f8c2b71e04d6a5390fe9f8c2b71e04d6a5390fe",
                "The secret: practise 30 minutes a day.",
                "PIN code 560001",
                "next_page_token: q7Zp2Lx9Vb4Nc8RtWm",
                "secret_name: prod/db/2024-main",
                "Key: C#m7, Tempo: 120",
                "Your password was changed on 2024-11-05",
                "The token is 5 characters long",
                "assert password == expected_2",
                "password = data.get('password1')",
                "token = jwt.encode(payload, key2)",
                "passwords: 12 of 40 were weak",
                "my pin is 1234",
            ],
        );
    }

    #[test]
    fn hashes_are_milder_and_values_stay_hidden() {
        let hash = ["$2b$12$", "R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW"].concat();
        let finding = found(&Password, "FT621", &format!("password = \"{hash}\"")).remove(0);
        assert_eq!(finding.level, Level::Warn);
        let finding = found(&Password, "FT621", "password = \"Lantern#2291\"").remove(0);
        assert_eq!(finding.message, "password in the user message");
        assert_eq!(finding.leak.unwrap().mask, "…REDACTED(12)");
    }
}
