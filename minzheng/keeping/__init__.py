"""The archive loses nothing: what is held is checked, packed into a bag, unpacked from one, and all of that rehearsed.

findings.py     what can be wrong, and what to do about it
filed.py        originals on disk ←→ the rows that name them
offsets.py      a report's text ←→ its passages and sections (plain Python)
verifying.py    all checks, over the whole archive, in bounded memory
"""
