//! Pictures: SVG and PNG.

use plotters::backend::{BitMapBackend, SVGBackend};
use plotters::drawing::IntoDrawingArea as _;
use plotters::style::WHITE;

use crate::draw::draw;
use crate::font;
use crate::look::Look;
use crate::plot::{Error, Plot, check_size};

/// Width and height of a picture in pixels, where none are asked for.
pub const PICTURE_SIZE: (u32, u32) = (720, 440);

/// Smallest and largest width and height of a picture, in pixels.
pub const PICTURE_SIZES: [(u32, u32); 2] = [(100, 80), (8000, 8000)];

/// Draws a plot as an SVG document of this width and height in pixels.
///
/// # Errors
/// The size is not within [`PICTURE_SIZES`].
pub fn svg(plot: &Plot, size: (u32, u32)) -> Result<String, Error> {
    check_size(size, PICTURE_SIZES)?;
    font::register()?;
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        area.fill(&WHITE).map_err(|e| Error::Drawing(e.to_string()))?;
        draw(&area, plot, &Look::picture(size))?;
    }
    Ok(text)
}

/// Pixels of a plot, by rows from the top, three bytes each: red, green, blue.
pub(crate) fn pixels(plot: &Plot, size: (u32, u32)) -> Result<Vec<u8>, Error> {
    check_size(size, PICTURE_SIZES)?;
    font::register()?;
    let mut pixels = vec![0; size.0 as usize * size.1 as usize * 3];
    {
        let area = BitMapBackend::with_buffer(&mut pixels, size).into_drawing_area();
        area.fill(&WHITE).map_err(|e| Error::Drawing(e.to_string()))?;
        draw(&area, plot, &Look::bitmap(size))?;
    }
    Ok(pixels)
}

/// Draws a plot as a PNG file of this width and height in pixels.
///
/// # Errors
/// The size is not within [`PICTURE_SIZES`].
pub fn png(plot: &Plot, size: (u32, u32)) -> Result<Vec<u8>, Error> {
    let pixels = pixels(plot, size)?;
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, size.0, size.1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let failed = |e: png::EncodingError| Error::Drawing(e.to_string());
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(out)
}
