//! Which ranges of keys are left to list, who asks for which, and where they are cut when somebody has nothing to do.
//!
//! All keys behind a prefix are a row of ranges, each from behind one key up to another, the last one open. Each is listed page
//! by page; a page that reaches beyond its range ends it. So no key can be missed or come twice, wherever ranges were cut: a bad
//! cut costs one answer in which nothing is new.

use super::alphabets::{Alphabets, common, is_key};

/// All keys behind a prefix. Each range holds `H`: what was found in it and not taken yet.
#[derive(Debug)]
pub struct Ranges<H> {
    prefix: String,
    alphabets: Alphabets,
    ranges: Vec<Range<H>>,
    last_id: u32,
}

#[derive(Debug)]
struct Range<H> {
    id: u32,
    /// Only keys behind this one.
    after: Option<String>,
    /// And up to this one.
    upto: Option<String>,
    /// Where the last page ended, in the service's words.
    token: Option<String>,
    state: RangeState,
    /// The last page: where it began and ended, and how many keys it had.
    span: Option<Span>,
    held: H,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RangeState {
    /// Its next page is to be asked for.
    Ready,
    /// Its next page is on its way.
    Asked,
    /// All of it is here.
    Listed,
}

#[derive(Debug)]
struct Span {
    first: String,
    last: String,
    count: usize,
}

/// A page to be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The range that it is of.
    pub range: u32,
    /// Only keys behind this one.
    pub start_after: Option<String>,
    /// Where the last page of the range ended.
    pub continuation_token: Option<String>,
}

/// Where an item of a listing stands. A folder stands for all keys that begin so: it comes where the first of them would, and
/// what comes next is behind the last of them.
#[derive(Clone, Copy, Debug)]
pub struct Items<'a> {
    /// Where each begins.
    pub starts: &'a [&'a str],
    /// Where each ends: of a key, at itself.
    pub ends: &'a [&'a str],
}

impl<H: Default> Ranges<H> {
    /// All keys with this prefix, or those behind a key or where a page has ended.
    pub fn new(prefix: String, after: Option<String>, token: Option<String>) -> Ranges<H> {
        let mut ranges = Ranges { prefix, alphabets: Alphabets::default(), ranges: Vec::new(), last_id: 0 };
        ranges.insert(0, after, None);
        if let Some(first) = ranges.ranges.first_mut() {
            first.token = token;
        }
        ranges
    }

    /// Where what has not been taken begins: behind which key, or by which token.
    pub fn rest(&self) -> Option<(Option<&str>, Option<&str>)> {
        self.ranges.first().map(|range| (range.after.as_deref(), range.token.as_deref()))
    }

    fn insert(&mut self, at: usize, after: Option<String>, upto: Option<String>) {
        self.last_id += 1;
        let (id, held) = (self.last_id, H::default());
        self.ranges.insert(at, Range { id, after, upto, token: None, state: RangeState::Ready, span: None, held });
    }

    /// The next pages to ask for, up to `idle` of them. Each counts as asked for until it is answered or given back.
    pub fn ask(&mut self, idle: usize) -> Vec<Ask> {
        while self.ready().count() < idle && self.cut(idle - self.ready().count()) {}
        let mut order: Vec<usize> = self.ready().collect();
        // First pages, for what is not known of them; then where most is left.
        order.sort_by(|a, b| self.left(*b).total_cmp(&self.left(*a)));
        let mut asks = Vec::new();
        for at in order.into_iter().take(idle) {
            if let Some(range) = self.ranges.get_mut(at) {
                range.state = RangeState::Asked;
                asks.push(Ask { range: range.id, start_after: range.after.clone(), continuation_token: range.token.clone() });
            }
        }
        asks
    }

    fn ready(&self) -> impl Iterator<Item = usize> {
        self.ranges.iter().enumerate().filter(|(_, range)| range.state == RangeState::Ready).map(|(at, _)| at)
    }

    /// Nothing that was asked for is on its way any more: it is to be asked for again.
    pub fn give_back(&mut self) {
        for range in self.ranges.iter_mut().filter(|range| range.state == RangeState::Asked) {
            range.state = RangeState::Ready;
        }
    }

