"""Pages that look at the archive from one side: a place, a policy area, a year, and the table of what is held.

They show published reports only, and each takes the same few queries however much is held.
"""
