//! What came out against what was recorded; `BLESS=1` records it anew.

use std::path::Path;

/// Compares a text with a recorded file; a file that is not there records nothing said.
pub fn recorded(file: &Path, actual: &str) -> Result<(), String> {
    let expected = std::fs::read_to_string(file).unwrap_or_default();
    if expected == actual {
        return Ok(());
    }
    if std::env::var_os("BLESS").is_none() {
        let hint = "if the new text is right, accept it with `BLESS=1 cargo test`";
        return same(&file.display().to_string(), &expected, actual).map_err(|e| e + hint);
    }
    let written = match (actual.is_empty(), file.parent()) {
        (true, _) => std::fs::remove_file(file),
        (false, Some(folder)) => {
            std::fs::create_dir_all(folder).and_then(|()| std::fs::write(file, actual))
        }
        (false, None) => Ok(()),
    };
    written.map_err(|error| format!("cannot record {}: {error}", file.display()))
}

/// Compares two texts line by line.
pub fn same(what: &str, expected: &str, actual: &str) -> Result<(), String> {
    if expected == actual {
        return Ok(());
    }
    Err(format!("{what} differs (- expected, + actual):\n{}", difference(expected, actual)))
}

/// Lines in common with two spaces before them, the others with `-` or `+`.
fn difference(expected: &str, actual: &str) -> String {
    let old: Vec<&str> = expected.split_inclusive('\n').collect();
    let new: Vec<&str> = actual.split_inclusive('\n').collect();
    let common = common_lengths(&old, &new);
    let (mut i, mut j, mut out) = (0, 0, String::new());
    while i < old.len() || j < new.len() {
        let (sign, line) = if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
            (' ', old[i - 1])
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            i += 1;
            ('-', old[i - 1])
        } else {
            j += 1;
            ('+', new[j - 1])
        };
        let end = if line.ends_with('\n') { "" } else { "\\ no newline at the end\n" };
        out.push_str(&format!("{sign} {line}{end}"));
    }
    out
}

/// Length of the longest common subsequence of every pair of tails.
fn common_lengths(old: &[&str], new: &[&str]) -> Vec<Vec<usize>> {
    let mut lengths = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            lengths[i][j] = match old[i] == new[j] {
                true => lengths[i + 1][j + 1] + 1,
                false => lengths[i + 1][j].max(lengths[i][j + 1]),
            };
        }
    }
    lengths
}
