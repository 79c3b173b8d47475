"""Files: bytes -> parts -> clean bytes, every layer read, or the file refused."""
