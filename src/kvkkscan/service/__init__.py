"""kvkkscan over HTTP: our own API and the one that Presidio's clients speak."""
