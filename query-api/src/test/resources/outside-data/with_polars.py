import json

import polars
from fetched import fetch

items = polars.read_parquet(fetch("parquet", "items.parquet"))

# infer_schema_length=None: without it, a field that no early line has is dropped.
lines = polars.read_ndjson(fetch("ndjson", "items.ndjson"), infer_schema_length=None)
lines = lines.with_columns(polars.col("createdAt").str.to_datetime(time_zone="UTC"))

negative = (polars.col("sentiment") == "negative").sum().alias("negative")
total = polars.len().alias("total")


def counts(table):
    return table.group_by("tag", "plan").agg(negative, total)


def weeks(table, zone):
    # Weeks begin with a Monday of the zone.
    local = polars.col("createdAt").dt.convert_time_zone(zone)
    return table.group_by(local.dt.truncate("1w").dt.date().alias("week")).agg(negative, total)


sources = {"parquet": items, "ndjson": lines}
zones = ["Asia/Kolkata", "America/St_Johns"]
print(json.dumps({
    "counts": {name: counts(table).rows() for name, table in sources.items()},
    "weeks": {zone: {name: weeks(table, zone).rows() for name, table in sources.items()} for zone in zones},
    "ids": sorted(lines["externalId"].drop_nulls()),
}, default=str))
