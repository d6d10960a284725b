//! The one list macro: files of equals in a folder, and the list of what they declare.

/// Declares the files of a folder as modules, and a constant that lists what each of them declares.
///
/// Adding a rule, a kind or a format is a file and one line in such a list.
macro_rules! registry {
    (
        $(#[$doc:meta])*
        pub const $list:ident: &[&$type:ty] = $item:ident of [$($seen:vis $file:ident),* $(,)?];
    ) => {
        $($seen mod $file;)*

        $(#[$doc])*
        pub const $list: &[&$type] = &[$(&$file::$item),*];
    };
}
