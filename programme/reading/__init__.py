"""What people type, read: countries, languages, municipalities, numbers, days."""
