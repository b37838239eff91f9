import pandas as pd

def helper(x):
    return x

def model(dbt, session):
    dbt.config(materialized="table", tags=["py"], packages=["pandas==1.0"], meta={"a": [1, 2.5, None]})
    limit = dbt.config.get("limit", 10)
    other = dbt.config.get("other")
    orders = helper(dbt.ref("orders"))
    things = dbt.source('raw', "things")
    for row in [dbt.ref("shop", "dates")]:
        pass
    return orders.df()
