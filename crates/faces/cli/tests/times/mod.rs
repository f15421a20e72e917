//! Masks the parts of a command's output that depend on the clock or the machine.

use serde_json::Value;

const UNITS: [&str; 5] = ["ns", "µs", "ms", "s", "MB"];
const KEYS: [&str; 4] = ["slowest", "speedup", "memory_kb", "seconds"];

/// Replaces times, rates and memory by `#`, and separates columns by one blank.
pub fn masked(text: &str) -> String {
    text.lines().map(|l| line(l) + "\n").collect()
}

fn line(line: &str) -> String {
    if let Ok(mut json) = serde_json::from_str::<Value>(line) {
        mask(&mut json);
        return json.to_string();
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut out: Vec<String> = Vec::new();
    let mut k = 0;
    while let Some(word) = words.get(k) {
        let bare = |w: &str| w.trim_end_matches([',', ';', ':']).to_owned();
        let number = word.starts_with(|c: char| c.is_ascii_digit());
        let unit = words.get(k + 1).filter(|u| UNITS.contains(&bare(u).as_str()));
        match unit {
            Some(unit) if number => {
                out.push(format!("#{}", unit.trim_start_matches(&bare(unit))));
                k += 1;
            }
            _ if number && word.contains('.') && word.chars().all(|c| "0123456789.×".contains(c)) => {
                out.push("#".to_owned());
            }
            // The slowest term is masked, too: `slowest a(3, 4) with`.
            _ if *word == "slowest" => {
                out.extend(["slowest".to_owned(), "#".to_owned()]);
                k += words[k..].iter().position(|w| *w == "with").map_or(0, |p| p - 1);
            }
            _ => out.push((*word).to_owned()),
        }
        k += 1;
    }
    out.join(" ")
}

fn mask(json: &mut Value) {
    let Some(object) = json.as_object_mut() else { return };
    for (key, value) in object {
        if key.ends_with("_ns") || KEYS.contains(&key.as_str()) {
            *value = "#".into();
        } else {
            mask(value);
        }
    }
}
