//! Command `nth plot`: draws the terms of sequences, in the terminal or as a picture.

mod screen;
mod terms;

use std::io::{IsTerminal as _, Write as _, stdout};
use std::path::Path;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use nth_files::{Claims, Saving, replace};
use nth_plot::{Error, Form, Kind, Plot, Sequence, kitty, sixel, text};

use crate::context::{Context, LimitArgs, Out};
use crate::outcome::{Done, Exit, Failure};
use crate::tier::TierArgs;
use screen::Graphics;
pub use screen::Screen;

/// Draw the terms of sequences
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth plot fib.nth:fib                     in the terminal, drawn with braille characters
  nth plot :prime -n 1000 --kind scatter   a sequence of the library
  nth plot :catalan :motzkin -o two.svg    two sequences, as an SVG picture
  nth plot 1,4,9,16,25 -o squares.png      terms as they stand here
  nth plot A000010 'gcd(n, 12)'            an entry of the OEIS, and an expression in n
  nth plot fib.nth --kind oeis -o fib.png  pins above, and dots on a logarithmic axis below

Without --kind, terms of more than five digits are drawn as log, up to 100 terms of one sequence as pin, and
others as scatter. Terms without a value, because of an error or a limit, are gaps, and are reported; after 10 in
a row the drawing ends. Ctrl-C draws the terms that there are.

A terminal that says that it shows images, through TERM and other variables, is sent one: kitty, Ghostty and
WezTerm by the protocol of kitty, foot, mlterm, iTerm2 and others as sixel. Others, and files, get text.")]
pub struct Args {
    /// Sequences: FILE, FILE:NAME, :NAME for one of the library, an A-number, an expression in n, a b-file (.txt),
    /// terms with commas or blanks between, or - for terms or a b-file on standard input
    #[arg(value_name = "TARGET", required = true, allow_negative_numbers = true)]
    targets: Vec<String>,
    /// Number of terms [default: 100, with --kind oeis 1000]
    #[arg(short, long)]
    n: Option<u64>,
    /// How terms are drawn
    #[arg(long, value_parser = kinds())]
    kind: Option<Kind>,
    /// Index of the first one of the terms that stand on the command line
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    offset: i64,
    /// Write a picture or text to this file, by its ending: .svg, .png or .txt
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
    /// Width in pixels, or in characters for text
    #[arg(long, value_name = "W")]
    width: Option<u32>,
    /// Height in pixels, or in lines for text
    #[arg(long, value_name = "H")]
    height: Option<u32>,
    /// What a terminal is sent
    #[arg(long, value_enum, default_value_t)]
    graphics: Graphics,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    tier: TierArgs,
}

/// Parser of the word for a kind.
fn kinds() -> impl TypedValueParser<Value = Kind> {
    let values = Kind::ALL.map(|k| PossibleValue::new(k.name()).help(k.summary()));
    PossibleValuesParser::new(values).try_map(|word| Kind::from_name(&word).ok_or("unknown kind"))
}

/// Number of terms where none is given.
fn default_count(kind: Option<Kind>) -> u64 {
    match kind {
        Some(Kind::Oeis) => 1000,
        None | Some(Kind::Pin | Kind::Scatter | Kind::Line | Kind::Log) => 100,
    }
}

/// Form of an output file by the ending of its name.
fn form_of(path: &str) -> Result<Form, Failure> {
    Form::of_file(path).ok_or_else(|| {
        format!("{path}: a plot is written as .svg, .png or .txt; give a name with such an ending").into()
    })
}

impl From<Error> for Failure {
    fn from(e: Error) -> Self {
        Self::Message(match e {
            Error::Size { .. } => format!("{e}; change --width and --height"),
            Error::Drawing(_) => e.to_string(),
        })
    }
}

/// Runs `nth plot`: computes the terms, and draws them.
pub fn execute(args: &Args, context: &Context) -> Done {
    let form = args.output.as_deref().map(form_of).transpose()?;
    let wanted = terms::Wanted {
        count: args.n.unwrap_or(default_count(args.kind)),
        offset: args.offset,
        limits: args.limits.limits(),
        tier: args.tier,
    };
    let mut claims = Claims::new();
    // After Ctrl-C, the terms that there are get the time to be drawn; a second one ends at once.
    let _drawing = Saving::begin();
    let (sequences, exit) = match terms::read(&args.targets, &wanted, &mut claims, context)? {
        Ok(read) => read,
        Err(exit) => return Ok(exit),
    };
    if sequences.iter().all(|s| s.terms.iter().all(Option::is_none)) {
        // What was computed instead has been said.
        return if exit == Exit::Done { Err("there are no terms to draw".to_owned().into()) } else { Ok(exit) };
    }
    let plot = plot(sequences, args.kind);
    match (&args.output, form) {
        (Some(path), Some(form)) => {
            claims.writes("-o", path)?;
            let content = form.draw(&plot, size(args, form.size()))?;
            replace(Path::new(path), &content)?;
        }
        (_, None) | (None, _) => show(&plot, args, context)?,
    }
    Ok(exit)
}

fn plot(sequences: Vec<Sequence>, kind: Option<Kind>) -> Plot {
    match kind {
        Some(kind) => Plot { sequences, kind },
        None => Plot::new(sequences),
    }
}

/// Width and height of the options, or else of `default`.
fn size(args: &Args, default: (u32, u32)) -> (u32, u32) {
    (args.width.unwrap_or(default.0), args.height.unwrap_or(default.1))
}

/// Drawing as an image for a terminal that says that it shows images; none for others.
pub fn image(plot: &Plot, screen: &Screen) -> Option<String> {
    match Graphics::Auto.on(screen) {
        Graphics::Auto | Graphics::Text => None,
        Graphics::Kitty => kitty(plot, screen.pixels).ok(),
        Graphics::Sixel => sixel(plot, screen.pixels).ok(),
    }
}

/// Draws on standard output: an image if it is a terminal that shows images, else text.
fn show(plot: &Plot, args: &Args, context: &Context) -> Result<(), Failure> {
    let screen = if stdout().is_terminal() { Screen::of_terminal() } else { Screen::default() };
    let image = match args.graphics.on(&screen) {
        Graphics::Auto | Graphics::Text => {
            let mut out = Out::new();
            write!(out, "{}", text(plot, size(args, screen.characters), context.paint.is_on())?)?;
            return Ok(out.flush()?);
        }
        Graphics::Kitty => kitty(plot, size(args, screen.pixels))?,
        Graphics::Sixel => sixel(plot, size(args, screen.pixels))?,
    };
    let mut out = Out::image();
    out.write_all(image.as_bytes())?;
    Ok(out.flush()?)
}
