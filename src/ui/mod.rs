//! What screens are made of: signals, elements, components, and words in the visitor's language.

#[macro_use]
pub mod words;
pub mod components;
pub mod dom;
pub mod reactive;
pub mod task;
pub mod timer;
