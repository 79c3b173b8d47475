"""PDF (ISO 32000): read from its content streams, and redacted in them."""
