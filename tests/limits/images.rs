//! Images: how many, how large, in which colours.

use serde_json::{Value, json};

use super::support::scratch;
use super::{LAMP, errors, holds, with_talk};

const PIXEL: &str = "data:image/png;base64,iVBORw0KGgo=";

pub fn pictures(count: usize) -> Value {
    let mut parts = vec![json!({"type": "text", "text": "What is in them?"})];
    parts.resize(count + 1, json!({"type": "image_url", "image_url": {"url": PIXEL}}));
    json!({"messages": [{"role": "user", "content": parts}, {"role": "assistant", "content": [LAMP.clone()]}]})
}

#[test]
fn images_of_a_row() {
    let folder = scratch("limits-images");
    let limited = with_talk(|profile| profile.talks.get("chat")?.images.per_row);
    assert!(limited.iter().any(|(_, most)| *most == 64) && limited.len() >= 3, "{limited:?}");
    for (profile, most) in
        limited.iter().filter(|(profile, _)| profile.name != "openai-rft" && profile.name != "azure-rft")
    {
        holds(&folder, &profile.name, *most, &pictures, "images in the");
    }
}

#[test]
fn bytes_of_an_image() {
    let folder = scratch("limits-bytes");
    let limited = with_talk(|profile| profile.talks.get("chat")?.images.bytes);
    assert!(limited.len() >= 3);
    for (profile, most) in
        limited.iter().filter(|(profile, _)| ["openai-chat", "together"].contains(&profile.name.as_str()))
    {
        let row = |bytes: usize| {
            // Three bytes to four letters; the first eight are those of a PNG.
            let (whole, rest) = (bytes / 3, bytes % 3);
            let tail = ["", "AA==", "AAA="][rest];
            let data = format!("iVBORw0KGgoA{}{tail}", "A".repeat((whole - 3) * 4));
            let url = format!("data:image/png;base64,{data}");
            let parts = json!([{"type": "image_url", "image_url": {"url": url}}]);
            json!({"messages": [{"role": "user", "content": parts}, {"role": "assistant", "content": [LAMP.clone()]}]})
        };
        holds(&folder, &profile.name, *most, &row, "want");
    }
}

#[test]
fn colours_of_an_image() {
    let folder = scratch("limits-colours");
    // The heads of pictures of 16 × 16 pixels: PNG by colour type, JPEG by components.
    let png = |colours: &str| format!("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABAAAAAQC{colours}AAA=");
    let jpeg = |components: &str| format!("data:image/jpeg;base64,/9j/wAARCAAQABA{components}ASIA");
    let row = |url: &str| {
        let parts = json!([{"type": "image_url", "image_url": {"url": url}}]);
        json!({"messages": [{"role": "user", "content": parts}, {"role": "assistant", "content": [LAMP.clone()]}]})
    };
    let (right, wrong) =
        ([png("AIA"), png("AYA"), jpeg("D")], [png("AAA"), png("AMA"), png("AQA"), jpeg("B"), jpeg("E")]);
    let limited = with_talk(|profile| profile.talks.get("chat").map(|talk| talk.images.colour));
    assert!(limited.iter().any(|(profile, limited)| *limited && profile.name == "openai-chat"));
    for profile in ["openai-chat", "together"] {
        for url in &right {
            assert_eq!(errors(&folder, profile, &row(url)), [] as [&str; 0], "{profile}: {url}");
        }
        for url in &wrong {
            let said = errors(&folder, profile, &row(url));
            let refused = said.iter().any(|said| said.contains("want RGB or RGBA"));
            assert_eq!(refused, profile == "openai-chat", "{profile}: {url}: {said:?}");
        }
    }
}
