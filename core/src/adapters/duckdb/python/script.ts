/**
 * The program that `python3 -c` runs: it makes a database in memory that holds what the model reads under its own
 * names, calls the model, and writes the tables that the model's `materialize` made as Parquet. `job.json` in the folder
 * that is its argument says what to do, `result.json` there what came of it.
 */
export const pythonScript = `
import json, os, sys, types

def quote(name):
    return '"' + name.replace('"', '""') + '"'

def text(value):
    return "'" + value.replace("'", "''") + "'"

def path(*names):
    return ".".join(quote(name) for name in names)

def attach(con, database, schema):
    con.execute("attach if not exists ':memory:' as " + quote(database))
    con.execute("create schema if not exists " + path(database, schema))

def load_inputs(con, job, folder):
    known = {}
    for index, item in enumerate(job["inputs"]):
        if item["path"] is None:
            name = path("memory", "main", "__bk_input_" + str(index))
        else:
            attach(con, *item["path"][:2])
            name = path(*item["path"])
        columns = ", ".join(quote(c["name"]) + "::" + c["type"] + " as " + quote(c["name"]) for c in item["columns"])
        file = os.path.join(folder, item["file"])
        con.execute("create view " + name + " as select " + columns + " from read_parquet(" + text(file) + ")")
        known[item["name"]] = name
    return known

def tables(con):
    sql = "select database_name, schema_name, table_name, temporary from duckdb_tables() where not internal"
    return con.execute(sql).fetchall()

def write_table(con, table, file, is_textual):
    database, schema, name, temporary = table
    source = path(database, schema, name)
    columns = [{"name": row[0], "type": str(row[1])} for row in con.execute("describe " + source).fetchall()]
    selected = [quote(c["name"]) + ("::varchar as " + quote(c["name"]) if is_textual(c["type"]) else "") for c in columns]
    con.execute("copy (select " + ", ".join(selected) + " from " + source + ") to " + text(file) + " (format parquet)")
    return {"path": [name] if temporary else [database, schema, name], "columns": columns, "file": os.path.basename(file)}

def run(job, folder):
    import re
    import duckdb
    con = duckdb.connect(":memory:")
    for statement in job["settings"]:
        con.execute(statement)
    known = load_inputs(con, job, folder)
    attach(con, job["database"], job["schema"])
    con.execute("use " + path(job["database"], job["schema"]))
    module = types.ModuleType("dbt_model")
    module.__file__ = job["file"]
    sys.modules["dbt_model"] = module
    exec(compile(job["code"], job["file"], "exec"), module.__dict__)
    load = lambda name: con.query("select * from " + known.get(name, name))
    result = module.model(module.dbtObj(load), con)
    if result is None:
        raise TypeError("the function model() returned None; it has to return a data frame or a relation")
    if not isinstance(result, duckdb.DuckDBPyRelation):
        # What is read in batches may come from the session itself, which cannot write meanwhile.
        con = con.cursor()
        con.execute("use " + path(job["database"], job["schema"]))
    before = set(tables(con))
    module.materialize(result, con)
    textual = re.compile(job["textual"])
    made = [table for table in tables(con) if table not in before]
    return {
        "tables": [
            write_table(con, table, os.path.join(folder, "out_%d.parquet" % index), lambda type: textual.search(type))
            for index, table in enumerate(made)
        ]
    }

def describe(error, job):
    line, at = None, error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == job["file"] and at.tb_lineno <= job["lines"]:
            line = at.tb_lineno
        at = at.tb_next
    if isinstance(error, SyntaxError) and error.filename == job["file"]:
        line = error.lineno
    message = str(error.args[0]) if isinstance(error, SyntaxError) and error.args else str(error)
    return {"type": type(error).__name__, "message": message, "line": line, "module": getattr(error, "name", None)}

def main(folder):
    with open(os.path.join(folder, "job.json"), encoding="utf-8") as file:
        job = json.load(file)
    sys.path.insert(0, os.getcwd())
    try:
        result = run(job, folder)
    except BaseException as error:
        result = {"error": describe(error, job)}
    with open(os.path.join(folder, "result.json"), "w", encoding="utf-8") as file:
        json.dump(result, file)

main(sys.argv[1])
`;
