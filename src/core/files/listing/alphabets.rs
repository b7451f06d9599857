//! Where a key stands between two others, as a number, and which key would stand at a number: learnt from the keys that were
//! seen. Nothing depends on the guess but how evenly the work is shared.

/// How many characters a key is guessed to.
const DEPTH: usize = 6;
/// How many are looked at to see how far a page went: as many as a number can tell apart.
const PRECISION: usize = 9;
/// How many keys of a page are learnt from.
const SAMPLE: usize = 50;
/// S3 allows no longer key, so none is behind a longer one for being longer.
const LONGEST: usize = 1024;

/// Which characters occur at each position behind a prefix, in order. They are filled up to their class: who has seen `3`
/// expects `7`.
#[derive(Debug, Default)]
pub struct Alphabets {
    alphabets: Vec<Vec<char>>,
    /// At which positions keys that follow each other have been seen to differ first.
    differ: Vec<bool>,
}

impl Alphabets {
    /// Learns from the keys of a page, in order, each given as what follows the prefix.
    pub fn learn<'a>(&mut self, rests: impl ExactSizeIterator<Item = &'a str> + DoubleEndedIterator + Clone) {
        let step = (rests.len() / SAMPLE).max(1);
        let (first, last) = (rests.clone().next().unwrap_or_default(), rests.clone().next_back().unwrap_or_default());
        // Nothing is learnt from any but the first where all are alike, which may be hundreds of characters.
        let shared = common(first, last);
        let mut before: Option<&str> = None;
        for (which, rest) in rests.step_by(step).enumerate() {
            if let Some(before) = before.replace(rest) {
                self.note_difference(common(before, rest));
            }
            for (at, c) in rest.chars().enumerate().skip(if which == 0 { 0 } else { shared }) {
                if self.alphabets.len() == at {
                    self.alphabets.push(Vec::new());
                }
                if let Some(alphabet) = self.alphabets.get_mut(at).filter(|_| can_be_asked_for(c)) {
                    add(alphabet, c);
                }
            }
        }
    }

    fn note_difference(&mut self, at: usize) {
        if self.differ.len() <= at {
            self.differ.resize(at + 1, false);
        }
        if let Some(differ) = self.differ.get_mut(at) {
            *differ = true;
        }
    }

    fn at(&self, position: usize) -> &[char] {
        self.alphabets.get(position).map_or(&[], Vec::as_slice)
    }

    /// Where `rest` stands among all that begin with its first `common` characters: from 0 up to 1.
    pub fn place(&self, rest: &str, common: usize) -> f64 {
        let (mut place, mut unit) = (0.0, 1.0);
        for (at, c) in rest.chars().enumerate().skip(common).take(PRECISION) {
            let alphabet = self.at(at);
            // Whatever ends here stands before all that goes on.
            unit /= (alphabet.len() + 1) as f64;
            place += unit * (1 + alphabet.partition_point(|known| *known < c)) as f64;
        }
        place
    }

    /// What stands at `place` among all that begin with the first `common` characters of `rest`, where that can be asked for.
    pub fn rest_at(&self, rest: &str, common: usize, mut place: f64) -> Option<String> {
        let mut key: String = rest.chars().take(common).collect();
        for position in common..common + DEPTH {
            let alphabet = self.at(position);
            place *= (alphabet.len() + 1) as f64;
            let number = place as usize;
            place -= number as f64;
            match number.checked_sub(1).and_then(|at| alphabet.get(at)) {
                Some(c) => key.push(*c),
                None => break,
            }
        }
        Some(key).filter(|key| key.chars().all(can_be_asked_for))
    }

    /// Up to `most` guesses at what comes behind `last` where nothing is known of an end, in order: each keeps the beginning of
    /// `last` up to a position, and is raised there by half of what may follow. The first position is that at which the keys of a
    /// page differed, the others are to its left. Where there are too many, the leftmost at which keys have been seen to differ
    /// goes before all others: what it leaves between is then known to have an end, and so can be cut again.
    pub fn beyond(&self, first: &str, last: &str, most: usize) -> Vec<String> {
        let chars: Vec<char> = last.chars().collect();
        let differs = common(first, last).min(chars.len().saturating_sub(1));
        let mut found = Vec::new();
        for position in (0..=differs).rev() {
            let (Some(c), Some(kept)) = (chars.get(position), chars.get(..position)) else { break };
            let alphabet = self.at(position);
            let above = alphabet.get(alphabet.partition_point(|known| known <= c)..).unwrap_or_default();
            if let Some(raised) = above.get(above.len() / 2)
                && kept.iter().all(|c| can_be_asked_for(*c))
            {
                found.push((position, kept.iter().chain([raised]).collect()));
            }
        }
        if found.len() > most {
            if let Some(leftmost) = found.iter().rposition(|(position, _)| self.differ.get(*position) == Some(&true)) {
                let kept = most.saturating_sub(1).min(leftmost);
                found.drain(kept..leftmost);
            }
            found.truncate(most);
        }
        found.into_iter().map(|(_, guess)| guess).collect()
    }
}

/// How many characters two texts have in common from the start.
pub fn common(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}

/// Whether every part of the way carries a character: a URL, XML that quotes it, and whoever looks at either.
fn can_be_asked_for(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffd}'..='\u{ffff}')
}

/// Whether a key that was made up is one that S3 could have.
pub fn is_key(key: &str) -> bool {
    key.len() <= LONGEST
}

fn add(alphabet: &mut Vec<char>, c: char) {
    // Digits stand before letters.
    let is_hexadecimal = alphabet.first().is_some_and(char::is_ascii_digit);
    let class = match c {
        '0'..='9' => '0'..='9',
        'a'..='f' if is_hexadecimal => 'a'..='f',
        'a'..='z' => 'a'..='z',
        'A'..='F' if is_hexadecimal => 'A'..='F',
        'A'..='Z' => 'A'..='Z',
        _ => c..=c,
    };
    // Whatever is there came with its class.
    if alphabet.binary_search(&c).is_err() {
        for c in class {
            if let Err(at) = alphabet.binary_search(&c) {
                alphabet.insert(at, c);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_is_room_for_one_guess_it_is_where_keys_have_differed_most_to_the_left() {
        let mut alphabets = Alphabets::default();
        let learn = |alphabets: &mut Alphabets, keys: &[&str]| alphabets.learn(keys.iter().copied());
        learn(&mut alphabets, &["beach a", "beach m"]);
        assert_eq!(alphabets.beyond("beach a", "beach m", 1), ["beach t"], "nothing is known but that");
        assert_eq!(alphabets.beyond("beach a", "beach m", 9).last().map(String::as_str), Some("o"));
        learn(&mut alphabets, &["album z", "beach a"]);
        assert_eq!(alphabets.beyond("beach a", "beach m", 1), ["o"], "the first letter has changed before");
        assert_eq!(alphabets.beyond("beach a", "beach m", 2), ["beach t", "o"], "in order");
    }

    #[test]
    fn a_long_beginning_that_all_have_is_learnt_once() {
        let mut alphabets = Alphabets::default();
        let beginning = "folder/".repeat(100);
        let keys: Vec<String> = (0..100).map(|at| format!("{beginning}{at:02}")).collect();
        alphabets.learn(keys.iter().map(String::as_str));
        assert_eq!(alphabets.at(0).len(), 26);
        assert_eq!(alphabets.at(beginning.len()).len(), 10);
        assert!(alphabets.place(&keys[40], beginning.len()) < alphabets.place(&keys[60], beginning.len()));
    }
}
