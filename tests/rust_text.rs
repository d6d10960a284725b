//! Rust files as the project's own rules look at them: code and string literals apart, without tests.

use std::path::{Path, PathBuf};

/// One Rust file of `src/` or `tests/`.
pub struct RustFile {
    /// Relative to the repository, with `/`.
    pub path: String,
    pub text: String,
    /// The text outside comments, string literals and test modules; other characters are blanks.
    pub code: String,
    /// String literals outside test modules, each with its line.
    pub strings: Vec<(usize, String)>,
}

/// Reads every Rust file under a folder of the repository, sorted by path.
pub fn rust_files(folder: &str) -> Vec<RustFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&root.join(folder), &mut paths);
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a Rust file is text");
        let inside = path.strip_prefix(root).expect("under the repository");
        RustFile::new(inside.to_string_lossy().into_owned(), text)
    };
    let mut files: Vec<RustFile> = paths.into_iter().map(read).collect();
    let tests: Vec<String> = files.iter().flat_map(test_modules).collect();
    let is_test = |file: &RustFile| {
        let module = file.modules().join("/");
        tests.iter().any(|test| module == *test || module.starts_with(&format!("{test}/")))
    };
    for file in files.iter_mut().filter(|file| is_test(file)) {
        (file.code, file.strings) = (String::new(), Vec::new());
    }
    files
}

/// Returns the modules with a file of their own that are only built for tests.
fn test_modules(file: &RustFile) -> Vec<String> {
    let after = file.text.split("#[cfg(test)]\nmod ").skip(1);
    let names = after.filter_map(|rest| rest.lines().next()?.strip_suffix(';'));
    names.map(|name| format!("{}/{name}", file.modules().join("/"))).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => walk(&path, found),
            false if path.extension().is_some_and(|extension| extension == "rs") => {
                found.push(path)
            }
            false => {}
        }
    }
}

impl RustFile {
    fn new(path: String, text: String) -> Self {
        let (code, strings) = split(&without_tests(&text));
        Self { path, text, code, strings }
    }

    /// Returns the modules that the file is, as in `["load", "git", "write"]`.
    pub fn modules(&self) -> Vec<&str> {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let parts: Vec<&str> = inside.trim_end_matches(".rs").split('/').collect();
        match parts[..] {
            [ref folders @ .., "mod"] => folders.to_vec(),
            _ => parts,
        }
    }

    /// Returns the lines of the code, counted from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

/// Blanks the lines of modules that are only built for tests.
fn without_tests(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut waits, mut inside) = (false, false);
    for line in text.split_inclusive('\n') {
        let starts = waits && (line.starts_with("mod ") && line.contains('{'));
        inside |= starts;
        waits = line.starts_with("#[cfg(test)]") || line.starts_with("#[cfg(all(test,");
        out.push_str(if inside { "\n" } else { line });
        inside &= !(line.starts_with('}'));
    }
    out
}

/// Splits a text into code and string literals.
fn split(text: &str) -> (String, Vec<(usize, String)>) {
    let mut strings = Vec::new();
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => string_length(rest, 1, "\""),
            'r' if rest.starts_with("r\"") => string_length(rest, 2, "\""),
            'r' if rest.starts_with("r#\"") => string_length(rest, 3, "\"#"),
            '\'' if rest.starts_with("'\\") || rest.chars().nth(2) == Some('\'') => {
                rest.char_indices().skip(2).find(|(_, c)| *c == '\'').map_or(1, |(at, _)| at + 1)
            }
            c => {
                code.push(c);
                rest = &rest[c.len_utf8()..];
                continue;
            }
        };
        let (literal, after) = rest.split_at(length);
        if literal.ends_with(['"', '#']) {
            strings.push((1 + code.matches('\n').count(), literal.to_string()));
        }
        code.extend(literal.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = after;
    }
    (code, strings)
}

fn string_length(text: &str, open: usize, close: &str) -> usize {
    let is_raw = open > 1;
    let mut at = open;
    while at < text.len() {
        match text.as_bytes()[at] {
            b'\\' if !is_raw => at += 2,
            _ if text[at..].starts_with(close) => return at + close.len(),
            _ => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    text.len()
}
