"""The sample folder: what lies in it, how it comes there, and how it is found again. Knows no service and no OSC."""
