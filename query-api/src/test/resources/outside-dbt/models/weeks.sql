-- created_at is an instant: AT TIME ZONE makes it the local time of a zone, whose Mondays date_trunc cuts at.
{% for zone in ['Asia/Kolkata', 'America/St_Johns'] %}
SELECT '{{ zone }}' AS zone,
       date_trunc('week', created_at AT TIME ZONE '{{ zone }}')::date AS week,
       count(*) FILTER (WHERE sentiment = 'negative') AS negative,
       count(*) AS total
FROM {{ source('loop', 'feedback') }}
GROUP BY 2
{% if not loop.last %}UNION ALL{% endif %}
{% endfor %}
