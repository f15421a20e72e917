//! The file `kernel.json`, by which Jupyter finds the kernel.

use serde_json::json;

/// Name that people see in a list of kernels.
pub const DISPLAY_NAME: &str = "nth";

/// Name of the language, of the folder of the kernel, and of the kernel on the command line.
pub const LANGUAGE: &str = "nth";

/// Text of `kernel.json` for a kernel that is started as `PROGRAM jupyter kernel --connection-file FILE`.
#[must_use]
pub fn spec(program: &str) -> String {
    let spec = json!({
        "argv": [program, "jupyter", "kernel", "--connection-file", "{connection_file}"],
        "display_name": DISPLAY_NAME,
        "language": LANGUAGE,
        "interrupt_mode": "message",
        "metadata": {"debugger": false},
    });
    format!("{spec:#}\n")
}

/// Text of `logo-svg.svg`: the terms of a sequence as pins.
pub const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<rect width="64" height="64" rx="10" fill="#1e2127"/>
<g stroke="#56b4e9" stroke-width="4" fill="#56b4e9">
<path d="M12 52V46M22 52V44M32 52V40M42 52V30M52 52V14"/>
<circle cx="12" cy="46" r="3"/><circle cx="22" cy="44" r="3"/><circle cx="32" cy="40" r="3"/>
<circle cx="42" cy="30" r="3"/><circle cx="52" cy="14" r="3"/>
</g>
</svg>
"##;
