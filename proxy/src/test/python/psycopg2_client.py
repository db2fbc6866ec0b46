"""psycopg2 as an application uses it: psycopg2_client.py PORT USER DATABASE"""
import io
import select
import sys
import threading

import psycopg2
import psycopg2.extensions
import psycopg2.extras

port, user, database = sys.argv[1:]
dsn = f"host=127.0.0.1 port={port} user={user} password={user} dbname={database}"

connection = psycopg2.connect(dsn)
with connection, connection.cursor() as cur:
    cur.execute("CREATE TEMP TABLE t (a int, b text, c bytea)")
    psycopg2.extras.execute_values(
        cur, "INSERT INTO t VALUES %s", [(i, f"it's {i}", bytes([i % 256, 0])) for i in range(500)])
    cur.copy_expert("COPY t (a, b) FROM STDIN", io.StringIO("".join(f"{i}\trow {i}\n" for i in range(500, 1000))))
    out = io.StringIO()
    cur.copy_expert("COPY (SELECT a FROM t ORDER BY a) TO STDOUT", out)
    assert out.getvalue() == "".join(f"{i}\n" for i in range(1000))
    cur.execute("SELECT b, c FROM t WHERE a = %s", (7,))
    row = cur.fetchone()
    assert (row[0], bytes(row[1])) == ("it's 7", b"\x07\x00")

with connection:
    large = connection.lobject(0, "wb")
    large.write(b"abc" * 50_000)
    large.seek(0)
    large.close()
    assert connection.lobject(large.oid, "rb").read() == b"abc" * 50_000
    connection.lobject(large.oid, "rb").unlink()

with connection, connection.cursor("walk") as walk:
    walk.itersize = 7
    walk.execute("SELECT generate_series(1, 100)")
    assert sum(r[0] for r in walk) == 5050

# A cancel from another thread stops the statement; the session goes on.
other = psycopg2.connect(dsn)
with connection.cursor() as cur:
    threading.Timer(1, connection.cancel).start()
    try:
        cur.execute("SELECT pg_sleep(63)")
        raise SystemExit("not cancelled")
    except psycopg2.errors.QueryCanceled:
        connection.rollback()
    cur.execute("SELECT 1")
    assert cur.fetchone() == (1,)
connection.rollback()

connection.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
other.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
connection.cursor().execute("LISTEN news")
other.cursor().execute("NOTIFY news, 'hello'")
assert select.select([connection], [], [], 20)[0], "nothing was heard"
connection.poll()
heard = connection.notifies.pop()
assert (heard.payload, heard.pid) == ("hello", other.get_backend_pid())

# Two-phase commit, as a transaction manager does it.
other.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_READ_COMMITTED)
other.tpc_begin("through the proxy")
other.cursor().execute("SELECT 1")
other.tpc_prepare()
other.tpc_rollback()
print("psycopg2: all well")
