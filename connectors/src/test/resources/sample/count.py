"""Counts a file of feedback without any of Loop's code: python3 count.py feedback.csv > expected.json

Columns as in the example of the documentation. The first row of a repeated id is the item. Days are in UTC. The report
is that of a release in the middle: two-sided tests of each tag's share of all items, before and after, stratified by
plan (Cochran, Mantel and Haenszel), and adjusted for their number (Benjamini and Hochberg).
"""
import csv, datetime, json, math, sys

RELEASED = datetime.datetime(2015, 2, 21, tzinfo=datetime.timezone.utc)
WINDOW = datetime.timedelta(days=4)
SENTIMENTS = ("positive", "neutral", "negative")
NONE = "(none)"


def table(items, key):
    rows = {}
    for item in items:
        row = rows.setdefault(key(item), dict.fromkeys(SENTIMENTS, 0))
        row[item["airline_sentiment"]] += 1
    return dict(sorted(rows.items()))


def wilson(part, whole, z=1.959963984540054):
    share, square = part / whole, z * z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = z * math.sqrt(share * (1 - share) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    return [middle - half, middle + half]


def z_of_shares(a, n, b, m):
    pooled = (a + b) / (n + m)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return (b / m - a / n) / spread if spread else 0.0


def z_stratified(strata):
    difference = variance = 0.0
    for a, n, b, m in strata:
        whole, hits = n + m, a + b
        if whole > 1:
            difference += b - m * hits / whole
            variance += n * m * hits * (whole - hits) / (whole * whole * (whole - 1))
    return difference / math.sqrt(variance) if variance else 0.0


def adjusted(ps):
    order, least, out = sorted(range(len(ps)), key=lambda i: -ps[i]), 1.0, [0.0] * len(ps)
    for rank, i in enumerate(order):
        least = min(least, ps[i] * len(ps) / (len(ps) - rank))
        out[i] = least
    return out


def report(items):
    before = [i for i in items if RELEASED - WINDOW <= i["at"] < RELEASED]
    after = [i for i in items if RELEASED <= i["at"] < RELEASED + WINDOW]
    negative = lambda some: [i for i in some if i["airline_sentiment"] == "negative"]
    rows = []
    for tag in sorted({i["negativereason"] for i in negative(before + after)} - {""}):
        hits = lambda some: sum(i["negativereason"] == tag for i in negative(some))
        of = lambda some, plan: [i for i in some if i["airline"] == plan]
        strata = [(hits(of(before, p)), len(of(before, p)), hits(of(after, p)), len(of(after, p)))
                  for p in sorted({i["airline"] for i in items})]
        cmh = z_stratified(strata)
        rows.append({"tag": tag, "before": hits(before), "after": hits(after),
                     "z": z_of_shares(hits(before), len(before), hits(after), len(after)),
                     "cmh": cmh, "p": math.erfc(abs(cmh) / math.sqrt(2))})
    share = lambda some, plan: sum(i["airline"] == plan for i in some) / len(some)
    shifted = max({i["airline"] for i in items}, key=lambda plan: abs(share(after, plan) - share(before, plan)))
    for row, q in zip(rows, adjusted([row["p"] for row in rows])):
        row["q"] = q
    return {"at": RELEASED.strftime("%Y-%m-%dT%H:%M:%SZ"), "window": f"{WINDOW.days}d",
            "before": len(before), "after": len(after),
            "negativeBefore": len(negative(before)), "negativeAfter": len(negative(after)),
            "wilsonNegativeBefore": wilson(len(negative(before)), len(before)),
            "wilsonNegativeAfter": wilson(len(negative(after)), len(after)),
            "mostShifted": {"plan": shifted, "before": sum(i["airline"] == shifted for i in before)}, "tags": rows}


def main(path, plan):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    items = {}
    for row in rows:
        at = datetime.datetime.strptime(row["tweet_created"], "%Y-%m-%d %H:%M:%S %z")
        items.setdefault(row["tweet_id"], {**row, "at": at.astimezone(datetime.timezone.utc)})
    items = list(items.values())
    print(json.dumps({
        "rows": len(rows), "items": len(items), "plan": plan,
        "sentiment": {s: sum(i["airline_sentiment"] == s for i in items) for s in SENTIMENTS},
        "byTag": table(items, lambda i: i["negativereason"] or NONE),
        "byTagForPlan": table([i for i in items if i["airline"] == plan], lambda i: i["negativereason"] or NONE),
        "byDay": table(items, lambda i: i["at"].strftime("%Y-%m-%d")),
        "releaseReport": report(items)}, indent=1, ensure_ascii=False))


main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "Northwind")
