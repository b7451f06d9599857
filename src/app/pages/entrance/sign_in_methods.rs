//! The ways in beside the form: what takes the password's place, a provider, an account that is still signed in, or no account
//! at all.

use crate::ui::reactive::*;

use super::choices::Choices;
use super::{SignInFlow, last_used, link, only_guests};
use crate::app::SecondSignIn;
use crate::app::forms::marks::Mark;
use crate::auth::visitor::Visitor;
use crate::browser::location;
use crate::route::Route;
use crate::ui::components::{Button, ButtonKind, Handler, Icon, Text};
use crate::ui::dom::{Element, Live, View, group, html};
use crate::ui::words::names;

/// More tiles than this do not fit beside each other.
const TILES: usize = 4;

/// A way to sign in.
pub(super) struct SignInOption {
    /// Its name among the ways; kept as the one that was used last.
    pub id: String,
    /// What it is called where there is little room.
    pub short: Text,
    /// What it is called.
    pub label: String,
    pub mark: Mark,
    /// It cannot work at an address without encryption.
    pub needs_https: bool,
    pub busy: Live<bool>,
    pub press: Handler,
}

/// How much room a way has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Wide,
    Tile,
    Row,
}

impl SignInOption {
    fn button(self, look: Look, flow: SignInFlow) -> Button {
        let is_last = last_used::last(flow.state.client().platform()).as_ref() == Some(&self.id);
        let tag = match (self.needs_https, is_last) {
            (true, _) if look != Look::Tile => Some(t!("needs HTTPS")),
            (false, true) => Some(t!("Last used")),
            _ => None,
        };
        let shown = if look == Look::Wide { Text::words(&self.label) } else { self.short };
        let needs_https = self.needs_https;
        let face = group([
            self.mark.view(),
            html::span().class("way-name").child(View::from(&shown)).into(),
            tag.map(|tag| html::span().class("tag").child(needs_https.then_some(Icon::Lock)).child(tag)).into(),
        ]);
        let button = Button::new(face).busy(self.busy).on_click(self.press);
        let button = if needs_https { button.unavailable(HTTPS_HINT) } else { button };
        let button = match look {
            Look::Wide => button,
            Look::Tile => button.class("tile"),
            Look::Row => button.class("row"),
        };
        match tag {
            Some(tag) => button.label(t!("{way} ({note})", way = self.label, note = tag)),
            None => button.label(self.label),
        }
    }
}

/// Where it says why some ways need another address.
const HTTPS_HINT: &str = "needs-https";

/// All of them but the form itself.
pub(super) fn methods(flow: SignInFlow, choices: Option<Choices>) -> View {
    let beside = flow.state.visitor.second_sign_in.get_untracked();
    let kept = if beside.is_none() { flow.state.session().other_accounts() } else { Vec::new() };
    let kept = kept.into_iter().map(move |account| {
        let id = account.id();
        let press = Handler::from(move || flow.state.switch(&id));
        let label = t!("Continue as {name}", name = names::account(&account));
        View::from(Button::new(label).icon(Icon::User).on_click(press))
    });
    let (first, codes) = choices.map(Choices::methods).unwrap_or_default();
    let providers = if beside == Some(SecondSignIn::Login) { Vec::new() } else { flow.federation.methods(flow) };
    let affected: Vec<Text> = providers.iter().filter(|way| way.needs_https).map(|way| way.short.clone()).collect();
    let is_all = affected.len() == providers.len();
    let needs_https = !affected.is_empty() || first.as_ref().is_some_and(|way| way.needs_https);
    let (mut tiles, rest): (Vec<SignInOption>, Vec<SignInOption>) = providers.into_iter().partition(|way| way.mark.is_brand());
    let more = tiles.split_off(tiles.len().min(TILES));
    let rows: Vec<SignInOption> = codes.into_iter().chain(more).chain(rest).collect();
    let are_wide = tiles.len() < 3;
    let has_pool = flow.state.config().user_pool.is_some();
    let divider = (has_pool && !(tiles.is_empty() && rows.is_empty())).then(|| {
        let says = if tiles.is_empty() { t!("or") } else { t!("or continue with") };
        html::div().class("divider").child(says)
    });
    let tiles = (!tiles.is_empty()).then(|| {
        let class = if are_wide { "ways" } else { "tiles" };
        let look = if are_wide { Look::Wide } else { Look::Tile };
        html::div().class(class).children(tiles.into_iter().map(|way| way.button(look, flow)))
    });
    let https = needs_https.then(|| https_line(flow, &affected, is_all));
    group([
        html::div()
            .class("ways")
            .children(first.map(|way| View::from(way.button(Look::Wide, flow))).into_iter().chain(kept))
            .into(),
        divider.into(),
        tiles.into(),
        https.into(),
        more_ways(rows, flow),
    ])
}

/// Folded away, unless there is only one.
fn more_ways(rows: Vec<SignInOption>, flow: SignInFlow) -> View {
    let is_single = rows.len() == 1;
    let rows: Vec<View> = rows.into_iter().map(|way| way.button(Look::Row, flow).into()).collect();
    if rows.is_empty() {
        return View::none();
    }
    let list = html::div().class("rows").children(rows);
    if is_single {
        return list.into();
    }
    let summary = html::summary().child(t!("More ways to sign in")).child(Icon::ChevronDown);
    let more = html::details().class("more-ways").child(summary).child(list);
    let node = more.node::<web_sys::Element>();
    more.on(leptos::ev::toggle, move |_| crate::ui::dom::reveal(&node)).into()
}

fn https_line(flow: SignInFlow, affected: &[Text], is_all: bool) -> Element {
    let says = match affected {
        [one] if !is_all => t!("{provider} needs HTTPS.", provider = one),
        [] => t!("Passkeys need HTTPS.").to_owned(),
        _ => t!("These need HTTPS.").to_owned(),
    };
    let secure = flow.state.config().https_url;
    let way = secure.map(|url| html::a().attr("href", url).child(t!("Open the secure page")));
    html::p().id(HTTPS_HINT).class("https-line").child(Icon::Lock).child(html::span().child(says).child(" ").child(way))
}

/// What stands at the foot of the card: the way to the other form, if there is one, and the way in without an account.
pub(super) fn foot(flow: SignInFlow, other_form: Option<Element>) -> View {
    let beside = flow.state.visitor.second_sign_in.get_untracked();
    let config = flow.state.config();
    let enter = move || {
        flow.remember_method(last_used::GUEST);
        flow.complete(Visitor::Guest);
    };
    let guest = || {
        let button = Button::new(t!("Continue as guest")).on_click(enter);
        if only_guests(&config) {
            button.kind(ButtonKind::Primary)
        } else {
            button.kind(ButtonKind::Link).icon_after(Icon::ArrowRight)
        }
    };
    let guest = (config.identity_pool.allow_guests && beside.is_none()).then(guest);
    let back = beside.filter(|_| flow.state.visitor.account_id.get_untracked().is_some()).map(|beside| match beside {
        SecondSignIn::Account => link(&flow.state.home(), t!("Back without adding an account")),
        SecondSignIn::Login => link(&Route::Account, t!("Back without linking")),
    });
    if other_form.is_none() && guest.is_none() && back.is_none() {
        return View::none();
    }
    html::div().class("card-foot").child(other_form).child(guest).child(back).into()
}

/// The site's name and whether what is typed here is encrypted on its way.
pub(super) fn host_line() -> Element {
    let icon = if location::is_secure() { Icon::Lock } else { Icon::Globe };
    html::p().class("host-line").child(icon).child(html::span().attr("translate", "no").child(location::host()))
}