    /// A page of a range is here: what is in it, in order, and where it goes on, if it does. How many of its items, from the
    /// first on, are the range's, and where they are to be put; nothing, if they are not in order or not what was asked for.
    ///
    /// A folder that lies across a cut is the left range's, and may come again with the right one.
    pub fn answer(
        &mut self,
        range: u32,
        Items { starts, ends: keys }: Items<'_>,
        next: Option<String>,
    ) -> Option<(usize, &mut H)> {
        let at = self.ranges.iter().position(|own| own.id == range)?;
        let asked = self.ranges.get(at)?;
        if !keys.is_sorted() || keys.first().is_some_and(|first| asked.after.as_deref().is_some_and(|after| *first <= after)) {
            return None;
        }
        let skip = self.prefix.len();
        let rests = keys.iter().map(|key| key.get(skip..).unwrap_or_default());
        self.alphabets.learn(rests);
        // What it holds of others that nothing is known of, it has for them.
        let covers = |upto: Option<&str>| match (upto, keys.last()) {
            _ if next.is_none() => true,
            (Some(upto), Some(last)) => *last >= upto,
            _ => false,
        };
        while let Some(next) = self.ranges.get(at + 1)
            && next.span.is_none()
            && covers(next.upto.as_deref())
        {
            let next = self.ranges.remove(at + 1);
            self.ranges.get_mut(at)?.upto = next.upto;
        }
        let range = self.ranges.get_mut(at)?;
        let own = range.upto.as_ref().map_or(keys.len(), |upto| starts.partition_point(|key| *key <= upto.as_str()));
        range.state = if covers(range.upto.as_deref()) { RangeState::Listed } else { RangeState::Ready };
        if let (Some(first), Some(last)) = (keys.first(), keys.last()) {
            range.span = Some(Span { first: (*first).to_owned(), last: (*last).to_owned(), count: keys.len() });
            range.after = Some((*last).to_owned());
        }
        range.token = next;
        Some((own, &mut range.held))
    }

    /// Takes what has been listed from the first key on, up to the first key that has not been listed.
    pub fn take(&mut self, mut take: impl FnMut(H)) {
        let listed = self.ranges.iter().take_while(|range| range.state == RangeState::Listed).count();
        self.ranges.drain(..listed).for_each(|range| take(range.held));
        if let Some(range) = self.ranges.first_mut() {
            take(std::mem::take(&mut range.held));
        }
    }

    /// Whether a response for this range is still needed. It is not once another range's page has covered the same keys.
    pub fn awaits(&self, range: u32) -> bool {
        self.ranges.iter().any(|own| own.id == range)
    }

    /// Whether everything has been listed and taken.
    pub fn is_over(&self) -> bool {
        self.ranges.is_empty()
    }

    fn behind_prefix<'k>(&self, key: &'k str) -> &'k str {
        key.get(self.prefix.len()..).unwrap_or_default()
    }

    /// About how many keys are left in a range. Of one that has had no answer nothing is known, nor of the open one.
    fn left(&self, at: usize) -> f64 {
        let Some(range) = self.ranges.get(at) else { return 0.0 };
        let (Some(span), Some(upto)) = (&range.span, &range.upto) else { return f64::INFINITY };
        let (first, last, upto) = (self.behind_prefix(&span.first), self.behind_prefix(&span.last), self.behind_prefix(upto));
        // By the last page alone: elsewhere keys may lie less densely, or more.
        let shared = common(first, upto);
        let [first, last, upto] = [first, last, upto].map(|rest| self.alphabets.place(rest, shared));
        (upto - last).max(0.0) * span.count as f64 / (last - first).max(f64::EPSILON)
    }

    /// Cuts the range with most left, into as many parts as can be asked for. Whether any was.
    fn cut(&mut self, idle: usize) -> bool {
        let answered = |range: &Range<H>| range.state != RangeState::Listed && range.span.is_some();
        let mut order: Vec<(usize, f64)> = (0..self.ranges.len())
            .filter(|at| self.ranges.get(*at).is_some_and(answered))
            .map(|at| (at, self.left(at)))
            .collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        order.into_iter().any(|(at, left)| {
            let before = self.ranges.len();
            self.cut_at(at, self.cuts(at, left, idle));
            self.ranges.len() > before
        })
    }

    /// Where to cut a range of which about so much is left, for so many who have nothing to do.
    fn cuts(&self, at: usize, left: f64, idle: usize) -> Vec<String> {
        let Some(range) = self.ranges.get(at) else { return Vec::new() };
        let Some(Span { first, last, count }) = &range.span else { return Vec::new() };
        let (first, last) = (self.behind_prefix(first), self.behind_prefix(last));
        let rests = match range.upto.as_deref().map(|upto| self.behind_prefix(upto)) {
            None => self.alphabets.beyond(first, last, idle),
            Some(upto) => {
                // None smaller than a page.
                let parts = (idle + 1).min((left / *count as f64) as usize);
                let shared = common(last, upto);
                let (from, to) = (self.alphabets.place(last, shared), self.alphabets.place(upto, shared));
                let place = |part: usize| from + (to - from) * part as f64 / parts as f64;
                (1..parts).filter_map(|part| self.alphabets.rest_at(last, shared, place(part))).collect()
            }
        };
        rests.into_iter().map(|rest| format!("{}{rest}", self.prefix)).collect()
    }

    /// Cuts a range, leaving out what is no cut of it.
    fn cut_at(&mut self, at: usize, cuts: Vec<String>) {
        let mut at = at;
        for cut in cuts {
            let Some(range) = self.ranges.get_mut(at) else { return };
            let is_within =
                range.after.as_ref().is_none_or(|after| *after < cut) && range.upto.as_ref().is_none_or(|upto| cut < *upto);
            if is_within && is_key(&cut) {
                let upto = range.upto.replace(cut.clone());
                at += 1;
                self.insert(at, Some(cut), upto);
            }
        }
    }
}
