//! How phone numbers are written: digit runs joined by the separators that people use, in the groups of some country.
//! What stands around a number is judged elsewhere.

use super::columns;
use super::context::{self, byte_at, byte_before, edge_at, edge_before};
use super::edges::emphasis;
use super::numbers::Plain;
use super::phone_national::{bare, french, north_american, trunk};
use super::phone_plan::{country, is_fiction, is_placeholder};
use super::phone_words::{is_column, may_touch};
use crate::example::Span;

/// Most runs that one number is made of.
const PIECES: usize = 7;

/// A number: where it is, how it is written and what is known of it.
pub struct Phone {
    /// Its place in the plain text.
    pub span: Span,
    /// How many digit runs it takes.
    pub runs: usize,
    /// Country code; 0 where it is not known.
    pub code: u16,
    /// The digits without country code and trunk 0.
    pub national: String,
    /// How much the form says.
    pub form: Form,
    /// Whether it is made up or kept for fiction: no one's, though its digits are taken.
    pub set_aside: bool,
}

/// How much a written form says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `+` and a country code, or brackets around an area.
    Plain,
    /// Groups as in phone numbers.
    Groups,
    /// Needs a word near.
    Needy,
    /// Needs a word that names the number, just before.
    Bare,
}

/// The number that starts at run `i`, by its written form.
pub fn phone(plain: &Plain<'_>, i: usize) -> Option<Phone> {
    let first = plain.run(i)?;
    if first.len() > 15 || follows_number(plain, i) {
        return None;
    }
    let text = plain.text;
    let plus = byte_before(text, first.start) == b'+' || text[..first.start].ends_with("+(");
    let pieces = pieces(plain, i);
    if pieces.iter().map(Span::len).sum::<usize>() < 7 {
        return None;
    }
    let zeros = text[first.clone()].starts_with("00") && (first.len() > 2 || plain.gap(i, 1) == Some(" "));
    let phone = if plus {
        international(plain, &pieces, 0)
    } else if zeros {
        international(plain, &pieces, 2)
    } else {
        north_american(plain, i, &pieces)
            .or_else(|| trunk(plain, i, &pieces))
            .or_else(|| french(plain, i, &pieces))
            .or_else(|| bare(plain, &pieces))
    };
    phone.filter(|phone| ends_well(plain, phone)).map(|mut phone| {
        phone.span.start = opening(text, &phone);
        phone.set_aside = is_placeholder(&plain.digits(&phone.span)) || is_fiction(phone.code, &phone.national);
        // Without its area the number of a film is as much one: `555-0142`.
        phone.set_aside |= phone.code == 0 && phone.national.len() == 7 && phone.national.starts_with("55501");
        phone
    })
}

/// Where a number begins with the bracket around its area, and the 8 of Russia before it: `8 (914) 667-34-42`.
fn opening(text: &str, phone: &Phone) -> usize {
    let at = phone.span.start;
    let own = &text[phone.span.clone()];
    let open = own.find(')').is_some_and(|close| !own[..close].contains('(')) && byte_before(text, at) == b'(';
    let at = at - usize::from(open);
    let head = &text[..at];
    let long = phone.code < 2 && phone.national.len() == 10 && own.contains(['-', ' ']);
    let trunk = ["8 ", "8-", "8"].iter().any(|trunk| head.ends_with(trunk)) && text[at..].starts_with(['(', '9']);
    let before = head.strip_suffix(['-', ' ']).unwrap_or(head).strip_suffix('8').unwrap_or(head);
    let free = !before.ends_with(|c: char| c.is_alphanumeric() || c == '-');
    let len = if head.ends_with('8') { 1 } else { 2 };
    if long && trunk && free { at - len } else { at }
}

/// Whether run `i` goes on a number, a date or a name: what stands before it touches both.
fn follows_number(plain: &Plain<'_>, i: usize) -> bool {
    let Some(run) = plain.run(i) else { return true };
    let left = edge_before(plain.text, run.start);
    let before = if run.start > 1 { byte_before(plain.text, run.start - 1) } else { 0 };
    let named = (left == b'.' || left.is_ascii_alphabetic()) && run.len() > 1 && may_touch(plain.text, run.start);
    if named {
        return false;
    }
    left.is_ascii_alphanumeric()
        || matches!(left, b'_' | b'.' | b'/' | b'\\' | b'$' | b'#' | b'@' | b'*' | b'^' | b'%' | b'~')
            && !(matches!(left, b'*' | b'_') && !before.is_ascii_alphanumeric() && !before.is_ascii_whitespace())
            && !(matches!(left, b'*' | b'_') && emphasized(plain, &run, left))
        || (left == b'-' && before != b' ' && before != 0)
        || (left == b',' && before.is_ascii_digit() && !headed(plain.text, &run))
        || (left == b'+' && (before.is_ascii_alphanumeric() || matches!(before, b')' | b'.' | b']' | b'+')))
}

