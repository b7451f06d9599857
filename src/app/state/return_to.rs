//! Where the visitor wanted to go before signing in.

use crate::route::Route;

/// An address to go on to, and whose it is. The names of somebody's folders are for nobody else who signs in after them.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnTo {
    route: Route,
    /// The account that was there, if one was: whoever opens an address without having been here may go there.
    of: Option<String>,
}

impl ReturnTo {
    /// `route` is where the account `of` was, or what somebody has opened who has not signed in.
    pub fn new(route: Route, of: Option<String>) -> ReturnTo {
        ReturnTo { route, of }
    }

    /// Where the account that has signed in is led.
    pub fn by(self, account: Option<&str>) -> Option<Route> {
        let ReturnTo { route, of } = self;
        let may = of.is_none() || of.as_deref() == account || !route.reveals_names();
        (may && !route.is_entrance()).then_some(route)
    }

    /// To be kept while the visitor is away at a provider.
    pub fn to_text(&self) -> String {
        match &self.of {
            Some(of) => format!("{}\n{of}", self.route),
            None => self.route.to_string(),
        }
    }

    /// Reads what [`ReturnTo::to_text`] wrote. Nothing is the start.
    pub fn read(text: &str) -> ReturnTo {
        let (fragment, of) = text.split_once('\n').map_or((text, None), |(fragment, of)| (fragment, Some(of.to_owned())));
        let Ok(route) = fragment.parse();
        ReturnTo { route, of }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::Place;

    fn photos() -> Route {
        Route::Files(Place::My { prefix: "photos\n/".into() })
    }

    #[test]
    fn where_somebody_was_is_for_nobody_else() {
        let ann = ReturnTo::new(photos(), Some("user:ann".into()));
        assert_eq!(ann.clone().by(Some("user:bob")), None);
        assert_eq!(ann.clone().by(None), None);
        assert_eq!(ann.by(Some("user:ann")), Some(photos()));
        let account = ReturnTo::new(Route::Account, Some("user:ann".into()));
        assert_eq!(account.by(Some("user:bob")), Some(Route::Account), "an address that tells nothing is anybody's");
        let opened = ReturnTo::new(photos(), None);
        assert_eq!(opened.by(Some("user:bob")), Some(photos()), "whoever opens an address may go there");
    }

    #[test]
    fn it_is_the_same_after_a_way_over_another_site() {
        for wanted in [ReturnTo::new(photos(), Some("user:ann".into())), ReturnTo::new(Route::ITEMS, None)] {
            assert_eq!(ReturnTo::read(&wanted.to_text()), wanted);
        }
        assert_eq!(ReturnTo::read(""), ReturnTo::new(Route::Start, None));
    }
}
