import json

import duckdb
from fetched import fetch

fetch("parquet", "items.parquet")
fetch("ndjson", "items.ndjson")
# sample_size = -1: without it, a field that no early line has is dropped.
SOURCES = {"parquet": "'items.parquet'", "ndjson": "read_json('items.ndjson', sample_size = -1)"}
ZONES = ["Asia/Kolkata", "America/St_Johns"]
FIGURES = "count(*) FILTER (sentiment = 'negative') AS negative, count(*) AS total"


def counts(source):
    return duckdb.sql(f"SELECT tag, plan, {FIGURES} FROM {source} GROUP BY ALL").fetchall()


def weeks(source, zone):
    # AT TIME ZONE makes the local time of a zone of an instant; date_trunc cuts at its Mondays.
    week = f"date_trunc('week', createdAt AT TIME ZONE '{zone}')::date"
    return duckdb.sql(f"SELECT {week} AS week, {FIGURES} FROM {source} GROUP BY ALL").fetchall()


ids = duckdb.sql(f"SELECT externalId FROM {SOURCES['ndjson']} WHERE externalId IS NOT NULL ORDER BY 1").fetchall()
print(json.dumps({
    "counts": {name: counts(source) for name, source in SOURCES.items()},
    "weeks": {zone: {name: weeks(source, zone) for name, source in SOURCES.items()} for zone in ZONES},
    "ids": [row[0] for row in ids],
}, default=str))
