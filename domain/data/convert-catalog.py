#!/usr/bin/env python3
"""Turns the gathered public guides into the starter catalogue, once.

    python3 convert-catalog.py GUIDES.json > catalog.json

Guides of several places disagree. For every open value one is picked (see
catalog_choices.py), marked as to be confirmed, and the guide's own words are
kept beside it. Needs nothing but Python's standard library; the output is
deterministic: one line for each paper, step and doubt.
"""

import json
import re
import sys

from catalog_choices import (
    HOW_TO_GET_BY_CODE, HOW_TO_GET_BY_ISSUER, HOW_TO_GET_BY_KIND, ITEMS, LEVELS, MATERIAL_CHOICES,
    MATERIAL_NAMES, MATERIAL_NOTES, MATERIALS, ND, WD,
)

PUBLISHED = "2026-11-21"
HANDLING = {"即办件": "immediate", "承诺件": "promised", "诉求件": "demand"}
NEED = {"必要": "required", "条件必要": "conditional", "非必要": "optional"}
UNITS = {"工作日": WD, "天": ND, "日": ND}
UNIT_WORDS = {WD: "个工作日", ND: "日"}
RESULT = {
    "证照": "certificate", "批文": "approval", "登记": "registration",
    "证明": "proof", "资金发放": "payment", "查询结果": "query_result",
    "诉求办结": "demand_settled",
}
MANDATE = {"是": "yes", "是(怀柔式委托)": "yes", "部分": "partly", "限制": "partly"}
HANDLING_WORDS = {"immediate": "即办件", "promised": "承诺件", "demand": "诉求件"}
UNSEEN = re.compile(r"[(（]?general knowledge, to be verified locally[)）]?")
# Words that say: this is so in one place, or in some.
LOCAL = re.compile(
    "各地|有的|某[省市地]|部分地方|多数地方|其他地方|一般|"
    "海口|广州|珠海|湘西|怀柔|长沙|通辽|福建|滑县|汕头|防城港|旌德|霍邱|广德|"
    "南通|揭阳|中牟|贺村|繁昌|丹东|河北|沈丘|喀什|济南|咸阳|平阳|广东|十堰|鄢陵|重庆"
)


def wide(text):
    """Chinese punctuation in Chinese text, and no remarks in English."""
    text = UNSEEN.sub("", text).strip()
    if not re.search("[\u4e00-\u9fff]", text):
        return text
    text = re.sub(r"(?<!\d),|,(?!\d)", "，", text)
    text = re.sub(r":(?!//)", "：", text)
    return text.replace(";", "；").replace("(", "（").replace(")", "）")


def limit(value, unit):
    return {"value": value, "unit": unit}


def words(value):
    if value["value"] == 0:
        return "当场办结"
    return f'{value["value"]}{UNIT_WORDS[value["unit"]]}'


class Doubts:
    """Collects what the county still has to confirm."""

    def __init__(self):
        self.found = []

    def add(self, field, chosen, reason, original="", alternatives=(), source=""):
        doubt = {"field": field, "chosen": chosen, "reason": reason}
        if original == "-" or (original == chosen and reason != "places_differ"):
            original = ""
        extra = {
            "original": original,
            "alternatives": list(alternatives),
            "source": source,
        }
        doubt.update({name: value for name, value in extra.items() if value})
        self.found.append(doubt)


def reason_for(text):
    if UNSEEN.search(text) or "general knowledge" in text:
        return "unsourced"
    return "places_differ" if LOCAL.search(text) else "not_stated"


def convert_material(code, index, guide, doubts):
    choice = MATERIAL_CHOICES.get((code, guide["name"]), {})
    paper, kind = MATERIALS[guide["name"]]
    field = f"materials[{index}]"
    need = choice.get("need", NEED[guide["need"]])
    condition = choice.get("condition", wide(guide["condition"]))
    condition = condition.replace("由代办员/他人代为办理时", "由别人代办时")
    if need == "conditional" and not condition:
        raise SystemExit(f"{code}: {guide['name']}: which condition?")
    note = choice.get("note", wide(guide["note"]))
    note = MATERIAL_NOTES.get(guide["name"], note)
    chosen = note or condition or "按所列份数"
    if need != NEED[guide["need"]] or choice.get("condition"):
        chosen = "必要" if need == "required" else condition
    remarks = "；".join(text for text in (guide["condition"], guide["note"]) if text)
    if guide["general_knowledge"] or UNSEEN.search(guide["note"]):
        doubts.add(field, chosen, "unsourced", UNSEEN.sub("", remarks))
    elif LOCAL.search(remarks):
        doubts.add(field, chosen, "places_differ", remarks)
    elif choice:
        doubts.add(field, chosen, "not_stated", remarks)
    material = {
        "code": paper,
        "name": wide(MATERIAL_NAMES.get(guide["name"], guide["name"])),
        "kind": kind,
        "original": guide["original"],
        "copies": guide["copies"],
        "electronic_ok": guide["electronic_ok"],
        "issuer": guide["issuer"],
        "how_to_get": how_to_get(paper, kind, guide["issuer"]),
        "need": {"kind": need},
        "tolerable": bool(guide["tolerable"]),
    }
    if need == "conditional":
        material["need"]["condition"] = condition
    if note:
        material["note"] = note
    return material


