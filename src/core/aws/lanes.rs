//! Whose request goes first. A browser has six connections to a host and serves them in the order in which it was asked, so a
//! thousand requests in the background would stand before the one that the visitor waits for.
//!
//! Each host has six lanes. What the visitor waits for goes first. What runs in the background leaves one lane free, so that
//! opening a folder waits for nobody, and files on their way leave another to the rest of the background, as each may take
//! minutes; else each user of the background gets its share.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// How many requests a host is sent at a time: as many as a browser has connections to it.
pub const AT_A_TIME: usize = 6;

/// Who sends a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum LaneUser {
    /// The visitor waits for it.
    #[default]
    Foreground,
    /// Something that goes on beside what they do, by its number.
    Background(u32),
    /// So does this, and its requests are as long as a file is large.
    Transfer(u32),
}

impl LaneUser {
    /// Whether it may start while `all` requests are under way, of which `transfers` are files on their way.
    fn may_start(self, all: usize, transfers: usize) -> bool {
        match self {
            LaneUser::Foreground => all < AT_A_TIME,
            LaneUser::Background(_) => all < AT_A_TIME - 1,
            LaneUser::Transfer(_) => all < AT_A_TIME - 1 && transfers < AT_A_TIME - 2,
        }
    }
}

/// The lanes of all hosts.
#[derive(Debug, Default)]
pub(super) struct Lanes(RefCell<Tickets>);

#[derive(Debug, Default)]
struct Tickets {
    /// Those who wait and those who are under way, in the order in which they came. They are few.
    tickets: Vec<Ticket>,
    last_id: u32,
    last_user: u32,
}

#[derive(Debug)]
struct Ticket {
    id: u32,
    host: String,
    user: LaneUser,
    is_running: bool,
    waker: Option<Waker>,
}

/// A lane that is taken, or waited for. Dropping it lets the next request start.
pub(super) struct LanePermit {
    lanes: Rc<Lanes>,
    id: u32,
}

impl Lanes {
    /// The number of another user of the background.
    pub fn user(&self) -> u32 {
        let mut all = self.0.borrow_mut();
        all.last_user = all.last_user.wrapping_add(1);
        all.last_user
    }

    /// Waits for a lane to the host of `url`.
    pub async fn acquire(self: &Rc<Lanes>, url: &str, user: LaneUser) -> LanePermit {
        let host = host(url);
        let id = self.0.borrow_mut().add(host, user);
        let permit = LanePermit { lanes: Rc::clone(self), id };
        self.proceed(host);
        poll_fn(|context| self.0.borrow_mut().poll(id, context)).await;
        permit
    }

    /// Lets go whose turn it is.
    fn proceed(&self, host: &str) {
        while let Some(waker) = { self.0.borrow_mut().start_next(host) } {
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }
}

impl Tickets {
    fn add(&mut self, host: &str, user: LaneUser) -> u32 {
        self.last_id = self.last_id.wrapping_add(1);
        self.tickets.push(Ticket { id: self.last_id, host: host.to_owned(), user, is_running: false, waker: None });
        self.last_id
    }

    fn poll(&mut self, id: u32, context: &Context<'_>) -> Poll<()> {
        match self.tickets.iter_mut().find(|ticket| ticket.id == id) {
            Some(ticket) if !ticket.is_running => {
                ticket.waker = Some(context.waker().clone());
                Poll::Pending
            }
            _ => Poll::Ready(()),
        }
    }

