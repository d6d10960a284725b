//! Why one input could not be read; the run goes on without it and says so.

/// Why a file or folder of the project could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadFailure {
    /// Nothing stands at the path, or a link leads to nothing.
    #[error("there is no such file")]
    Missing,
    /// The file is larger than [`MAX_INPUT_BYTES`](super::MAX_INPUT_BYTES).
    #[error("the file has {bytes} bytes; an input file has at most 16 MiB")]
    TooLarge { bytes: u64 },
    /// The path, or a symbolic link on it, leads out of the project folder.
    #[error("the path leads out of the project folder")]
    LeavesProject,
    /// A folder, socket, pipe or device stands where a file is expected.
    #[error("this is not a regular file")]
    NotAFile,
    /// Large-file storage left a pointer in place of the content.
    #[error("this is a pointer of large-file storage, not the content")]
    LargeFilePointer,
    /// The files below are those of another repository, of which this one only names a commit.
    #[error("this is a submodule; its files are in another repository")]
    Submodule,
    /// The name of the file or folder is not UTF-8.
    #[error("the name is not UTF-8")]
    NotUtf8Name,
    /// Anything else, in the words of the system or of git.
    #[error("cannot be read: {0}")]
    Io(String),
}

impl ReadFailure {
    /// Returns what stands in the way, where it is clear that something cannot be read.
    pub fn reason(&self) -> String {
        match self {
            ReadFailure::Io(words) => words.clone(),
            other => other.to_string(),
        }
    }

    /// Returns the smallest next step for the user.
    pub fn help(&self) -> &'static str {
        match self {
            ReadFailure::Missing => "add the file, or correct its name; letter case counts",
            ReadFailure::TooLarge { .. } => {
                "split the file, or keep it elsewhere and name its SHA-256"
            }
            ReadFailure::LeavesProject => {
                "move the file into the project folder; a link inside it must be relative and stay inside"
            }
            ReadFailure::NotAFile => "put a regular file here, or remove what stands here",
            ReadFailure::LargeFilePointer => {
                "commit the content itself: what large-file storage holds is not in the commit"
            }
            ReadFailure::Submodule => {
                "put its files into this repository: what a submodule holds is not read, since no \
                 commit here tells what is changed or deleted there"
            }
            ReadFailure::NotUtf8Name => "rename it with letters in UTF-8",
            ReadFailure::Io(_) => "make it readable, or remove it from the project",
        }
    }
}

impl From<std::io::Error> for ReadFailure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => Self::Missing,
            _ => Self::Io(error.to_string()),
        }
    }
}
