//! Icons, drawn in the page: nothing to load, and they take the colour of the text around them.

use crate::ui::dom::{Element, View, html};

/// A line drawing on a 24 by 24 grid. Decoration only: the control around it carries the name.
///
/// `element.child(Icon::Folder)`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Something is wrong.
    Alert,
    /// The visitor's own files.
    Bag,
    /// A bucket opened by name.
    Bucket,
    /// Leads on.
    ArrowRight,
    /// Done, or met.
    Check,
    /// Leads down: a menu or a disclosure.
    ChevronDown,
    /// Leads on: the next crumb.
    ChevronRight,
    /// The chain from the visitor to each request.
    Chain,
    /// Dismiss.
    Close,
    /// Where one was before.
    Clock,
    /// A program's interface.
    Code,
    /// Which columns there are.
    Columns,
    /// Copy to the clipboard.
    Copy,
    /// Dark theme.
    Moon,
    /// Download.
    Download,
    /// Characters are hidden; show them.
    Eye,
    /// Characters are shown; hide them.
    EyeOff,
    /// A file.
    File,
    /// All below, in one list.
    Flat,
    /// A folder.
    Folder,
    /// Make a folder.
    FolderPlus,
    /// Pictures side by side.
    Gallery,
    /// A site.
    Globe,
    /// For your information.
    Info,
    /// Items of a table.
    Items,
    /// The session: keys and tokens.
    Key,
    /// Rows.
    List,
    /// Encrypted, or not to be changed.
    Lock,
    /// A message.
    Mail,
    /// Take to another folder.
    Move,
    /// Cut, to be pasted elsewhere.
    Cut,
    /// Paste what was cut or copied.
    Paste,
    /// Another name.
    Rename,
    /// Take back.
    Undo,
    /// More, hidden.
    More,
    /// Details beside the list.
    Panel,
    /// A passkey.
    Passkey,
    /// Stop for now.
    Pause,
    /// Go on.
    Play,
    /// One more.
    Plus,
    /// Load again.
    Refresh,
    /// Look for something.
    Search,
    /// What everyone can read.
    Shared,
    /// In which order.
    Sort,
    /// Leave.
    SignOut,
    /// Light theme.
    Sun,
    /// The system's theme.
    System,
    /// Remove.
    Trash,
    /// Upload.
    Upload,
    /// Something to be put right.
    Wrench,
    /// The visitor.
    User,
    /// Another visitor.
    UserPlus,
}

impl Icon {
    /// The drawing, hidden from assistive technology.
    pub fn view(self) -> Element {
        let drawing = html::path().attr("d", self.path());
        html::svg()
            .class(if self.points() { "icon points" } else { "icon" })
            .attr("viewBox", "0 0 24 24")
            .attr("aria-hidden", "true")
            .child(drawing)
    }

    /// Whether it shows the direction of reading, and is mirrored where that is from right to left.
    fn points(self) -> bool {
        matches!(
            self,
            Icon::ArrowRight
                | Icon::ChevronRight
                | Icon::Flat
                | Icon::List
                | Icon::Move
                | Icon::Panel
                | Icon::SignOut
                | Icon::Undo
        )
    }

