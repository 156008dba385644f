//! FT631 ungrounded-id. The page is `rules/FT631-ungrounded-id.md`.

use super::ids::{holds, named, text_of};
use crate::example::{Example, is_blank};
use crate::rules::{Confidence, Finding, LeakRule, Level, Sink};

/// Entities that an answer can only copy. Secrets have an error of their own.
const COPIED: &[&str] = &[
    "EMAIL",
    "PHONE",
    "CREDIT_CARD",
    "IBAN",
    "BANK_ACCOUNT",
    "NATIONAL_ID",
    "PASSPORT",
    "DRIVER_LICENSE",
    "MEDICAL_ID",
    "RECORD_ID",
    "DEVICE_ID",
    "VEHICLE_ID",
    "CRYPTO_WALLET",
];

/// Finds values in answers that nothing before them holds.
pub struct UngroundedId;

impl LeakRule for UngroundedId {
    fn check(&self, example: &Example<'_>, leaks: &[Finding], sink: &mut Sink<'_>) {
        for finding in leaks {
            let Some(leak) =
                finding.leak.as_ref().filter(|leak| COPIED.contains(&leak.kind) && finding.level != Level::Info)
            else {
                continue;
            };
            let Some(at) = text_of(example, finding).filter(|at| example.texts[*at].trained) else { continue };
            let before = &example.texts[..at];
            // Texts without a question are no answers.
            let asked = before.iter().any(|text| !text.trained && !is_blank(text.text));
            if !asked || before.iter().any(|text| holds(text.text, leak.kind, &leak.value)) {
                continue;
            }
            let repeated = leaks.iter().take_while(|other| !std::ptr::eq(*other, finding)).any(|other| {
                other.pointer == finding.pointer
                    && other.leak.as_ref().is_some_and(|other| other.kind == leak.kind && other.value == leak.value)
            });
            if repeated {
                continue;
            }
            let what = named(leak.kind, &leak.subtype);
            let message = format!(
                "{what} `{}` is in the answer and nowhere before it: the model is taught to make it up",
                leak.mask
            );
            let own = sink.report(&finding.pointer, message).confidence(Confidence::Likely, 0.8).leak(leak.clone());
            own.help("put the value into the prompt, or a mark on both sides");
            if let Some(span) = finding.span.clone() {
                own.span(span);
            }
        }
    }
}
