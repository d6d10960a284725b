//! The only ways in which text enters an HTML file.

/// Returns text for the content of an element.
pub(super) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' => escaped.push(character),
            // HTML knows no control characters; the sign shows that there was one.
            _ if character.is_control() => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Returns text for the value of an attribute in double quotes.
pub(super) fn attribute(value: &str) -> String {
    text(value).replace(['\n', '\t'], " ")
}

/// Returns text as a string of a style sheet; only letters and digits stand as they are.
pub(super) fn style_string(text: &str) -> String {
    let mut string = String::from("\"");
    for character in text.chars() {
        match character {
            _ if character.is_alphanumeric() => string.push(character),
            _ => string.push_str(&format!("\\{:x} ", u32::from(character))),
        }
    }
    string + "\""
}

/// Returns an address that holds the content itself.
pub(super) fn data_address(media_type: &str, content: &str) -> String {
    let mut address = format!("data:{media_type},");
    for byte in content.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' | b'=' | b':' => {
                address.push(char::from(byte));
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}
