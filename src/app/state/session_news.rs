//! What happened to the session without the visitor's doing, said at the top of whatever page is open until it is read: they
//! may be looking at another tab when it happens.

use crate::ui::reactive::*;

use crate::app::AppState;
use crate::ui::components::{Handler, NoticeKind, banner};
use crate::ui::dom::{View, group, live};

/// What there is to say.
#[derive(Clone, Copy)]
pub struct SessionNews {
    /// What another tab did.
    elsewhere: RwSignal<Option<String>>,
    /// The session ends with the page, though it was to be kept.
    unkept: RwSignal<bool>,
    /// Where the files are of a copy or move that ended with its session.
    copying: RwSignal<Option<String>>,
}

impl SessionNews {
    /// Nothing yet.
    pub fn new() -> SessionNews {
        SessionNews { elsewhere: RwSignal::new(None), unkept: RwSignal::new(false), copying: RwSignal::new(None) }
    }

    /// Another tab has signed out, if `now` is nobody, or somebody else is here.
    pub fn changed_elsewhere(self, now: Option<String>) {
        self.elsewhere.set(Some(match now {
            Some(name) => t!("You're now signed in as {name}.", name = name),
            None => t!("You signed out in another tab.").to_owned(),
        }));
    }

    /// What was said of another tab's doing, for the document that takes the place of this one.
    pub fn said(self) -> Option<String> {
        self.elsewhere.get_untracked()
    }

    /// Says again what the document before this one said.
    pub fn say_again(self, said: Option<String>) {
        self.elsewhere.set(said);
    }

    /// Somebody has come or gone: what was said is of no interest any more. A session that is not kept for as long as its
    /// visitor wants is news.
    pub fn visitor_changed(self, is_kept: bool) {
        self.elsewhere.set(None);
        self.unkept.set(!is_kept);
    }

    /// A copy or move ended with its session, and this is where its files are. It names none: anybody may read it.
    pub fn copying_ended(self, says: String) {
        self.copying.set(Some(says));
    }

    /// All of it, as banners.
    pub fn banners(self, state: AppState) -> View {
        let elsewhere = live(move || {
            let dismiss = Handler::from(move || self.elsewhere.set(None));
            self.elsewhere.get().map(|text| banner(NoticeKind::Info, text, Vec::new(), Some(dismiss)))
        });
        let copying = live(move || {
            let dismiss = Handler::from(move || self.copying.set(None));
            self.copying.get().map(|text| banner(NoticeKind::Warning, text, Vec::new(), Some(dismiss)))
        });
        let unkept = live(move || {
            let text = t!("This browser blocks storage. Closing or reloading this tab signs you out.");
            let dismiss = Handler::from(move || self.unkept.set(false));
            self.unkept.get().then(|| banner(NoticeKind::Warning, text, Vec::new(), Some(dismiss)))
        });
        let lost = live(move || {
            let text =
                t!("You can't reach your earlier files and items: your identity was deleted or replaced. Ask the site owner.");
            let dismiss = Handler::from(move || state.session().forget_lost_identity());
            state.visitor.lost_identity.get().map(|before| {
                let now = state.session().known_identity_id().unwrap_or_default();
                let details = [(t!("Earlier identity ID"), before), (t!("Identity ID now"), now)];
                let details = details.map(|(name, id)| (name.to_owned(), id)).into();
                banner(NoticeKind::Warning, text, details, Some(dismiss))
            })
        });
        group([elsewhere, copying, unkept, lost])
    }
}
