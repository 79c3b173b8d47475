"""kvkkscan: special-category, payment and identity data out of Turkish ticket text, before it is stored."""

from kvkkscan.finding import Finding, Group
from kvkkscan.scanner import Scanner

__version__ = "0.1.0"
__all__ = ["Finding", "Group", "Scanner", "__version__"]
