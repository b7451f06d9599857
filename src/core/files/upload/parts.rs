//! Into which parts a file is cut, by S3's limits.

use crate::aws::s3::{MAX_PART, MAX_PARTS};

/// Up to here a file is sent in one piece.
pub(super) const MAX_WHOLE: u64 = 16 * MIB;
/// What is sent again when a connection breaks, and few enough requests for a file of gigabytes.
const USUAL_PART: u64 = 8 * MIB;
const MIB: u64 = 1024 * 1024;

/// The most bytes of one object: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>
pub(super) const MAX_OBJECT: u64 = MAX_PART * MAX_PARTS as u64;

/// The size of all parts but the last one.
pub(super) fn part_size(size: u64) -> u64 {
    let least = size.div_ceil(u64::from(MAX_PARTS));
    USUAL_PART.max(least.next_multiple_of(MIB)).min(MAX_PART)
}

/// How many parts there are.
pub(super) fn count(size: u64) -> u32 {
    u32::try_from(size.div_ceil(part_size(size))).unwrap_or(u32::MAX)
}

/// The bytes of part `number`, which is counted from 1: from where, and up to where.
pub(super) fn range(size: u64, number: u32) -> (u64, u64) {
    let part = part_size(size);
    let from = part.saturating_mul(u64::from(number.saturating_sub(1)));
    (from.min(size), from.saturating_add(part).min(size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::s3::MIN_PART;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_make_up_the_file_within_the_limits(size in MAX_WHOLE + 1..=MAX_OBJECT) {
            let count = count(size);
            prop_assert!(count <= MAX_PARTS);
            prop_assert!((MIN_PART..=MAX_PART).contains(&part_size(size)));
            prop_assert_eq!(range(size, 1).0, 0);
            prop_assert_eq!(range(size, count).1, size);
            let middle = count / 2;
            prop_assert_eq!(range(size, middle).1, range(size, middle + 1).0);
            prop_assert!(range(size, count).0 < size);
        }
    }

    #[test]
    fn the_largest_object_has_the_most_and_largest_parts() {
        assert_eq!((part_size(MAX_OBJECT), count(MAX_OBJECT)), (MAX_PART, MAX_PARTS));
        assert_eq!((part_size(2_000_000_000), count(2_000_000_000)), (8 * MIB, 239));
        assert_eq!(range(20 * MIB, 3), (16 * MIB, 20 * MIB));
    }
}
