//! Positions that a person marked: `#~ TRC004:7` at the end of a line, or a line of `positions.txt`.

use super::folder::Files;
use std::path::Path;

/// Path, line, column and code, all as people read them.
pub type Position = (String, usize, usize, String);

/// Takes the markers out of the files, so that what is read is what users would write.
pub fn take(files: &mut Files) -> Vec<Position> {
    let mut positions = Vec::new();
    for (path, content) in files.iter_mut() {
        let Ok(text) = std::str::from_utf8(content) else { continue };
        if !text.contains("#~ ") {
            continue;
        }
        let mut stripped = String::with_capacity(text.len());
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let Some((kept, marks)) = line.split_once("#~ ") else {
                stripped.push_str(line);
                continue;
            };
            for mark in marks.split_whitespace() {
                let (code, column) = mark.split_once(':').unwrap_or((mark, ""));
                let column = column.parse().unwrap_or_else(|_| panic!("{path}: marker `{mark}`"));
                positions.push((path.clone(), index + 1, column, code.to_string()));
            }
            stripped.push_str(kept.trim_end_matches(' '));
            stripped.push('\n');
        }
        *content = stripped.into_bytes();
    }
    positions
}

/// Reads `path:line:column CODE` lines; no file means no positions.
pub fn listed(file: &Path) -> Vec<Position> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(listed_line)
        .collect()
}

fn listed_line(line: &str) -> Position {
    let parse = || {
        let (place, code) = line.rsplit_once(' ')?;
        let (rest, column) = place.rsplit_once(':')?;
        let (path, line) = rest.rsplit_once(':')?;
        Some((path.to_string(), line.parse().ok()?, column.parse().ok()?, code.to_string()))
    };
    parse().unwrap_or_else(|| panic!("positions.txt: `{line}` is not `path:line:column CODE`"))
}

/// Demands that exactly the marked positions were found.
pub fn compare(mut marked: Vec<Position>, mut found: Vec<Position>) -> Result<(), String> {
    marked.sort();
    found.sort();
    let show = |positions: &[Position]| -> String {
        let line =
            |(path, line, column, code): &Position| format!("{path}:{line}:{column} {code}\n");
        positions.iter().map(line).collect()
    };
    super::expect::same("the set of marked positions", &show(&marked), &show(&found))
        .map_err(|difference| difference + "markers are written by hand: BLESS does not move them")
}
