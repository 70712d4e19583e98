import collections
import json
import os

import requests
from odata import ODataService

session = requests.Session()
session.auth = ("bi", os.environ["LOOP_SECRET_KEY"])
feed = ODataService(os.environ["LOOP_URL"] + "/odata", session=session, reflect_entities=True, quiet_progress=True)
Feedback = feed.entities["Feedback"]
Sentiment = feed.entities["Sentiment"]

# Loop adds up. raw() returns one page and drops the link to the next: $top lets the page have up to 10,000 groups.
GROUPS = "groupby((Tag,Plan,Sentiment),aggregate(Items with sum as N))"
by_loop = feed.query(Sentiment).raw({"$apply": GROUPS, "$top": "10000"})

# The client follows the links from page to page, but not if there is a limit().
cells = feed.query(Sentiment).all()
items = feed.query(Feedback).order_by(Feedback.CreatedAt.desc()).all()
negative = feed.query(Feedback).filter(Feedback.Sentiment == "negative").filter(Feedback.Status == "open").count()


def counts(rows):
    sums = collections.defaultdict(collections.Counter)
    for tag, plan, sentiment, number in rows:
        sums[tag, plan][sentiment] += number
    return [[tag, plan, found["negative"], found.total()] for (tag, plan), found in sums.items()]


print(json.dumps({
    "counts": {
        "$apply": counts((row["Tag"], row["Plan"], row["Sentiment"], row["N"]) for row in by_loop),
        "Sentiment": counts((cell.Tag, cell.Plan, cell.Sentiment, cell.Items) for cell in cells),
        "Feedback": counts((item.Tag, item.Plan, item.Sentiment, 1) for item in items),
    },
    "openNegative": negative,
    "ids": sorted(item.ExternalId for item in items if item.ExternalId),
}))
