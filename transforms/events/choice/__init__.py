"""Learned choice: which day, place and number that the article names is an event's.

=========== =====================================================================================
offers.py   what all choices ask: an event's features, and where it stands to a mention
days.py     nothing, the days of time expressions near by, the day of publication;
            calendar_days.py: what else "on Friday" and "by June" may mean
places.py   nothing, the places that names and phrases near by say, the dateline
numbers.py  nothing, the numbers of the event's sentence
distance.py "two days after the raid", a rule that comes before the choice
=========== =====================================================================================

Each gives `Offers`; `heads.choice` makes probabilities of them. Trained on the annotated corpus by
``training/events/choices.py``.
"""
