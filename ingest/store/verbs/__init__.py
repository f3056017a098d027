"""The verbs of the store by those who use them: each file a Protocol that `ingest.store.Store` is made of."""
