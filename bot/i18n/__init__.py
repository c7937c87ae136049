"""Words: catalogues, what is said in which language, which language to offer."""
