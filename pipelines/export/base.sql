-- export_pairs: One row for each pair of actor and recipient of each incident that is reported as a
-- fact, one row an incident where no pair is known.
SELECT
  e.event_id, e.article_id, e.sentence_index,
  pairs.pair AS pair,
  ('0x' || substr(md5(e.event_id), 1, 13))::BIGINT * 512 + pairs.pair AS number,
  coalesce(e.event_date_start, e.published_date) AS day,
  coalesce(e.event_date_end, e.event_date_start, e.published_date) AS last_day,
  coalesce(e.event_date_precision, 'day') AS day_precision,
  e.published_date, coalesce(a.published_at, e.published_date::TIMESTAMPTZ) AS published_at,
  a.source, coalesce(a.url, a.canonical_url) AS url, a.title, a.language, a.story_id,
  a.word_count, a.section,
  e.event_class, e.event_type, e.mode, e.contexts,
  e.cameo_code AS cameo, substr(e.cameo_code, 1, 3) AS cameo_base,
  substr(e.cameo_code, 1, 2) AS cameo_root, c.label AS cameo_label,
  e.quad_class, q.label AS quad_label, round(e.goldstein::DOUBLE, 1) AS goldstein, s.score AS plover_score,
  e.predicate, e.salience, e.confidence,
  actor, recipient,
  ac.name AS actor_country_name, ac.cow AS actor_cow, ac.gw AS actor_gw,
  rc.name AS recipient_country_name, rc.cow AS recipient_cow, rc.gw AS recipient_gw,
  e.place, pc.name AS country_name, pc.fips AS fips, pc.iso_number AS iso_number,
  pc.region AS region, pc.gw AS country_gw,
  list_sum(list_transform(list_filter(e.counts, lambda n: n.role = 'killed'),
    lambda n: n.value)) AS killed,
  list_min(list_transform(list_filter(e.counts, lambda n: n.role = 'killed' AND n.relation <> '<='),
    lambda n: n.value)) AS killed_low,
  list_max(list_transform(list_filter(e.counts, lambda n: n.role = 'killed' AND n.relation <> '>='),
    lambda n: n.value)) AS killed_high,
  m.mentions, m.articles, m.sources, m.first_published, m.source_names,
  substr(a.text, e.start + 1, e."end" - e.start) AS evidence
FROM events e
JOIN mentions m ON m.event_id = e.event_id
LEFT JOIN articles a ON a.article_id = e.article_id
CROSS JOIN LATERAL (
  SELECT unnest(range(0, least(512, greatest(len(e.actors), 1) * greatest(len(e.recipients), 1))))
    AS pair
) pairs
CROSS JOIN LATERAL (
  SELECT
    e.actors[1 + pair // greatest(len(e.recipients), 1)] AS actor,
    e.recipients[1 + pair % greatest(len(e.recipients), 1)] AS recipient
) parties
LEFT JOIN export_countries ac ON ac.iso3 = parties.actor.country
LEFT JOIN export_countries rc ON rc.iso3 = parties.recipient.country
LEFT JOIN export_countries pc ON pc.iso3 = e.place.country
LEFT JOIN export_cameo c ON c.code = e.cameo_code
LEFT JOIN export_quads q ON q.quad_class = e.quad_class
LEFT JOIN export_scores s ON s.event_type = e.event_type AND s.mode = coalesce(e.mode, '')
WHERE NOT e.negated AND e.modality = 'asserted';

-- export_documents: One row an article, with what was found in it as lists.
SELECT
  a.article_id, a.source, coalesce(a.url, a.canonical_url) AS url, a.language, a.word_count,
  coalesce(a.published_at, a.published_date::TIMESTAMPTZ) AS published_at,
  n.persons, n.organizations, n.names, n.locations, n.amounts, n.dates,
  t.themes, t.counts, q.quotations
FROM articles a
LEFT JOIN (
  SELECT
    article_id,
    list({'name': coalesce(e.name, e.text), 'at': e.start} ORDER BY e.start, e.text)
      FILTER (e.label = 'PERSON') AS persons,
    list({'name': coalesce(e.name, e.text), 'at': e.start} ORDER BY e.start, e.text)
      FILTER (e.label = 'ORG') AS organizations,
    list({'name': coalesce(e.name, e.text), 'at': e.start} ORDER BY e.start, e.text)
      FILTER (e.label NOT IN ('DATE', 'TIME', 'MONEY', 'PERCENT', 'QUANTITY', 'ORDINAL', 'CARDINAL'))
      AS names,
    list({'kind': CASE WHEN x.name IS NOT NULL AND e.name = x.name THEN 1 ELSE 4 END,
      'name': coalesce(e.name, e.text), 'fips': coalesce(x.fips, ''), 'lat': e.latitude,
      'lon': e.longitude, 'id': e.geonames_id, 'at': e.start} ORDER BY e.start, e.text)
      FILTER (e.latitude IS NOT NULL) AS locations,
    list({'text': e.text, 'at': e.start} ORDER BY e.start, e.text)
      FILTER (e.label IN ('MONEY', 'QUANTITY', 'CARDINAL', 'PERCENT')) AS amounts,
    list({'day': e.time_start, 'at': e.start} ORDER BY e.start, e.text)
      FILTER (e.time_start IS NOT NULL) AS dates
  FROM entities e LEFT JOIN export_countries x ON x.iso3 = e.country
  GROUP BY article_id
) n USING (article_id)
LEFT JOIN (
  SELECT
    article_id,
    list({'theme': event_class, 'at': trigger_start} ORDER BY trigger_start, event_id)
      FILTER (event_class IS NOT NULL AND NOT negated) AS themes,
    flatten(list(list_transform(counts, lambda n: {'role': n.role, 'value': n.value,
      'at': trigger_start}) ORDER BY trigger_start, event_id) FILTER (NOT negated)) AS counts
  FROM events GROUP BY article_id
) t USING (article_id)
LEFT JOIN (
  SELECT
    article_id,
    list({'at': start, 'length': "end" - start, 'verb': coalesce(verb, ''), 'text': text}
      ORDER BY start, quote_id) AS quotations
  FROM quotes GROUP BY article_id
) q USING (article_id);