def how_to_get(code, kind, issuer):
    if code in HOW_TO_GET_BY_CODE:
        return HOW_TO_GET_BY_CODE[code]
    if kind == "form" and issuer not in ("申请人", "权利人", "父母", "申请人/交警"):
        kind = "paper"
    if kind == "photo" and issuer != "申请人":
        kind = "paper"
    if kind in HOW_TO_GET_BY_KIND:
        return HOW_TO_GET_BY_KIND[kind]
    for word, sentence in HOW_TO_GET_BY_ISSUER:
        if word in issuer:
            return sentence
    return "本人准备" if "申请人" in issuer else f"由{issuer}出具"


def convert_limits(guide, choice, doubts):
    limits = {}
    legal = guide["limits"]["legal"]
    text = "" if legal["text"] == "-" else wide(legal["text"])
    if legal["value"] is not None and choice.get("statutory", True):
        limits["statutory"] = limit(legal["value"], UNITS[legal["unit"]])
        if legal["general_knowledge"] or LOCAL.search(legal["text"]) or "雅安" in legal["source"]:
            reason = "unsourced" if legal["general_knowledge"] else "places_differ"
            chosen = words(limits["statutory"])
            doubts.add("limits.statutory", chosen, reason, legal["text"], (), legal["source"])
    text = choice.get("statutory_text", text)
    if text:
        limits["statutory_text"] = text
    promised = choice.get("promised")
    if promised:
        limits["promised"] = limit(promised[0], promised[1])
        limits["promised_text"] = promised[2]
    elif choice.get("promised_text"):
        limits["promised_text"] = choice["promised_text"]
    elif "statutory" not in limits:
        limits["promised_text"] = "没有统一时限，以乡镇答复为准"
    doubt_promise(guide, limits, doubts)
    for name in ("extension", "issue_within"):
        if name in choice:
            limits[name] = limit(*choice[name])
    return limits


def doubt_promise(guide, limits, doubts):
    offers = guide["limits"]["promised"]
    chosen = limits.get("promised_text", "按法定时限")
    if not offers:
        if "statutory" not in limits or "promised" in limits:
            doubts.add("limits.promised", chosen, "not_stated")
        return
    reason = "unsourced" if all(o["general_knowledge"] for o in offers) else "places_differ"
    originals = [offer["text"] for offer in offers]
    sources = [offer["source"] for offer in offers if offer["source"] not in ("", "同上")]
    doubts.add(
        "limits.promised", chosen, reason, originals[0], originals[1:], "；".join(sources)
    )


def convert_step(index, guide, doubts):
    note = guide.get("note", "")
    step = {"name": wide(guide["name"])}
    if guide["days"] is not None:
        step["time"] = limit(guide["days"], UNITS[guide["unit"]])
    step |= {"charged": False, "counted": bool(guide["counted"])}
    if wide(note) and not LOCAL.search(note):
        step["note"] = wide(note)
    chosen = "计入时限" if step["counted"] else "不计入时限"
    chosen += "，" + (words(step["time"]) if "time" in step else "所需时间未定")
    if guide["counted"] is None or guide["days"] is None or note:
        doubts.add(f"special_steps[{index}]", chosen, reason_for(note), UNSEEN.sub("", note))
    return step


