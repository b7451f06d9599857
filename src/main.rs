//! Mounts the page.

fn main() {
    satchel::ui::mount();
}
