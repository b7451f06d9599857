//! What the visitor sees.

pub mod components;
