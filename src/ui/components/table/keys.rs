//! What a key does in the table.

/// What the visitor asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TableCommand {
    /// Go to this row.
    Go(usize),
    /// Go to this row and select all up to it.
    Extend(usize),
    /// Select the row, or no longer.
    Toggle,
    /// Select all rows.
    All,
    /// Select none.
    Nothing,
    /// Open the row.
    Open,
    /// Open the row, unless it is a way to elsewhere.
    Look,
    /// Show what can be done with the row.
    Menu,
}

/// Which modifiers are held.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Held {
    /// Shift.
    pub shift: bool,
    /// Control, or Command on a Mac.
    pub control: bool,
}

/// What `key` does on row `at` of `count`, of which `page` are visible at once.
pub(super) fn command(key: &str, held: Held, at: usize, count: usize, page: usize) -> Option<TableCommand> {
    let last = count.checked_sub(1)?;
    let to = match key {
        "ArrowDown" => at.saturating_add(1).min(last),
        "ArrowUp" => at.saturating_sub(1),
        "PageDown" => at.saturating_add(page).min(last),
        "PageUp" => at.saturating_sub(page),
        "Home" => 0,
        "End" => last,
        " " if held.control || held.shift => return Some(TableCommand::Toggle),
        " " => return Some(TableCommand::Look),
        "Enter" => return Some(TableCommand::Open),
        "Escape" => return Some(TableCommand::Nothing),
        "ContextMenu" => return Some(TableCommand::Menu),
        "F10" if held.shift => return Some(TableCommand::Menu),
        "a" | "A" if held.control => return Some(TableCommand::All),
        _ => return None,
    };
    Some(if held.shift { TableCommand::Extend(to) } else { TableCommand::Go(to) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(key: &str, at: usize) -> Option<TableCommand> {
        command(key, Held::default(), at, 100, 10)
    }

    #[test]
    fn movement_stops_at_the_ends() {
        assert_eq!(plain("ArrowDown", 5), Some(TableCommand::Go(6)));
        assert_eq!(plain("ArrowDown", 99), Some(TableCommand::Go(99)));
        assert_eq!(plain("ArrowUp", 0), Some(TableCommand::Go(0)));
        assert_eq!(plain("PageDown", 95), Some(TableCommand::Go(99)));
        assert_eq!(plain("PageUp", 25), Some(TableCommand::Go(15)));
        assert_eq!(plain("Home", 50), Some(TableCommand::Go(0)));
        assert_eq!(plain("End", 50), Some(TableCommand::Go(99)));
    }

    #[test]
    fn shift_extends_the_selection() {
        let held = Held { shift: true, control: false };
        assert_eq!(command("End", held, 3, 100, 10), Some(TableCommand::Extend(99)));
        assert_eq!(command("ArrowUp", held, 3, 100, 10), Some(TableCommand::Extend(2)));
    }

    #[test]
    fn letters_belong_to_the_page_unless_control_is_held() {
        let held = Held { shift: false, control: true };
        assert_eq!(command("a", held, 3, 100, 10), Some(TableCommand::All));
        assert_eq!(plain("a", 3), None);
        assert_eq!(plain("Tab", 3), None);
    }

    #[test]
    fn space_looks_and_with_control_selects() {
        let control = Held { shift: false, control: true };
        assert_eq!(plain(" ", 3), Some(TableCommand::Look));
        assert_eq!(command(" ", control, 3, 100, 10), Some(TableCommand::Toggle));
    }

    #[test]
    fn the_menu_has_two_keys() {
        let held = Held { shift: true, control: false };
        assert_eq!(command("F10", held, 3, 100, 10), Some(TableCommand::Menu));
        assert_eq!(plain("ContextMenu", 3), Some(TableCommand::Menu));
        assert_eq!(plain("F10", 3), None);
    }

    #[test]
    fn an_empty_table_takes_no_keys() {
        assert_eq!(command("Enter", Held::default(), 0, 0, 10), None);
    }
}
