WITH
    sales AS (
        SELECT
            product_id,
            SUM(units) AS units,
            SUM(revenue) AS revenue,
            SUM(margin) AS margin
        FROM
            {{ ref('mart_product_daily') }}
        GROUP BY
            product_id
    ),
    ranked AS (
        SELECT
            *,
            ROW_NUMBER() OVER (
                ORDER BY
                    revenue DESC,
                    product_id
            ) AS revenue_rank,
            CAST(
                SUM(revenue) OVER (
                    ORDER BY
                        revenue DESC,
                        product_id ROWS BETWEEN UNBOUNDED PRECEDING
                        AND CURRENT ROW
                ) AS DOUBLE
            ) / NULLIF(SUM(revenue) OVER (), 0) AS cumulative_share
        FROM
            sales
    )
SELECT
    ranked.revenue_rank,
    ranked.product_id,
    products.product_name,
    products.category,
    CAST(ranked.units AS BIGINT) AS units,
    CAST(ranked.revenue AS DECIMAL(18, 2)) AS revenue,
    CAST(ranked.margin AS DECIMAL(18, 2)) AS margin,
    CAST(ranked.margin AS DOUBLE) / NULLIF(ranked.revenue, 0) AS margin_rate,
    ranked.cumulative_share,
    -- The product that crosses 80% belongs to A: without it A would bring less than that.
    CASE
        WHEN COALESCE(
            LAG (ranked.cumulative_share) OVER (
                ORDER BY
                    ranked.revenue_rank
            ),
            0
        ) < 0.8 THEN 'A'
        WHEN LAG (ranked.cumulative_share) OVER (
            ORDER BY
                ranked.revenue_rank
        ) < 0.95 THEN 'B'
        ELSE 'C'
    END AS abc_class
FROM
    ranked
    INNER JOIN {{ ref('dim_products') }} AS products ON ranked.product_id = products.product_id
ORDER BY
    ranked.revenue_rank