    /// Starts whose turn it is at `host`, and gives what wakes them; nothing, if it is nobody's turn.
    fn start_next(&mut self, host: &str) -> Option<Option<Waker>> {
        let running = |of: &dyn Fn(LaneUser) -> bool| {
            self.tickets.iter().filter(|ticket| ticket.is_running && ticket.host == host && of(ticket.user)).count()
        };
        let (all, transfers) = (running(&|_| true), running(&|user| matches!(user, LaneUser::Transfer(_))));
        let waiting = self.tickets.iter().enumerate().filter(|(_, ticket)| !ticket.is_running && ticket.host == host);
        // In the background, whoever has the fewest under way; of those, whoever came first.
        let urgency = |(_, ticket): &(usize, &Ticket)| match ticket.user {
            LaneUser::Foreground => 0,
            user => 1 + running(&|other| other == user),
        };
        let (at, _) = waiting.filter(|(_, ticket)| ticket.user.may_start(all, transfers)).min_by_key(urgency)?;
        let next = self.tickets.get_mut(at)?;
        next.is_running = true;
        Some(next.waker.take())
    }
}

impl Drop for LanePermit {
    fn drop(&mut self) {
        let left = {
            let mut all = self.lanes.0.borrow_mut();
            all.tickets.iter().position(|ticket| ticket.id == self.id).map(|at| all.tickets.remove(at))
        };
        if let Some(left) = left {
            self.lanes.proceed(&left.host);
        }
    }
}

/// `https://HOST:PORT/…`
fn host(url: &str) -> &str {
    url.split('/').nth(2).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use futures::future::LocalBoxFuture;

    const URL: &str = "https://s3.example/b/k?x=//y";

    /// Takes its place if it is its turn, else waits on.
    enum Guest {
        Waits(LocalBoxFuture<'static, LanePermit>),
        Runs(#[allow(dead_code, reason = "held")] LanePermit),
    }

    struct Host(Rc<Lanes>, Vec<Option<Guest>>);

    impl Host {
        fn new() -> Host {
            Host(Rc::default(), Vec::new())
        }
        fn comes(&mut self, user: LaneUser) {
            let lanes = Rc::clone(&self.0);
            self.1.push(Some(Guest::Waits(async move { lanes.acquire(URL, user).await }.boxed_local())));
            self.look();
        }
        fn look(&mut self) {
            for guest in self.1.iter_mut().flatten() {
                if let Guest::Waits(waiting) = guest
                    && let Some(place) = waiting.now_or_never()
                {
                    *guest = Guest::Runs(place);
                }
            }
        }
        fn goes(&mut self, at: usize) {
            self.1[at] = None;
            self.look();
        }
        fn running(&self) -> Vec<usize> {
            let runs = |guest: &Option<Guest>| matches!(guest, Some(Guest::Runs(_)));
            (0..self.1.len()).filter(|at| runs(&self.1[*at])).collect()
        }
    }

    #[test]
    fn the_background_leaves_a_lane_to_the_visitor() {
        let mut host = Host::new();
        let user = LaneUser::Background(host.0.user());
        (0..8).for_each(|_| host.comes(user));
        assert_eq!(host.running(), [0, 1, 2, 3, 4]);
        host.comes(LaneUser::Foreground);
        host.comes(LaneUser::Foreground);
        assert_eq!(host.running(), [0, 1, 2, 3, 4, 8], "six in all");
        host.goes(0);
        assert_eq!(host.running(), [1, 2, 3, 4, 8, 9], "the visitor's goes before what has waited longer");
        host.goes(8);
        assert_eq!(host.running(), [1, 2, 3, 4, 9], "and the lane is free again");
        host.goes(9);
        assert_eq!(host.running(), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn the_visitors_own_requests_use_all_lanes_in_turn() {
        let mut host = Host::new();
        (0..7).for_each(|_| host.comes(LaneUser::Foreground));
        assert_eq!(host.running(), [0, 1, 2, 3, 4, 5]);
        host.goes(3);
        assert_eq!(host.running(), [0, 1, 2, 4, 5, 6]);
    }

    #[test]
    fn who_goes_before_their_turn_keeps_nobody_waiting() {
        let mut host = Host::new();
        (0..8).for_each(|_| host.comes(LaneUser::Foreground));
        host.goes(6);
        host.goes(0);
        assert_eq!(host.running(), [1, 2, 3, 4, 5, 7]);
        // Its turn has come, and it is dropped before it hears of it.
        let mut host = Host::new();
        (0..8).for_each(|_| host.comes(LaneUser::Foreground));
        host.1[0] = None;
        host.goes(6);
        assert_eq!(host.running(), [1, 2, 3, 4, 5, 7]);
        (0..8).for_each(|at| host.goes(at));
        assert!(host.0.0.borrow().tickets.is_empty());
    }

    #[test]
    fn each_user_of_the_background_gets_a_share() {
        let mut host = Host::new();
        let (many, few) = (LaneUser::Background(1), LaneUser::Background(2));
        (0..20).for_each(|_| host.comes(many));
        (0..3).for_each(|_| host.comes(few));
        assert_eq!(host.running(), [0, 1, 2, 3, 4]);
        host.goes(0);
        host.goes(1);
        assert_eq!(host.running(), [2, 3, 4, 20, 21], "not behind the twenty");
        host.goes(2);
        assert_eq!(host.running(), [3, 4, 5, 20, 21], "nor before all of them");
    }

    #[test]
    fn files_on_their_way_get_their_share_of_a_busy_background() {
        let mut host = Host::new();
        let (enumeration, upload) = (LaneUser::Background(1), LaneUser::Transfer(2));
        (0..10).for_each(|_| host.comes(enumeration));
        (0..10).for_each(|_| host.comes(upload));
        assert_eq!(host.running(), [0, 1, 2, 3, 4]);
        (0..3).for_each(|at| host.goes(at));
        assert_eq!(host.running(), [3, 4, 5, 10, 11], "whoever has the fewest under way, and of those whoever came first");
        let mut host = Host::new();
        (0..10).for_each(|_| host.comes(upload));
        assert_eq!(host.running(), [0, 1, 2, 3]);
        host.comes(enumeration);
        assert_eq!(host.running(), [0, 1, 2, 3, 10], "and they leave a lane to what is short");
    }

    #[test]
    fn hosts_do_not_wait_for_each_other() {
        let lanes = Rc::<Lanes>::default();
        let enter = |url: &'static str| {
            let lanes = Rc::clone(&lanes);
            async move { lanes.acquire(url, LaneUser::Foreground).await }.boxed_local().now_or_never()
        };
        let taken: Vec<_> = (0..AT_A_TIME).filter_map(|_| enter(URL)).collect();
        assert_eq!(taken.len(), AT_A_TIME);
        assert!(enter("https://s3.example/other").is_none());
        assert!(enter("https://b.s3.example/").is_some() && enter("https://s3.example:4566/").is_some());
    }
}
