"""What LibreOffice has in its cells, and what its database driver reads, as JSON on one line each.

office.py SOFFICE DIRECTORY csv ADDRESS TEXTS         a CSV opened as a sheet: [[cell, ...], ...]; the first TEXTS columns
                                                      are texts whatever they look like
office.py SOFFICE DIRECTORY sql HOST PORT USER QUERY  rows of a PostgreSQL; its password is in OFFICE_PASSWORD
"""

import json
import os
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.table.CellContentType import EMPTY, VALUE

LONGEST_START = 60


def properties(values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def connected(pipe, office):
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(LONGEST_START * 5):
        try:
            return resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
        except NoConnectException:
            if office.poll() is not None:
                sys.exit("soffice ended with %s" % office.returncode)
            time.sleep(0.2)
    sys.exit("soffice did not answer within %s s" % LONGEST_START)


def cell(one):
    if one.Type == EMPTY:
        return None
    return one.Value if one.Type == VALUE else one.String


def sheet(desktop, address, texts):
    # Comma, quotation mark, UTF-8, from the first line, text columns, American English.
    columns = "/".join("%d/2" % (column + 1) for column in range(texts))
    options = properties(
        {"Hidden": True, "FilterName": "Text - txt - csv (StarCalc)", "FilterOptions": "44,34,76,1,%s,1033,true,false" % columns}
    )
    document = desktop.loadComponentFromURL(address, "_blank", 0, options)
    if document is None:
        sys.exit("LibreOffice could not open the address")
    first = document.Sheets.getByIndex(0)
    cursor = first.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    rows = [
        [cell(first.getCellByPosition(column, row)) for column in range(end.EndColumn + 1)]
        for row in range(end.EndRow + 1)
    ]
    document.close(True)
    return rows


def rows(context, host, port, user, query):
    manager = context.ServiceManager.createInstanceWithContext("com.sun.star.sdbc.DriverManager", context)
    connection = manager.getConnectionWithInfo(
        "sdbc:postgresql:host=%s port=%s dbname=loop" % (host, port),
        properties({"user": user, "password": os.environ["OFFICE_PASSWORD"]}),
    )
    result = connection.createStatement().executeQuery(query)
    columns = result.MetaData.ColumnCount
    found = []
    while result.next():
        row = []
        for column in range(1, columns + 1):
            text = result.getString(column)
            row.append(None if result.wasNull() else text)
        found.append(row)
    tables = connection.MetaData.getTables(None, "loop", "%", ("TABLE", "VIEW"))
    names = []
    while tables.next():
        names.append(tables.getString(3))
    connection.close()
    return {"rows": found, "tables": names}


def main():
    soffice, directory, what = sys.argv[1:4]
    pipe = "loop%s" % os.getpid()
    office = subprocess.Popen(
        [
            soffice,
            "--headless",
            "--norestore",
            "--nologo",
            "--nodefault",
            "-env:UserInstallation=file://%s/profile" % directory,
            "--accept=pipe,name=%s;urp" % pipe,
        ],
        stdout=sys.stderr,
    )
    try:
        context = connected(pipe, office)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        found = sheet(desktop, sys.argv[4], int(sys.argv[5])) if what == "csv" else rows(context, *sys.argv[4:8])
        print(json.dumps(found), flush=True)
        desktop.terminate()
        office.wait(30)
    finally:
        if office.poll() is None:
            office.kill()


main()
