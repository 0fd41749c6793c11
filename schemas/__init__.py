"""The contract: typed records, Arrow table schemas, the event ontology and the error catalogue.

Imports nothing else of newsbeam; everything else imports it.
"""

#: Version of the table contract, written into every Parquet file and manifest.
#: The major number changes when an existing query could break.
SCHEMA_VERSION = "2.0"