    fn path(self) -> &'static str {
        match self {
            Icon::Alert => "M12 4 2.8 19.5h18.4L12 4Zm0 6v4.5m0 2.4v.1",
            Icon::Bag => "M4 9h16v10.5H4V9Zm4.5 0V7a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v2M4 13.5h6.5m3 0H20m-9.5-1.5h3v3h-3v-3Z",
            Icon::Bucket => {
                "M4 6.5c0-1.4 3.6-2.5 8-2.5s8 1.1 8 2.5-3.6 2.5-8 2.5-8-1.1-8-2.5Zm0 0L6 18c.2 1.1 2.8 2 6 2s5.8-.9 6-2l2-11.5"
            }
            Icon::ArrowRight => "M4.5 12h15m-6-6 6 6-6 6",
            Icon::Cut => {
                "M6.5 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm0 11a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm2-12.5L20 18M8.5 16.5 20 6"
            }
            Icon::Move => "M3.5 11V6h6l2 2.5h9V19h-17v-3M3.5 13.5h9m-3-3 3 3-3 3",
            Icon::Paste => "M9 5H6v15h12V5h-3M9 3.5h6v3H9v-3Z",
            Icon::Rename => "m5 19 1-4L16.5 4.5l3 3L9 18l-4 1Zm9-12 3 3",
            Icon::Undo => "M8.5 5 4.5 9l4 4m-4-4H14a5 5 0 0 1 0 10H9",
            Icon::Check => "m5 12.5 4.5 4.5L19 7.5",
            Icon::ChevronDown => "m6.5 9.5 5.5 5.5 5.5-5.5",
            Icon::ChevronRight => "m9.5 6.5 5.5 5.5-5.5 5.5",
            Icon::Chain => "M10.5 8.5H7a3.5 3.5 0 0 0 0 7h3.5m3-7H17a3.5 3.5 0 0 1 0 7h-3.5M8.5 12h7",
            Icon::Clock => "M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 0 0-17 0ZM12 7.5V12l3 2",
            Icon::Columns => "M4 5h16v14H4V5Zm5.5 0v14m5-14v14",
            Icon::Code => "m7.5 7.5-4.5 4.5 4.5 4.5m9-9 4.5 4.5-4.5 4.5M13.5 5.5l-3 13",
            Icon::Close => "m6 6 12 12M18 6 6 18",
            Icon::Copy => "M9 9h10v11H9V9Zm-3 6H5V4h10v1.5",
            Icon::Moon => "M20 14.5A8.3 8.3 0 0 1 9.5 4a8.3 8.3 0 1 0 10.5 10.5Z",
            Icon::Download => "M12 4v11m-4.5-4.5L12 15l4.5-4.5M4.5 19.5h15",
            Icon::Eye => "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm6.5 0a3 3 0 1 0 6 0 3 3 0 0 0-6 0Z",
            Icon::EyeOff => {
                "M4 4l16 16M10 5.7a9 9 0 0 1 2-.2c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-2.7 3.3M6.5 7.5A16 16 0 0 0 2.5 12s3.5 6.5 9.5 6.5a9 9 0 0 0 4-.9M10 10a3 3 0 0 0 4 4"
            }
            Icon::File => "M6 3.5h8l4.5 4.5v12.5H6v-17Zm8 0V8h4.5",
            Icon::Flat => "M4 6h16M8 10h12M8 14h9M4 18h16",
            Icon::Folder => "M3.5 6.5v12h17v-10h-8.5l-2-2.5h-6.5v.5Z",
            Icon::FolderPlus => "M3.5 6v12.5h17v-10H12l-2-2.5H3.5Zm8.5 5v5m-2.5-2.5h5",
            Icon::Gallery => "M4.5 4.5h6v6h-6v-6Zm9 0h6v6h-6v-6Zm-9 9h6v6h-6v-6Zm9 0h6v6h-6v-6Z",
            Icon::Globe => "M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 0 0-17 0Zm0 0h17M12 3.5c5 5.5 5 11.5 0 17-5-5.5-5-11.5 0-17Z",
            Icon::Info => "M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 0 0-17 0Zm8.5-.5v4.5m0-8v.1",
            Icon::Items => "M4 5h16v14H4V5Zm0 4.7h16M4 14.3h16M9.5 5v14",
            Icon::Key => "M14.5 9.5a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0Zm-1.3 3.2L20 19.5m-3.5-3.5 2-2",
            Icon::List => "M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.1M4.5 12h.1m-.1 5.5h.1",
            Icon::Lock => "M6 10.5h12v9H6v-9Zm2.5 0V8a3.5 3.5 0 0 1 7 0v2.5",
            Icon::Mail => "M3.5 6h17v12.5h-17V6Zm0 1.5 8.5 6 8.5-6",
            Icon::More => {
                "M4.7 12a.8.8 0 1 0 1.6 0 .8.8 0 0 0-1.6 0ZM11.2 12a.8.8 0 1 0 1.6 0 .8.8 0 0 0-1.6 0ZM17.7 12a.8.8 0 1 0 1.6 0 .8.8 0 0 0-1.6 0Z"
            }
            Icon::Passkey => {
                "M12.5 8a3.7 3.7 0 1 1-7.4 0 3.7 3.7 0 0 1 7.4 0ZM2.5 19.5c.5-3.5 3-5.5 6.3-5.5 1.3 0 2.5.3 3.5.9M20.5 12a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0ZM18 14.5v6l1.5-1.5"
            }
            Icon::Pause => "M9 5.5v13m6-13v13",
            Icon::Play => "M7.5 5v14l11.5-7-11.5-7Z",
            Icon::Panel => "M4 5h16v14H4V5Zm10.5 0v14",
            Icon::Plus => "M12 5v14m-7-7h14",
            Icon::Refresh => "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9m0-4.5V9H15",
            Icon::Search => "M4 10.5a6.5 6.5 0 1 0 13 0 6.5 6.5 0 0 0-13 0Zm11.2 4.7L20 20",
            Icon::Shared => {
                "M12.5 8.5a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0ZM2.5 19.5c.5-3.5 3-5.5 6.5-5.5s6 2 6.5 5.5M15.5 5.2a3.5 3.5 0 0 1 0 6.6m2.2 2.7c2.2.7 3.5 2.5 3.8 5"
            }
            Icon::Sort => "M8 5v14m0 0-3.5-3.5M8 19l3.5-3.5M16 19V5m0 0-3.5 3.5M16 5l3.5 3.5",
            Icon::SignOut => "M10 4.5H5v15h5m5-11.5 4 4-4 4m4-4H9.5",
            Icon::Sun => {
                "M8 12a4 4 0 1 0 8 0 4 4 0 0 0-8 0Zm4-9v2m0 14v2m9-9h-2M5 12H3m15.4-6.4L17 7M7 17l-1.4 1.4m12.8 0L17 17M7 7 5.6 5.6"
            }
            Icon::System => "M3.5 5h17v11.5h-17V5Zm5 15h7M12 16.5V20",
            Icon::Trash => "M4.5 6.5h15M9 6.5V4h6v2.5m-9 0 1 13.5h10l1-13.5M10 10.5v6m4-6v6",
            Icon::Upload => "M12 15V4m-4.5 4.5L12 4l4.5 4.5M4.5 19.5h15",
            Icon::UserPlus => "M13 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM1.5 20c.6-4 3.5-6 7.5-6s6.9 2 7.5 6M19 8.5v6m-3-3h6",
            Icon::Wrench => {
                "M14.7 6.3a4.5 4.5 0 0 0-5.9 5.9L3.5 17.5a2.1 2.1 0 0 0 3 3l5.3-5.3a4.5 4.5 0 0 0 5.9-5.9l-3 3-2.7-.6-.6-2.7 3.3-2.4Z"
            }
            Icon::User => "M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM4.5 20c.6-4 3.5-6 7.5-6s6.9 2 7.5 6",
        }
    }
}

impl From<Icon> for View {
    fn from(icon: Icon) -> View {
        icon.view().into()
    }
}
