//! What surrounds the pages: the root, the frame, and what concerns all screens alike.

pub mod app;
mod clock_notice;
mod frame;
mod idle;
mod keys;
mod leaving;
pub mod main_region;
mod palette;
mod questions;
mod screens;
pub mod workspace;
