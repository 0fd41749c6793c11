-- mentions: One row for each incident: how many mentions, articles and sources report it, from when
-- to when. event_id is the mention that stands for it: told as a fact and with a type where one is,
-- then the one that says most of who, whom and where, then the first.
SELECT
  {report} AS report_id,
  arg_min(e.event_id, (e.negated OR e.modality <> 'asserted', e.event_type IS NULL,
    3 - (len(e.actors) > 0)::INTEGER - (len(e.recipients) > 0)::INTEGER
      - (e.place IS NOT NULL)::INTEGER,
    e.duplicate_of IS NOT NULL, coalesce(e.published_date, DATE '9999-12-31'), e.event_id))
    AS event_id,
  count(*) AS mentions,
  count(DISTINCT e.article_id) AS articles,
  count(DISTINCT a.source) AS sources,
  list_sort(list_distinct(list(a.source))) AS source_names,
  min(e.published_date) AS first_published,
  max(e.published_date) AS last_published
FROM events e LEFT JOIN articles a USING (article_id)
GROUP BY report_id;

-- events_flat: One row for each event and pair of actor and recipient, scalar columns only, with
-- the words of the event in the text.
SELECT
  e.event_id, e.article_id, e.published_date, a.source, a.url, a.title,
  array_to_string(list_transform(a.topics, lambda t: t.label), ';') AS topics,
  e.event_class, e.event_type, e.mode, e.cameo_code, e.quad_class,
  round(e.goldstein::DOUBLE, 1) AS goldstein,
  array_to_string(e.contexts, ';') AS contexts,
  e.predicate, e.trigger,
  actor.text AS actor, actor.name AS actor_name, actor.country AS actor_country,
  actor.code AS actor_code, array_to_string(actor.sectors, ';') AS actor_sectors,
  recipient.text AS recipient, recipient.name AS recipient_name,
  recipient.country AS recipient_country, recipient.code AS recipient_code,
  array_to_string(recipient.sectors, ';') AS recipient_sectors,
  e.event_date_start, e.event_date_end, e.event_date_precision,
  e.place.name AS place, e.place.country AS place_country, e.place.admin1 AS place_admin1,
  e.place.geonames_id AS geonames_id, e.place.latitude AS latitude,
  e.place.longitude AS longitude,
  e.negated, e.modality, e.attributed_to, round(e.confidence::DOUBLE, 4) AS confidence,
  round(e.salience::DOUBLE, 4) AS salience, e.duplicate_of,
  substr(a.text, e.start + 1, e."end" - e.start) AS evidence
FROM events e
LEFT JOIN articles a USING (article_id)
LEFT JOIN LATERAL (
  SELECT unnest(CASE WHEN len(e.actors) > 0 THEN e.actors ELSE [NULL] END) AS actor
) ON true
LEFT JOIN LATERAL (
  SELECT unnest(CASE WHEN len(e.recipients) > 0 THEN e.recipients ELSE [NULL] END) AS recipient
) ON true;

-- dyads_by_month: Incidents between two countries a month: count, mean Goldstein score, share of
-- conflict (quad classes 3 and 4). What did not happen is left out.
SELECT
  date_trunc('month', coalesce(event_date_start, published_date))::DATE AS month,
  actor_country, recipient_country,
  count(DISTINCT event_id) AS events,
  round(avg(goldstein), 2) AS goldstein,
  round(avg((quad_class >= 3)::INTEGER), 3) AS conflict
FROM events_flat JOIN mentions USING (event_id)
WHERE actor_country IS NOT NULL AND recipient_country IS NOT NULL
  AND event_type IS NOT NULL AND NOT negated AND modality = 'asserted'
GROUP BY ALL;

-- quotes_by_speaker: Quotes for each speaker: how many, in how many articles and sources, the first
-- and the last day.
SELECT
  coalesce(q.speaker_name, q.speaker_text) AS speaker,
  count(*) AS quotes, count(*) FILTER (q.direct) AS direct_quotes,
  count(DISTINCT q.article_id) AS articles, count(DISTINCT a.source) AS sources,
  min(q.published_date) AS first_published, max(q.published_date) AS last_published
FROM quotes q LEFT JOIN articles a USING (article_id)
WHERE coalesce(q.speaker_name, q.speaker_text) IS NOT NULL
GROUP BY ALL;

-- places: Named places: mentions, articles, and incidents that are reported to have happened there.
SELECT
  m.geonames_id, m.name, m.country, m.latitude, m.longitude, m.mentions, m.articles,
  coalesce(h.events, 0) AS events
FROM (
  SELECT geonames_id, any_value(name) AS name, any_value(country) AS country,
    any_value(latitude) AS latitude, any_value(longitude) AS longitude,
    count(*) AS mentions, count(DISTINCT article_id) AS articles
  FROM entities WHERE geonames_id IS NOT NULL GROUP BY geonames_id
) m
LEFT JOIN (
  SELECT e.place.geonames_id AS geonames_id, count(DISTINCT {report}) AS events
  FROM events e WHERE e.place.geonames_id IS NOT NULL GROUP BY ALL
) h USING (geonames_id);
