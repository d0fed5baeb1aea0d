"""Demo mode: with no settings at all, Linkboard shows the sandbox's world.

The sandbox speaks the documented APIs, so a demo runs through the very code of a real account.
"""
