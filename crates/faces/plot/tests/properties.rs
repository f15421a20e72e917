//! Properties of all drawings: any terms and any size give a drawing or a typed error, and pictures can be read.

#![allow(clippy::unwrap_used)]

use nth_num::Int;
use nth_plot::{Error, Kind, PICTURE_SIZES, Plot, Sequence, TEXT_SIZES, kitty, png, sixel, svg, text};
use nth_testkit::full;
use proptest::prelude::*;

/// Terms: small, of the size of a machine word, and up to 10^10000; some have no value.
fn term() -> impl Strategy<Value = Option<Int>> {
    let power = (2_i64..100, 0_i64..5000, any::<bool>()).prop_map(|(base, exponent, is_negative)| {
        let t = Int::from(base).pow(&Int::from(exponent), u64::MAX).unwrap();
        Some(if is_negative { t.neg() } else { t })
    });
    prop_oneof![
        4 => (-20_i64..20).prop_map(|t| Some(Int::from(t))),
        2 => any::<i64>().prop_map(|t| Some(Int::from(t))),
        1 => power,
        1 => Just(None),
    ]
}

fn sequence() -> impl Strategy<Value = Sequence> {
    let offset = prop_oneof![4 => -10_i64..10, 1 => any::<i64>()];
    let terms =
        prop_oneof![prop::collection::vec(term(), 0..60), (term(), 0_usize..40).prop_map(|(t, count)| vec![t; count]),];
    (".{0,50}", offset, terms).prop_map(|(name, offset, terms)| Sequence { name, offset, terms })
}

fn plot() -> impl Strategy<Value = Plot> {
    let kind = prop::sample::select(Kind::ALL.to_vec());
    (prop::collection::vec(sequence(), 0..5), kind).prop_map(|(sequences, kind)| Plot { sequences, kind })
}

/// Starts of images for a terminal.
const SIXEL: &str = "\u{1b}P";
const KITTY: &str = "\u{1b}_Ga=T";

/// End of an image for a terminal.
const END: &str = "\u{1b}\\\n";

/// Number of random cases.
fn config(quick: u32) -> ProptestConfig {
    ProptestConfig { cases: if full() { quick * 20 } else { quick }, failure_persistence: None, ..Default::default() }
}

/// Whether a size is within the smallest and the largest one.
fn fits((width, height): (u32, u32), [least, most]: [(u32, u32); 2]) -> bool {
    (least.0..=most.0).contains(&width) && (least.1..=most.1).contains(&height)
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn text_fits_its_size(plot in plot(), size in (0_u32..130, 0_u32..50), colours in any::<bool>()) {
        match text(&plot, size, colours) {
            Ok(text) => {
                prop_assert!(fits(size, TEXT_SIZES));
                prop_assert_eq!(text.lines().count(), size.1 as usize);
                if colours {
                    prop_assert_eq!(nth_base::printable_with_colours(&text), text.as_str());
                } else {
                    prop_assert!(text.lines().all(|l| l.chars().count() <= size.0 as usize), "{}", text);
                    prop_assert_eq!(nth_base::printable(&text), text.as_str());
                }
            }
            Err(Error::Size { asked, .. }) => prop_assert!(asked == size && !fits(size, TEXT_SIZES)),
            Err(e @ Error::Drawing(_)) => prop_assert!(false, "{}", e),
        }
    }

    #[test]
    fn svg_documents_are_closed(plot in plot(), size in (90_u32..900, 70_u32..600)) {
        match svg(&plot, size) {
            Ok(text) => {
                prop_assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"));
                prop_assert_eq!(text.matches("<text").count(), text.matches("</text>").count());
                prop_assert!(!text.contains("NaN") && !text.contains("inf"), "{}", text);
            }
            Err(Error::Size { .. }) => prop_assert!(!fits(size, PICTURE_SIZES)),
            Err(e @ Error::Drawing(_)) => prop_assert!(false, "{}", e),
        }
    }
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn png_files_can_be_read(plot in plot(), size in (100_u32..500, 80_u32..400)) {
        let file = png(&plot, size).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        prop_assert_eq!((info.width, info.height), size);
        prop_assert!(pixels.iter().any(|p| *p != 255));
    }

    #[test]
    fn images_of_terminals_are_escape_sequences(plot in plot(), size in (100_u32..300, 80_u32..200)) {
        let image = sixel(&plot, size).unwrap();
        let is_closed = |image: &str, start: &str| image.starts_with(start) && image.ends_with(END);
        prop_assert!(is_closed(&image, SIXEL));
        prop_assert_eq!(image.matches('-').count(), size.1.div_ceil(6) as usize);
        let image = kitty(&plot, size).unwrap();
        prop_assert!(is_closed(&image, KITTY));
        prop_assert!(image.matches("m=0").count() == 1);
    }
}

#[test]
fn any_size_is_drawn_or_refused() {
    let terms = [1, 2, 4, 8].map(Int::from);
    let plot = Plot { sequences: vec![Sequence::new("a", 0, terms)], kind: Kind::Oeis };
    for size in [(0, 0), (1, 1), (u32::MAX, u32::MAX), (8001, 100), (100, 8001)] {
        for e in
            [svg(&plot, size).err(), png(&plot, size).err(), text(&plot, size, true).err().filter(|_| size.0 != 100)]
        {
            assert!(e.is_none() || matches!(e, Some(Error::Size { .. })), "{size:?}: {e:?}");
        }
        assert!(svg(&plot, size).is_err() && png(&plot, size).is_err());
    }
    for [width, height] in [[100, 80], [100, 8000], [8000, 80]] {
        svg(&plot, (width, height)).unwrap();
    }
    for [width, height] in [[20, 8], [20, 500], [1000, 8]] {
        text(&plot, (width, height), false).unwrap();
    }
}

#[test]
fn drawings_of_many_terms_stay_small() {
    let terms = (0..200_000_i64).map(|n| Int::from(n * n % 10_007));
    let sequences = vec![Sequence::new("a", 0, terms)];
    for kind in Kind::ALL {
        let plot = Plot { sequences: sequences.clone(), kind };
        let size = svg(&plot, (400, 300)).unwrap().len();
        assert!(size < 12_000_000, "{kind:?}: {size} bytes");
    }
}

#[test]
fn colours_repeat_after_many_sequences() {
    let sequences = (0..50).map(|k| Sequence::new(format!("a{k}"), 0, [Int::from(k)])).collect();
    let plot = Plot { sequences, kind: Kind::Line };
    assert!(svg(&plot, (400, 300)).unwrap().contains("…"));
    text(&plot, (80, 24), true).unwrap();
}
