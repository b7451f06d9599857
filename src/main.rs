//! The program: screens, and what they share. `lib.rs` has the layers below.

#[macro_use]
extern crate satchel;

mod app;

use satchel::{api, auth, aws, browser, config, files, json, ports, preferences, route, secret, ui};

fn main() {
    app::mount();
}
