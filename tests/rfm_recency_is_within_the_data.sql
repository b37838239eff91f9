SELECT
    snapshots.reference_date,
    snapshots.customer_id,
    snapshots.recency_days
FROM
    {{ ref('mart_rfm_snapshot') }} AS snapshots
    CROSS JOIN {{ ref('mart_data_window') }} AS data_window
WHERE
    snapshots.recency_days > DATE_DIFF('day', data_window.first_date, snapshots.reference_date)
    OR snapshots.last_order_date > snapshots.reference_date
