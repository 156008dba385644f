//! FT105 byte-order-mark. The page is `rules/FT105-byte-order-mark.md`.

use crate::rules::contract::{FinalRule, Sink};
use crate::rules::facts::Facts;

/// FT105: the bytes EF BB BF at the start of an input.
pub struct ByteOrderMark;

impl FinalRule for ByteOrderMark {
    fn conclude(&self, facts: &Facts, sink: &mut Sink<'_>) {
        for input in facts.inputs.iter().filter(|input| input.mark) {
            let message = "byte-order mark before the first row; save as UTF-8 without it";
            let finding = sink.report_data("file", message).help("`sed -i '1s/^\\xEF\\xBB\\xBF//' FILE` takes it off");
            finding.input = Some(input.index);
        }
    }
}
