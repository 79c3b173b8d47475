"""Hosts of kvkkscan, one a file, each importable alone: nothing here loads before its host asks for it."""
