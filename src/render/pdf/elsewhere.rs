//! Links from a volume to another, which say where they would lead.

use serde_json::Value;
use std::collections::BTreeMap;

/// Says of every link to another volume in which one that is, since it cannot lead there.
pub(super) fn links_between(parts: &mut [Vec<Value>], words: &str) {
    let mut places = BTreeMap::new();
    for (at, part) in parts.iter().enumerate() {
        part.iter().for_each(|value| anchors_in(value, at, &mut places));
    }
    for (at, part) in parts.iter_mut().enumerate() {
        part.iter_mut().for_each(|value| cut_links(value, at, &places, words));
    }
}

/// Collects the places that links can lead to, with the volume that holds them.
fn anchors_in(value: &Value, at: usize, places: &mut BTreeMap<String, usize>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| anchors_in(item, at, places)),
        Value::Object(entries) => {
            let anchor = entries.get("anchor").and_then(Value::as_str);
            places.extend(anchor.map(|anchor| (anchor.to_string(), at)));
            entries.values().for_each(|value| anchors_in(value, at, places));
        }
        _ => {}
    }
}

/// Leaves of a link to another volume what it says, and in which volume that is; of one to no place,
/// what it says.
fn cut_links(value: &mut Value, at: usize, places: &BTreeMap<String, usize>, words: &str) {
    match value {
        Value::Array(items) => {
            items.iter_mut().for_each(|item| cut_links(item, at, places, words));
            say_once(items);
        }
        Value::Object(entries) => {
            let is_inside = entries.get("t").is_some_and(|t| t == "record" || t == "within");
            let to = entries.get("to").and_then(Value::as_str).filter(|_| is_inside);
            let place = to.and_then(|to| places.get(to)).copied();
            if is_inside && to.is_some() && place != Some(at) {
                let elsewhere = place
                    .map(|place| format!(" {}", words.replace("{n}", &(place + 1).to_string())));
                entries.insert("to".to_string(), Value::Null);
                entries.insert("elsewhere".to_string(), elsewhere.into());
            }
            entries.values_mut().for_each(|value| cut_links(value, at, places, words));
        }
        _ => {}
    }
}

/// Leaves the volume only behind the last of several links in a row that lead to the same one.
fn say_once(items: &mut [Value]) {
    for first in 0..items.len().saturating_sub(2) {
        let is_between = items[first + 1]["t"] == "break" || items[first + 1]["v"] == ", ";
        let volume = &items[first]["elsewhere"];
        if is_between && volume.is_string() && *volume == items[first + 2]["elsewhere"] {
            items[first]["elsewhere"] = Value::Null;
        }
    }
}