/// Whether a sign of emphasis before a number closes behind it, on the same line.
fn emphasized(plain: &Plain<'_>, run: &Span, sign: u8) -> bool {
    let own = |b: &&u8| b.is_ascii_digit() || b" -./()".contains(b);
    let ahead = plain.text.as_bytes()[run.end..].iter().take(20).take_while(own).count();
    byte_at(plain.text, run.end + ahead) == sign && emphasis(plain.text, run.end + ahead) > 0
}

/// Whether the column that some digits stand in is one of phone numbers.
fn headed(text: &str, span: &Span) -> bool {
    columns::cell_header(text, span).is_some_and(|name| is_column(&context::fold(name)))
}

/// Signs that join the groups of one number.
const JOINTS: &[&str] =
    &[" ", "-", ".", "/", ") ", ")", ")-", " (", "(", "-(", ") (", "/ ", " / ", " - ", "-0", ")/", ") / "];

/// The spans of up to [`PIECES`] runs from `i` that are joined as in phone numbers.
fn pieces(plain: &Plain<'_>, i: usize) -> Vec<Span> {
    let mut out = Vec::with_capacity(PIECES);
    for j in i..i + PIECES {
        let Some(run) = plain.run(j) else { break };
        out.push(run);
        if !plain.gap(j, 3).is_some_and(|gap| JOINTS.contains(&gap)) {
            break;
        }
    }
    out
}

/// `+` or `00`, a country code that exists, and a length that is allowed there; `zeros` of the digits are a prefix.
fn international(plain: &Plain<'_>, pieces: &[Span], zeros: usize) -> Option<Phone> {
    // The longest number that is allowed: what follows may be a number of its own.
    (1..=pieces.len()).rev().find_map(|n| {
        let span = pieces[0].start..pieces[n - 1].end;
        let all = plain.digits(&span);
        let digits = &all[zeros..];
        if !(7..=15).contains(&digits.len()) {
            return None;
        }
        let (code, national) = country(digits)?;
        let form = match zeros {
            0 if n > 1 || digits.len() >= 10 => Form::Plain,
            // `0049 171 5218568`: the country in a group of its own.
            2 if n > 1
                && !national.is_empty()
                && national.len() < 12
                && pieces[0].len() == all.len() - national.len() =>
            {
                Form::Groups
            }
            _ => Form::Needy,
        };
        let open = match () {
            () if zeros > 0 => 0,
            () if plain.text[..span.start].ends_with('(') => 2,
            () => 1,
        };
        Some(Phone {
            span: span.start - open..span.end,
            runs: n,
            code,
            national: national.into(),
            form,
            set_aside: false,
        })
    })
}

/// Whether what follows a number leaves it one.
fn ends_well(plain: &Plain<'_>, phone: &Phone) -> bool {
    let text = plain.text;
    let (next, beyond) = (edge_at(text, phone.span.end), byte_at(text, phone.span.end + 1));
    let extension = matches!(next, b'x' | b'X') && beyond.is_ascii_digit();
    if (next.is_ascii_alphanumeric() && !extension) || matches!(next, b'%' | b'^' | b'@' | b'=' | b'+') {
        return false;
    }
    let emphasized = emphasis(text, phone.span.end) > 0;
    if next == b'_' && !emphasized || next == b'\\' && beyond.is_ascii_alphanumeric() {
        return false;
    }
    // What has the form of a number goes on behind no comma.
    let formed = phone.form == Form::Plain || phone.form == Form::Groups && text[phone.span.clone()].contains('-');
    let number = matches!(next, b'.' | b'-' | b'/' | b':') && beyond.is_ascii_digit()
        || next == b',' && beyond.is_ascii_digit() && !formed && !headed(text, &phone.span);
    // A list of numbers in groups of one kind goes on with a group more.
    let listed =
        next == b' ' && beyond.is_ascii_digit() && text[phone.span.clone()].contains(' ') && phone.form != Form::Plain;
    let product = next == b'*' && !emphasized;
    !(number || listed || product)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{Pointer, Role, Text};

    fn form(text: &str) -> Option<(String, bool)> {
        let text = Text::new(text, Pointer::ROOT, Role::User, false);
        let plain = Plain::of(&text);
        let phone = phone(&plain, 0).filter(|phone| !phone.set_aside)?;
        Some((plain.text[phone.span.clone()].to_string(), matches!(phone.form, Form::Plain | Form::Groups)))
    }

    #[test]
    fn forms_say_more_or_less() {
        for text in ["+44 20 8742 6193", "(646) 731-2094", "646-731-2094", "06 12 74 58 39", "020 8742 6193"] {
            assert_eq!(form(text), Some((text.into(), true)), "{text}");
        }
        for text in ["646 731 2094", "6467312094", "612 745 839", "731-2094"] {
            assert_eq!(form(text), Some((text.into(), false)), "{text}");
        }
    }

    #[test]
    fn other_groups_are_no_form() {
        for text in ["2024-11-05 12", "05.11.2024", "1-2-3-4-5-6-7-8", "12", "1.2.3.4", "123-456-7890", "12:30:15"] {
            assert_eq!(form(text), None, "{text}");
        }
    }
}
