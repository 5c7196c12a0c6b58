#!/usr/bin/env python3
"""Turns a list of exceptions to Monday-to-Friday into the starter calendar.

    python3 convert-calendar.py SOURCE.json > workdays.json

SOURCE holds {"years": {"2026": {"off_weekdays": [...], "makeup_workdays": [...]}}}.
Needs nothing but Python's standard library. The output is deterministic.
"""

import json
import sys

# Holidays with a fixed date (全国年节及纪念日放假办法, 2024 revision): presumed
# off in years whose notice is not out.
FIXED_HOLIDAYS = [[1, 1], [5, 1], [5, 2], [10, 1], [10, 2], [10, 3]]


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as source:
        years = json.load(source)["years"]
    lines = [
        "{",
        ' "format": 1,',
        ' "version": 1,',
        ' "published": "2026-11-21",',
        f' "fixed_holidays": {json.dumps(FIXED_HOLIDAYS)},',
        ' "years": {',
    ]
    for index, year in enumerate(sorted(years)):
        last = index == len(years) - 1
        lines += [f'  "{year}": {{']
        for name, comma in (("off_weekdays", ","), ("makeup_workdays", "")):
            days = json.dumps(sorted(years[year][name]))
            lines.append(f'   "{name}": {days}{comma}')
        lines.append("  }" if last else "  },")
    lines += [" }", "}"]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
