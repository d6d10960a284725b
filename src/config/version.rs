//! Versions of techfile, as the project file and the rules name them.

use std::fmt;

/// A version such as `0.2` or `0.2.1`; what is left out is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    parts: [u32; 3],
}

impl Version {
    /// The version of this program.
    pub const OWN: &'static str = env!("CARGO_PKG_VERSION");

    /// Reads a version; none if it is not one to three numbers with dots between them.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = [0; 3];
        for (index, part) in text.split('.').enumerate() {
            let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            *parts.get_mut(index)? = part.parse().ok().filter(|_| is_number)?;
        }
        Some(Self { parts })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.parts;
        match patch {
            0 => write!(f, "{major}.{minor}"),
            _ => write!(f, "{major}.{minor}.{patch}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn what_is_left_out_is_zero() {
        let version = |text| Version::parse(text);
        assert_eq!(version("0.2"), version("0.2.0"));
        assert!(version("0.10") > version("0.9.9"));
        assert!(version("1") > version("0.99"));
        for none in ["", "0.", ".2", "v0.2", "0.2-rc", "1.2.3.4", "+1", " 1"] {
            assert_eq!(version(none), None, "{none}");
        }
    }
}
