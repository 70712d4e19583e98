import json

import pandas
from fetched import fetch

# Parquet has types: createdAt is a time in UTC, tag and plan are texts.
items = pandas.read_parquet(fetch("parquet", "items.parquet"))

# dtype=False: without it, texts of digits become numbers, and different ids of 18 digits the same number.
lines = pandas.read_json(fetch("ndjson", "items.ndjson"), lines=True, dtype=False)
lines["createdAt"] = pandas.to_datetime(lines["createdAt"], format="ISO8601")


def counts(table):
    # dropna=False: without it, items without a tag or plan are in no group.
    groups = table.assign(negative=table["sentiment"] == "negative").groupby(["tag", "plan"], dropna=False)
    return groups.agg(negative=("negative", "sum"), total=("id", "count")).reset_index()


def weeks(table, zone):
    local = table["createdAt"].dt.tz_convert(zone).dt.tz_localize(None)
    monday = local.dt.to_period("W-SUN").dt.start_time  # weeks that end with a Sunday
    groups = table.assign(week=monday, negative=table["sentiment"] == "negative").groupby("week")
    return groups.agg(negative=("negative", "sum"), total=("id", "count")).reset_index()


def told(table):
    return json.loads(table.to_json(orient="values", date_format="iso"))


sources = {"parquet": items, "ndjson": lines}
zones = ["Asia/Kolkata", "America/St_Johns"]
print(json.dumps({
    "counts": {name: told(counts(table)) for name, table in sources.items()},
    "weeks": {zone: {name: told(weeks(table, zone)) for name, table in sources.items()} for zone in zones},
    "ids": sorted(lines["externalId"].dropna()),
}))