def convert_fee(guide, choice, doubts):
    charge, text = choice.get("fee", (guide["fee"]["charge"], None))
    original = guide["fee"]["text"]
    text = text or wide(original) or "免费"
    if charge is None:
        raise SystemExit(f"{guide['code']}: is it free?")
    if not charge and text != wide(original):
        doubts.add("fee.charge", text, reason_for(original), UNSEEN.sub("", original).strip())
    elif text != wide(original) or LOCAL.search(original) or UNSEEN.search(original):
        doubts.add("fee.text", text, reason_for(original), UNSEEN.sub("", original).strip())
    fee = {"charge": bool(charge), "text": text}
    if charge:
        doubts.add("fee.basis", "未写明收费依据", "not_stated")
    else:
        fee["basis"] = "不收费"
    return fee


def convert_mandate(guide, choice, doubts):
    allowed = guide["delegation"]["allowed"]
    original = guide["delegation"]["rule"]
    rule = choice.get("rule", wide(original))
    if "rule" in choice or LOCAL.search(original) or allowed not in ("是", "部分"):
        remarks = f"{allowed}；{UNSEEN.sub('', original)}".strip("；")
        doubts.add("mandate", rule, reason_for(original + allowed), remarks)
    signs = any("签字" in step for step in guide["presence_steps"])
    return {
        "allowed": MANDATE[allowed],
        "rule": rule,
        "own_signature": choice.get("own_signature", signs),
        "leader_proof": choice.get("leader_proof", False),
    }


def procedure(item):
    required = [m["name"] for m in item["materials"] if m["need"]["kind"] == "required"]
    steps = []
    if item["conditions"]:
        steps.append("先看条件：" + "；".join(item["conditions"]) + "。")
    if required:
        steps.append("带齐材料：" + "、".join(required) + "。")
    agent = {"yes": "可以代办", "partly": "部分可以代办", "no": "要本人来办"}
    sentence = agent[item["mandate"]["allowed"]]
    if item["mandate"]["own_signature"]:
        sentence += "，本人要签字"
    if item["mandate"]["leader_proof"]:
        sentence += "，村负责人签字证明"
    steps.append(sentence + "。")
    steps.append(where_taken_in(item))
    for step in item["special_steps"]:
        time = words(step["time"]) + "，" if "time" in step else ""
        counted = "计入时限" if step["counted"] else "不计入时限"
        steps.append(f'{step["name"]}（{time}{counted}）。')
    present = [s for s in item["presence_steps"] if "签字" not in s]
    if present and item["handling"] != "demand":
        steps.append("要到场的步骤：" + "、".join(present) + "。")
    limits = item["limits"]
    binding = limits.get("promised") or limits.get("statutory")
    time = words(binding) if binding else limits["promised_text"]
    if binding and binding["value"] > 0:
        time += "内答复" if item["handling"] == "demand" else "内办结"
    steps.append(f'{item["decider"]}：{time}。')
    steps.append(handed_over(item["result"]))
    return steps


def where_taken_in(item):
    levels = item["take_in"]
    if item["handling"] == "demand":
        return "站里记下，转给办理单位。"
    if item["decide"] == "village":
        return "站里收件、核实，报村委会。"
    if "village" in levels and "county" in levels and "township" not in levels:
        return f'站里收件、拍照，送{item["decider"]}受理。'
    if "village" in levels:
        return "站里收件、拍照，报乡镇受理。"
    if "township" in levels:
        return "站里代收，乡镇窗口受理。"
    return "站里代收，送派出所受理。"


def handed_over(result):
    name = result["name"]
    return {
        "certificate": f"{name}送到站里，本人签收。",
        "approval": f"{name}送到站里，本人签收。",
        "proof": f"{name}送到站里，本人签收。",
        "payment": f"办成后（{name}），钱打到本人账户，不经手现金。",
        "registration": f"办好后（{name}）告诉本人。",
        "query_result": f"{name}交给本人。",
        "demand_settled": "办结后告诉本人，问一声满不满意。",
    }[result["kind"]]


