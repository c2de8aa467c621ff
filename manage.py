#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""The one door to every command: turns away a Python that is too old, then hands over to bootstrap.

Any Python must be able to read this file, or it could not say what is wrong: no annotations, no
f-strings.
"""

from __future__ import unicode_literals

import sys

if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sentence = "需要 Python 3.11 或更新的版本，这里是 %d.%d。\n" % tuple(sys.version_info[:2])
        getattr(sys.stderr, "buffer", sys.stderr).write(sentence.encode("utf-8"))
        sys.exit(1)

    from minzheng.bootstrap import run

    sys.exit(run(arguments=sys.argv))
