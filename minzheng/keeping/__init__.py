"""The archive loses nothing: what is held is checked, packed into a bag, unpacked from one, and all of it rehearsed.

findings.py   what can be wrong, and what to do about it
filed.py      originals on disk ←→ the rows that name them
offsets.py    a report's text ←→ its passages and sections (plain Python)
verifying.py  all checks, over the whole archive, in bounded memory
bags.py       a folder in BagIt layout (plain files)
dumps.py      the database ←→ one file, by PostgreSQL's own programs
packing.py    archive → bag
unpacking.py  bag → empty archive
moments.py    reading as of one moment; reached.py: a database that does not answer; scratch.py: a second archive
"""
