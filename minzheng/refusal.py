"""The way every part of start-up says no: one sentence for the person at the terminal."""


class Refusal(Exception):  # noqa: N818 - it is an answer, not a defect
    """Something outside the program must change first; the message says what, in one Chinese sentence.

    minzheng.bootstrap prints it without a traceback and exits with status 1.
    """
