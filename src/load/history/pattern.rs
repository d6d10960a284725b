//! Names against patterns with `*` and `?`.

/// Returns whether a name matches: `*` stands for any letters or none, `?` for one letter.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut in_name) = (0, 0);
    // Where the last star stood, and how far into the name it reaches.
    let mut star: Option<(usize, usize)> = None;
    while in_name < name.len() {
        match (pattern.get(at), star) {
            (Some('*'), _) => {
                star = Some((at, in_name));
                at += 1;
            }
            (Some(letter), _) if *letter == '?' || *letter == name[in_name] => {
                at += 1;
                in_name += 1;
            }
            (_, Some((place, reach))) => {
                star = Some((place, reach + 1));
                at = place + 1;
                in_name = reach + 1;
            }
            _ => return false,
        }
    }
    pattern[at..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_and_question_marks() {
        let cases = [
            ("v*", "v1.0", true),
            ("v*", "v", true),
            ("v*", "release-v1", false),
            ("*", "", true),
            ("*", "a/b", true),
            ("release/v?.*", "release/v1.0", true),
            ("release/v?.*", "release/v10.0", false),
            ("?", "å", true),
            ("*a*b", "xaxbxab", true),
            ("*a*b", "xaxbxa", false),
            ("[v]*", "v1", false),
            ("", "", true),
            ("", "v", false),
        ];
        for (pattern, name, expected) in cases {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
        assert!(!matches(&"*a".repeat(40), &"a".repeat(39)), "ends in good time");
    }
}
