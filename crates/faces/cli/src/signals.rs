//! Signals that end the process: Ctrl-C, SIGTERM, SIGHUP.
//!
//! The first signal raises the cancel flag, so that the command ends by itself, says how far it got, and keeps what it
//! has. A command that does not end soon, because it waits for input or cannot stop its computation, is ended from
//! here; so is every command at the second signal. A process always ends through [`exit`], which runs no destructors
//! and no exit handlers: those of LLVM must not run while another thread compiles.

use std::ffi::c_int;
use std::fs;
use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use nth_base::Cancel;
use nth_files::{Saving, remove_temporaries};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;

use crate::clock::process_time;
use crate::output;

/// Time after the first signal in which a command may end by itself.
const GRACE: Duration = Duration::from_millis(150);
/// Processor time after the first signal, in seconds, at which the grace is used up. A command that computes but gets
/// no processor, on a machine under load, is given more time, up to [`LONGEST_GRACE`].
const GRACE_WORK: f64 = 0.1;
/// Longest time after the first signal in which a command may end by itself.
const LONGEST_GRACE: Duration = Duration::from_secs(1);
/// Longest time to wait while something is being saved.
const LONGEST_SAVING: Duration = Duration::from_secs(10);
/// Time in which no thread computes or waits for a processor or a disk, after which the command waits for something
/// that may never come.
const BLOCKED: Duration = Duration::from_millis(40);
/// Time between two looks at the process.
const LOOK: Duration = Duration::from_millis(5);
/// Longest time to write what is left in the buffers, when the process is ended from here.
const FLUSH: Duration = Duration::from_millis(30);
/// Name of the thread that receives signals.
const THREAD: &str = "signals";

/// The first signal that asks the process to end; 0 if there was none.
static RECEIVED: AtomicI32 = AtomicI32::new(0);
/// Whether Ctrl-C stops the work only, and not the process.
static STAYS: AtomicBool = AtomicBool::new(false);
/// Whether a second Ctrl-C does not end the process either, if [`STAYS`] is set.
static ENDURES: AtomicBool = AtomicBool::new(false);
/// Settings of the terminal before the line editor changed them.
static TERMINAL: Mutex<Option<Termios>> = Mutex::new(None);

/// Whether a signal has asked the process to end.
pub fn is_asked_to_end() -> bool {
    RECEIVED.load(Ordering::SeqCst) != 0
}

/// Exit status after an interruption: 128 and the number of the signal.
pub fn status() -> u8 {
    let signal = match RECEIVED.load(Ordering::SeqCst) {
        0 => SIGINT,
        signal => signal,
    };
    u8::try_from(128 + signal).unwrap_or(u8::MAX)
}

/// Makes Ctrl-C stop the running input and not the process, for the REPL on a terminal, and keep what was typed
/// meanwhile. The settings of the terminal, which the line editor also changes, are set again when another signal ends
/// the process, and by [`restore_terminal`].
pub fn stay_on_interrupt() {
    STAYS.store(true, Ordering::SeqCst);
    if let Ok(settings) = tcgetattr(io::stdin()) {
        let mut keeping = settings.clone();
        keeping.local_modes |= LocalModes::NOFLSH;
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &keeping);
        *TERMINAL.lock().unwrap_or_else(PoisonError::into_inner) = Some(settings);
    }
}

/// Sets the terminal as it was before [`stay_on_interrupt`].
pub fn restore_terminal() {
    if let Ok(Some(settings)) = TERMINAL.try_lock().as_deref() {
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, settings);
    }
}

/// Makes SIGINT stop the running work and never the process, for a kernel, which is interrupted by others.
pub fn only_interrupt() {
    STAYS.store(true, Ordering::SeqCst);
    ENDURES.store(true, Ordering::SeqCst);
}

/// Begins to listen. The first signal raises `cancel`.
///
/// # Errors
/// The system does not allow it.
pub fn listen(cancel: Cancel) -> io::Result<()> {
    // A file that grows beyond the limit of the process is an error of the write, and not the end of the process.
    signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    // `nohup` has the process ignore SIGHUP, so that it outlives its terminal.
    let is_detached = is_ignored(SIGHUP);
    let wanted = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|s| *s != SIGHUP || !is_detached);
    let mut signals = Signals::new(wanted)?;
    let work = move || {
        while let Some(signal) = signals.forever().next() {
            let is_second = cancel.is_raised();
            cancel.raise();
            if STAYS.load(Ordering::SeqCst) && signal == SIGINT {
                if is_second && !ENDURES.load(Ordering::SeqCst) {
                    end(signal);
                }
                continue;
            }
            RECEIVED.store(signal, Ordering::SeqCst);
            wait_for_the_end(&mut signals);
            end(signal);
        }
    };
    thread::Builder::new().name(THREAD.to_owned()).spawn(work)?;
    Ok(())
}

/// Waits until the time for the command to end by itself is over, or a second signal comes.
fn wait_for_the_end(signals: &mut Signals) {
    let (start, before) = (Instant::now(), process_time());
    let mut worked_at = start;
    loop {
        thread::sleep(LOOK);
        if signals.pending().next().is_some() {
            return;
        }
        let time = start.elapsed();
        if Saving::is_under_way() {
            if time >= LONGEST_SAVING {
                return;
            }
            continue;
        }
        if is_working() {
            worked_at = Instant::now();
        }
        let worked = before.zip(process_time()).map(|(before, now)| now - before);
        let is_used_up = time >= GRACE && worked.is_none_or(|w| w >= GRACE_WORK);
        if is_used_up || worked_at.elapsed() >= BLOCKED || time >= LONGEST_GRACE {
            return;
        }
    }
}

/// Whether a thread of this process computes, wants to, or waits for the disk; true where the system does not tell.
fn is_working() -> bool {
    let Ok(tasks) = fs::read_dir("/proc/self/task") else { return true };
    tasks.flatten().any(|task| {
        let Ok(stat) = fs::read_to_string(task.path().join("stat")) else { return false };
        // The name, in parentheses, may hold any character; the state is the word after it.
        let Some((name, rest)) = stat.rsplit_once(')') else { return true };
        !name.ends_with(THREAD) && rest.trim_start().starts_with(['R', 'D'])
    })
}

/// Whether the process that started this one wants a signal to be ignored.
fn is_ignored(signal: c_int) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|l| u64::from_str_radix(l.strip_prefix("SigIgn:")?.trim(), 16).ok());
    mask.is_some_and(|m| m >> (signal - 1) & 1 == 1)
}

/// Ends the process after a signal, at once: writes what is in the buffers, and deletes temporary files.
fn end(signal: c_int) -> ! {
    let (done, wait) = mpsc::channel();
    // The reader of a pipe may not be reading, so that writing never ends.
    let flush = move || {
        output::flush_all();
        let _ = done.send(());
    };
    if thread::Builder::new().spawn(flush).is_ok() {
        let _ = wait.recv_timeout(FLUSH);
    }
    restore_terminal();
    remove_temporaries();
    signal_hook::low_level::exit(128 + signal)
}

/// Ends the process with this status, without destructors and exit handlers.
pub fn exit(status: u8) -> ! {
    // Errors of the output were reported when it was written.
    let _ = io::stdout().flush();
    signal_hook::low_level::exit(c_int::from(status))
}
