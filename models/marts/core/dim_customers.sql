WITH
    versions AS (
        SELECT
            *,
            ROW_NUMBER() OVER (
                PARTITION BY
                    customer_id
                ORDER BY
                    dbt_valid_from
            ) AS version_number
        FROM
            {{ ref('customers_snapshot') }}
    )
SELECT
    {{ surrogate_key(['customer_id', 'dbt_valid_from']) }} AS customer_key,
    customer_id,
    version_number,
    first_name,
    last_name,
    full_name,
    email,
    street,
    house_number,
    postal_code,
    city,
    state,
    segment,
    signed_up_at,
    -- The first version known reaches back to the sign-up, so that every order finds one.
    CASE
        WHEN version_number = 1 THEN LEAST(signed_up_at, dbt_valid_from)
        ELSE dbt_valid_from
    END AS valid_from,
    COALESCE(dbt_valid_to, TIMESTAMP '9999-12-31') AS valid_to,
    dbt_valid_to IS NULL AS is_current
FROM
    versions
