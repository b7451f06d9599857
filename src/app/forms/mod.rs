//! What the entrance and the account have in common: fields, what is checked before anything is sent, and its words.

pub mod attributes;
pub mod check;
pub mod code;
pub mod hidden_username;
pub mod https;
pub mod marks;
pub mod name_label;
