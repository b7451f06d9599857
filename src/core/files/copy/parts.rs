//! Into which ranges an object is cut that is copied in parts.

use crate::aws::s3::{MAX_PART, MAX_PARTS};

/// Above this `CopyObject` refuses (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>).
const MAX_COPY: u64 = 5 * 1024 * MIB;
/// S3 copies by itself, so a part costs one request however large it is; one that fails is copied again.
const USUAL_PART: u64 = 512 * MIB;
const MIB: u64 = 1024 * 1024;

/// Whether S3 copies an object of so many bytes in parts only.
pub fn needs_parts(size: u64) -> bool {
    size > MAX_COPY
}

/// The ranges, in order: from where, and up to, without, where.
pub(super) fn ranges(size: u64) -> Vec<(u64, u64)> {
    let least = size.div_ceil(u64::from(MAX_PARTS)).next_multiple_of(MIB);
    let part = USUAL_PART.max(least).min(MAX_PART);
    let starts = (0..u64::from(MAX_PARTS)).map(|number| number * part).take_while(|from| *from < size);
    starts.map(|from| (from, from.saturating_add(part).min(size))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::s3::MIN_PART;

    #[test]
    fn ranges_make_up_the_object_within_the_limits() {
        for size in [MAX_COPY + 1, 6_000_000_000, 5_000 * 1024 * MIB + 1, MAX_PART * u64::from(MAX_PARTS)] {
            let ranges = ranges(size);
            assert!(ranges.len() <= MAX_PARTS as usize, "{size}");
            assert_eq!((ranges[0].0, ranges[ranges.len() - 1].1), (0, size));
            assert!(ranges.windows(2).all(|two| two[0].1 == two[1].0 && (MIN_PART..=MAX_PART).contains(&(two[0].1 - two[0].0))));
        }
    }
}
