//! What to say: a [`document::Document`] made of blocks, in one language.

pub mod document;
pub mod markup;
pub mod words;
