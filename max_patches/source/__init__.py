"""What the Max package `max_patches/` is made from: `script/patches` writes it all anew.

Max's files hold coordinates and ids that nobody can read or merge, so none of them is written by hand.
"""
