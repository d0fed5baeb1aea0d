"""The long profile: what only many trials can show, such as fifty kills or twenty thousand pages.

    make test-long        (LONG=1 pytest -m long)

Each of these tests also runs in every other run, with few trials.
"""
