import json

import pyarrow.compute
import pyarrow.json
import pyarrow.parquet
from fetched import fetch

items = pyarrow.parquet.read_table(fetch("parquet", "items.parquet"))

# Without a schema, a time is a text, or a time without a zone, depending on whether any has a fraction of a second.
known = pyarrow.schema([("createdAt", pyarrow.timestamp("ms", "UTC"))])
options = pyarrow.json.ParseOptions(explicit_schema=known)
lines = pyarrow.json.read_json(fetch("ndjson", "items.ndjson"), parse_options=options)


def grouped(table, *by):
    negative = pyarrow.compute.equal(table["sentiment"], "negative").cast("int64")
    groups = table.append_column("negative", negative).group_by(list(by))
    return groups.aggregate([("negative", "sum"), ([], "count_all")]).select([*by, "negative_sum", "count_all"])


def counts(table):
    return grouped(table, "tag", "plan")


def weeks(table, zone):
    # The same instants, told in the zone; floor_temporal cuts at its Mondays.
    local = table["createdAt"].cast(pyarrow.timestamp("ms", zone))
    week = pyarrow.compute.strftime(pyarrow.compute.floor_temporal(local, unit="week"), format="%Y-%m-%d")
    return grouped(table.append_column("week", week), "week")


def told(table):
    return [list(row.values()) for row in table.to_pylist()]


sources = {"parquet": items, "ndjson": lines}
zones = ["Asia/Kolkata", "America/St_Johns"]
print(json.dumps({
    "counts": {name: told(counts(table)) for name, table in sources.items()},
    "weeks": {zone: {name: told(weeks(table, zone)) for name, table in sources.items()} for zone in zones},
    "ids": sorted(lines["externalId"].drop_null().to_pylist()),
}))
