"""Bytes to `ParsedReport`: plain Python that knows neither Django nor a database."""