def convert_item(guide):
    choice = ITEMS[guide["code"]]
    doubts = Doubts()
    conditions = [wide(text) for text in guide["conditions"]]
    if "conditions" in choice:
        for index, text in enumerate(conditions):
            if text not in choice["conditions"]:
                chosen = choice["conditions"][min(index, len(choice["conditions"]) - 1)]
                original = guide["conditions"][index]
                doubts.add(f"conditions[{index}]", chosen, "places_differ", original)
        conditions = choice["conditions"]
    handling = choice.get("handling") or HANDLING[guide["handling"]]
    if guide["handling"] not in HANDLING:
        doubts.add("handling", HANDLING_WORDS[handling], "places_differ", guide["handling"])
    item = {
        "code": guide["code"], "name": choice["name"], "short": choice["short"],
        "aliases": choice["aliases"], "category": guide["category"],
        "offered": choice.get("offered", True), "handling": handling,
        "applicants": choice["applicants"], "applicant": wide(guide["applicant"]),
    }
    if "doubt" in choice:
        doubts.add("offered", choice["doubt"], "places_differ", guide["conditions"][0])
    if "age" in choice:
        item["age"] = choice["age"]
    item["conditions"] = conditions
    item["materials"] = [
        convert_material(guide["code"], index, material, doubts)
        for index, material in enumerate(guide["materials"])
    ]
    item["limits"] = convert_limits(guide, choice, doubts)
    item["special_steps"] = [
        convert_step(index, step, doubts) for index, step in enumerate(guide["special"])
    ]
    item["fee"] = convert_fee(guide, choice, doubts)
    item["take_in"] = list(dict.fromkeys(
        level for text in guide["accept_level"] for level in LEVELS[text]
    ))
    item["decide"] = choice["decide"]
    item["decider"] = choice["decider"]
    if re.search("可|部分|，|小额|区", wide(guide["decide_level"])):
        doubts.add("decide", choice["decider"], "places_differ", guide["decide_level"])
    item["mandate"] = convert_mandate(guide, choice, doubts)
    item["presence_steps"] = [wide(step) for step in guide["presence_steps"]]
    kind = choice.get("result_kind") or RESULT[guide["result"]["kind"]]
    item["result"] = {"name": choice.get("result", wide(guide["result"]["name"])), "kind": kind}
    if "result" in choice:
        doubts.add("result.name", choice["result"], "places_differ", guide["result"]["name"])
    recurrence(guide, choice, item, doubts)
    item["procedure"] = procedure(item)
    item["notes"] = choice.get("notes", [])
    if guide.get("effect"):
        item["notes"] = item["notes"] + [wide(guide["effect"])]
    if "general knowledge" in guide["confidence"] or "low-quality" in guide["confidence"]:
        doubts.add("item", "整项或部分按常识整理，出处不足", "unsourced")
    item["to_confirm"] = doubts.found
    item["sources"] = [s for s in guide["source"] if not UNSEEN.search(s)]
    return {name: value for name, value in item.items()
            if name not in ("aliases", "notes", "to_confirm", "sources") or value}


def recurrence(guide, choice, item, doubts):
    text = choice.get("recurrence", wide(guide["recurrence"]))
    if not text:
        return
    item["recurrence"] = {"text": text}
    if "months" in choice:
        item["recurrence"] = {"months": choice["months"], "text": text}
    if LOCAL.search(guide["recurrence"]) or "juduo" in guide["recurrence"]:
        doubts.add("recurrence", text, "places_differ", guide["recurrence"])


def line(value):
    return json.dumps(value, ensure_ascii=False)


def write(catalog):
    """JSON with one line for each value of an item and each entry of its lists."""
    out = ["{"]
    for name, value in catalog.items():
        if name == "items":
            break
        out.append(f" {line(name)}: {line(value)},")
    out.append(' "items": [')
    for position, item in enumerate(catalog["items"]):
        out.append("  {")
        for index, (name, value) in enumerate(item.items()):
            comma = "," if index < len(item) - 1 else ""
            if isinstance(value, list) and value and isinstance(value[0], dict):
                entries = ",\n".join(f"    {line(entry)}" for entry in value)
                out.append(f"   {line(name)}: [\n{entries}\n   ]{comma}")
            else:
                out.append(f"   {line(name)}: {line(value)}{comma}")
        out.append("  }," if position < len(catalog["items"]) - 1 else "  }")
    out += [" ]", "}"]
    print("\n".join(out))


def main():
    with open(sys.argv[1], encoding="utf-8") as source:
        guides = json.load(source)
    forbidden = guides["village_must_not_issue"]
    general = Doubts()
    general.add("materials.tolerable", "都不容缺", "not_stated")
    general.add("village_must_not_issue", "全国20项", "places_differ", forbidden["local"])
    write({
        "format": 1,
        "version": 1,
        "published": PUBLISHED,
        "title": "村级服务站事项目录（示范）",
        "village_must_not_issue": {
            "basis": forbidden["source"].split(",")[0],
            "names": forbidden["items"],
        },
        "to_confirm": general.found,
        "items": [convert_item(item) for item in sorted(guides["items"], key=lambda i: i["code"])],
    })


if __name__ == "__main__":
    main()
