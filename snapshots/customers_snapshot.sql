{# History of customers in business time: a version is valid from when the customer changed, not from when it was seen. #}
{% snapshot customers_snapshot %}

    {{
    config(
        unique_key='customer_id',
        strategy='timestamp',
        updated_at='updated_at',
    )
}}

    SELECT
        *
    FROM
        {{ ref('stg_customers') }}

{% endsnapshot %}
