

def model(dbt, session):
    dbt.config(materialized="table", factor=2)
    return dbt.ref("numbers").filter(f"id < {dbt.config.get('factor')}")
