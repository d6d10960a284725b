//! HTML → what a reader sees of it in the main part of the page.

const ENTITIES: [(&str, &str); 5] =
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];

/// Returns the text of a rendered document without tags, head, contents and foot.
pub(in crate::render) fn shown(html: &str) -> String {
    let start = html.find("<main").unwrap_or(html.len());
    let end = html.rfind("</main>").unwrap_or(html.len());
    let mut text = String::new();
    let mut rest = html.get(start..end).unwrap_or_default();
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    ENTITIES.iter().fold(text, |text, (entity, character)| text.replace(entity, character))
}
