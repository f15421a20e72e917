//! Plots as images that a terminal shows: the graphics protocol of kitty, and sixel.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::picture::{pixels, png};
use crate::plot::{Error, Plot};

/// Largest number of bytes in one escape sequence of kitty's protocol.
const CHUNK: usize = 4096;

/// Draws a plot as escape sequences of kitty's graphics protocol, which kitty, WezTerm, Ghostty and Konsole know. The
/// size is in pixels. The cursor stands below the image afterwards.
///
/// # Errors
/// The size is not within [`crate::PICTURE_SIZES`].
pub fn kitty(plot: &Plot, size: (u32, u32)) -> Result<String, Error> {
    let data = STANDARD.encode(png(plot, size)?);
    let mut out = String::new();
    let mut rest = data.as_str();
    // a=T: transmit and show; f=100: PNG; q=2: the terminal answers nothing.
    let mut keys = "a=T,f=100,q=2,";
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(rest.len().min(CHUNK));
        let _ = write!(out, "\u{1b}_G{keys}m={};{chunk}\u{1b}\\", u8::from(!after.is_empty()));
        (rest, keys) = (after, "");
    }
    out.push('\n');
    Ok(out)
}

/// Steps of red, green and blue in the palette of sixel images.
const STEPS: u8 = 6;

/// Draws a plot as a sixel image, which xterm, foot, mlterm, Windows Terminal and others know. The size is in pixels.
/// Colours are rounded to 216.
///
/// # Errors
/// The size is not within [`crate::PICTURE_SIZES`].
pub fn sixel(plot: &Plot, (width, height): (u32, u32)) -> Result<String, Error> {
    let pixels = pixels(plot, (width, height))?;
    let step = |c: u8| (u16::from(c) * u16::from(STEPS - 1) + 127) / 255;
    let colour = |rgb: &[u8]| rgb.iter().fold(0, |all, c| all * u16::from(STEPS) + step(*c));
    let colours: Vec<u16> = pixels.chunks(3).map(colour).collect();
    let mut out = format!("\u{1b}P0;1;0q\"1;1;{width};{height}");
    let mut used: Vec<u16> = colours.clone();
    used.sort_unstable();
    used.dedup();
    for c in &used {
        let percent = |place: u16| c / place % u16::from(STEPS) * 100 / u16::from(STEPS - 1);
        let _ = write!(out, "#{c};2;{};{};{}", percent(36), percent(6), percent(1));
    }
    for band in colours.chunks(width as usize * 6) {
        let mut in_band = band.to_vec();
        in_band.sort_unstable();
        in_band.dedup();
        for c in in_band {
            let _ = write!(out, "#{c}");
            push_band(&mut out, band, width as usize, c);
            out.push('$');
        }
        out.push('-');
    }
    out.push_str("\u{1b}\\\n");
    Ok(out)
}

/// Adds the pixels of one colour in a band of at most six lines, with repetitions written as counts.
fn push_band(out: &mut String, band: &[u16], width: usize, colour: u16) {
    let bits = |x: usize| {
        let lines = band.iter().skip(x).step_by(width).enumerate();
        lines.filter(|(_, c)| **c == colour).fold(0_u8, |bits, (line, _)| bits | 1 << line)
    };
    let mut x = 0;
    while x < width {
        let first = bits(x);
        let count = (x..width).take_while(|x| bits(*x) == first).count();
        let letter = char::from(b'?' + first);
        if count > 3 {
            let _ = write!(out, "!{count}{letter}");
        } else {
            out.extend(std::iter::repeat_n(letter, count));
        }
        x += count;
    }
}
