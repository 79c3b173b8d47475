"""Detection, one step a file, in the order that the text walks (docs/architecture.md)."""
