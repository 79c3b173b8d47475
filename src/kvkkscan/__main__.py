"""python -m kvkkscan."""

from kvkkscan.cli import entry

if __name__ == "__main__":
    entry()
