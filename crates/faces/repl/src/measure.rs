//! The commands `:time` and `:timeit`.

use std::time::Duration;

use nth_base::{grouped, plural};
use nth_session::{ErrorPlace, TermRun, Value};

use crate::evaluate::SHOWN_TERMS;
use crate::repl::{Emit, Repl, Response, seconds, timing};

/// Time after which `:timeit` ends, and bounds of the number of its runs.
const LONG_ENOUGH: Duration = Duration::from_millis(500);
const RUNS: (u32, u32) = (3, 1_000);

impl Repl {
    /// Shows time and cost of an input; without one, switches the showing of them on or off.
    pub(crate) fn time(&mut self, text: &str, emit: Emit<'_>) -> Response {
        if text.is_empty() {
            self.time = !self.time;
            emit(if self.time { "time and cost are shown\n" } else { "time and cost are not shown\n" });
            return Response::default();
        }
        let started = self.options.clock.now();
        self.inputs += 1;
        let response = self.expression(text, emit);
        let time = self.options.clock.now().saturating_sub(started);
        // The line of `:time` without an expression would be the same.
        if let Some(units) = self.spent.take() {
            emit(&timing(time, units));
        }
        response
    }

    /// Measures an expression, or the first terms of a sequence, over several runs.
    pub(crate) fn timeit(&mut self, text: &str, emit: Emit<'_>) -> Response {
        if text.is_empty() {
            return Response::failed(":timeit needs an expression, as in :timeit fib(1000)");
        }
        let sequence = self.sequence(text);
        let id = match sequence.map_or_else(|| self.program_of(text), Ok) {
            Ok(id) => id,
            Err(response) => return response,
        };
        let (limits, cancel) = (self.options.limits, self.cancel.clone());
        let mut times: Vec<f64> = Vec::new();
        let mut units = 0;
        let mut total = Duration::ZERO;
        // The first run compiles, and is not counted.
        for run in 0..=RUNS.1 {
            let started = self.options.clock.now();
            let session = &mut self.state.session;
            let outcome = match sequence {
                Some(id) => session.first_terms(id, SHOWN_TERMS, &limits, &cancel).map(|(_, run)| Run::Terms(run)),
                None => session.value(id, &limits, &cancel).map(Run::Value),
            };
            let time = self.options.clock.now().saturating_sub(started);
            let spent = match outcome {
                Err(diagnostics) => return Response::failed(self.show(&diagnostics)),
                Ok(Run::Terms(TermRun { stopped: Some(s), spent, .. })) => {
                    return self.stopped(&format!("no time: {}", s.error), s.error, spent);
                }
                Ok(Run::Value(Value { outcome: Err(e), place, spent, .. })) => {
                    return self.stopped(&format!("no time: {}", ErrorPlace::describe(e, place.as_ref())), e, spent);
                }
                Ok(Run::Terms(TermRun { spent, .. }) | Run::Value(Value { spent, .. })) => spent,
            };
            if run > 0 {
                units = spent.published;
                total += time;
                times.push(time.as_secs_f64());
            }
            if run >= RUNS.0 && total >= LONG_ENOUGH {
                break;
            }
        }
        let mean = times.iter().sum::<f64>() / times.len() as f64;
        let variance = times.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / times.len() as f64;
        let show = |s: f64| seconds(Duration::from_secs_f64(s));
        let (mean, deviation) = (show(mean), show(variance.sqrt()));
        emit(&format!("{mean} ± {deviation} ({}), {} units\n", plural(times.len(), "run"), grouped(units)));
        Response::default()
    }
}

/// One run: terms of a sequence, or a value.
enum Run {
    Terms(TermRun),
    Value(Value),
}
