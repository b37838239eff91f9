def model(dbt, session):
    dbt.config(materialized="incremental")
    numbers = dbt.ref("numbers")
    if dbt.is_incremental:
        numbers = session.sql(f"select * from {dbt.this}")
    return numbers
