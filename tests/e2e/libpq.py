"""Statements by libpq itself: starting a psql costs more than most of them."""

import ctypes
import select

libpq = ctypes.CDLL("libpq.so.5")
NOTICES = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p)
IGNORED = NOTICES(lambda *_: None)
CONNECTION_OK, TUPLES_OK, FAILED, VOID = 0, 2, (5, 7), 2278

for _name, _result, _arguments in (
        ("PQconnectdbParams", "p", "ppi"), ("PQstatus", "i", "p"), ("PQerrorMessage", "s", "p"), ("PQfinish", None, "p"),
        ("PQsetNoticeProcessor", "p", "ppp"), ("PQsocket", "i", "p"), ("PQsendQuery", "i", "ps"), ("PQconsumeInput", "i", "p"),
        ("PQisBusy", "i", "p"), ("PQgetResult", "p", "p"), ("PQresultStatus", "i", "p"), ("PQresultErrorMessage", "s", "p"),
        ("PQntuples", "i", "p"), ("PQnfields", "i", "p"), ("PQftype", "i", "pi"), ("PQgetisnull", "i", "pii"),
        ("PQgetlength", "i", "pii"), ("PQgetvalue", "p", "pii"), ("PQclear", None, "p")):
    _kinds = {"p": ctypes.c_void_p, "i": ctypes.c_int, "s": ctypes.c_char_p, None: None}
    getattr(libpq, _name).restype = _kinds[_result]
    getattr(libpq, _name).argtypes = [_kinds[kind] for kind in _arguments]


class Refused(Exception):
    """What PostgreSQL, or libpq, said."""


class Connection:
    """To a database of the server that the environment names."""

    def __init__(self, database):
        names = (ctypes.c_char_p * 4)(b"dbname", b"client_encoding", b"fallback_application_name", None)
        values = (ctypes.c_char_p * 4)(database.encode(), b"UTF8", b"tests", None)
        self.handle = libpq.PQconnectdbParams(names, values, 1)
        if libpq.PQstatus(self.handle) != CONNECTION_OK:
            said = libpq.PQerrorMessage(self.handle).decode()
            self.close()
            raise Refused(said)
        libpq.PQsetNoticeProcessor(self.handle, IGNORED, None)

    def rows(self, text):
        """Of all statements of the text, which are one transaction, as lists of text; None for null."""
        if not libpq.PQsendQuery(self.handle, text.encode()):
            raise Refused(libpq.PQerrorMessage(self.handle).decode())
        found, fault = [], None
        while result := self.next_result():
            try:
                if libpq.PQresultStatus(result) in FAILED:
                    fault = libpq.PQresultErrorMessage(result).decode()
                elif libpq.PQresultStatus(result) == TUPLES_OK:
                    found += cells(result)
            finally:
                libpq.PQclear(result)
        if fault is not None:
            raise Refused(fault)
        return found

    def next_result(self):
        while libpq.PQisBusy(self.handle):  # waits where signals are heard
            select.select([libpq.PQsocket(self.handle)], [], [])
            if not libpq.PQconsumeInput(self.handle):
                raise Refused(libpq.PQerrorMessage(self.handle).decode())
        return libpq.PQgetResult(self.handle)

    def close(self):
        libpq.PQfinish(self.handle)


def cells(result):
    """A function that returns nothing gives no row."""
    columns = range(libpq.PQnfields(result))
    if [libpq.PQftype(result, column) for column in columns] == [VOID]:
        return []
    return [[cell(result, row, column) for column in columns] for row in range(libpq.PQntuples(result))]


def cell(result, row, column):
    if libpq.PQgetisnull(result, row, column):
        return None
    return ctypes.string_at(libpq.PQgetvalue(result, row, column), libpq.PQgetlength(result, row, column)).decode()
