"""OneRoster 1.1 and 1.2 as pure Python: values, entities, the CSV package and the REST client. It knows no table."""
