SELECT tag, plan, count(*) FILTER (WHERE sentiment = 'negative') AS negative, count(*) AS total
FROM {{ source('loop', 'feedback') }}
GROUP BY tag, plan
