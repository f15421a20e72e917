//! Plots of sequences: data in, drawings out.
//!
//! A [`Plot`] holds terms of any size, by sequence, and the kind of plot. [`svg`] and [`png`] draw it as a picture,
//! [`text`] with braille characters for a terminal, and [`kitty`] and [`sixel`] as an image that a terminal shows.
//! The library `plotters` draws all of them; this crate gives it coordinates, ticks and a backend for text.
//!
//! This crate computes no terms, reads no files and knows no terminal: the caller says how large the drawing is and
//! whether it has colours. Pictures do not depend on the fonts of the system.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod axis;
mod colour;
mod draw;
mod font;
mod form;
mod image;
mod look;
mod panel;
mod picture;
mod plot;
mod scale;
mod text;
mod thin;
mod ticks;

pub use form::Form;
pub use image::{kitty, sixel};
pub use picture::{PICTURE_SIZE, PICTURE_SIZES, png, svg};
pub use plot::{Error, Kind, Plot, Sequence};
pub use text::{TEXT_SIZE, TEXT_SIZES, text};
