//! A small catalogue without a fault, and a way to break it.

use serde_json::{Value, json};

/// A small catalogue without a fault.
pub fn sound() -> Value {
    json!({
        "format": 1, "version": 3, "published": "2026-11-21", "title": "示范目录",
        "village_must_not_issue": {"basis": "民发〔2020〕20号", "names": ["死亡证明", "健在证明"]},
        "items": [{
            "code": "lnyd", "name": "老年人优待证办理", "short": "老年人优待证",
            "category": "民政/老龄", "offered": true, "handling": "promised",
            "applicants": ["person"], "applicant": "自然人", "age": {"min": 60},
            "conditions": ["年满60周岁"],
            "materials": [
                {"code": "id_card", "name": "居民身份证", "kind": "id_card", "original": 1,
                 "copies": 1, "electronic_ok": true, "issuer": "公安机关",
                 "need": {"kind": "required"}, "tolerable": false},
                {"code": "mandate", "name": "代办委托书", "kind": "mandate", "original": 1,
                 "copies": 0, "electronic_ok": false, "issuer": "申请人",
                 "need": {"kind": "conditional", "condition": "代办时"}, "tolerable": false},
            ],
            "limits": {"statutory": {"value": 30, "unit": "working_days"},
                       "promised": {"value": 20, "unit": "working_days"}},
            "special_steps": [{"name": "公示", "time": {"value": 7, "unit": "natural_days"},
                               "charged": false, "counted": false}],
            "fee": {"charge": false, "text": "免费"},
            "take_in": ["village"], "decide": "county", "decider": "县民政局",
            "mandate": {"allowed": "partly", "rule": "材料可代交", "own_signature": false,
                        "leader_proof": false},
            "presence_steps": [], "result": {"name": "老年人优待证", "kind": "certificate"},
            "recurrence": {"months": 12, "text": "每年一次"},
            "procedure": ["带齐材料"],
        }],
    })
}

/// The sound catalogue with one value replaced, or removed where it is null.
pub fn with(pointer: &str, value: Value) -> String {
    let mut catalog = sound();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match (catalog.pointer_mut(parent).unwrap(), value) {
        (Value::Object(fields), Value::Null) => drop(fields.remove(name)),
        (Value::Object(fields), value) => drop(fields.insert(name.to_owned(), value)),
        (Value::Array(list), value) => list[name.parse::<usize>().unwrap()] = value,
        _ => unreachable!("{pointer}"),
    }
    catalog.to_string()
}
