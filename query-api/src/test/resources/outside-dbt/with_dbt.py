import json
import os
import secrets
import subprocess

import psycopg2

directory = os.environ["LOOP_POSTGRES_DIRECTORY"]
port = os.environ["LOOP_POSTGRES_PORT"]
password = secrets.token_urlsafe()


def connect(user, password):
    connection = psycopg2.connect(host="127.0.0.1", port=port, dbname="loop", user=user, password=password)
    connection.autocommit = True
    return connection


with open(directory + "/owner-password") as file:
    owner = connect("loop", file.read().strip()).cursor()
owner.execute("DROP SCHEMA IF EXISTS dbt CASCADE; DROP ROLE IF EXISTS dbt")
owner.execute(f"CREATE ROLE dbt LOGIN PASSWORD '{password}' IN ROLE loop_reader")
owner.execute("CREATE SCHEMA dbt AUTHORIZATION dbt")

environment = {**os.environ, "DBT_PASSWORD": password, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
for command in ["build", "source freshness"]:
    subprocess.run(["venv/bin/dbt", *command.split(), "--profiles-dir", "."], env=environment, check=True)

made = connect("dbt", password).cursor()
made.execute("SELECT tag, plan, negative, total FROM dbt.negative_by_tag_and_plan")
counts = made.fetchall()
made.execute("SELECT zone, week::text, negative, total FROM dbt.weeks")
weeks = {}
for zone, *row in made.fetchall():
    weeks.setdefault(zone, {"dbt": []})["dbt"].append(row)
print(json.dumps({"counts": {"dbt": counts}, "weeks": weeks}))
